import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { allRoutes, VERSION } from '../../src/app/server.ts'
import { loadCatalogue } from '../../src/catalogue/index.ts'
import { openApi } from '../../src/kernel/index.ts'
import { ORDER } from '../../src/order.ts'
import { errorsPage } from './errors.ts'
import { permissionTable } from './permissions.ts'
import { describeSchemas } from './schema.ts'

const ROOT = path.join(import.meta.dirname, '../..')

/**
 * Every document that is made and not written, by path from the root.
 * @param client a connection to a migrated database
 */
export async function makeDocuments(client: pg.ClientBase): Promise<Map<string, string>> {
  const documents = new Map<string, string>()
  const { rows } = await client.query<{ name: string }>(
    `SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY($1) ORDER BY nspname`,
    [ORDER],
  )
  const schemas = await describeSchemas(
    client,
    rows.map((row) => row.name),
  )
  for (const [name, text] of schemas) documents.set(`schema/${name}.txt`, text)
  const routes = allRoutes as unknown as Parameters<typeof permissionTable>[0]
  documents.set('docs/openapi.json', `${JSON.stringify(openApi(allRoutes, VERSION), null, 2)}\n`)
  documents.set('docs/permissions.md', permissionTable(routes))
  const items = loadCatalogue(ROOT).items.map((item) => item.definition)
  documents.set('docs/errors.md', errorsPage(readSources(), items))
  return documents
}

/** The program's own sources, in order of path. */
export function readSources(): Map<string, string> {
  const names = globSync('src/**/*.ts', { cwd: ROOT }).map((name) => name.split(path.sep).join('/'))
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(ROOT, name), 'utf8')]))
}
