import { expect, test } from 'vitest'
import { clockViolations } from './clock.ts'
import { readTree } from './tree.ts'

const planted = (file: string, source: string) =>
  clockViolations(new Map([[file, source]])).map(({ what }) => what)

test('nothing but the kernel’s clock asks the machine for the time', () => {
  const tree = readTree('{src,web,seed,scripts,bench,test}/**/*.{ts,tsx}', 'src/**/*.sql', 'migrations/*.sql')
  expect(clockViolations(tree)).toEqual([])
})

test('every way of reading the wall clock in code is found', () => {
  for (const source of [
    'new Date()',
    'new Date',
    'Date()',
    'Date.now()',
    'globalThis.Date.now()',
    'Date.now.call(0)',
  ]) {
    expect(planted('src/records/file.ts', `const at = ${source}`), source).toHaveLength(1)
    expect(planted('web/portal/page.tsx', `const at = ${source}`), source).toHaveLength(1)
  }
  expect(planted('src/records/file.ts', 'performance.now()')).toEqual([
    'performance.now reads the wall clock',
  ])
  expect(planted('src/records/file.ts', 'process.hrtime.bigint()')).toEqual([
    'process.hrtime.bigint reads the wall clock',
  ])
})

test('a stopwatch in a bench, and arithmetic on a given instant, are no reading of the clock', () => {
  expect(planted('bench/ingest.ts', 'performance.now()')).toEqual([])
  expect(planted('src/records/file.ts', 'new Date(milliseconds); Date.UTC(2026, 0, 1)')).toEqual([])
  expect(planted('src/kernel/clock.ts', 'new Date()')).toEqual([])
})

test('every way of reading the clock of the database is found, but not words in comments and texts', () => {
  for (const call of ['now()', 'clock_timestamp()', 'CURRENT_DATE', 'current_timestamp', 'localtimestamp'])
    expect(
      planted('migrations/1_a__b__c.sql', `CREATE TABLE a.b (at timestamptz DEFAULT ${call});`),
      call,
    ).toHaveLength(1)
  expect(planted('src/records/records.sql', `-- now()\nSELECT 'current_date', r.known_since FROM r`)).toEqual(
    [],
  )
})
