import { existsSync, globSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { parse, ROOT, type SourceTree, type Violation, walk } from './tree.ts'

const FOLDERS =
  /^(src|web|test|seed|scripts|bench|docs|law|catalogue|migrations|schema|regions|bin|\.ci)\/|^[\w-]+\.(json|config\.ts|md)$/
/** What a guide puts where the reader puts a name. */
const PLACEHOLDER = /[<>{}…]/

/** A word in code type that names a file: `path`, or `path#title of a test in it`. */
export interface Reference {
  at: string
  path: string
  title: string | undefined
}

/** The paths that a Markdown text names in code type or links to; what stands in code blocks is an example. */
export function referencesOf(file: string, source: string): Reference[] {
  const found: Reference[] = []
  const lines = source.replace(/^```[\s\S]*?^```/gm, (block) => block.replace(/[^\n]/g, '')).split('\n')
  for (const [i, line] of lines.entries()) {
    const at = `${file}:${i + 1}`
    for (const [, word] of line.matchAll(/`([^`]+)`/g)) {
      const [name = '', ...rest] = word!.split('#')
      if (!FOLDERS.test(name) || PLACEHOLDER.test(name) || /\s/.test(name)) continue
      found.push({ at, path: name, title: rest.length > 0 ? rest.join('#') : undefined })
    }
    for (const [, link] of line.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(link!)) continue
      found.push({ at, path: path.posix.join(path.posix.dirname(file), link!), title: undefined })
    }
  }
  return found
}

/** References to files, or to tests in them, that do not exist. */
export function referenceViolations(references: readonly Reference[], files: SourceTree): Violation[] {
  return references.flatMap(({ at, path: name, title }) => {
    if (!existsAt(name)) return [{ at, what: `${name} does not exist` }]
    if (title === undefined || titlesOf(name, files.get(name) ?? '').includes(title)) return []
    return [{ at, what: `${name} has no test “${title}”` }]
  })
}

const existsAt = (name: string): boolean =>
  name.includes('*') ? globSync(name, { cwd: ROOT }).length > 0 : existsSync(path.join(ROOT, name))

/** The titles of the tests in a file. */
export function titlesOf(file: string, source: string): string[] {
  const titles: string[] = []
  walk(parse(file, source), (node) => {
    if (!ts.isCallExpression(node) || !/^(test|it)\b/.test(node.expression.getText())) return
    const [first] = node.arguments
    if (first && ts.isStringLiteralLike(first)) titles.push(first.text)
  })
  return titles
}

const SCHEMA_PART = /`([a-z]+)\.([a-z_]+)\.([a-z0-9_]+)`/g

/** `schema.table.part` in code type: a column, constraint, index or trigger that the live schema does not have. */
export function schemaViolations(
  file: string,
  source: string,
  schemas: ReadonlyMap<string, string>,
): Violation[] {
  const found: Violation[] = []
  for (const [i, line] of source.split('\n').entries()) {
    for (const [, schema, table, part] of line.matchAll(SCHEMA_PART)) {
      const text = schemas.get(`schema/${schema}.txt`)
      if (text === undefined) continue
      const own = text.split(/\n\n/).find((block) => block.startsWith(`table ${schema}.${table}\n`))
      if (!own || !new RegExp(`^    ${part}(:| )`, 'm').test(own))
        found.push({ at: `${file}:${i + 1}`, what: `${schema}.${table} has no ${part}` })
    }
  }
  return found
}
