import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Database } from '../kernel/index.ts'
import { CHECKPOINT_FILE, countLeaves, type Log, makeLogKey, readLogKey } from '../ledger/index.ts'
import { KEYS } from './keys.ts'
import { VAR } from './paths.ts'

/** Where the log's files lie; served as `/ledger/`. */
export const LOG_FOLDER = path.join(VAR, 'ledger')

const keyPlace = (): string => process.env.XINWANG_LEDGER_KEY_FILE ?? path.join(KEYS, 'ledger.pem')

/** What the log is called, for ever: the platform's own address, unless said otherwise. */
function origin(): string {
  if (process.env.XINWANG_LEDGER_ORIGIN) return process.env.XINWANG_LEDGER_ORIGIN
  const address = new URL(process.env.XINWANG_PUBLIC_URL ?? `http://localhost:${process.env.PORT || 8080}`)
  return `${address.host}/ledger`
}

/**
 * The program's log. A key is made only for a log that has no entry and no head yet.
 * @throws fault when a log that has entries has lost its key
 */
export async function programLog(database: Database): Promise<Log> {
  const place = keyPlace()
  const begun = existsSync(path.join(LOG_FOLDER, CHECKPOINT_FILE)) || (await database.read(countLeaves)) > 0
  const key = begun || existsSync(place) ? readLogKey(place) : makeLogKey(place, origin())
  return { folder: LOG_FOLDER, key }
}
