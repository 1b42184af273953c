import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/**
 * A copy of the migrated database, to look at and to try statements in. Not the template itself: while somebody is
 * connected to it, nobody can copy it.
 */
export async function migratedDatabase() {
  const name = `world_${randomUUID().replaceAll('-', '')}`
  const server = inject('postgresUrl')
  await onServer(server, `CREATE DATABASE "${name}" TEMPLATE xinwang_template`)
  const client = new pg.Client({ connectionString: server.replace(/\/xinwang$/, `/${name}`) })
  await client.connect()
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.end()
      await onServer(server, `DROP DATABASE "${name}" WITH (FORCE)`)
    },
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await admin.query(statement)
  } finally {
    await admin.end()
  }
}
