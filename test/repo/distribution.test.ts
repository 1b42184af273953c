import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ORDER } from '../../src/order.ts'
import { migratedDatabase } from './database.ts'
import { distributionFaults, TABLE_FACTS, type TableFacts } from './distribution.ts'
import { readTree } from './tree.ts'

test('every table is declared, and what is declared can be done', async () => {
  const declared = parse(readTree('schema/distribution.yaml').get('schema/distribution.yaml')!)
  await using database = await migratedDatabase()
  const { rows } = await database.client.query(TABLE_FACTS, [ORDER])
  const tables: TableFacts[] = rows.map(({ name, keys, triggers, refers_to }) => ({
    name,
    uniqueKeys: keys.map((key: string) => key.slice(1, -1).split(',')),
    triggers,
    refersTo: refers_to,
  }))
  expect(tables.length).toBeGreaterThan(20)
  expect(tables.find(({ name }) => name === 'records.record')?.uniqueKeys).toEqual([
    ['subject_id', 'item_no', 'record_key'],
  ])
  expect(tables.find(({ name }) => name === 'ledger.act')?.triggers).toEqual([
    'act_is_append_only',
    'act_is_pending',
  ])
  expect(distributionFaults(declared, tables)).toEqual([])
})

test('what Citus could not do is found', () => {
  const table = (facts: Partial<TableFacts>): TableFacts => ({
    name: 'a.b',
    uniqueKeys: [['subject_id', 'number']],
    triggers: [],
    refersTo: [],
    ...facts,
  })
  const faults = (how: string, facts: Partial<TableFacts>) =>
    distributionFaults({ 'a.b': how, 'a.c': 'local', 'a.d': 'distributed' }, [
      table(facts),
      table({ name: 'a.c' }),
      table({ name: 'a.d' }),
    ])
  expect(faults('distributed', {})).toEqual([])
  expect(faults('distributed', { uniqueKeys: [['subject_id'], ['number']] })).toEqual([
    'a.b: the unique key (number) lacks subject_id',
  ])
  expect(faults('distributed', { triggers: ['guard'] })).toEqual([
    'a.b: a distributed table cannot have the trigger guard',
  ])
  expect(faults('distributed', { refersTo: ['a.c'] })).toEqual([
    'a.b: a distributed table cannot refer to the local table a.c',
  ])
  expect(faults('reference', { triggers: ['guard'] })).toEqual([
    'a.b: a reference table cannot have the trigger guard',
  ])
  expect(faults('local', { refersTo: ['a.d'] })).toEqual([
    'a.b: a local table cannot refer to the distributed table a.d',
  ])
  expect(faults('scattered', {})).toEqual(['a.b: “scattered” is none of distributed, reference, local'])
  expect(distributionFaults({ 'a.gone': 'local' }, [table({})])).toEqual([
    'a.gone is declared but does not exist',
    'a.b is not declared',
  ])
})
