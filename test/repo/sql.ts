import ts from 'typescript'
import { parseSqlFile, type SqlBlock } from '../../src/kernel/index.ts'
import { moduleOf } from './order.ts'
import { isTest, parse, placeOf, type SourceTree, type Violation, walk } from './tree.ts'

/** What a statement does to a table. */
export interface TableUse {
  kind: 'write' | 'read'
  schema: string
  table: string
}

const NAME = '([a-z_]+)\\.([a-z_]+)'
const WRITE = new RegExp(
  `\\b(?:INSERT\\s+INTO|UPDATE(?:\\s+ONLY)?|DELETE\\s+FROM(?:\\s+ONLY)?|MERGE\\s+INTO|TRUNCATE(?:\\s+TABLE)?|LOCK(?:\\s+TABLE)?|COPY)\\s+${NAME}`,
  'gi',
)
const ANY = new RegExp(`\\b${NAME}\\b`, 'g')
/** Row locks hold up whoever owns the table, so they count as writing to it. */
const ROW_LOCK = /\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b|\bFOR\s+(?:KEY\s+)?SHARE\b/i

const bare = (sql: string): string => sql.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''")

/** The tables a statement names, as far as `schemas` are concerned (an alias before a dot is not one of them). */
export function tablesOf(statement: string, schemas: readonly string[]): TableUse[] {
  const text = bare(statement)
  const written = [...text.matchAll(WRITE)].map((match) => `${match[1]}.${match[2]}`)
  const locksRows = ROW_LOCK.test(text)
  const uses = new Map<string, TableUse>()
  for (const [whole, schema, table] of text.matchAll(ANY)) {
    if (!schemas.includes(schema!)) continue
    const kind = locksRows || written.includes(whole) ? 'write' : 'read'
    uses.set(whole, { kind, schema: schema!, table: table! })
  }
  return [...uses.values()]
}

/** A module writes only to its own schema and reads another's only through that module's `v_*` views. */
export function ownershipViolations(tree: SourceTree, schemas: readonly string[]): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    const own = moduleOf(file)
    if (!own || !file.endsWith('.sql')) continue
    for (const block of parseSqlFile(source).values()) {
      for (const { kind, schema, table } of tablesOf(block.text, schemas)) {
        if (schema === own) continue
        const at = `${file} ${block.name}`
        if (kind === 'write') found.push({ at, what: `${own} writes to ${schema}.${table}` })
        else if (!table.startsWith('v_'))
          found.push({ at, what: `${own} reads ${schema}.${table}; only ${schema}.v_* is for others` })
      }
    }
  }
  return [...found, ...copyViolations(tree, schemas)]
}

/** `copyRows(tx, 'schema.table', …)` and its like write too. */
function copyViolations(tree: SourceTree, schemas: readonly string[]): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    if (!/\.tsx?$/.test(file) || isTest(file)) continue
    const parsed = parse(file, source)
    walk(parsed, (node) => {
      if (!ts.isCallExpression(node) || !/^copy/.test(node.expression.getText(parsed))) return
      for (const argument of node.arguments) {
        if (!ts.isStringLiteralLike(argument)) continue
        const [schema = '', table] = argument.text.split('.')
        if (table && schemas.includes(schema) && moduleOf(file) !== schema)
          found.push({
            at: placeOf(parsed, node),
            what: `copies into ${argument.text}, which is another module's`,
          })
      }
    })
  }
  return found
}

/** Named blocks stand beside the code of a module; a migration is one text. */
const isBlockFile = (file: string) => file.endsWith('.sql') && !file.startsWith('migrations/')

/** Everything that is wrong with how blocks are named and used. */
export function blockViolations(tree: SourceTree): Violation[] {
  const found: Violation[] = []
  const texts = new Map<string, string>()
  const names = new Map<string, string>()
  for (const [file, source] of tree) {
    if (!isBlockFile(file)) continue
    const base = file.slice(file.lastIndexOf('/') + 1)
    // The server knows a prepared statement by `file:block`.
    if (names.has(base)) found.push({ at: file, what: `${names.get(base)} has the same name` })
    names.set(base, file)
    const used = usedBlocks(tree, moduleOf(file), base)
    for (const block of parseSqlFile(source).values()) {
      const at = `${file} ${block.name}`
      if (!used.has(block.name)) found.push({ at, what: 'is used by no code' })
      const text = block.text.replace(/\s+/g, ' ')
      if (texts.has(text)) found.push({ at, what: `says the same as ${texts.get(text)}` })
      texts.set(text, at)
    }
    const known = parseSqlFile(source)
    for (const [name, at] of used)
      if (!known.has(name)) found.push({ at, what: `${base} has no block ${name}` })
  }
  return found
}

const SQL_METHODS = new Set(['many', 'optional', 'one', 'run'])

/** Block names that the module's code calls on a file loaded by `loadSql`, each with one place. */
function usedBlocks(tree: SourceTree, module: string | undefined, base: string): Map<string, string> {
  const used = new Map<string, string>()
  for (const [file, source] of tree) {
    if (!/\.tsx?$/.test(file) || moduleOf(file) !== module || !source.includes('loadSql(')) continue
    if (!source.includes(`'${base}'`) && !source.includes(`/${base}'`)) continue
    const parsed = parse(file, source)
    walk(parsed, (node) => {
      if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
      if (node.expression.expression.getText(parsed) !== 'sql' || !SQL_METHODS.has(node.expression.name.text))
        return
      const name = node.arguments[1]
      if (name && ts.isStringLiteralLike(name)) used.set(name.text, placeOf(parsed, node))
    })
  }
  return used
}

const STATEMENT =
  /^\s*(SELECT\b|INSERT INTO\b|UPDATE \w|DELETE FROM\b|WITH \w+ AS\b|MERGE INTO\b|LOCK TABLE\b|TRUNCATE\b|COPY\b|SET (LOCAL )?\w+|CREATE (TABLE|DATABASE|TEMP)|DROP (TABLE|DATABASE)|ALTER \w|BEGIN\b|COMMIT\b|ROLLBACK\b)/

/** Statements written into TypeScript, where no test prepares them. Tests themselves may. */
export function inlineSqlViolations(tree: SourceTree, exceptions: readonly string[]): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    if (!file.startsWith('src/') || !/\.tsx?$/.test(file) || isTest(file) || exceptions.includes(file))
      continue
    const parsed = parse(file, source)
    walk(parsed, (node) => {
      const text = ts.isStringLiteralLike(node)
        ? node.text
        : ts.isTemplateExpression(node)
          ? node.head.text
          : ''
      if (STATEMENT.test(text))
        found.push({ at: placeOf(parsed, node), what: 'SQL belongs into a named block of the .sql file' })
    })
  }
  return found
}

/** All blocks of the tree, by `file name`. */
export function allBlocks(tree: SourceTree): Map<string, SqlBlock> {
  const blocks = new Map<string, SqlBlock>()
  for (const [file, source] of tree) {
    if (!isBlockFile(file)) continue
    for (const block of parseSqlFile(source).values()) blocks.set(`${file} ${block.name}`, block)
  }
  return blocks
}
