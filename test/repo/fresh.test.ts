import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeDocuments } from '../../scripts/fresh/documents.ts'
import { describeSchemas } from '../../scripts/fresh/schema.ts'
import { migratedDatabase } from './database.ts'
import { ROOT, readTree } from './tree.ts'

const TO_DO = 'not what the program and the live schema say; run `npm run fresh` and read the difference'

test('what is generated is fresh: schema/, openapi.json, errors.md, permissions.md', async () => {
  await using database = await migratedDatabase()
  const documents = await makeDocuments(database.client)
  expect(documents.size).toBeGreaterThan(8)
  const stale = [...documents].filter(([name, text]) => {
    const place = path.join(ROOT, name)
    return !existsSync(place) || readFileSync(place, 'utf8') !== text
  })
  expect(
    stale.map(([name]) => name),
    TO_DO,
  ).toEqual([])
  const described = [...readTree('schema/*.txt').keys()]
  expect(described.filter((file) => !documents.has(file))).toEqual([])
})

test('a column, a constraint or a comment that changes shows in the description of the schema', async () => {
  await using database = await migratedDatabase()
  const describeRecords = async () => (await describeSchemas(database.client, ['records'])).get('records')!
  const before = await describeRecords()
  for (const change of [
    'ALTER TABLE records.tally ADD COLUMN colour text',
    'ALTER TABLE records.tally ALTER COLUMN records DROP NOT NULL',
    'ALTER TABLE records.tally ADD CONSTRAINT tally_counts CHECK (records >= 0)',
    'CREATE INDEX tally_provider ON records.tally (provider_code)',
    `COMMENT ON COLUMN records.tally.records IS 'changed'`,
    'CREATE VIEW records.v_colour AS SELECT 1 AS colour',
  ]) {
    await database.client.query('BEGIN')
    await database.client.query(change)
    expect(await describeRecords(), change).not.toBe(before)
    await database.client.query('ROLLBACK')
  }
  expect(await describeRecords()).toBe(before)
})
