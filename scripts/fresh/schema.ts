import type pg from 'pg'

/** Reads one list of rows for a schema; the catalogue tables of PostgreSQL 15 and newer. */
type Read = <Row>(text: string) => Promise<Row[]>

interface Column {
  relation: string
  name: string
  type: string
  required: boolean
  extra: string | null
  comment: string | null
}

interface Part {
  relation: string
  name: string
  definition: string
}

/**
 * A readable description of the live schema, one text per PostgreSQL schema, so that a review shows what a migration
 * means and not only what it does. Constraints and indexes stand under their names, because refusals and the charter
 * refer to them.
 */
export async function describeSchemas(
  client: pg.ClientBase,
  names: readonly string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const name of names) texts.set(name, await describeSchema(client, name))
  return texts
}

async function describeSchema(client: pg.ClientBase, schema: string): Promise<string> {
  const read: Read = async (text) => (await client.query(text, [schema])).rows
  const relations = await read<{ name: string; kind: string; comment: string | null; view: string | null }>(
    RELATIONS,
  )
  const columns = await read<Column>(COLUMNS)
  const constraints = await read<Part>(CONSTRAINTS)
  const indexes = await read<Part>(INDEXES)
  const triggers = await read<Part>(TRIGGERS)
  const functions = await read<{ name: string; definition: string }>(FUNCTIONS)
  const own = <T extends { relation: string }>(parts: T[], name: string) =>
    parts.filter((part) => part.relation === name)
  const blocks = relations.map(({ name, kind, comment, view }) => {
    const head = `${kind === 'v' ? 'view' : 'table'} ${schema}.${name}${comment ? `\n  ${comment}` : ''}`
    if (kind === 'v') return `${head}\n${indent(view!.trim())}\n`
    const sections = [
      columnLines(own(columns, name)),
      partLines('constraints', own(constraints, name)),
      partLines('indexes', own(indexes, name)),
      partLines('triggers', own(triggers, name)),
    ]
    return `${[head, ...sections.filter((section) => section !== '')].join('\n')}\n`
  })
  const bodies = functions.map(
    ({ name, definition }) => `function ${schema}.${name}\n${indent(definition.trim())}\n`,
  )
  return [`schema ${schema}\n`, ...blocks, ...bodies].join('\n')
}

const indent = (text: string): string => text.replace(/^/gm, '    ')

function columnLines(columns: Column[]): string {
  const width = (pick: (column: Column) => string) =>
    Math.max(...columns.map((column) => pick(column).length))
  const [names, types] = [width((column) => column.name), width((column) => column.type)]
  return columns
    .map(({ name, type, required, extra, comment }) => {
      const words = [name.padEnd(names), type.padEnd(types), required ? 'not null' : '        ', extra ?? '']
      const line = `    ${words.join('  ').trimEnd()}`
      return comment ? `${line}\n        ${comment}` : line
    })
    .join('\n')
}

const partLines = (title: string, parts: Part[]): string =>
  parts.length === 0
    ? ''
    : [`  ${title}`, ...parts.map(({ name, definition }) => `    ${name}: ${definition}`)].join('\n')

const RELATIONS = `
  SELECT c.relname AS name, c.relkind::text AS kind, obj_description(c.oid, 'pg_class') AS comment,
         CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid, true) END AS view
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
   ORDER BY c.relkind = 'v', c.relname COLLATE "C"`

const COLUMNS = `
  SELECT c.relname AS relation, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
         a.attnotnull AS required,
         CASE WHEN a.attidentity <> '' THEN 'identity' ELSE pg_get_expr(d.adbin, d.adrelid) END AS extra,
         col_description(c.oid, a.attnum) AS comment
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE n.nspname = $1 AND c.relkind IN ('r', 'p')
   ORDER BY c.relname COLLATE "C", a.attnum`

// PostgreSQL 18 also lists NOT NULL as constraints; they stand with the columns here, as on 15 to 17.
const CONSTRAINTS = `
  SELECT c.relname AS relation, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
    FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND k.contype IN ('p', 'u', 'f', 'c', 'x')
   ORDER BY c.relname COLLATE "C", position(k.contype::text IN 'pufcx'), k.conname COLLATE "C"`

const INDEXES = `
  SELECT t.relname AS relation, i.relname AS name,
         CASE WHEN x.indisunique THEN 'unique ' ELSE '' END
           || regexp_replace(pg_get_indexdef(i.oid), '^.* USING ', '') AS definition
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class t ON t.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
   WHERE n.nspname = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
   ORDER BY t.relname COLLATE "C", i.relname COLLATE "C"`

const TRIGGERS = `
  SELECT c.relname AS relation, g.tgname AS name,
         regexp_replace(pg_get_triggerdef(g.oid), '^CREATE TRIGGER \\S+ ', '') AS definition
    FROM pg_trigger g
    JOIN pg_class c ON c.oid = g.tgrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = $1 AND NOT g.tgisinternal
   ORDER BY c.relname COLLATE "C", g.tgname COLLATE "C"`

const FUNCTIONS = `
  SELECT p.proname AS name, p.prosrc AS definition
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE n.nspname = $1
   ORDER BY p.proname COLLATE "C"`
