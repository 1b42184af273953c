import { describe, expect, test } from 'vitest'
import { ORDER } from '../../src/order.ts'
import { migratedDatabase } from './database.ts'
import { INLINE_SQL_EXCEPTIONS, INLINE_SQL_EXCEPTIONS_MAX } from './exceptions.ts'
import { allBlocks, blockViolations, inlineSqlViolations, ownershipViolations, tablesOf } from './sql.ts'
import { readTree, type Violation } from './tree.ts'

const tree = readTree('src/**/*.{ts,sql}')
const exceptions = Object.keys(INLINE_SQL_EXCEPTIONS)
const said = (violations: Violation[]) => violations.map(({ at, what }) => `${at} ${what}`)
const files = (entries: Record<string, string>) => new Map(Object.entries(entries))

describe('the checkout', () => {
  test('a module writes only to its own schema and reads others through their views', () => {
    expect(ownershipViolations(tree, ORDER)).toEqual([])
  })

  test('every block is used, by the name it has, and none stands twice', () => {
    expect(blockViolations(tree)).toEqual([])
  })

  test('SQL stands in .sql files', () => {
    expect(inlineSqlViolations(tree, exceptions)).toEqual([])
  })

  test('every exception to that is still needed, and there are no more of them than before', () => {
    const needed = new Set(inlineSqlViolations(tree, []).map(({ at }) => at.split(':')[0]))
    expect(exceptions.filter((file) => !needed.has(file))).toEqual([])
    expect(exceptions.length).toBeLessThanOrEqual(INLINE_SQL_EXCEPTIONS_MAX)
  })

  test('every block prepares against the migrated database', async () => {
    await using database = await migratedDatabase()
    const faults: string[] = []
    let number = 0
    for (const [place, block] of allBlocks(tree)) {
      try {
        // A LOCK cannot be prepared; it is run, and rolled back.
        if (/^LOCK\b/.test(block.text)) await database.client.query(`BEGIN; ${block.text}; ROLLBACK`)
        else await database.client.query(`PREPARE block_${number++} AS ${block.text}`)
      } catch (error) {
        faults.push(`${place}: ${(error as Error).message}`)
      }
    }
    expect(faults).toEqual([])
    expect(number).toBeGreaterThan(30)
  })

  test('a block with a column that does not exist does not prepare', async () => {
    await using database = await migratedDatabase()
    await expect(
      database.client.query('PREPARE wrong AS SELECT colour FROM subjects.subject'),
    ).rejects.toThrow(/colour/)
  })
})

describe('a planted violation is found', () => {
  const order = ['records', 'publication']

  test('a module that writes to the table of another', () => {
    for (const statement of [
      'INSERT INTO records.record (a) VALUES ($a)',
      'UPDATE records.record r SET a = $a',
      'DELETE FROM records.record WHERE a = $a',
      'LOCK TABLE records.record IN SHARE MODE',
      'WITH gone AS (DELETE FROM records.record RETURNING a) SELECT a FROM gone',
      'SELECT a FROM records.v_record FOR UPDATE',
    ]) {
      const planted = files({ 'src/publication/publication.sql': `-- name: planted\n${statement}` })
      expect(said(ownershipViolations(planted, order)), statement).toEqual([
        expect.stringMatching(
          /^src\/publication\/publication\.sql planted publication writes to records\.v?_?record$/,
        ),
      ])
    }
  })

  test('a module that reads the table of another and not its view', () => {
    const planted = files({
      'src/publication/publication.sql':
        '-- name: planted\nSELECT a FROM records.record\n\n-- name: fine\nSELECT a FROM records.v_record',
    })
    expect(said(ownershipViolations(planted, order))).toEqual([
      'src/publication/publication.sql planted publication reads records.record; only records.v_* is for others',
    ])
  })

  test('a bulk copy into the table of another', () => {
    const planted = files({ 'src/publication/page.ts': `await copyRows(tx, 'records.record', {}, [])` })
    expect(said(ownershipViolations(planted, order))).toHaveLength(1)
    expect(
      ownershipViolations(
        files({ 'src/records/file.ts': `await copyRows(tx, 'records.record', {}, [])` }),
        order,
      ),
    ).toEqual([])
  })

  test('names in comments, in text and before columns are not tables', () => {
    expect(
      tablesOf(`-- records.record\nSELECT r.record, 'records.record' FROM other.thing r`, order),
    ).toEqual([])
  })

  test('a block that nobody uses, one that does not exist, and one that stands twice', () => {
    const planted = files({
      'src/records/records.sql':
        '-- name: used\nSELECT 1\n\n-- name: unused\nSELECT 2\n\n-- name: again\nSELECT  1',
      'src/records/file.ts': `const sql = loadSql(import.meta.url, 'records.sql')
        await sql.run(tx, 'used', {}); await sql.many(tx, 'again', {}, Row); await sql.one(tx, 'missing', {}, Row)`,
    })
    expect(said(blockViolations(planted))).toEqual([
      'src/records/records.sql unused is used by no code',
      'src/records/records.sql again says the same as src/records/records.sql used',
      'src/records/file.ts:2 records.sql has no block missing',
    ])
  })

  test('a statement in TypeScript, however it is quoted', () => {
    for (const text of [`'SELECT a FROM b'`, `\`UPDATE b SET a = \${a}\``, '`\n  DELETE FROM b`']) {
      const planted = files({ 'src/records/file.ts': `await tx.query(${text})` })
      expect(inlineSqlViolations(planted, []), text).toHaveLength(1)
    }
    expect(inlineSqlViolations(files({ 'src/records/file.ts': `const hint = 'Select a file'` }), [])).toEqual(
      [],
    )
  })
})
