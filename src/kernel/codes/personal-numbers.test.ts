import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findMobileNumbers,
  findResidentIds,
  maskPersonalNumbers,
  maskResidentIds,
} from './personal-numbers.ts'
import { isResidentId, resemblesResidentId } from './resident-id.ts'
import { arbitraryUscc } from './testing.ts'
import { checkCharacter, checkUscc, isUscc } from './uscc.ts'

/** The well-known sample of GB 11643 and vectors of a public library; nobody's number is invented here by hand. */
const SAMPLE = '11010519491231002X'
const VALID = [SAMPLE, '360426199101010071', '44011320141005001X']

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const withCheck = (first17: string): string =>
  first17 + '10X98765432'[[...first17].reduce((sum, digit, i) => sum + Number(digit) * WEIGHTS[i]!, 0) % 11]

const two = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, '0'))
const three = fc.integer({ min: 0, max: 999 }).map((n) => String(n).padStart(3, '0'))
const arbitraryPlace = fc
  .tuple(fc.constantFrom('11', '12', '13', '21', '31', '41', '51', '52', '61'), two(2, 30), two(1, 30))
  .map((parts) => parts.join(''))

/** Numbers of people who would have been born before 1910. */
const arbitraryResidentId = fc
  .tuple(arbitraryPlace, fc.constant('190'), fc.nat(9), two(1, 12), two(1, 28), three)
  .map(([place, decade, year, month, day, serial]) =>
    withCheck(`${place}${decade}${year}${month}${day}${serial}`),
  )

describe('a resident id', () => {
  it.each(VALID)('%s is recognised, however it is written', (id) => {
    expect(isResidentId(id)).toBe(true)
    expect(isResidentId(` ${id.slice(0, 6)} ${id.slice(6, 14)}-${id.slice(14).toLowerCase()}`)).toBe(true)
  })

  it.each([
    ['36042619910102009X', 'its check character is wrong'],
    ['360426199113010079', 'its month does not exist'],
    ['990426199112010074', 'its province does not exist'],
    ['91130102MA0TE9T09U', 'it is an organisation’s code'],
  ])('is not %s, because %s', (text) => {
    expect(isResidentId(text)).toBe(false)
  })

  it('is recognised in the old form of fifteen digits', () => {
    expect(isResidentId('110105491231002')).toBe(true)
    expect(isResidentId('110105491331002')).toBe(false)
  })

  it('of a foreign permanent resident is recognised too', () => {
    expect(isResidentId(withCheck('91300019050101001'))).toBe(true)
  })

  it('is never accepted as a code of an organisation, even where all three checks agree by chance', () => {
    fc.assert(
      fc.property(arbitraryResidentId, (id) => {
        const checked = checkUscc(id)
        expect(checked).toMatchObject({ ok: false, code: 'USCC_IS_RESIDENT_ID' })
        expect(isUscc(id)).toBe(false)
        expect(JSON.stringify(checked)).not.toContain(id.slice(6, 14))
      }),
      { numRuns: 20_000 },
    )
  })

  it('is noticed with a slip in it or partly starred out, so that a refused value is not kept either', () => {
    expect(resemblesResidentId('36042619910102009X')).toBe(true)
    expect(resemblesResidentId('110105********002X')).toBe(true)
    expect(resemblesResidentId('130100000000000000')).toBe(false)
    expect(resemblesResidentId('91130102MA0TE9T09U')).toBe(false)
    expect(checkUscc('36042619910102009X')).toMatchObject({ ok: false, code: 'USCC_IS_RESIDENT_ID' })
  })
})

describe('a valid code of an organisation', () => {
  it('is not taken for a resident id, by itself or in a sentence, even when it is all digits', () => {
    fc.assert(
      fc.property(arbitraryUscc, (code) => {
        expect(resemblesResidentId(code)).toBe(false)
        expect(findResidentIds(`当事人（统一社会信用代码：${code}）未按规定公示。`)).toEqual([])
        expect(findMobileNumbers(`当事人（统一社会信用代码：${code}）未按规定公示。`)).toEqual([])
      }),
      { numRuns: 5000 },
    )
  })

  it('of one of the few districts that end in 19 or 20 stays a code, although it passes as a resident id', () => {
    const bodies = Array.from({ length: 90_000 }, (_, i) => String(10_000_000 + i * 997).slice(0, 8))
    const ambiguous = bodies
      .map((body) => {
        const nine = [3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, i) => sum + weight * Number(body[i]), 0)
        const inner = body + '0X987654321'[nine % 11]
        return /^\d{9}$/.test(inner) ? `12110119${inner}${checkCharacter(`12110119${inner}`)}` : ''
      })
      .filter((code) => /^\d{17}[\dX]$/.test(code) && withCheck(code.slice(0, 17)) === code)
      .filter((code) => /^(0[1-9]|1[0-2])(0[1-9]|1\d|2[0-8])$/.test(code.slice(10, 14)))
    expect(ambiguous.length).toBeGreaterThan(0)
    expect(ambiguous.every(isUscc)).toBe(true)
    expect(ambiguous.some(isResidentId)).toBe(false)
  })
})

describe('free text', () => {
  const placesOf = (text: string) => findResidentIds(text).map(({ start, end }) => text.slice(start, end))

  it.each([
    [`法定代表人张某（身份证号${SAMPLE}）`, SAMPLE],
    [`身份证:11010519491231002x。`, '11010519491231002x'],
    ['身份证号码 110105 19491231 002X 。', '110105 19491231 002X'],
    ['身份证１１０１０５１９４９１２３１００２Ｘ', '１１０１０５１９４９１２３１００２Ｘ'],
    ['持110105491231002号身份证', '110105491231002'],
    ['居民身份证第110105491231002号', '110105491231002'],
    [`ID${SAMPLE}`, SAMPLE],
  ])('“%s” contains the resident id %s', (text, id) => {
    expect(placesOf(text)).toEqual([id])
  })

  it.each([
    ['an amount', '没收违法所得110105491231002元'],
    ['an amount with decimals', '合计110105491231002.50元'],
    ['a decimal part', '系数0.110105491231002'],
    ['a document number', '依据冀石处字〔2026〕第110105491231002号处罚决定书'],
    ['part of a longer number', '流水号1101051949123100219491231'],
    ['a registration number', '注册号110108012660422'],
    ['an account number', '账号6222021105194912310'],
    ['a bad check character', '编号110105194912310021'],
  ])('does not have %s taken for a resident id', (_what, text) => {
    expect(findResidentIds(text)).toEqual([])
    expect(maskResidentIds(text)).toBe(text)
  })

  it.each([
    ['联系电话13800138000。', '13800138000'],
    ['电话：138-0013-8000', '138-0013-8000'],
    ['手机+86 138 0013 8000，', '138 0013 8000'],
    ['Tel:13800138000', '13800138000'],
    ['电话１３８００１３８０００', '１３８００１３８０００'],
  ])('“%s” contains the mobile number %s', (text, number) => {
    expect(findMobileNumbers(text).map(({ start, end }) => text.slice(start, end))).toEqual([number])
  })

  it.each([
    '罚款13800138000元',
    '金额￥13800138000',
    '货值13800138000.00元',
    '冀市监处字〔2026〕13800138000号',
    '条码6913800138000',
    '批号A13800138000',
    '电话12800138000',
  ])('“%s” contains no mobile number', (text) => {
    expect(findMobileNumbers(text)).toEqual([])
  })

  it('keeps nothing of a personal number after masking, and everything else', () => {
    const text = `当事人负责人身份证${SAMPLE}，电话13800138000，罚款5000元。`
    expect(maskPersonalNumbers(text)).toBe(
      `当事人负责人身份证${'*'.repeat(18)}，电话${'*'.repeat(11)}，罚款5000元。`,
    )
  })

  it('has every resident id in it found and masked, whatever surrounds it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^\d０-９第字号]*$/), arbitraryResidentId, (around, id) => {
        const masked = maskPersonalNumbers(`${around}，${id}，${around}`)
        expect(masked).toBe(`${around}，${'*'.repeat(18)}，${around}`)
        expect(maskPersonalNumbers(masked)).toBe(masked)
      }),
    )
  })
})
