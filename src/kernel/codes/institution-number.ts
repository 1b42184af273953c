import {
  accepted,
  type CodeCheck,
  FORMAT_AS_TEXT,
  isBlankCode,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './normalise.ts'

const LENGTH = 12

/** Checks 事业单位证书号: twelve digits, bare or as printed (`事证第…号`). */
export function checkInstitutionNumber(raw: string): CodeCheck {
  if (isScientificNotation(raw)) {
    return rejected(
      'INSTITUTION_NUMBER_SCIENTIFIC',
      '事业单位证书号已被 Excel 改写为数字，原号码已丢失。',
      FORMAT_AS_TEXT,
    )
  }
  const value = normaliseCode(raw).replace(/^事证第(.*)号$/u, '$1')
  if (isBlankCode(value)) return rejected('INSTITUTION_NUMBER_EMPTY', '没有填写事业单位证书号。')
  const foreign = /[^0-9]/u.exec(value)
  if (foreign) {
    return rejected(
      'INSTITUTION_NUMBER_ALPHABET',
      `事业单位证书号第 ${foreign.index + 1} 位是“${foreign[0]}”，只能使用数字。`,
    )
  }
  if (value.length !== LENGTH) {
    return rejected('INSTITUTION_NUMBER_LENGTH', `事业单位证书号应为 12 位数字，现为 ${value.length} 位。`)
  }
  return accepted(value)
}
