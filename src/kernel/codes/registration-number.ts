import {
  accepted,
  type CodeCheck,
  FORMAT_AS_TEXT,
  isBlankCode,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './normalise.ts'
import { hasRegistrationCheckDigit, registrationCheckDigit } from './registration-arithmetic.ts'
import { matchesResidentId } from './resident-id.ts'
import { usccFault } from './uscc-arithmetic.ts'

const LENGTH = 15

/** Numbers given before 2007: thirteen digits without a check, or words such as 企独冀总字第000000号. */
export const isLegacyRegistrationNumber = (value: string): boolean =>
  /^\d{13}$/.test(value) || (/^\p{Script=Han}.{0,30}第[0-9A-Z]+号$/u.test(value) && value.length <= 50)

/**
 * Checks 工商注册号: fifteen digits with the check digit of GS 15-2006, or a legacy number as it stands
 * (`isLegacyRegistrationNumber` tells which).
 */
export function checkRegistrationNumber(raw: string): CodeCheck {
  if (isScientificNotation(raw)) {
    return rejected(
      'REGISTRATION_NUMBER_SCIENTIFIC',
      '注册号已被 Excel 改写为数字，原号码已丢失。',
      FORMAT_AS_TEXT,
    )
  }
  const value = normaliseCode(raw)
  if (isBlankCode(value)) return rejected('REGISTRATION_NUMBER_EMPTY', '没有填写工商注册号。')
  if (isLegacyRegistrationNumber(value)) return accepted(value)
  if (usccFault(value) === 'none') {
    return rejected(
      'REGISTRATION_NUMBER_IS_USCC',
      '工商注册号一栏填的是统一社会信用代码。',
      '请把它填入“统一社会信用代码”一栏；没有注册号的留空。',
    )
  }
  const foreign = /[^0-9]/u.exec(value)
  if (foreign) {
    return rejected(
      'REGISTRATION_NUMBER_ALPHABET',
      `工商注册号第 ${foreign.index + 1} 位是“${foreign[0]}”，只能使用数字。`,
    )
  }
  if (value.length !== LENGTH) {
    return rejected(
      'REGISTRATION_NUMBER_LENGTH',
      `工商注册号应为 15 位数字（2007 年以前的为 13 位），现为 ${value.length} 位。`,
    )
  }
  if (hasRegistrationCheckDigit(value)) return accepted(value)
  if (matchesResidentId(value)) {
    return rejected(
      'REGISTRATION_NUMBER_IS_RESIDENT_ID',
      '工商注册号一栏填的是自然人的身份证件号码，本平台不收自然人信息。',
      '请改填组织的注册号；没有的留空。',
    )
  }
  return rejected(
    'REGISTRATION_NUMBER_CHECK_DIGIT',
    `工商注册号校验不符：按前 14 位计算，末位应为 ${registrationCheckDigit(value.slice(0, 14))}，现为 ${value[14]}。`,
    '请对照营业执照核对全部 15 位。',
  )
}
