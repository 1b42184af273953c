import { describe, expect, test } from 'vitest'
import { ORDER } from '../../src/order.ts'
import { referencesOf, referenceViolations, schemaViolations, titlesOf } from './documents.ts'
import { readCode, readTree } from './tree.ts'

const documents = readTree(
  '*.md',
  'docs/**/*.md',
  'src/**/*.md',
  '{law,catalogue,seed,regions,web,test,schema}/**/*.md',
)
const schemas = readTree('schema/*.txt')
const page = (name: string): string => readTree(name).get(name) ?? ''

describe('what the papers say', () => {
  test('every path they name exists, and every test they name is a test', () => {
    const references = [...documents].flatMap(([file, source]) => referencesOf(file, source))
    expect(references.length).toBeGreaterThan(150)
    expect(referenceViolations(references, readCode())).toEqual([])
  })

  test('every constraint, column and trigger they name is in the live schema', () => {
    const named = [...documents].flatMap(([file, source]) => schemaViolations(file, source, schemas))
    expect(named).toEqual([])
    expect(page('docs/charter.md').match(/`[a-z]+\.[a-z_]+\.[a-z0-9_]+`/g)?.length).toBeGreaterThan(10)
  })

  test('the charter has its eight promises, each with a constraint, a guard and a test, or says what is not yet', () => {
    const sections = page('docs/charter.md').split(/^## /m).slice(1)
    const promises = sections.filter((section) => /^\d\. /.test(section))
    expect(promises.map((section) => section[0])).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    for (const section of promises) {
      const bullets = section.split(/^- /m).slice(1)
      for (const part of ['Constraint', 'Guard', 'Test']) {
        const bullet = bullets.find((each) => each.startsWith(`**${part}.**`))
        expect(bullet, `promise ${section[0]}: ${part}`).toMatch(/`[^`]+[./][^`]+`|[Nn]ot yet/)
      }
    }
  })

  test('the policy page has the rows P1 to P29, each with a place and a proof, or not yet', () => {
    const rows = page('docs/policy.md').match(/^\| P\d+ \|.*$/gm) ?? []
    expect(rows.map((row) => row.split(' ')[1])).toEqual(Array.from({ length: 29 }, (_, i) => `P${i + 1}`))
    for (const row of rows) {
      const cells = row.split('|').map((cell) => cell.trim())
      expect(cells, row).toHaveLength(6)
      for (const cell of cells.slice(3, 5)) expect(cell, row).toMatch(/`[^`]+`|not yet/)
    }
  })

  test('every decision says its background, what was decided and what follows, and has the next number', () => {
    const decisions = [...documents].filter(([file]) => file.startsWith('docs/decisions/'))
    expect(decisions.length).toBeGreaterThanOrEqual(8)
    for (const [i, [file, source]] of decisions.entries()) {
      expect(file).toContain(`/${String(i + 1).padStart(4, '0')}-`)
      const chapters = [...source.matchAll(/^## (.+)$/gm)].map((match) => match[1])
      expect(chapters, file).toEqual(['Background', 'Decision', 'Consequences'])
    }
  })

  test('the glossary has a line for every room and every table', () => {
    const glossary = page('docs/glossary.md')
    const tables = [...schemas.values()].flatMap((text) =>
      [...text.matchAll(/^table (.+)$/gm)].map((match) => match[1]!),
    )
    expect(tables.length).toBeGreaterThan(20)
    expect([...tables, ...ORDER].filter((name) => !glossary.includes(`\`${name}\``))).toEqual([])
  })

  test('every variable of the environment that the program reads is explained where it is told how to run it', () => {
    const guide = page('docs/guides/running-it.md')
    const names = new Set(
      [...readCode()].flatMap(([, source]) =>
        [...source.matchAll(/process\.env\.([A-Z_]+)/g)].map((match) => match[1]!),
      ),
    )
    const notOurs = new Set(['PATH', 'NODE_ENV'])
    expect(names.size).toBeGreaterThan(5)
    expect([...names].filter((name) => !notOurs.has(name) && !guide.includes(`\`${name}\``))).toEqual([])
  })

  test('no term stands twice in the glossary, in Chinese or in English', () => {
    const rows = page('docs/glossary.md').match(/^\| (?!中文|---).+$/gm) ?? []
    const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()))
    expect(cells.length).toBeGreaterThan(60)
    for (const column of [1, 2]) {
      const terms = cells.map((row) => row[column]!)
      expect(terms.filter((term, i) => terms.indexOf(term) !== i)).toEqual([])
    }
  })
})

describe('a planted fault is found', () => {
  const wrong = (text: string) =>
    referenceViolations(referencesOf('docs/a.md', text), new Map()).map(({ what }) => what)

  test('a path, a link or a pattern that leads nowhere', () => {
    expect(wrong('see `src/order.ts` and [the order](../src/order.ts), `src/*/index.ts`')).toEqual([])
    expect(wrong('see `src/gone.ts`')).toEqual(['src/gone.ts does not exist'])
    expect(wrong('see [it](gone.md)')).toEqual(['docs/gone.md does not exist'])
    expect(wrong('see `src/*/gone.ts`')).toEqual(['src/*/gone.ts does not exist'])
  })

  test('a test that is not there', () => {
    const files = new Map([['src/order.ts', `test('a firm is found', () => {})`]])
    const references = referencesOf(
      'docs/a.md',
      '`src/order.ts#a firm is found` `src/order.ts#a firm is lost`',
    )
    expect(referenceViolations(references, files).map(({ what }) => what)).toEqual([
      'src/order.ts has no test “a firm is lost”',
    ])
    expect(titlesOf('a.test.ts', `test.skipIf(no)('b', () => {}); it('c', x)`)).toEqual(['b', 'c'])
  })

  test('placeholders, addresses and examples in code blocks are no paths', () => {
    expect(
      wrong('`src/<module>/index.ts` [x](https://example.org/a) `src`\n```\n`src/gone.ts`\n```'),
    ).toEqual([])
  })

  test('a constraint that the schema does not have', () => {
    const schema = new Map([
      ['schema/a.txt', 'schema a\n\ntable a.b\n    c  text\n  constraints\n    b_pk: PRIMARY KEY (c)\n'],
    ])
    expect(schemaViolations('docs/x.md', '`a.b.c` `a.b.b_pk` `z.b.c`', schema)).toEqual([])
    expect(schemaViolations('docs/x.md', '`a.b.gone`\n`a.z.b_pk`', schema)).toEqual([
      { at: 'docs/x.md:1', what: 'a.b has no gone' },
      { at: 'docs/x.md:2', what: 'a.z has no b_pk' },
    ])
  })
})
