import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { stampOf } from '../../scripts/new/plan.ts'
import { planFor, readCheckout, writePlan } from '../../scripts/new.ts'
import { ORDER } from '../../src/order.ts'
import { clockViolations } from './clock.ts'
import { migratedDatabase } from './database.ts'
import { orderViolations } from './order.ts'
import { sizeViolations } from './sizes.ts'
import { allBlocks, blockViolations, inlineSqlViolations, ownershipViolations } from './sql.ts'
import { ROOT } from './tree.ts'

const STAMP = '20991231235959'
const plan = (line: string, stamp = STAMP) => planFor(line.split(' '), readCheckout(ROOT, ORDER), stamp)

test('a new module gets its place in the order, its declaration and its files', () => {
  const { files } = plan('module lists --after collection --noun listing')!
  expect([...files.keys()].sort()).toEqual([
    'migrations/20991231235959_lists__listing__create.sql',
    'schema/distribution.yaml',
    'src/lists/README.md',
    'src/lists/contract.ts',
    'src/lists/index.ts',
    'src/lists/listing.ts',
    'src/lists/lists.sql',
    'src/lists/lists.test.ts',
    'src/lists/routes.ts',
    'src/order.ts',
  ])
  expect(files.get('src/order.ts')).toContain(`  'collection',\n  'lists',\n  'publication',\n`)
  const before = parse(readFileSync(path.join(ROOT, 'schema/distribution.yaml'), 'utf8'))
  expect(parse(files.get('schema/distribution.yaml')!)).toEqual({ ...before, 'lists.listing': 'distributed' })
  expect(Object.keys(parse(files.get('schema/distribution.yaml')!))).toEqual(
    [...Object.keys(before), 'lists.listing'].sort(),
  )
})

test('without a place it stands before app, without a noun its table is named after it', () => {
  const { files } = plan('module lists')!
  expect(files.get('src/order.ts')).toContain(`  'lists',\n  'app',\n`)
  expect([...files.keys()]).toContain('src/lists/list.ts')
})

test('a new module keeps every rule of the house that can be kept before its law is known', async () => {
  const { files } = plan('module lists --after collection --noun listing')!
  const order = ORDER.flatMap((name) => (name === 'collection' ? [name, 'lists'] : [name]))
  expect(orderViolations(files, { order, exceptions: [] })).toEqual([])
  expect(ownershipViolations(files, order)).toEqual([])
  expect(blockViolations(files)).toEqual([])
  expect(inlineSqlViolations(files, [])).toEqual([])
  expect(sizeViolations(files, [])).toEqual([])
  expect(clockViolations(files)).toEqual([])
  await using database = await migratedDatabase()
  await database.client.query(files.get(`migrations/${STAMP}_lists__listing__create.sql`)!)
  for (const [place, block] of allBlocks(files))
    await expect(
      database.client.query(`PREPARE ${block.name} AS ${block.text}`),
      place,
    ).resolves.toBeDefined()
})

test('what is written is formatted already', () => {
  const biome = path.join(ROOT, 'node_modules/.bin/biome')
  for (const [file, text] of plan('module lists --after collection --noun listing')!.files) {
    if (!file.endsWith('.ts')) continue
    const format = spawnSync(biome, ['format', `--stdin-file-path=${file}`], {
      cwd: ROOT,
      input: text,
      encoding: 'utf8',
    })
    expect(format.stdout, file).toBe(text)
  }
})

test('written into a copy of the checkout it passes the type checker, and its test fails until it is written', () => {
  const copy = mkdtempSync(path.join(ROOT, 'var/new-'))
  try {
    for (const folder of ['src', 'schema', 'migrations'])
      cpSync(path.join(ROOT, folder), path.join(copy, folder), { recursive: true })
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'))
    const options = JSON.parse(readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions
    writePlan(copy, planFor(['module', 'lists', '--after', 'collection'], readCheckout(copy, ORDER), STAMP)!)
    writeFileSync(
      path.join(copy, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, include: ['src/lists', 'src/order.ts'] }),
    )
    const check = spawnSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['--noEmit', '-p', copy], {
      encoding: 'utf8',
    })
    expect(check.stdout).toBe('')
    expect(readFileSync(path.join(copy, 'src/lists/lists.test.ts'), 'utf8')).toContain('expect.fail(')
    expect(() => planFor(['module', 'lists'], readCheckout(copy, ORDER), STAMP)).toThrow(/已经有“lists”/)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

test('a name that is taken, says nothing or stands in the wrong place is refused in two languages', () => {
  for (const line of [
    'module records',
    'module utils',
    'module types',
    'module credit-lists',
    'module Lists',
    'module order',
    'module lists --noun 名单',
    'module lists --after app',
    'module lists --after kernel',
    'module lists --after nowhere',
    'migration lists record add_column',
    'migration records Record add_column',
    'migration records record create',
  ]) {
    expect(() => plan(line), line).toThrow(/[\u4e00-\u9fff].*[A-Za-z]{3}/)
  }
})

test('a migration is named by time, module, table and operation, and sorts after all others whatever the clock says', () => {
  const [file] = [...plan('migration records record add_mark')!.files.keys()]
  expect(file).toBe('migrations/20991231235959_records__record__add_mark.sql')
  const { migrations } = readCheckout(ROOT, ORDER)
  const [early] = [...plan('migration records record add_mark', '20000101000000')!.files.keys()]
  for (const existing of migrations) expect(path.basename(early!) > existing).toBe(true)
})

test('what is no command is answered with the usage', () => {
  for (const line of ['', 'module', 'module a b', 'migration records', 'room lists'])
    expect(plan(line)).toBeUndefined()
  expect(stampOf(new Date('2026-03-04T05:06:07.890Z'))).toBe('20260304050607')
})
