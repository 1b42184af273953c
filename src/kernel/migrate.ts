import { readdirSync } from 'node:fs'
import path from 'node:path'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { unreachable } from './database.ts'
import { fault } from './errors.ts'

/** Oldest PostgreSQL whose SQL this program keeps to. */
const OLDEST_SERVER = 150_000

export const MIGRATIONS = path.join(import.meta.dirname, '../../migrations')

/**
 * Brings the schema to the newest state. Idempotent and safe when several processes start at once (advisory lock).
 * @returns the number of migrations applied
 * @throws fault when the server is too old, not UTF-8, or carries migrations that this program does not know
 */
export async function migrate(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  try {
    await client.connect()
  } catch (cause) {
    throw unreachable(cause)
  }
  try {
    await checkServer(client)
    await refuseNewerSchema(client)
    const applied = await runner({
      dbClient: client,
      dir: MIGRATIONS,
      direction: 'up',
      migrationsTable: 'schema_migration',
      migrationsSchema: 'public',
      count: Number.POSITIVE_INFINITY,
      log: () => undefined,
      checkOrder: true,
      singleTransaction: true,
    })
    return applied.length
  } finally {
    await client.end()
  }
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
  )
  const { version, encoding } = rows[0]!
  if (Number(version) < OLDEST_SERVER) {
    throw fault({
      code: 'KERNEL_DATABASE_VERSION',
      message: `数据库版本过低（${Math.floor(Number(version) / 10_000)}），需要 PostgreSQL 15 或更高版本。`,
      next: '请升级数据库，或去掉 DATABASE_URL 使用内置数据库。',
    })
  }
  if (encoding !== 'UTF8') {
    throw fault({
      code: 'KERNEL_DATABASE_ENCODING',
      message: `数据库编码为 ${encoding}，需要 UTF8。`,
      next: '请以 UTF8 编码新建数据库后重试。',
    })
  }
}

async function refuseNewerSchema(client: pg.Client): Promise<void> {
  const table = await client.query(`SELECT to_regclass('public.schema_migration') AS name`)
  if (table.rows[0].name === null) return
  const known = new Set(readdirSync(MIGRATIONS).map((file) => path.basename(file, '.sql')))
  const applied = await client.query<{ name: string }>('SELECT name FROM public.schema_migration ORDER BY id')
  const unknown = applied.rows.find((row) => !known.has(row.name))
  if (unknown) {
    throw fault({
      code: 'KERNEL_SCHEMA_NEWER',
      message: `数据库由更新版本的程序建立（含本程序没有的变更 ${unknown.name}）。`,
      next: '请使用与数据库相同或更新的程序版本；数据未被改动。',
    })
  }
}
