import fc from 'fast-check'
import { isSocialCreditCode } from 'util-helpers'
import { describe, expect, it } from 'vitest'
import { XinwangError } from '../errors.ts'
import { normaliseCode } from './normalise.ts'
import { isOrganisationCode } from './organisation-code.ts'
import { SUBJECT_KIND_NAMES, SUBJECT_KINDS } from './subject-kind.ts'
import { arbitraryUscc, makeUscc, STANDARD_PREFIXES } from './testing.ts'
import {
  checkCharacter,
  checkUscc,
  describeUscc,
  isUscc,
  organisationCodeOf,
  registrationRegionOf,
  subjectKindOf,
  usccParts,
} from './uscc.ts'
import { LEGACY_ONLY_PREFIXES, REGISTRATION_DEPARTMENTS, USCC_ALPHABET, USCC_WEIGHTS } from './uscc-tables.ts'

/** Codes from public registers, used as vectors of the check characters only. */
const PUBLISHED = [
  '91110000600037341L',
  '91110108551385082Q',
  '9135010026017703XW',
  '12440300MB2C92173E',
  '91130100320225946L',
  '91320100748204660Q',
  '91320281142232229Q',
  '11230500001755309F',
  '11320100MB1886843H',
  '91230500MA1B3N1N2M',
  '91320105780688132K',
  '911522010783762860',
  '91340600MA2PBP2120',
  '91620105L015101280',
  '92340603MA2UK1TD00',
  '92340604MA2PENA300',
]

/** One invented code of every kind of organisation. */
const INVENTED: [string, string][] = [
  ['11130000000000019U', 'agency'],
  ['12130100000000027Q', 'institution'],
  ['511302005000000314', 'social_organisation'],
  ['5213060050000004XD', 'social_organisation'],
  ['53130000500000058B', 'social_organisation'],
  ['91130102MA0TE9T09U', 'enterprise'],
  ['92130638MA0000066G', 'individual_business'],
  ['93130682NA00000711', 'cooperative'],
  ['31130100MD00001128', 'law_service'],
  ['81130100ML000012X6', 'mass_organisation'],
  ['N2130181MF0000080B', 'collective'],
  ['A1130000MH00000963', 'other'],
  ['Y1130000MJ0000106W', 'other'],
  ['91133100MA0000138M', 'enterprise'],
]

const refusalOf = (raw: string, options?: Parameters<typeof checkUscc>[1]) => {
  const checked = checkUscc(raw, options)
  if (checked.ok) throw new Error(`${raw} was accepted`)
  return checked
}

const replaceAt = (code: string, index: number, character: string): string =>
  code.slice(0, index) + character + code.slice(index + 1)

/** Only the arithmetic of the eighteenth character, so that no other check can lend it a hand. */
const checkCharacterHolds = (code: string): boolean => checkCharacter(code.slice(0, 17)) === code[17]

describe('a unified social credit code', () => {
  it.each(PUBLISHED)('%s, from a public register, is accepted', (code) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: code })
    expect(isUscc(code)).toBe(true)
  })

  it.each(INVENTED)('%s is accepted and names its bearer as %s', (code, kind) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: code })
    expect(subjectKindOf(code)).toBe(kind)
  })

  it.each([
    ['12345', 'USCC_LENGTH'],
    ['A1110000600037341L', 'USCC_CHECK_CHARACTER'],
    ['9111000060003IOZSV', 'USCC_ALPHABET'],
    ['91110000600037341N', 'USCC_CHECK_CHARACTER'],
    ['12440300MB2C92173A', 'USCC_CHECK_CHARACTER'],
    ['95110000600037341L', 'USCC_PREFIX'],
    ['Z1110000600037341L', 'USCC_ALPHABET'],
    ['9111A000600037341L', 'USCC_REGION'],
    ['91110000600037342L', 'USCC_ORGANISATION_CODE'],
    ['00000000000000000X', 'USCC_PLACEHOLDER'],
    ['', 'USCC_EMPTY'],
    [' － ', 'USCC_EMPTY'],
    ['无', 'USCC_EMPTY'],
    ['592672399', 'USCC_LENGTH'],
    ['59467239-9', 'USCC_IS_ORGANISATION_CODE'],
    ['110108012660422', 'USCC_IS_REGISTRATION_NUMBER'],
    ['9.11E+17', 'USCC_SCIENTIFIC'],
    ['９．１１３０１Ｅ＋１７', 'USCC_SCIENTIFIC'],
    ['911301003202259000', 'USCC_ROUNDED'],
    ['911301003202259000.0', 'USCC_ROUNDED'],
  ])('written as “%s” is refused with %s', (raw, code) => {
    expect(refusalOf(raw).code).toBe(code)
    expect(isUscc(raw)).toBe(false)
  })

  it('is told what the wrong character should have been', () => {
    expect(refusalOf('91110000600037341N').message).toContain('末位应为 L，现为 N')
    expect(refusalOf('91110000600037342L').message).toContain('第 17 位应为 1，现为 2')
    expect(refusalOf('91130102MO0TE9T09U').message).toContain('第 10 位是“O”')
    expect(refusalOf('91130102MO0TE9T09U').next).toContain('0')
    expect(refusalOf("'91130102MA0TE9T09U").message).toContain("第 1 位是“'”")
    expect(refusalOf('95110000600037341L').message).toContain('1 企业、2 个体工商户、3 农民专业合作社')
    expect(refusalOf('9.11E+17').next).toContain('文本')
  })

  it('is accepted with full-width characters, small letters, spaces, hyphens and invisible characters', () => {
    const written = ' ９１１３０１０２-ma0te9t09u\u00a0',
      hidden = '\u200b\ufeff9113 0102\u3000MA0T－E9T0\u20119U\r\n'
    expect(checkUscc(written)).toEqual({ ok: true, value: '91130102MA0TE9T09U' })
    expect(checkUscc(hidden)).toEqual({ ok: true, value: '91130102MA0TE9T09U' })
  })

  it('never has a letter O read as a zero', () => {
    expect(normaliseCode('o0 O0')).toBe('O0O0')
  })

  it('is split into its parts and described in Chinese', () => {
    expect(usccParts('93130682NA00000711')).toEqual({
      department: '9',
      category: '3',
      region: '130682',
      organisationCode: 'NA0000071',
      checkCharacter: '1',
    })
    expect(organisationCodeOf('93130682NA00000711')).toBe('NA0000071')
    expect(registrationRegionOf('93130682NA00000711')).toBe('130682')
    expect(describeUscc('93130682NA00000711').text).toBe(
      '农民专业合作社；登记管理部门：工商（市场监管）；机构类别：农民专业合作社；首次登记地：河北省（130682）；组织机构代码：NA000007-1',
    )
  })

  it('has no kind of bearer that is a natural person', () => {
    const kinds = REGISTRATION_DEPARTMENTS.flatMap(({ categories }) => categories.map(({ kind }) => kind))
    expect(new Set(kinds)).toEqual(new Set(SUBJECT_KINDS))
    expect(Object.values(SUBJECT_KIND_NAMES).join()).not.toContain('自然人')
  })
})

describe('a code with a prefix of older software', () => {
  const first17 = `B1130100${organisationCodeOf('91130102MA0TE9T09U')}`
  const legacy = first17 + checkCharacter(first17)

  it('is refused with the meaning it once had, and accepted only on request', () => {
    expect(refusalOf(legacy)).toMatchObject({
      code: 'USCC_PREFIX',
      message: expect.stringContaining('宗教事务'),
    })
    expect(checkUscc(legacy, { legacyPrefixes: true })).toEqual({ ok: true, value: legacy })
    expect(describeUscc(legacy).department.name).toBe('宗教事务（旧版）')
  })

  it('still has to pass every other check', () => {
    const wrong = replaceAt(legacy, 17, legacy[17] === '0' ? '1' : '0')
    expect(refusalOf(wrong, { legacyPrefixes: true }).code).toBe('USCC_CHECK_CHARACTER')
    expect(refusalOf(replaceAt(legacy, 1, '4'), { legacyPrefixes: true }).code).toBe('USCC_PREFIX')
    expect(
      [...LEGACY_ONLY_PREFIXES].some((prefix) => STANDARD_PREFIXES.some((each) => each[0] === prefix)),
    ).toBe(false)
  })
})

describe('a code whose inner organisation code fails its own check', () => {
  const first17 = '91130102MA0TE9T01'
  const code = first17 + checkCharacter(first17)

  it('is refused, and accepted only when evidence of the code centre switches that check off', () => {
    expect(isOrganisationCode(organisationCodeOf(code))).toBe(false)
    expect(refusalOf(code).code).toBe('USCC_ORGANISATION_CODE')
    expect(checkUscc(code, { organisationCodeCheck: false })).toEqual({ ok: true, value: code })
  })
})

describe('what the standard promises', () => {
  it('catches every wrong character, anywhere in the code', () => {
    fc.assert(
      fc.property(arbitraryUscc, (code) => {
        for (let index = 0; index < 18; index++) {
          for (const character of USCC_ALPHABET) {
            if (character === code[index]) continue
            const wrong = replaceAt(code, index, character)
            if (checkCharacterHolds(wrong) || isUscc(wrong) || checkUscc(wrong).ok) return false
          }
        }
        return true
      }),
      { numRuns: 150 },
    )
  })

  it('catches every swap of two different neighbours', () => {
    fc.assert(
      fc.property(arbitraryUscc, (code) => {
        for (let index = 0; index < 17; index++) {
          const [left, right] = [code[index]!, code[index + 1]!]
          if (left === right) continue
          const wrong = replaceAt(replaceAt(code, index, right), index + 1, left)
          if (checkCharacterHolds(wrong) || isUscc(wrong) || checkUscc(wrong).ok) return false
        }
        return true
      }),
      { numRuns: 1000 },
    )
  })

  it('holds for all codes, because 31 is prime, no weight is 0 and no two neighbouring weights are equal', () => {
    const weights = [...USCC_WEIGHTS, 1]
    const unnoticed: string[] = []
    for (const [index, weight] of weights.entries()) {
      for (let difference = 1; difference < 31; difference++) {
        if ((weight * difference) % 31 === 0) unnoticed.push(`substitution at ${index}`)
        const next = weights[index + 1]
        if (next !== undefined && ((weight - next) * difference) % 31 === 0)
          unnoticed.push(`swap at ${index}`)
      }
    }
    expect(unnoticed).toEqual([])
  })
})

describe('every valid code', () => {
  it('is accepted, and contains a valid organisation code', () => {
    fc.assert(
      fc.property(arbitraryUscc, (code) => {
        expect(checkUscc(code)).toEqual({ ok: true, value: code })
        expect(isUscc(code)).toBe(true)
        expect(isOrganisationCode(organisationCodeOf(code))).toBe(true)
      }),
    )
  })

  it('has the check character that an independent library computes', () => {
    fc.assert(
      fc.property(arbitraryUscc, fc.constantFrom(...USCC_ALPHABET), (code, last) => {
        const tried = replaceAt(code, 17, last)
        expect(isUscc(tried)).toBe(isSocialCreditCode(tried))
      }),
      { numRuns: 5000 },
    )
  })

  it('is judged alike by the fast path and by the check that explains', () => {
    const spoiled = fc
      .tuple(arbitraryUscc, fc.nat(17), fc.constantFrom(...`${USCC_ALPHABET}IOSVZ一 `))
      .map(([code, index, character]) => replaceAt(code, index, character))
    const digits = fc.integer({ min: 1e17, max: Number.MAX_SAFE_INTEGER * 100 }).map(String)
    fc.assert(
      fc.property(fc.oneof(arbitraryUscc, spoiled, digits, fc.string()), (text) => {
        const code = normaliseCode(text)
        expect(isUscc(code)).toBe(checkUscc(text).ok)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('a made-up code', () => {
  it('is valid for every department and category, and different for every serial', () => {
    const codes = STANDARD_PREFIXES.flatMap((prefix) =>
      [0, 1, 999_999].map((serial) => makeUscc({ prefix, region: '130102', serial })),
    )
    expect(codes.every(isUscc)).toBe(true)
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('is not made of parts that no code can have', () => {
    expect(() => makeUscc({ prefix: '95', region: '130102', serial: 1 })).toThrow(XinwangError)
    expect(() => makeUscc({ prefix: '91', region: '13010A', serial: 1 })).toThrow(XinwangError)
    expect(() => makeUscc({ prefix: '91', region: '130102', serial: 1_000_000 })).toThrow(XinwangError)
    expect(() => makeUscc({ prefix: '91', region: '130102', serial: 'MO000001' })).toThrow(XinwangError)
  })
})
