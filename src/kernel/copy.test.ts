import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type CopyType, type CopyValue, copyRows, copyTuples, openTuples } from './copy.ts'
import { addDays } from './day.ts'

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client({ connectionString: inject('postgresUrl') })
  await client.connect()
})
afterAll(() => client.end())

const COLUMNS: Record<string, CopyType> = {
  a: 'int2',
  b: 'int4',
  c: 'int8',
  d: 'bool',
  e: 'text',
  f: 'date',
  g: 'timestamptz',
  h: 'uuid',
  i: 'bytea',
  j: 'jsonb',
  k: 'text[]',
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll('\u0000', '')),
  fc.string({ unit: fc.constantFrom(...'河北省虚构示例\\"\'{},\n\t𠮷'), maxLength: 30 }),
)
const anyJson = fc
  .jsonValue()
  .map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('\\u0000') && !/\\ud[89a-f]/.test(text) && !/e[+-]?\d{3}/i.test(text))
const hexadecimal = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 })
const arbitraryRow: fc.Arbitrary<CopyValue[]> = fc
  .tuple(
    fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.boolean(),
    anyText,
    fc.integer({ min: -300_000, max: 2_900_000 }).map((days) => addDays('2000-01-01', days)),
    fc.date({ min: new Date(-60_000_000_000_000), max: new Date(250_000_000_000_000), noInvalidDate: true }),
    hexadecimal,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    anyJson,
    fc.array(anyText, { maxLength: 5 }),
  )
  .chain((row) =>
    fc.tuple(...row.map((value) => fc.option(fc.constant(value as CopyValue), { freq: 6, nil: null }))),
  )

/** What PostgreSQL is asked to show of each column, and what of each value it should show. */
const SHOWN = `a::text, b::text, c::text, d::text, e, f::text, extract(epoch FROM g)::numeric * 1000 AS g,
  replace(h::text, '-', '') AS h, encode(i, 'hex') AS i, j = $1::jsonb AS j, to_json(k) AS k`
const shownOf = (row: CopyValue[]) => ({
  a: row[0] === null ? null : String(row[0]),
  b: row[1] === null ? null : String(row[1]),
  c: row[2] === null ? null : String(row[2]),
  d: row[3] === null ? null : String(row[3]),
  e: row[4],
  f: row[5],
  g: row[6] === null ? null : (row[6] as Date).getTime(),
  h: row[7],
  i: row[8] === null ? null : (row[8] as Buffer).toString('hex'),
  j: row[9] === null ? null : true,
  k: row[10],
})

test('any values come out of the database as they went into the copy', async () => {
  const types = Object.entries(COLUMNS).map(([name, type]) => `${name} ${type}`)
  await client.query(`CREATE TEMP TABLE copied (${types.join(', ')})`)
  await fc.assert(
    fc.asyncProperty(arbitraryRow, async (row) => {
      await client.query('TRUNCATE copied')
      await copyRows(client, 'copied', COLUMNS, [row])
      const { rows } = await client.query(`SELECT ${SHOWN} FROM copied`, [row[9] ?? 'null'])
      expect(rows.map((each) => ({ ...each, g: each.g === null ? null : Number(each.g) }))).toEqual([
        shownOf(row),
      ])
    }),
    { numRuns: 300 },
  )
})

test('many rows arrive all and in order, more than the first buffer holds, and none make none', async () => {
  await client.query('CREATE TEMP TABLE many (n int4, t text)')
  const rows = Array.from({ length: 5000 }, (_, n) => [n, `${n}${'虚构'.repeat(150)}`])
  await copyRows(client, 'many', { n: 'int4', t: 'text' }, rows)
  await copyRows(client, 'many', { n: 'int4', t: 'text' }, [])
  const { rows: found } = await client.query(
    `SELECT count(*)::int AS rows, bool_and(t = n || repeat('虚构', 150)) AS same FROM many`,
  )
  expect(found).toEqual([{ rows: 5000, same: true }])
})

test('tuples can be sent in any selection of those that were encoded', async () => {
  await client.query('CREATE TEMP TABLE chosen (n int4, t text)')
  const tuples = openTuples(['int4', 'text'])
  const ends = [0, 1, 2].map((n) => {
    tuples.add([n, '虚'.repeat(n)])
    return tuples.length()
  })
  await copyTuples(
    client,
    'chosen',
    ['n', 't'],
    [tuples.bytes().subarray(0, ends[0]), tuples.bytes().subarray(ends[1], ends[2])],
  )
  expect((await client.query('SELECT n, t FROM chosen ORDER BY n')).rows).toEqual([
    { n: 0, t: '' },
    { n: 2, t: '虚虚' },
  ])
})

test('a row the table refuses refuses the copy as a whole, and the connection can be used again', async () => {
  await client.query('CREATE TEMP TABLE strict (n int4 PRIMARY KEY)')
  await expect(copyRows(client, 'strict', { n: 'int4' }, [[1], [2], [1]])).rejects.toMatchObject({
    code: '23505',
  })
  expect((await client.query('SELECT FROM strict')).rowCount).toBe(0)
})
