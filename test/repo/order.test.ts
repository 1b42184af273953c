import { describe, expect, test } from 'vitest'
import { ORDER } from '../../src/order.ts'
import { IMPORT_EXCEPTIONS, IMPORT_EXCEPTIONS_MAX } from './exceptions.ts'
import { importsOf } from './imports.ts'
import { exceptionFor, orderViolations } from './order.ts'
import { readCode, readTree, type SourceTree } from './tree.ts'

const RULES = { order: ['kernel', 'records', 'publication', 'app'], exceptions: [] }

/** The violations of a made-up tree, each as `place what`. */
const broken = (files: Record<string, string>): string[] =>
  orderViolations(new Map(Object.entries(files)), RULES).map(({ at, what }) => `${at} ${what}`)

describe('the checkout', () => {
  const tree: SourceTree = readCode()

  test('no import breaks the order of the rooms or goes round a door', () => {
    expect(orderViolations(tree, { order: ORDER, exceptions: Object.keys(IMPORT_EXCEPTIONS) })).toEqual([])
  })

  test('every exception is still needed, and there are no more of them than before', () => {
    const present = new Set(
      [...tree].flatMap(([file, source]) =>
        importsOf(file, source).map((entry) => exceptionFor(file, entry)),
      ),
    )
    expect(Object.keys(IMPORT_EXCEPTIONS).filter((exception) => !present.has(exception))).toEqual([])
    expect(Object.keys(IMPORT_EXCEPTIONS).length).toBeLessThanOrEqual(IMPORT_EXCEPTIONS_MAX)
  })

  test('every folder in src/ is a room in the order, with a door and a page that explains it', () => {
    const files = readTree('src/*/index.ts', 'src/*/README.md', 'src/app/cli.ts')
    const rooms = new Set([...readTree('src/*/**/*').keys()].map((file) => file.split('/')[1]))
    expect([...rooms].sort()).toEqual([...ORDER].sort())
    for (const room of ORDER) {
      expect(files.has(`src/${room}/README.md`), `src/${room}/README.md`).toBe(true)
      // app is the mains: nobody comes in, so it has a command line instead of a door.
      const door = room === 'app' ? 'src/app/cli.ts' : `src/${room}/index.ts`
      expect(files.has(door), door).toBe(true)
    }
  })
})

describe('a planted violation is found', () => {
  test('a module that imports one to its right', () => {
    expect(broken({ 'src/records/file.ts': `import { page } from '../publication/index.ts'` })).toEqual([
      'src/records/file.ts:1 records stands left of publication and may not import it (src/publication/index.ts)',
    ])
  })

  test('the same by a type, by an export and by a call of import()', () => {
    for (const source of [
      `import type { Page } from '../publication/index.ts'`,
      `export { page } from '../publication/index.ts'`,
      `const page = await import('../publication/index.ts')`,
      `let page: import('../publication/index.ts').Page`,
    ]) {
      expect(broken({ 'src/records/file.ts': source }), source).toHaveLength(1)
    }
  })

  test('a module that goes round the door of one to its left', () => {
    expect(broken({ 'src/publication/page.ts': `import { insert } from '../records/file.ts'` })).toEqual([
      'src/publication/page.ts:1 records has only the doors index.ts, pure.ts, contract.ts (src/records/file.ts)',
    ])
    expect(
      broken({ 'src/publication/page.ts': `import { insert } from '../records/deep/index.ts'` }),
    ).toHaveLength(1)
  })

  test('a factory for tests in code that is not a test', () => {
    const source = `import { aRecord } from '../records/testing.ts'`
    expect(broken({ 'src/publication/page.ts': source })).toHaveLength(1)
    expect(broken({ 'src/publication/page.test.ts': source })).toEqual([])
  })

  test('a folder in src/ that the order does not know', () => {
    expect(broken({ 'src/scores/index.ts': `import { Day } from '../kernel/index.ts'` })).toEqual([
      'src/scores/index.ts:1 scores is not in src/order.ts (src/kernel/index.ts)',
    ])
  })

  test('a module that imports the program, the pages or the tests', () => {
    for (const target of ['../app/server.ts', '../../web/portal/paths.ts', '../../test/support/world.ts'])
      expect(broken({ 'src/records/file.ts': `import '${target}'` }), target).toHaveLength(1)
  })

  test('a pure part that reaches Node two files further on', () => {
    const files = {
      'src/kernel/pure.ts': `export * from './day.ts'`,
      'src/kernel/day.ts': `import { read } from './read.ts'`,
      'src/kernel/read.ts': `import { readFileSync } from 'node:fs'`,
    }
    expect(broken(files)).toEqual([
      'src/kernel/read.ts:1 src/kernel/pure.ts must run in a browser, but reaches node:fs',
    ])
    expect(broken({ ...files, 'src/kernel/day.ts': `import type { Read } from './read.ts'` })).toEqual([])
  })

  test('a page that knows more of the server than its wire shapes', () => {
    expect(
      broken({ 'web/portal/page.tsx': `import { page } from '../../src/publication/index.ts'` }),
    ).toHaveLength(1)
    expect(
      broken({ 'web/portal/page.tsx': `import type { Page } from '../../src/publication/contract.ts'` }),
    ).toEqual([])
  })

  test('a contract that imports more than the schema library', () => {
    expect(broken({ 'src/publication/contract.ts': `import { Day } from '../kernel/pure.ts'` })).toHaveLength(
      1,
    )
    expect(broken({ 'src/publication/contract.ts': `import { readFileSync } from 'node:fs'` })).toHaveLength(
      1,
    )
    expect(broken({ 'src/publication/contract.ts': `import { Type } from 'typebox'` })).toEqual([])
    expect(broken({ 'src/publication/contract.ts': `import { Row } from '../records/contract.ts'` })).toEqual(
      [],
    )
    expect(
      broken({ 'src/records/contract.ts': `import { Page } from '../publication/contract.ts'` }),
    ).toHaveLength(1)
  })

  test('a rule of law that reads the database or another module', () => {
    for (const source of [
      `import { Database } from '../../kernel/index.ts'`,
      `import { insert } from '../file.ts'`,
      `import pg from 'pg'`,
    ]) {
      expect(broken({ 'src/records/rules/keep.ts': source }), source).toHaveLength(1)
    }
    expect(broken({ 'src/records/rules/keep.ts': `import { addDays } from '../../kernel/pure.ts'` })).toEqual(
      [],
    )
    expect(broken({ 'src/records/rules/keep.ts': `import { Law } from './keep-law.ts'` })).toEqual([])
  })

  test('a script that goes round a door, or into the program', () => {
    expect(broken({ 'scripts/extract.ts': `import { insert } from '../src/records/file.ts'` })).toHaveLength(
      1,
    )
    expect(broken({ 'bench/ingest.ts': `import { up } from '../src/app/index.ts'` })).toHaveLength(1)
    expect(broken({ 'bench/ingest.ts': `import { rows } from '../seed/rows.ts'` })).toEqual([])
  })
})
