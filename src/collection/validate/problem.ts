import {
  findMobileNumbers,
  findResidentIds,
  isUscc,
  maskPersonalNumbers,
  resemblesResidentId,
} from '../../kernel/pure.ts'

/** One thing wrong with one row, in words a clerk can act on. */
export interface RowProblem {
  row: number
  /** Field code of the item. */
  field: string
  /** Stable code of the reason. */
  code: string
  /** What stood in the cell, with personal numbers masked and long text cut. */
  value: string
  /** What is wrong and how to put it right, in Chinese. */
  message: string
}

const VALUE_CHARACTERS_MAX = 120

/** A cell's text as it may be shown back and kept in quarantine. */
export function shownValue(raw: string): string {
  return cutText(maskNumberOfPerson(raw), VALUE_CHARACTERS_MAX)
}

/** The beginning of a long text; never half a character, which the database could not keep. */
export function cutText(text: string, longest: number): string {
  const whole = text.toWellFormed()
  return whole.length > longest
    ? `${whole
        .slice(0, longest)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`
    : whole
}

/** Digits that could be a resident number with a slip in it: six of a region, a date of birth, the serial and check. */
const NEAR_RESIDENT_ID =
  /(?<!\d)\d{6}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2,4}[\dXx]?(?![\dA-Za-z])/g

/** Eighteen characters in whatever groups somebody wrote them. */
const EIGHTEEN_IN_GROUPS = /(?<!\d)\d(?:[ -]?\d){16}[ -]?[\dXx](?!\d)/g

const ungrouped = (digits: string): string => digits.replace(/[ -]/g, '')

/**
 * Masks resident numbers and phone numbers, and also what only looks like a resident number: a clerk's slip of one
 * digit must not leave the other seventeen in quarantine. For refused rows; what refuses one is `holdsNumberOfPerson`.
 */
export function maskNumberOfPerson(raw: string): string {
  const narrow = raw.normalize('NFKC')
  const masked = maskPersonalNumbers(narrow)
    .replace(EIGHTEEN_IN_GROUPS, (digits) => (resemblesResidentId(ungrouped(digits)) ? MASK : digits))
    .replace(NEAR_RESIDENT_ID, MASK)
  return masked === narrow ? raw : masked
}

const MASK = '****'

/** Nine digits in a row, however spaced: shorter runs cannot be a resident or phone number. */
const LONG_DIGITS = /\d[\d\s-]{8,}/

/**
 * True for a text with somebody's resident or mobile number in it, and for one with a resident number that has a slip:
 * a region and a date of birth where they belong, though the check character is wrong. As documents are numbered by
 * region and date too, a slip counts only with a year of the last century or beside a word about papers.
 */
export function holdsNumberOfPerson(text: string): boolean {
  const narrow = /[０-９]/.test(text) ? text.normalize('NFKC') : text
  if (!LONG_DIGITS.test(narrow)) return false
  if (findResidentIds(narrow).length > 0 || findMobileNumbers(narrow).length > 0) return true
  return [...narrow.matchAll(EIGHTEEN_IN_GROUPS)].some((match) => {
    const number = ungrouped(match[0])
    if (!resemblesResidentId(number)) return false
    return number.startsWith('19', 6) || PAPERS_BEFORE.test(narrow.slice(0, match.index))
  })
}

const PAPERS_BEFORE = /(?:身份证|居民|公民|证件)[^。；;]{0,12}$/u

/** True for a cell of a code that holds a person's number, alone, with a slip in it, or with words around it. */
export const holdsResidentId = (text: string): boolean =>
  !isLetteredUscc(text) && (resemblesResidentId(text) || findResidentIds(text.normalize('NFKC')).length > 0)

/** A valid code of an organisation with a letter in it, as nearly all are, cannot be a resident number. */
const isLetteredUscc = (text: string): boolean => /[A-WYZ]/.test(text) && isUscc(text)
