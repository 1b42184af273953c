import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Tx } from './database.ts'
import { absent, invariant } from './errors.ts'

/** One named statement of a `.sql` file, with its `$name` parameters numbered in order of first use. */
export interface SqlBlock {
  name: string
  text: string
  parameters: string[]
}

/** Splits a file at its `-- name: block_name` lines. Text before the first block may only be comment. */
export function parseSqlFile(source: string): Map<string, SqlBlock> {
  const blocks = new Map<string, SqlBlock>()
  const parts = source.split(/^-- name: *([a-z0-9_]+) *$/m)
  const preface = (parts[0] ?? '').split('\n')
  invariant(
    preface.every((line) => /^\s*(--.*)?$/.test(line)),
    'SQL before the first named block',
  )
  for (let i = 1; i < parts.length; i += 2) {
    const name = parts[i]!
    invariant(!blocks.has(name), `SQL block ${name} stands twice`)
    blocks.set(name, numberParameters(name, parts[i + 1]!.trim().replace(/;$/, '')))
  }
  return blocks
}

function numberParameters(name: string, body: string): SqlBlock {
  const parameters: string[] = []
  const text = body.replace(/\$([a-z][a-z0-9_]*)/g, (_, parameter: string) => {
    let index = parameters.indexOf(parameter)
    if (index < 0) index = parameters.push(parameter) - 1
    return `$${index + 1}`
  })
  return { name, text, parameters }
}

const camel = (column: string) => column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

type Parameters_ = Record<string, unknown>

export interface SqlFile {
  blocks: Map<string, SqlBlock>
  /** All rows, each checked against `row`; columns in snake_case arrive as camelCase keys. */
  many<S extends TSchema>(tx: Tx, block: string, parameters: Parameters_, row: S): Promise<Static<S>[]>
  /** The one row, or undefined; more than one is a defect. */
  optional<S extends TSchema>(
    tx: Tx,
    block: string,
    parameters: Parameters_,
    row: S,
  ): Promise<Static<S> | undefined>
  /** The one row; none is `absent`. */
  one<S extends TSchema>(tx: Tx, block: string, parameters: Parameters_, row: S): Promise<Static<S>>
  /** Number of rows touched. */
  run(tx: Tx, block: string, parameters: Parameters_): Promise<number>
}

/**
 * Loads the `.sql` file beside a module's code: `loadSql(import.meta.url, 'records.sql')`.
 * Parameters are given by name in camelCase; a missing or superfluous one is a defect.
 */
export function loadSql(moduleUrl: string, file: string): SqlFile {
  const blocks = parseSqlFile(readFileSync(fileURLToPath(new URL(file, moduleUrl)), 'utf8'))

  async function execute(tx: Tx, name: string, parameters: Parameters_) {
    const block = blocks.get(name)
    invariant(block, `no SQL block ${name} in ${file}`)
    const given = new Map(Object.entries(parameters).map(([key, value]) => [snake(key), value]))
    const values = block.parameters.map((parameter) => {
      invariant(given.has(parameter), `${file} ${name}: parameter ${parameter} is missing`)
      return given.get(parameter)
    })
    invariant(given.size === values.length, `${file} ${name}: a parameter is not used`)
    return tx.query({ name: `${file}:${name}`, text: block.text, values })
  }

  async function many<S extends TSchema>(tx: Tx, name: string, parameters: Parameters_, row: S) {
    const result = await execute(tx, name, parameters)
    return result.rows.map((raw) => checkRow(file, name, raw, row))
  }

  return {
    blocks,
    many,
    async optional(tx, name, parameters, row) {
      const rows = await many(tx, name, parameters, row)
      invariant(rows.length <= 1, `${file} ${name}: more than one row`)
      return rows[0]
    },
    async one(tx, name, parameters, row) {
      const rows = await many(tx, name, parameters, row)
      invariant(rows.length <= 1, `${file} ${name}: more than one row`)
      const found = rows[0]
      if (found === undefined) {
        throw absent({ code: 'KERNEL_ABSENT', message: '未找到该数据。', internal: `${file} ${name}` })
      }
      return found
    },
    async run(tx, name, parameters) {
      return (await execute(tx, name, parameters)).rowCount ?? 0
    },
  }
}

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>()

function checkRow<S extends TSchema>(
  file: string,
  block: string,
  raw: Record<string, unknown>,
  row: S,
): Static<S> {
  const value = Object.fromEntries(Object.entries(raw).map(([column, cell]) => [camel(column), cell]))
  let validator = compiled.get(row)
  if (!validator) {
    validator = Compile(row)
    compiled.set(row, validator)
  }
  if (!validator.Check(value)) {
    const first = [...validator.Errors(value)][0]
    invariant(
      false,
      `${file} ${block}: ${first?.instancePath ?? ''} ${first?.message ?? 'row of another shape'}`,
    )
  }
  return value as Static<S>
}
