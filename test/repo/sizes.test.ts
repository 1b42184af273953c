import { expect, test } from 'vitest'
import { SIZE_EXCEPTIONS, SIZE_EXCEPTIONS_MAX } from './exceptions.ts'
import { FILE_LINES_MAX, FUNCTION_LINES_MAX, sizeViolations } from './sizes.ts'
import { readCode } from './tree.ts'

const planted = (file: string, source: string) =>
  sizeViolations(new Map([[file, source]]), []).map(({ at, what }) => `${at} ${what}`)

test('no file is longer than it should be, no function either, and every name says something', () => {
  expect(sizeViolations(readCode(), Object.keys(SIZE_EXCEPTIONS))).toEqual([])
})

test('every exception is still needed, and there are no more of them than before', () => {
  const needed = new Set(sizeViolations(readCode(), []).map(({ at }) => at))
  expect(Object.keys(SIZE_EXCEPTIONS).filter((at) => !needed.has(at))).toEqual([])
  expect(Object.keys(SIZE_EXCEPTIONS).length).toBeLessThanOrEqual(SIZE_EXCEPTIONS_MAX)
})

test('a file of one line more than allowed is found, one that fills the measure is not', () => {
  expect(planted('src/a/b.ts', 'x\n'.repeat(FILE_LINES_MAX + 1))).toEqual([
    'src/a/b.ts 501 lines; at most 500',
  ])
  expect(planted('src/a/b.ts', 'x\n'.repeat(FILE_LINES_MAX))).toEqual([])
})

test('a function of one line more than allowed is found, of whatever kind it is', () => {
  const body = (lines: number) => `{\n${'  x()\n'.repeat(lines - 2)}}`
  const long = body(FUNCTION_LINES_MAX + 1)
  for (const source of [`function f() ${long}`, `const f = () => ${long}`, `const o = { f() ${long} }`]) {
    expect(planted('src/a/b.ts', source), source.slice(0, 20)).toEqual(['src/a/b.ts f 71 lines; at most 70'])
    expect(planted('src/a/b.ts', source.replace(long, body(FUNCTION_LINES_MAX)))).toEqual([])
  }
  expect(planted('src/a/b.ts', `test('x', async () => ${long})`)).toEqual([
    'src/a/b.ts test 71 lines; at most 70',
  ])
  expect(planted('src/a/b.ts', `describe('x', () => ${long})`)).toEqual([])
})

test('a file or folder whose name names nothing is found', () => {
  for (const file of [
    'src/a/utils.ts',
    'src/a/helpers.ts',
    'src/common/a.ts',
    'src/a/types.ts',
    'web/misc.tsx',
  ])
    expect(planted(file, ''), file).toEqual([`${file} a file is named for its main noun`])
  expect(planted('src/a/prototypes.ts', '')).toEqual([])
})
