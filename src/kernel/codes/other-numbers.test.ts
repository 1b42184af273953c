import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkInstitutionNumber } from './institution-number.ts'
import type { CodeCheck } from './normalise.ts'
import {
  checkOrganisationCode,
  formatOrganisationCode,
  isOrganisationCode,
  organisationCheckCharacter,
} from './organisation-code.ts'
import { hasRegistrationCheckDigit, registrationCheckDigit } from './registration-arithmetic.ts'
import { checkRegistrationNumber, isLegacyRegistrationNumber } from './registration-number.ts'
import { checkSocialOrganisationNumber } from './social-organisation-number.ts'
import { checkTaxNumber, organisationCodeOfTaxNumber } from './tax-number.ts'
import { arbitraryOrganisationCode } from './testing.ts'

const outcome = (checked: CodeCheck): string => (checked.ok ? checked.value : checked.code)

/** The well-known sample of GB 11643 and its fifteen-digit form. */
const SAMPLE_RESIDENT_ID = '11010519491231002X'
const SAMPLE_OLD_RESIDENT_ID = '110105491231002'

describe('an organisation code', () => {
  it.each(['59467239-9', '60003734-1', '55138508-2', 'D2143569-X', '26017703-X', 'MB2C9217-3'])(
    '%s, from a public register, is accepted without its hyphen',
    (printed) => {
      const code = printed.replace('-', '')
      expect(checkOrganisationCode(printed)).toEqual({ ok: true, value: code })
      expect(formatOrganisationCode(code)).toBe(printed)
    },
  )

  it.each([
    ['59467239-8', 'ORGANISATION_CODE_CHECK_CHARACTER'],
    ['5946723-9', 'ORGANISATION_CODE_LENGTH'],
    ['59467239*', 'ORGANISATION_CODE_ALPHABET'],
    ['000000000', 'ORGANISATION_CODE_PLACEHOLDER'],
    ['5.9E+08', 'ORGANISATION_CODE_SCIENTIFIC'],
    ['—', 'ORGANISATION_CODE_EMPTY'],
  ])('written as “%s” is refused with %s', (raw, code) => {
    expect(outcome(checkOrganisationCode(raw))).toBe(code)
  })

  it('is told what its last character should have been, and that Excel drops a leading zero', () => {
    expect(checkOrganisationCode('59467239-8')).toMatchObject({
      message: expect.stringContaining('末位应为 9，现为 8'),
    })
    expect(checkOrganisationCode('17553092')).toMatchObject({ message: expect.stringContaining('以 0 开头') })
  })

  it('catches every wrong digit in a body of digits, because 11 is prime and exceeds nine', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.nat(7),
        fc.integer({ min: 1, max: 9 }),
        (n, at, by) => {
          const body = String(n).padStart(8, '0')
          const changed = body.slice(0, at) + ((Number(body[at]) + by) % 10) + body.slice(at + 1)
          expect(isOrganisationCode(changed + organisationCheckCharacter(body))).toBe(false)
          expect(isOrganisationCode(body + organisationCheckCharacter(body))).toBe(true)
        },
      ),
    )
  })
})

describe('a registration number', () => {
  it.each(['110108012660422', '440301103097413', '330100400015575'])('%s is accepted', (number) => {
    expect(outcome(checkRegistrationNumber(number))).toBe(number)
  })

  it.each([
    ['110000450227511', 'REGISTRATION_NUMBER_CHECK_DIGIT'],
    ['11000045022751', 'REGISTRATION_NUMBER_LENGTH'],
    ['11000045022751X', 'REGISTRATION_NUMBER_ALPHABET'],
    ['1.10108E+14', 'REGISTRATION_NUMBER_SCIENTIFIC'],
    ['91130102MA0TE9T09U', 'REGISTRATION_NUMBER_IS_USCC'],
    ['110105050101001', 'REGISTRATION_NUMBER_IS_RESIDENT_ID'],
    ['', 'REGISTRATION_NUMBER_EMPTY'],
  ])('written as “%s” is refused with %s', (raw, code) => {
    expect(outcome(checkRegistrationNumber(raw))).toBe(code)
  })

  it('is told what its last digit should have been', () => {
    expect(checkRegistrationNumber('110000450227511')).toMatchObject({
      message: expect.stringContaining('末位应为 3，现为 1'),
    })
  })

  it.each(['1301001000012', '企独冀总字第000123号'])(
    'from before 2007, %s, is accepted as it stands',
    (number) => {
      expect(outcome(checkRegistrationNumber(number))).toBe(number)
      expect(isLegacyRegistrationNumber(number)).toBe(true)
    },
  )

  it('has exactly one right last digit, and no other digit in its place passes', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 14n - 1n }),
        fc.nat(14),
        fc.integer({ min: 1, max: 9 }),
        (n, at, by) => {
          const first14 = n.toString().padStart(14, '0')
          const number = first14 + registrationCheckDigit(first14)
          const wrong = number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1)
          expect(hasRegistrationCheckDigit(number)).toBe(true)
          expect(hasRegistrationCheckDigit(wrong)).toBe(false)
        },
      ),
    )
  })
})

describe('a tax number from before the unified code', () => {
  it('of fifteen characters contains the organisation code', () => {
    fc.assert(
      fc.property(arbitraryOrganisationCode, (code) => {
        expect(organisationCodeOfTaxNumber(`130199${code}`)).toBe(code)
      }),
    )
    expect(organisationCodeOfTaxNumber('130199594672398')).toBeUndefined()
    expect(organisationCodeOfTaxNumber('91130102MA0TE9T09U')).toBeUndefined()
  })

  it.each([
    ['130102594672399', '130102594672399'],
    ['130102D2143569X', '130102D2143569X'],
    ['91130102MA0TE9T09U', '91130102MA0TE9T09U'],
    ['1301025946723', 'TAX_NUMBER_LENGTH'],
    ['13010259467239号', 'TAX_NUMBER_ALPHABET'],
    ['1.30E+14', 'TAX_NUMBER_SCIENTIFIC'],
    ['无', 'TAX_NUMBER_EMPTY'],
    [SAMPLE_RESIDENT_ID, 'TAX_NUMBER_IS_RESIDENT_ID'],
    [`${SAMPLE_RESIDENT_ID}01`, 'TAX_NUMBER_IS_RESIDENT_ID'],
    [`${SAMPLE_OLD_RESIDENT_ID}01`, 'TAX_NUMBER_IS_RESIDENT_ID'],
  ])('written as “%s” comes out as %s', (raw, result) => {
    expect(outcome(checkTaxNumber(raw))).toBe(result)
  })
})

describe('the number of an institution', () => {
  it.each([
    ['113010000012', '113010000012'],
    ['事证第113010000012号', '113010000012'],
    ['11301000001', 'INSTITUTION_NUMBER_LENGTH'],
    ['11301000001A', 'INSTITUTION_NUMBER_ALPHABET'],
    ['1.1301E+11', 'INSTITUTION_NUMBER_SCIENTIFIC'],
    ['/', 'INSTITUTION_NUMBER_EMPTY'],
  ])('written as “%s” comes out as %s', (raw, result) => {
    expect(outcome(checkInstitutionNumber(raw))).toBe(result)
  })
})

describe('the number of a social organisation', () => {
  it.each([
    [' 冀社证字第000123号 ', '冀社证字第000123号'],
    ['证'.repeat(50), '证'.repeat(50)],
    ['证'.repeat(51), 'SOCIAL_ORGANISATION_NUMBER_LENGTH'],
    [SAMPLE_RESIDENT_ID, 'SOCIAL_ORGANISATION_NUMBER_IS_RESIDENT_ID'],
    ['暂无', 'SOCIAL_ORGANISATION_NUMBER_EMPTY'],
  ])('written as “%s” comes out as %s', (raw, result) => {
    expect(outcome(checkSocialOrganisationNumber(raw))).toBe(result)
  })
})
