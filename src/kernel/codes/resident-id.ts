import { isDay } from '../day.ts'
import { isProvincePrefix } from '../region.ts'
import { normaliseCode } from './normalise.ts'
import { hasRegistrationCheckDigit } from './registration-arithmetic.ts'
import { usccFault } from './uscc-arithmetic.ts'

/**
 * 公民身份号码 (GB 11643-1999 and the fifteen digits before it), only so that it can be noticed, masked and refused.
 * This program keeps no record of a natural person, so nothing here answers with a part of such a number.
 */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const CHECK_CHARACTERS = '10X98765432'

/**
 * The districts whose code ends in 19 or 20 (延庆, 蓟州, 南汇, 奉贤, 南川, 璧山). Positions 7 and 8 of a resident id
 * are the century of birth, and those of a 统一社会信用代码 the end of a region code: only codes of these districts
 * can be both.
 */
const REGIONS_ENDING_LIKE_A_CENTURY = new Set(['110119', '120119', '310119', '310120', '500119', '500120'])

/** The card of a permanent resident of foreign nationality (2023): 9, province, nationality, then as a citizen's. */
const FOREIGN_RESIDENT_MARK = '9'

/** A province and a prefecture: nobody is registered in a province as such, as authorities are (130000). */
const hasPlace = (text: string): boolean =>
  (isProvincePrefix(text.slice(0, 2)) && text.slice(2, 4) !== '00') ||
  (text.length === 18 && text[0] === FOREIGN_RESIDENT_MARK && isProvincePrefix(text.slice(1, 3)))

const hasBirthDay = (text: string): boolean => {
  const digits = text.length === 18 ? text.slice(6, 14) : `19${text.slice(6, 12)}`
  if (digits[0] !== '1' ? !digits.startsWith('20') : digits[1] !== '9') return false
  return isDay(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`)
}

const hasCheckCharacter = (text: string): boolean => {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (text.charCodeAt(i) - 48) * WEIGHTS[i]!
  return CHECK_CHARACTERS[sum % 11] === text[17]
}

/**
 * True when a text in normal form (`normaliseCode`) is a resident id. A valid code of GB 32100 that happens to pass
 * is an organisation's only where its region really ends in 19 or 20. Fifteen digits carry no check: they count when
 * province and date fit, unless they are a registration number of a kind that no living person's id resembles
 * (a valid check digit and a year of birth before 1930).
 */
export function matchesResidentId(text: string): boolean {
  if (/^\d{17}[\dX]$/.test(text)) {
    if (!hasPlace(text) || !hasBirthDay(text) || !hasCheckCharacter(text)) return false
    return usccFault(text) !== 'none' || !REGIONS_ENDING_LIKE_A_CENTURY.has(text.slice(2, 8))
  }
  if (!/^\d{15}$/.test(text)) return false
  if (!hasPlace(text) || !hasBirthDay(text)) return false
  return !(text[6]! < '3' && hasRegistrationCheckDigit(text))
}

/** True when `text`, however it is spaced or written (full-width, lower-case x), is a resident id. */
export const isResidentId = (text: string): boolean => matchesResidentId(normaliseCode(text))

/**
 * True when a cell for an organisation's code holds what was meant as a resident id: a valid one, one with a slip in
 * its last characters, or one partly starred out. Such a value must not even be kept as a refused value.
 */
export function resemblesResidentId(text: string): boolean {
  const code = normaliseCode(text)
  if (/^\d{17}[\dX]$/.test(code)) return usccFault(code) !== 'none' ? hasShape(code) : matchesResidentId(code)
  if (/^\d{2,14}\*{3,}[\dX]{0,4}$/.test(code)) {
    return (code.length === 15 || code.length === 18) && isProvincePrefix(code.slice(0, 2))
  }
  return matchesResidentId(code)
}

const hasShape = (code: string): boolean => hasPlace(code) && hasBirthDay(code)
