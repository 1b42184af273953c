import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
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
  return {
    folder,
    [Symbol.dispose]() {
      for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Processes whose command line names the folder, as that of a database server names its data. */
export function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
      } catch {
        return false
      }
    })
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
