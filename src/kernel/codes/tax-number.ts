import {
  accepted,
  type CodeCheck,
  FORMAT_AS_TEXT,
  isBlankCode,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './normalise.ts'
import { isOrganisationCode } from './organisation-code.ts'
import { resemblesResidentId } from './resident-id.ts'

const LENGTHS = [15, 17, 18, 20]

/** The lengths of a resident id; sole traders' tax numbers began with one, followed by two more characters. */
const RESIDENT_ID_LENGTHS = [15, 18]

/**
 * Checks a tax registration number from before the unified code: 15, 17, 18 or 20 digits and capital letters.
 * Numbers built on a natural person's id are refused, with their suffix or without.
 */
export function checkTaxNumber(raw: string): CodeCheck {
  if (isScientificNotation(raw)) {
    return rejected(
      'TAX_NUMBER_SCIENTIFIC',
      '税务登记号已被 Excel 改写为数字，原号码已丢失。',
      FORMAT_AS_TEXT,
    )
  }
  const value = normaliseCode(raw)
  if (isBlankCode(value)) return rejected('TAX_NUMBER_EMPTY', '没有填写税务登记号。')
  if (RESIDENT_ID_LENGTHS.some((length) => resemblesResidentId(value.slice(0, length)))) {
    return rejected(
      'TAX_NUMBER_IS_RESIDENT_ID',
      '税务登记号中含有自然人的身份证件号码，本平台不收自然人信息。',
      '请只填统一社会信用代码，税务登记号一栏留空。',
    )
  }
  const foreign = /[^0-9A-Z]/u.exec(value)
  if (foreign) {
    return rejected(
      'TAX_NUMBER_ALPHABET',
      `税务登记号第 ${foreign.index + 1} 位是“${foreign[0]}”，只能使用数字和大写字母。`,
    )
  }
  if (!LENGTHS.includes(value.length)) {
    return rejected('TAX_NUMBER_LENGTH', `税务登记号应为 15、17、18 或 20 位，现为 ${value.length} 位。`)
  }
  return accepted(value)
}

/**
 * The organisation code inside a normalised tax number of fifteen characters (6 region + 9 organisation code);
 * undefined when the last nine are not a valid one.
 */
export function organisationCodeOfTaxNumber(taxNumber: string): string | undefined {
  if (!/^\d{6}[0-9A-Z]{9}$/.test(taxNumber)) return undefined
  const code = taxNumber.slice(6)
  return isOrganisationCode(code) ? code : undefined
}
