import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isResidentId, XinwangError } from '../kernel/pure.ts'
import { compileCondition } from './condition.ts'
import { describeCitation, fieldLabels, maskText, publicFields } from './describe.ts'
import { compilePublicityFacts } from './facts.ts'
import { foldHeader } from './header.ts'
import { type ItemDefinition, naturalKeyFields } from './item-schema.ts'
import { loadCatalogue } from './load.ts'
import { compileSubjectClass } from './subject-class.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const catalogue = loadCatalogue(ROOT)
const item = (code: string): ItemDefinition => {
  const found = catalogue.items.find((each) => each.definition.code === code)
  if (!found) throw new Error(`no item ${code}`)
  return found.definition
}
const penalty = item('CF')
const licence = item('XK')
const reader = (row: Record<string, string>) => (code: string) => row[code]

describe('loading', () => {
  const folders: string[] = []
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })
  const copy = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'catalogue-'))
    folders.push(folder)
    for (const part of ['law', 'catalogue']) cpSync(join(ROOT, part), join(folder, part), { recursive: true })
    return folder
  }
  const refusal = (folder: string): XinwangError => {
    try {
      loadCatalogue(folder)
    } catch (error) {
      if (error instanceof XinwangError) return error
      throw error
    }
    throw new Error('the catalogue was accepted')
  }
  const edit = (folder: string, file: string, change: (text: string) => string): void => {
    const path = join(folder, file)
    const before = readFileSync(path, 'utf8')
    const after = change(before)
    expect(after).not.toBe(before)
    writeFileSync(path, after)
  }

  test('items come in the order of their codes and every file of the law is read', () => {
    expect(catalogue.items.map((each) => each.definition.code)).toEqual(['CF', 'XK'])
    expect(catalogue.law.size).toBe(
      readdirSync(join(ROOT, 'law')).filter((name) => name.endsWith('.yaml')).length,
    )
  })

  test('the same files give the same digest and a changed word another one', () => {
    const folder = copy()
    expect(loadCatalogue(folder).sha256).toBe(catalogue.sha256)
    edit(folder, 'catalogue/licence.yaml', (text) => text.replace('许可的主要内容', '许可的内容'))
    const changed = loadCatalogue(folder)
    expect(changed.sha256).not.toBe(catalogue.sha256)
    expect(changed.items[0]?.sha256).toBe(catalogue.items[0]?.sha256)
    expect(changed.items[1]?.sha256).not.toBe(catalogue.items[1]?.sha256)
  })

  test('a misspelt key is refused with the file and the place', () => {
    const folder = copy()
    edit(folder, 'catalogue/penalty.yaml', (text) => text.replace('adverse: true', 'advers: true'))
    const error = refusal(folder)
    expect(error.code).toBe('CATALOGUE_FILE_INVALID')
    expect(error.fields.some(({ field }) => field.startsWith('penalty.yaml'))).toBe(true)
  })

  test('a file that is not YAML is refused', () => {
    const folder = copy()
    writeFileSync(join(folder, 'law', 'broken.yaml'), 'id: [')
    expect(refusal(folder).fields.map(({ code }) => code)).toEqual(['CATALOGUE_NOT_YAML'])
  })

  test('two files of one id are refused', () => {
    const folder = copy()
    cpSync(join(folder, 'law', 'pipl-2021.yaml'), join(folder, 'law', 'pipl-again.yaml'))
    expect(refusal(folder).fields.map(({ code }) => code)).toEqual(['CATALOGUE_DUPLICATE_FILE'])
  })

  test('an item the linter refuses refuses the whole catalogue', () => {
    const folder = copy()
    edit(folder, 'catalogue/penalty.yaml', (text) =>
      text.replace('subjects: [organisation,', 'subjects: [natural_person, organisation,'),
    )
    expect(refusal(folder).fields.map(({ code }) => code)).toEqual([
      'CATALOGUE_ADVERSE_ABOUT_PERSONS',
      'CATALOGUE_PERSONS_IN_PUBLIC',
    ])
  })
})

describe('the two items', () => {
  test('have every field of the standard, in its order', () => {
    expect(penalty.fields.length).toBe(30)
    expect(licence.fields.length).toBe(28)
    expect(penalty.fields.slice(13).map((field) => field.code)).toEqual([
      ...['CF_WSH', 'CF_WFXW', 'CF_SY', 'CF_YJ', 'CF_CFLB', 'CF_NR', 'CF_NR_FK', 'CF_NR_WFFF', 'CF_NR_ZKDX'],
      ...['CF_JDRQ', 'CF_YXQ', 'CF_GSJZQ', 'CF_CFJG', 'CF_CFJGDM', 'CF_SJLY', 'CF_SJLYDM', 'BZ'],
    ])
  })

  test('are open to organisations only', () => {
    for (const each of [penalty, licence]) expect(each.subjects).not.toContain('natural_person')
  })

  test('show no field that names or numbers a person', () => {
    for (const each of [penalty, licence]) {
      const shown = publicFields(each).map((field) => field.code)
      expect(shown.length).toBeGreaterThan(10)
      for (const suffix of ['FRDB', 'FR_ZJLX', 'FR_ZJHM', 'XDR_ZJLX', 'XDR_ZJHM']) {
        expect(shown.some((code) => code.endsWith(suffix))).toBe(false)
      }
      expect(shown).not.toContain('BZ')
    }
  })

  test('show nothing at all when the item itself is not public', () => {
    expect(publicFields({ ...penalty, disclosure: 'shared' })).toEqual([])
  })

  test('are unique by subject, document number, authority and day', () => {
    expect(naturalKeyFields(penalty)).toEqual(['CF_WSH', 'CF_CFJGDM', 'CF_JDRQ'])
    expect(naturalKeyFields(licence)).toEqual(['XK_WSH', 'XK_XKJGDM', 'XK_JDRQ'])
  })

  test('label every field in Chinese', () => {
    expect(fieldLabels(penalty).get('CF_JDRQ')).toBe('处罚决定日期')
    expect(fieldLabels(licence).size).toBe(licence.fields.length)
  })
})

describe('headers', () => {
  test('are one whether written full-width or half-width, with spaces, an asterisk or （必填）', () => {
    const written = [
      '行政相对人代码_1（统一社会信用代码）',
      '行政相对人代码_1(统一社会信用代码)',
      ' *行政相对人代码＿１ （统一社会信用代码）\u200b',
      '行政相对人代码_1【统一社会信用代码】（必填）',
    ]
    expect(new Set(written.map(foldHeader)).size).toBe(1)
  })
})

describe('who a row is about', () => {
  const classOf = compileSubjectClass(penalty, isResidentId)
  const USCC = '91130102MA0TE9T09U'
  const RESIDENT_ID = '11010519491231002X'

  test('is what the row declares, in any of its spellings', () => {
    expect(classOf(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_SHXYM: USCC })).kind).toBe('organisation')
    expect(classOf(reader({ CF_XDR_LB: '个体户' }))).toEqual({
      value: '个体工商户',
      kind: 'individual_business',
      by: 'declared',
    })
    expect(classOf(reader({ CF_XDR_LB: '个人' })).kind).toBe('natural_person')
  })

  test('is a natural person when a resident id stands where the organisation’s code belongs', () => {
    expect(classOf(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_SHXYM: RESIDENT_ID }))).toEqual({
      value: '自然人',
      kind: 'natural_person',
      by: 'identity',
    })
  })

  test('stays an organisation when an old registration number happens to look like an old resident id', () => {
    const taken = compileSubjectClass(penalty, (text) => text !== '')
    expect(taken(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_GSZC: '130102600101001' })).kind).toBe(
      'organisation',
    )
    expect(taken(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_GSZC: RESIDENT_ID })).kind).toBe(
      'natural_person',
    )
  })

  test('is a natural person when the row has a person’s document and no organisation’s code', () => {
    expect(classOf(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_ZJHM: RESIDENT_ID })).kind).toBe(
      'natural_person',
    )
    expect(
      classOf(reader({ CF_XDR_LB: '法人及非法人组织', CF_XDR_ZJHM: RESIDENT_ID, CF_XDR_SHXYM: USCC })).kind,
    ).toBe('organisation')
  })

  test('is inferred from the codes where the template has no class', () => {
    expect(classOf(reader({ CF_XDR_SHXYM: '92130638MA0000066G' })).value).toBe('个体工商户')
    expect(classOf(reader({ CF_XDR_SHXYM: USCC })).value).toBe('法人及非法人组织')
    expect(classOf(reader({ CF_XDR_ZZJG: '594672399' })).value).toBe('法人及非法人组织')
    expect(classOf(reader({ CF_XDR_GSZC: '130102600000001' })).value).toBe('个体工商户')
    expect(classOf(reader({ CF_XDR_GSZC: '130102000000001' })).value).toBe('法人及非法人组织')
  })

  test('is an organisation when the name says so, so that the missing code is refused and not dropped', () => {
    expect(classOf(reader({ CF_XDR_MC: '虚构示例食品有限公司' }))).toEqual({
      value: '法人及非法人组织',
      kind: 'organisation',
      by: 'inferred',
    })
  })

  test('is a natural person in doubt', () => {
    expect(classOf(reader({ CF_XDR_MC: '某某' })).kind).toBe('natural_person')
    expect(classOf(reader({ CF_XDR_MC: '某某', CF_XDR_LB: '不明' })).kind).toBe('natural_person')
    expect(classOf(reader({})).kind).toBe('natural_person')
  })
})

describe('conditions', () => {
  test('hold when all their clauses hold', () => {
    const holds = compileCondition(
      [
        { field: 'CF_CFLB', contains_any: ['暂扣', '吊销'] },
        { field: 'CF_XDR_LB', in: ['个体工商户'] },
        { any_filled: ['CF_XDR_SHXYM', 'CF_XDR_GSZC'] },
        { field: 'CF_WSH', matches: '^示例' },
        { field: 'BZ', filled: false },
      ],
      isResidentId,
    )
    const row = { CF_CFLB: '罚款;吊销许可证件', CF_XDR_LB: '个体工商户', CF_XDR_GSZC: '1', CF_WSH: '示例1' }
    expect(holds(reader(row))).toBe(true)
    for (const change of [
      { CF_CFLB: '罚款' },
      { CF_XDR_LB: '自然人' },
      { CF_XDR_GSZC: '' },
      { CF_WSH: '1' },
      { BZ: '有' },
    ]) {
      expect(holds(reader({ ...row, ...change }))).toBe(false)
    }
  })
})

describe('the facts of publicity', () => {
  test('are read from a penalty’s fields by their roles', () => {
    const facts = compilePublicityFacts(penalty)
    expect(
      facts(reader({ CF_JDRQ: '2026-05-01', CF_CFLB: '警告;罚款', CF_GSJZQ: '' }), { sector: '食品' }),
    ).toEqual({
      rule: 'penalty',
      decidedOn: '2026-05-01',
      penaltyKinds: ['警告', '罚款'],
      submittedEnd: null,
      sector: '食品',
    })
  })

  test('are read from a licence’s fields by their roles', () => {
    const facts = compilePublicityFacts(licence)
    expect(facts(reader({ XK_JDRQ: '2026-05-01', XK_YXQZI: '2099-12-31' }))).toEqual({
      rule: 'licence',
      decidedOn: '2026-05-01',
      validUntil: '2099-12-31',
    })
  })
})

describe('telling a reader', () => {
  test('a citation is written out with title, number and article', () => {
    const text = describeCitation(catalogue.law, 'administrative-penalty-law-2021#48')
    expect(text.title).toBe('《中华人民共和国行政处罚法》（中华人民共和国主席令第七十号）')
    expect(text.article).toBe('第四十八条')
    expect(text.verified).toBe(true)
  })

  test('a citation from memory says so, and an unknown one is shown as it stands', () => {
    expect(describeCitation(catalogue.law, 'administrative-licensing-law-2019#40').verified).toBe(false)
    expect(describeCitation(catalogue.law, 'no-such-law#1').title).toBe('no-such-law#1')
  })

  test('a mask keeps only what it may, and nothing of a text that is too short', () => {
    expect(maskText('虚构名', [1, 0])).toBe('虚**')
    expect(maskText('ABCDEF', [1, 2])).toBe('A***EF')
    expect(maskText('AB', [1, 1])).toBe('**')
    expect(maskText('ABC', [0, 0])).toBe('***')
  })
})
