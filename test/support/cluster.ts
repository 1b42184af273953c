import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { seedAuthorities } from '../../seed/samples.ts'
import { registerAuthorities } from '../../src/accounts/index.ts'
import { loadReference } from '../../src/app/reference.ts'
import { fixedClock, migrate, openDatabase, startEmbedded } from '../../src/kernel/index.ts'
import { TEST_DAY } from './days.ts'

/** A folder as XINWANG_VAR names one: an account that runs the database may enter it, nobody may list it. */
export function varFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-var-'))
  chmodSync(folder, 0o711)
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/**
 * An installation of its own under a folder of its own, as `npm run up` makes one but without the sample province:
 * for tests that look at every file or kill the server. Commands join it by XINWANG_VAR.
 */
export async function installation() {
  const place = varFolder()
  const server = await startEmbedded(path.join(place.folder, 'postgres'))
  await migrate(server.url)
  const database = openDatabase(server.url)
  await loadReference(database, fixedClock(TEST_DAY))
  await database.transact((tx) => registerAuthorities(tx, seedAuthorities()))
  return {
    folder: place.folder,
    url: server.url,
    database,
    async [Symbol.asyncDispose]() {
      await database.close()
      await server.stop()
      place[Symbol.dispose]()
    },
  }
}
