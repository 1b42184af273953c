import { describe, expect, test } from 'vitest'
import type { FieldDefinition, ItemDefinition } from './item-schema.ts'
import type { Instrument } from './law-schema.ts'
import { lintItem, lintKinds, lintPublicityLaw } from './lint.ts'
import { loadCatalogue } from './load.ts'

const { items, law, publicity } = loadCatalogue(new URL('../..', import.meta.url).pathname)
const living = (code: string): ItemDefinition => {
  const found = items.find((item) => item.definition.code === code)
  if (!found) throw new Error(`no item ${code}`)
  return found.definition
}

/** The codes of what the linter says about the living penalty item after one defect has been planted in a copy. */
function lintWith(plant: (item: ItemDefinition) => void): string[] {
  const copy = structuredClone(living('CF'))
  plant(copy)
  return [...new Set([...lintItem(copy, law), ...lintKinds(copy, publicity.source)].map((each) => each.code))]
}

const fieldOf = (item: ItemDefinition, code: string): FieldDefinition => {
  const field = item.fields.find((each) => each.code === code)
  if (!field) throw new Error(`no field ${code}`)
  return field
}

/** A harmless new field, to be spoilt in one respect. */
const extra = (change: Partial<FieldDefinition>): FieldDefinition => ({
  code: 'CF_EXTRA',
  name: '补充说明',
  english: 'supplement',
  type: 'text',
  max_length: 100,
  obligation: 'optional',
  disclosure: 'shared',
  keep: 'stored',
  synonyms: [],
  hint: '补充说明。',
  ...change,
})

describe('what ships', () => {
  test.each(items.map((item) => [item.definition.name, item.definition] as const))(
    '%s is clean',
    (_, item) => {
      expect(lintItem(item, law)).toEqual([])
      expect(lintKinds(item, publicity.source)).toEqual([])
    },
  )

  test('a harmless new field is no defect', () => {
    expect(lintWith((item) => item.fields.push(extra({})))).toEqual([])
  })

  test('the parameters of publicity are clean', () => {
    expect(lintPublicityLaw(publicity.source, law)).toEqual([])
  })
})

describe('the legal gate', () => {
  test('an item without legal basis is refused', () => {
    expect(lintWith((item) => item.legal_basis.splice(0))).toEqual(['CATALOGUE_NO_LEGAL_BASIS'])
  })

  test('an item that cites an instrument nobody knows is refused', () => {
    expect(lintWith((item) => item.legal_basis.push('no-such-law#1'))).toEqual([
      'CATALOGUE_UNKNOWN_INSTRUMENT',
    ])
  })

  test('an item that cites an article nobody recorded is refused', () => {
    expect(lintWith((item) => item.legal_basis.push('administrative-penalty-law-2021#999'))).toEqual([
      'CATALOGUE_UNKNOWN_ARTICLE',
    ])
  })

  test('an item that rests on a repealed instrument is refused', () => {
    expect(lintWith((item) => item.legal_basis.push('ndrc-order-58-2023#periods'))).toEqual([
      'CATALOGUE_INSTRUMENT_NOT_IN_FORCE',
    ])
  })

  test('an item that begins before its legal basis is refused', () => {
    expect(
      lintWith((item) => {
        item.in_force_from = '2025-12-31'
        item.legal_basis.push('ndrc-order-36-2025#classes')
      }),
    ).toEqual(['CATALOGUE_INSTRUMENT_NOT_IN_FORCE'])
  })

  test('an item that ends with its legal basis may rest on it', () => {
    expect(
      lintWith((item) => {
        item.in_force_until = '2026-03-31'
        item.legal_basis.push('ndrc-order-58-2023#periods')
      }),
    ).toEqual([])
  })

  test('a reporting deadline without citation is refused', () => {
    expect(lintWith((item) => item.deadline.citations.splice(0))).toEqual([
      'CATALOGUE_DEADLINE_WITHOUT_CITATION',
    ])
  })
})

describe('the natural-person firewall', () => {
  test.each([
    ['religion', { name: '宗教信仰' }],
    ['ethnicity', { name: '负责人民族' }],
    ['genes', { name: '基因检测结果' }],
    ['biometrics', { name: '人脸图像' }],
    ['health', { name: '从业人员病史' }],
    ['political views', { name: '政治面貌' }],
    ['petitions', { name: '上访次数' }],
    ['unions', { name: '参加工会情况' }],
    ['family', { name: '配偶姓名' }],
    ['location', { name: '行踪轨迹' }],
    ['friends', { name: '好友名单' }],
    ['purchases', { name: '购物偏好' }],
    ['online speech', { name: '网络言论' }],
    ['religion, in English', { english: 'religious affiliation' }],
    ['location, in English', { english: 'GPS location' }],
    ['ethnicity, in the code', { code: 'CF_XDR_MZ' }],
    ['political views, in the code', { code: 'CF_FR_ZZMM' }],
    ['family, in a synonym', { synonyms: ['家庭成员'] }],
  ] as const)('a field about %s is refused', (_, change) => {
    expect(
      lintWith((item) => item.fields.push(extra(structuredClone(change) as Partial<FieldDefinition>))),
    ).toContain('CATALOGUE_FORBIDDEN_FIELD')
  })

  test('a forbidden column of an old template cannot be carried in under a harmless name', () => {
    expect(
      lintWith((item) => {
        item.fields.push(extra({}))
        item.generations[0]?.columns.push({ headers: ['民族'], field: 'CF_EXTRA' })
      }),
    ).toEqual(['CATALOGUE_FORBIDDEN_FIELD'])
  })

  test('an item about a forbidden topic is refused', () => {
    expect(
      lintWith((item) => {
        item.name = '信访记录'
      }),
    ).toEqual(['CATALOGUE_FORBIDDEN_FIELD'])
  })

  test('an adverse item open to natural persons is refused', () => {
    expect(
      lintWith((item) => {
        item.disclosure = 'shared'
        item.subjects.push('natural_person')
      }),
    ).toEqual(['CATALOGUE_ADVERSE_ABOUT_PERSONS'])
  })

  test('a public item open to natural persons is refused even when it is not adverse', () => {
    const licence = structuredClone(living('XK'))
    licence.subjects.push('natural_person')
    expect(lintItem(licence, law).map((each) => each.code)).toEqual(['CATALOGUE_PERSONS_IN_PUBLIC'])
  })

  test('the legal representative cannot be made public', () => {
    expect(
      lintWith((item) => {
        fieldOf(item, 'CF_FRDB').disclosure = 'public'
      }),
    ).toEqual(['CATALOGUE_PERSON_IDENTIFIER_PUBLIC'])
  })

  test('the number of a person’s document cannot be made public or be stored', () => {
    expect(
      lintWith((item) => {
        const field = fieldOf(item, 'CF_FR_ZJHM')
        field.disclosure = 'public'
        field.keep = 'stored'
      }),
    ).toEqual(['CATALOGUE_PERSON_IDENTIFIER_PUBLIC', 'CATALOGUE_PERSON_NUMBER_STORED'])
  })

  test('a field that is a resident id is found by its scheme, whatever it is called', () => {
    expect(lintWith((item) => item.fields.push(extra({ type: 'code', scheme: 'resident_id' })))).toEqual([
      'CATALOGUE_PERSON_NUMBER_STORED',
    ])
  })

  test('a field that is dropped cannot promise to be shown', () => {
    expect(
      lintWith((item) => {
        fieldOf(item, 'CF_FR_ZJLX').disclosure = 'shared'
      }),
    ).toEqual(['CATALOGUE_DROPPED_FIELD_DISCLOSED'])
  })
})

describe('consistency', () => {
  test('a natural key without the subject is refused', () => {
    expect(
      lintWith((item) => {
        item.natural_key = ['CF_WSH']
      }),
    ).toEqual(['CATALOGUE_KEY_WITHOUT_SUBJECT'])
  })

  test('a natural key of an unknown field is refused', () => {
    expect(lintWith((item) => item.natural_key.push('CF_NOBODY'))).toEqual(['CATALOGUE_UNKNOWN_FIELD'])
  })

  test('a natural key of an optional field is refused', () => {
    expect(lintWith((item) => item.natural_key.push('CF_GSJZQ'))).toEqual(['CATALOGUE_KEY_OPTIONAL'])
  })

  test('a natural key of a field that is dropped is refused', () => {
    expect(lintWith((item) => item.natural_key.push('CF_XDR_ZJHM'))).toEqual(['CATALOGUE_KEY_NOT_STORED'])
  })

  test('a condition that reads an unknown field is refused', () => {
    expect(
      lintWith((item) => {
        fieldOf(item, 'CF_NR_FK').required_when = [{ field: 'CF_NOBODY', filled: true }]
      }),
    ).toEqual(['CATALOGUE_UNKNOWN_FIELD'])
  })

  test.each([
    [
      'the condition of a rule',
      (item: ItemDefinition) => item.rules[0]?.when?.push({ any_filled: ['CF_NOBODY'] }),
    ],
    ['a rule', (item: ItemDefinition) => item.rules[0]?.fields.push('CF_NOBODY')],
    ['a role', (item: ItemDefinition) => item.roles.subject_codes.push('CF_NOBODY')],
    ['an old template', (item: ItemDefinition) => item.generations[0]?.not_demanded.push('CF_NOBODY')],
    [
      'the inference of the class',
      (item: ItemDefinition) =>
        item.subject_class.natural_person_when.push([{ field: 'CF_NOBODY', filled: true }]),
    ],
  ] as const)('%s that names an unknown field is refused', (_, plant) => {
    expect(lintWith(plant)).toEqual(['CATALOGUE_UNKNOWN_FIELD'])
  })

  test('a conditional field without a condition is refused', () => {
    expect(
      lintWith((item) => {
        delete fieldOf(item, 'CF_NR_FK').required_when
      }),
    ).toEqual(['CATALOGUE_CONDITION_MISMATCH'])
  })

  test('a code field without its standard is refused', () => {
    expect(
      lintWith((item) => {
        delete fieldOf(item, 'CF_CFJGDM').scheme
      }),
    ).toEqual(['CATALOGUE_FIELD_INCOMPLETE'])
  })

  test('a rule for a generation of templates that does not exist is refused', () => {
    expect(
      lintWith((item) => {
        if (item.rules[0]) item.rules[0].generations = ['v1999']
      }),
    ).toEqual(['CATALOGUE_UNKNOWN_GENERATION'])
  })

  test('a pattern that is no regular expression is refused', () => {
    expect(
      lintWith((item) => {
        for (const rule of item.rules) if (rule.id === 'TEXT_MASKED' && 'pattern' in rule) rule.pattern = '('
      }),
    ).toEqual(['CATALOGUE_BAD_PATTERN'])
  })

  test('two fields of one code are refused', () => {
    expect(lintWith((item) => item.fields.push(extra({ code: 'BZ' })))).toContain('CATALOGUE_DUPLICATE_FIELD')
  })

  test('two fields of one name are refused', () => {
    expect(lintWith((item) => item.fields.push(extra({ name: '备注' })))).toContain(
      'CATALOGUE_DUPLICATE_NAME',
    )
  })

  test('one synonym of two fields is refused, even when it is written with other brackets and spaces', () => {
    expect(
      lintWith((item) => item.fields.push(extra({ synonyms: ['行政相对人代码_1 (统一社会信用代码)'] }))),
    ).toEqual(['CATALOGUE_DUPLICATE_SYNONYM'])
  })

  test('a header that is both carried and ignored is refused', () => {
    expect(lintWith((item) => item.ignored_columns.push({ headers: ['备注'], why: '示例。' }))).toEqual([
      'CATALOGUE_DUPLICATE_SYNONYM',
    ])
  })

  test('two rules of one id are refused', () => {
    expect(lintWith((item) => item.rules[0] && item.rules.push(item.rules[0]))).toEqual([
      'CATALOGUE_DUPLICATE_RULE',
    ])
  })

  test('a kind of penalty without a gravity is refused', () => {
    expect(lintWith((item) => fieldOf(item, 'CF_CFLB').values?.push('示例新种类'))).toEqual([
      'CATALOGUE_KIND_WITHOUT_GRAVITY',
    ])
  })

  test('an item under the penalty rule that does not say where the kinds stand is refused', () => {
    expect(
      lintWith((item) => {
        delete item.roles.gravity_source
      }),
    ).toEqual(['CATALOGUE_NO_GRAVITY_SOURCE'])
  })
})

describe('the parameters of publicity', () => {
  test('a gap between two regimes is refused', () => {
    const copy = structuredClone(publicity.source)
    for (const regime of copy.regimes) if (regime.id === 'order-58') regime.until = '2026-03-30'
    expect(lintPublicityLaw(copy, law).map((each) => each.code)).toEqual(['CATALOGUE_REGIMES_NOT_CONTIGUOUS'])
  })

  test('a regime that outlives its instrument is refused', () => {
    const shortened = new Map<string, Instrument>(law)
    const order = structuredClone(law.get('ndrc-order-58-2023'))
    if (!order) throw new Error('order 58 is not in law/')
    shortened.set(order.id, { ...order, in_force_until: '2025-12-31' })
    const codes = lintPublicityLaw(publicity.source, shortened).map((each) => each.code)
    expect(new Set(codes)).toEqual(new Set(['CATALOGUE_INSTRUMENT_NOT_IN_FORCE']))
  })
})
