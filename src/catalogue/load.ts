import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { parse } from 'yaml'
import { type FieldProblem, invalid } from '../kernel/pure.ts'
import { ItemDefinition } from './item-schema.ts'
import { Instrument, type Law } from './law-schema.ts'
import { lintItem, lintKinds, lintPublicityLaw } from './lint.ts'
import { compilePublicityLaw, type PublicityLaw, PublicityLawSource } from './rules/publicity-law.ts'

export interface LoadedItem {
  definition: ItemDefinition
  /** SHA-256 of the file's bytes, hexadecimal: what tells one published version of an item from another. */
  sha256: string
  /** File name inside the folder. */
  file: string
}

export interface Catalogue {
  /** By item code, ascending. */
  items: LoadedItem[]
  law: Law
  publicity: PublicityLaw
  /** SHA-256 over every file read, in stable order: the same catalogue on every machine has the same one. */
  sha256: string
}

const PUBLICITY_LAW_FILE = fileURLToPath(new URL('./rules/publicity.law.yaml', import.meta.url))

/**
 * Reads `<root>/law/*.yaml`, `<root>/catalogue/*.yaml` and the parameters of publicity, checks each against its schema
 * and all of them with the linter.
 *
 * @throws invalid CATALOGUE_FILE_INVALID with one entry per problem: a file that is not of the schema's shape, two files
 * of one id, or anything the linter refuses. Nothing of a catalogue with a problem is used.
 */
export function loadCatalogue(root: string): Catalogue {
  const problems: FieldProblem[] = []
  const lawFiles = readFolder(join(root, 'law'), Instrument, problems)
  const itemFiles = readFolder(join(root, 'catalogue'), ItemDefinition, problems)
  const publicityFile = readYaml(PUBLICITY_LAW_FILE, PublicityLawSource, problems)
  const law = byKey(lawFiles, (instrument) => instrument.id, problems)
  const items = byKey(itemFiles, (item) => item.code, problems)
  refuseWhenAny(problems)

  const publicitySource = publicityFile.value
  if (!publicitySource) throw fileInvalid([])
  for (const [code, definition] of items) {
    for (const problem of [...lintItem(definition, law), ...lintKinds(definition, publicitySource)]) {
      problems.push({ field: `${code}/${problem.path}`, code: problem.code, message: problem.message })
    }
  }
  for (const problem of lintPublicityLaw(publicitySource, law)) {
    problems.push({ field: `publicity/${problem.path}`, code: problem.code, message: problem.message })
  }
  refuseWhenAny(problems)

  const read = [...lawFiles, ...itemFiles, publicityFile]
  return {
    items: itemFiles
      .flatMap(({ value, sha256, file }) => (value ? [{ definition: value, sha256, file }] : []))
      .sort((a, b) => (a.definition.code < b.definition.code ? -1 : 1)),
    law,
    publicity: compilePublicityLaw(publicitySource),
    sha256: sha256Of(read.map(({ file, sha256 }) => `${file} ${sha256}\n`).join('')),
  }
}

interface ReadFile<T> {
  file: string
  sha256: string
  /** Undefined when the file was not of the schema's shape; the problem is then among the problems. */
  value: T | undefined
}

const sha256Of = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex')

/** The folder's YAML files in the order of their names, whatever order the disk lists them in. */
function readFolder<S extends TSchema>(
  folder: string,
  schema: S,
  problems: FieldProblem[],
): ReadFile<Static<S>>[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readYaml(join(folder, name), schema, problems))
}

function readYaml<S extends TSchema>(path: string, schema: S, problems: FieldProblem[]): ReadFile<Static<S>> {
  const file = basename(path)
  const bytes = readFileSync(path)
  const found = problemsOf(file, bytes.toString('utf8'), schema)
  problems.push(...found.problems)
  return { file, sha256: sha256Of(bytes), value: found.value }
}

function problemsOf<S extends TSchema>(
  file: string,
  text: string,
  schema: S,
): { problems: FieldProblem[]; value: Static<S> | undefined } {
  const field = file
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    const message = `不是有效的 YAML：${error instanceof Error ? error.message : String(error)}`
    return { problems: [{ field, code: 'CATALOGUE_NOT_YAML', message }], value: undefined }
  }
  if (Value.Check(schema, value)) return { problems: [], value }
  const problems = [...Value.Errors(schema, value)].map((error) => ({
    field: `${file}${error.instancePath}`,
    code: 'CATALOGUE_NOT_OF_SHAPE',
    message: error.message,
  }))
  return { problems, value: undefined }
}

function byKey<T>(
  files: ReadFile<T>[],
  keyOf: (value: T) => string,
  problems: FieldProblem[],
): Map<string, T> {
  const found = new Map<string, T>()
  for (const { file, value } of files) {
    if (value === undefined) continue
    const key = keyOf(value)
    if (found.has(key)) {
      problems.push({
        field: file,
        code: 'CATALOGUE_DUPLICATE_FILE',
        message: `“${key}”在另一个文件中已有定义。`,
      })
    }
    found.set(key, value)
  }
  return found
}

function refuseWhenAny(problems: FieldProblem[]): void {
  if (problems.length > 0) throw fileInvalid(problems)
}

const fileInvalid = (fields: FieldProblem[]) =>
  invalid({
    code: 'CATALOGUE_FILE_INVALID',
    message: `目录或法律依据文件有 ${fields.length} 处问题，平台不能使用：${fields
      .slice(0, 3)
      .map(({ field, message }) => `${field} ${message}`)
      .join('；')}`,
    next: '按提示改正 catalogue/、law/ 中的文件后重新启动。',
    fields,
  })

let publicityLaw: PublicityLaw | undefined

/** The parameters of publicity that this program ships; read and checked once. */
export function loadPublicityLaw(): PublicityLaw {
  if (!publicityLaw) {
    const problems: FieldProblem[] = []
    const { value } = readYaml(PUBLICITY_LAW_FILE, PublicityLawSource, problems)
    if (!value) throw fileInvalid(problems)
    publicityLaw = compilePublicityLaw(value)
  }
  return publicityLaw
}
