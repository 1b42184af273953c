import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { Type } from 'typebox'
import { expect, inject, onTestFinished, test } from 'vitest'
import { loadSql, parseSqlFile } from './sql.ts'

const internals = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as { internal?: string }).internal
  }
  return undefined
}

test('a file is split at its names; parameters are numbered by first use and one used twice has one number', () => {
  const blocks = parseSqlFile(
    '-- what this is\n\n-- name: one\nSELECT $b, $a, $b::text;\n-- name: two\nSELECT 1\n',
  )
  expect([...blocks.values()]).toEqual([
    { name: 'one', text: 'SELECT $1, $2, $1::text', parameters: ['b', 'a'] },
    { name: 'two', text: 'SELECT 1', parameters: [] },
  ])
})

test('a name that stands twice and a statement without a name are defects', () => {
  expect(internals(() => parseSqlFile('-- name: one\nSELECT 1\n-- name: one\nSELECT 2'))).toContain(
    'stands twice',
  )
  expect(internals(() => parseSqlFile('SELECT 1\n-- name: one\nSELECT 2'))).toContain('before the first')
})

/** A file of statements and a connection to run them on. */
async function statements(text: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-sql-'))
  writeFileSync(path.join(folder, 'x.sql'), text)
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    rmSync(folder, { recursive: true })
  })
  return { sql: loadSql(pathToFileURL(path.join(folder, 'x.ts')).href, 'x.sql'), client }
}

const Row = Type.Object({ firstNumber: Type.Integer(), name: Type.String() })

test('parameters are given by name, columns arrive as keys, and each row is checked', async () => {
  const { sql, client } = await statements(
    '-- name: rows\nSELECT n AS first_number, $some_name::text AS name FROM generate_series(1, $how_many::int) n',
  )
  const ask = (howMany: number) => sql.many(client, 'rows', { someName: '虚构', howMany }, Row)
  expect(await ask(2)).toEqual([
    { firstNumber: 1, name: '虚构' },
    { firstNumber: 2, name: '虚构' },
  ])
  expect(await sql.optional(client, 'rows', { someName: '甲', howMany: 0 }, Row)).toBeUndefined()
  expect(await sql.one(client, 'rows', { someName: '甲', howMany: 1 }, Row)).toEqual({
    firstNumber: 1,
    name: '甲',
  })
  await expect(sql.one(client, 'rows', { someName: '甲', howMany: 0 }, Row)).rejects.toMatchObject({
    kind: 'absent',
  })
  await expect(sql.optional(client, 'rows', { someName: '甲', howMany: 2 }, Row)).rejects.toMatchObject({
    internal: expect.stringContaining('more than one row'),
  })
})

test('a parameter that is missing or not used, an unknown statement and a row of another shape are defects', async () => {
  const { sql, client } = await statements('-- name: row\nSELECT $a::int AS first_number, NULL AS name')
  const defect = (internal: string) => ({ kind: 'fault', internal: expect.stringContaining(internal) })
  await expect(sql.run(client, 'row', {})).rejects.toMatchObject(defect('parameter a is missing'))
  await expect(sql.run(client, 'row', { a: 1, b: 2 })).rejects.toMatchObject(defect('not used'))
  await expect(sql.run(client, 'none', {})).rejects.toMatchObject(defect('no SQL block'))
  await expect(sql.many(client, 'row', { a: 1 }, Row)).rejects.toMatchObject(defect('/name'))
})
