import { expect, test } from 'vitest'
import { type Law, loadCatalogue } from '../../src/catalogue/index.ts'
import { citationsOf, citationViolations } from './citations.ts'
import { ROOT, readTree } from './tree.ts'

// Fixtures and tests cite what they make up.
const isProgram = (file: string) => !/\.test\.tsx?$|\/fixtures?[.-]/.test(file)

test('every citation in the catalogue, the rules of law and the code resolves in law/ and was in force', () => {
  const tree = readTree('catalogue/*.yaml', 'src/**/*.yaml', '{src,web,seed}/**/*.{ts,tsx}')
  const citations = citationsOf(new Map([...tree].filter(([file]) => isProgram(file))))
  expect(citations.length).toBeGreaterThan(40)
  expect(citations.filter(({ on }) => on !== undefined).length).toBeGreaterThan(20)
  expect(citationViolations(citations, loadCatalogue(ROOT).law)).toEqual([])
})

test('every instrument in law/ is named as its file, and the page of law/ lists them all', () => {
  const law = loadCatalogue(ROOT).law
  const files = [...readTree('law/*.yaml').keys()].map((file) => file.slice('law/'.length, -'.yaml'.length))
  expect([...law.keys()].sort()).toEqual(files)
  const page = readTree('law/README.md').get('law/README.md')!
  expect([...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]).sort()).toEqual(files)
})

test('a citation of an unknown instrument, of an unknown article and of law not in force is found', () => {
  const law: Law = new Map([
    [
      'invented-law-2020',
      {
        id: 'invented-law-2020',
        title: '虚构法',
        english: 'Invented Law',
        number: null,
        issuer: '虚构机关',
        in_force_from: '2020-01-01',
        in_force_until: '2024-12-31',
        known: 'verified',
        articles: [{ id: '1', label: '第一条', summary: '虚构', known: 'verified' }],
      },
    ],
  ])
  const yaml = (text: string) => citationViolations(citationsOf(new Map([['catalogue/a.yaml', text]])), law)
  expect(yaml('basis: [invented-law-2020#1]')).toEqual([])
  expect(yaml('basis: [no-such-law#1]')).toHaveLength(1)
  expect(yaml('basis: [invented-law-2020#2]')).toHaveLength(1)
  expect(yaml('in_force_from: 2024-12-31\nbasis: [invented-law-2020#1]')).toEqual([])
  expect(yaml('in_force_from: 2025-01-01\ndeep: { basis: [invented-law-2020#1] }')).toHaveLength(1)
  expect(yaml('- from: 2019-06-01\n  classes: { a: { citation: invented-law-2020#1 } }')).toHaveLength(1)
  const code = citationsOf(new Map([['src/a/b.ts', `refused({ citation: 'no-such-law#7', colour: 'a#b' })`]]))
  expect(citationViolations(code, law).map(({ at }) => at)).toEqual(['src/a/b.ts:1'])
})
