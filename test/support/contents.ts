import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Database } from '../../src/kernel/index.ts'

/**
 * Every row of every table, as text, by table name and sorted: what `pg_dump` would hold, without sequences. Binary
 * columns appear as hexadecimal and, where they are text, as text too.
 */
export async function contentsOf(database: Database): Promise<Map<string, string[]>> {
  return database.read(async (tx) => {
    const { rows: tables } = await tx.query<{ name: string; binary: string[] | null }>(
      `SELECT format('%I.%I', c.table_schema, c.table_name) AS name,
              array_agg(quote_ident(c.column_name)) FILTER (WHERE c.data_type = 'bytea') AS binary
         FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
        GROUP BY 1 ORDER BY 1`,
    )
    const contents = new Map<string, string[]>()
    for (const { name, binary } of tables) {
      const shown = (binary ?? [])
        .map((column) => `|| ' ' || coalesce(encode(${column}, 'escape'), '')`)
        .join('')
      const { rows } = await tx.query<{ row: string }>(
        `SELECT t::text ${shown} AS row FROM ${name} t ORDER BY 1`,
      )
      contents.set(
        name,
        rows.map(({ row }) => row),
      )
    }
    return contents
  })
}

/** What differs between two states of a database: `table + row` and `table - row`, each row cut short. */
export function differences(before: Map<string, string[]>, after: Map<string, string[]>): string[] {
  const without = (rows: string[], others: string[]) => {
    const known = new Set(others)
    return rows.filter((row) => !known.has(row)).map((row) => row.slice(0, 300))
  }
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((table) => {
    const [old, now] = [before.get(table) ?? [], after.get(table) ?? []]
    const changes = [
      ...without(now, old).map((row) => `${table} + ${row}`),
      ...without(old, now).map((row) => `${table} - ${row}`),
    ]
    return changes.length === 0 && old.length !== now.length
      ? [`${table}: ${old.length} → ${now.length} rows`]
      : changes
  })
}

/** Where in the database one of the texts stands: `table: text`. */
export async function findInDatabase(database: Database, texts: string[]): Promise<string[]> {
  const found: string[] = []
  for (const [table, rows] of await contentsOf(database)) {
    for (const text of texts) if (rows.some((row) => row.includes(text))) found.push(`${table}: ${text}`)
  }
  return found
}

/** Where under a folder one of the texts stands, in UTF-8 or UTF-16, in any file: `file: text`. */
export function findInFiles(folder: string, texts: string[]): string[] {
  const found: string[] = []
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = path.join(entry.parentPath, entry.name)
    const bytes = readFileSync(file)
    for (const text of texts) {
      if (bytes.includes(text, 0, 'utf8') || bytes.includes(text, 0, 'utf16le')) {
        found.push(`${path.relative(folder, file)}: ${text}`)
      }
    }
  }
  return found
}
