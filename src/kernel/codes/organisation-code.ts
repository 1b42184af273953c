import {
  accepted,
  type CodeCheck,
  FORMAT_AS_TEXT,
  isBlankCode,
  isPlaceholderCode,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './normalise.ts'

/** GB 11714-1997, weights of the eight characters of the body. */
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const
const BODY_LENGTH = 8

const digitOrLetter = (charCode: number): number => {
  if (charCode >= 48 && charCode <= 57) return charCode - 48
  if (charCode >= 65 && charCode <= 90) return charCode - 55
  return -1
}

/**
 * Value of the check character of the nine characters of `text` starting at `from` (10 stands for `X`), or -1 when
 * the body holds a character outside 0-9 and A-Z. Allocates nothing.
 */
export function organisationCheckValue(text: string, from: number): number {
  let sum = 0
  for (let i = 0; i < BODY_LENGTH; i++) {
    const value = digitOrLetter(text.charCodeAt(from + i))
    if (value < 0) return -1
    sum += value * WEIGHTS[i]!
  }
  return (11 - (sum % 11)) % 11
}

const CHECK_CHARACTERS = '0123456789X'

/**
 * The ninth character for a body of eight (GB 11714-1997: C9 = 11 − Σ CiWi mod 11; 10 is written X, 11 is written 0);
 * undefined when `body` is not eight characters of 0-9 and A-Z.
 */
export function organisationCheckCharacter(body: string): string | undefined {
  if (body.length !== BODY_LENGTH) return undefined
  const value = organisationCheckValue(body, 0)
  return value < 0 ? undefined : CHECK_CHARACTERS[value]
}

/** True when the nine characters of normalised `text` from `from` are a code of GB 11714. Allocates nothing. */
export function hasOrganisationCodeAt(text: string, from: number): boolean {
  const expected = organisationCheckValue(text, from)
  return expected >= 0 && text.charCodeAt(from + BODY_LENGTH) === CHECK_CHARACTERS.charCodeAt(expected)
}

/** True for a normalised nine-character organisation code whose check character is right. */
export const isOrganisationCode = (code: string): boolean =>
  code.length === 9 && hasOrganisationCodeAt(code, 0)

/** As printed on a certificate: `XXXXXXXX-X`. */
export const formatOrganisationCode = (code: string): string => `${code.slice(0, 8)}-${code.slice(8)}`

/** Checks 组织机构代码 (GB 11714-1997), printed with or without its hyphen. */
export function checkOrganisationCode(raw: string): CodeCheck {
  if (isScientificNotation(raw)) {
    return rejected(
      'ORGANISATION_CODE_SCIENTIFIC',
      '组织机构代码已被 Excel 改写为数字，原代码已丢失。',
      FORMAT_AS_TEXT,
    )
  }
  const code = normaliseCode(raw)
  if (isBlankCode(code)) return rejected('ORGANISATION_CODE_EMPTY', '没有填写组织机构代码。')
  if (isPlaceholderCode(code)) {
    return rejected(
      'ORGANISATION_CODE_PLACEHOLDER',
      '组织机构代码一栏填的是占位符，不是代码。',
      '没有的留空。',
    )
  }
  const foreign = /[^0-9A-Z]/u.exec(code)
  if (foreign) {
    return rejected(
      'ORGANISATION_CODE_ALPHABET',
      `组织机构代码第 ${foreign.index + 1} 位是“${foreign[0]}”，只能使用数字和大写字母。`,
    )
  }
  if (code.length !== 9) {
    const lostZero = /^\d{8}$/.test(code) ? '如果原代码以 0 开头，Excel 可能去掉了它。' : ''
    return rejected(
      'ORGANISATION_CODE_LENGTH',
      `组织机构代码应为 9 位（8 位本体代码和 1 位校验码），现为 ${code.length} 位。${lostZero}`,
    )
  }
  const expected = organisationCheckCharacter(code.slice(0, 8))!
  if (expected !== code[8]) {
    return rejected(
      'ORGANISATION_CODE_CHECK_CHARACTER',
      `组织机构代码校验不符：按前 8 位计算，末位应为 ${expected}，现为 ${code[8]}。`,
      '请对照证书核对全部 9 位，任何一位抄错都会造成校验不符。',
    )
  }
  return accepted(code)
}
