import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { buildWeb } from '../../scripts/build-web.ts'
import { loadReference } from '../../src/app/reference.ts'
import { fixedClock, migrate, openDatabase, startEmbedded } from '../../src/kernel/index.ts'
import { TEST_DAY } from './days.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server whose database `xinwang_template` each world is a copy of. */
    postgresUrl: string
  }
}

/** XINWANG_TEST_HOME: a server of one's own, for two runs at the same time. */
const HOME = process.env.XINWANG_TEST_HOME ?? path.join(import.meta.dirname, '../../var/test/postgres')

/** One real PostgreSQL for the whole run, with one migrated database to copy from, and the built portal. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startEmbedded(HOME)
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  await admin.query('DROP DATABASE IF EXISTS xinwang_template WITH (FORCE)')
  await admin.query('CREATE DATABASE xinwang_template')
  await dropWorlds(admin)
  await admin.end()
  const template = server.url.replace(/\/xinwang$/, '/xinwang_template')
  await migrate(template)
  const database = openDatabase(template)
  await loadReference(database, fixedClock(TEST_DAY))
  await database.close()
  await buildWeb()
  project.provide('postgresUrl', server.url)
  return () => server.stop()
}

/** Databases that a run which was killed left behind. */
async function dropWorlds(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE datname LIKE 'world_%'`,
  )
  for (const { datname } of rows) await admin.query(`DROP DATABASE "${datname}" WITH (FORCE)`)
}
