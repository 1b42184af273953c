import { expect, test } from 'vitest'
import { CODE, type CodeSite, codeSites } from '../../scripts/fresh/errors.ts'
import { allRoutes } from '../../src/app/server.ts'
import { ORDER } from '../../src/order.ts'
import { moduleOf } from './order.ts'
import { readTree, type SourceTree } from './tree.ts'

const ERRORS = new Set(['invalid', 'refused', 'absent', 'fault'])

/** Errors whose code is not `MODULE_REASON` of their own module or of one to its left. */
function misnamed(sites: CodeSite[], order: readonly string[]): string[] {
  return sites
    .filter(({ kind }) => ERRORS.has(kind))
    .filter(({ code, file }) => {
      const owner = order.indexOf(code.split('_')[0]!.toLowerCase())
      return owner < 0 || owner > order.indexOf(moduleOf(file) ?? '')
    })
    .map(({ code, file }) => `${file} ${code}`)
}

/** Refusals, reasons and advice that come up in two modules under one code: one of them means something else. */
function shared(sites: CodeSite[]): string[] {
  const owners = new Map<string, Set<string>>()
  for (const { code, kind, file } of sites)
    if (!ERRORS.has(kind)) owners.set(code, (owners.get(code) ?? new Set()).add(moduleOf(file)!))
  return [...owners].filter(([, modules]) => modules.size > 1).map(([code]) => code)
}

const sources: SourceTree = readTree('src/**/*.ts')
const sites = codeSites(sources)

test('every code is in capital words, and an error’s begins with the name of its module', () => {
  expect(sites.length).toBeGreaterThan(120)
  expect(sites.filter(({ code }) => !CODE.test(code.replace('*', 'X')))).toEqual([])
  expect(misnamed(sites, ORDER)).toEqual([])
})

test('no code of a refusal or reason belongs to two modules', () => {
  expect(shared(sites)).toEqual([])
})

test('every error says in Chinese what happened', () => {
  // The text of these is made elsewhere: from the keyword of a JSON schema, and by the schema library for maintainers.
  const dynamic = new Set(['KERNEL_*', 'CATALOGUE_NOT_OF_SHAPE'])
  const mute = sites.filter(({ code, message }) => !/\p{Script=Han}|…/u.test(message) && !dynamic.has(code))
  expect(mute).toEqual([])
})

test('every code that a route says it may refuse with is a code of the program', () => {
  const known = new Set(sites.map(({ code }) => code))
  for (const { id, refusals } of allRoutes)
    expect(
      refusals.filter((code) => !known.has(code)),
      id,
    ).toEqual([])
})

test('planted codes are read whatever way they are given, and misnamed ones found', () => {
  const planted = codeSites(
    new Map([
      [
        'src/records/file.ts',
        `const HINT = '请重报。'
         throw refused({ code: 'RECORDS_LATE', message: \`迟了 \${days} 天。\`, next: HINT })
         throw fault({ code: full ? 'RECORDS_FULL' : 'RECORDS_BROKEN', message: full ? '满了。' : '坏了。' })
         throw invalid({ code: 'LATE_RECORD', message: '迟了。' })
         const wrong = rejected('DAY_WRONG', '日期有误。', HINT)`,
      ],
    ]),
  )
  expect(planted.map(({ code, kind, message, next }) => [code, kind, message, next])).toEqual([
    ['RECORDS_LATE', 'refused', '迟了 … 天。', '请重报。'],
    ['RECORDS_FULL', 'fault', '满了。', ''],
    ['RECORDS_BROKEN', 'fault', '坏了。', ''],
    ['LATE_RECORD', 'invalid', '迟了。', ''],
    ['DAY_WRONG', 'refusal', '日期有误。', '请重报。'],
  ])
  expect(misnamed(planted, ORDER)).toEqual(['src/records/file.ts LATE_RECORD'])
  const twice = ['src/records/a.ts', 'src/publication/b.ts'].map((file) => ({ ...planted[4]!, file }))
  expect(shared(twice)).toEqual(['DAY_WRONG'])
})
