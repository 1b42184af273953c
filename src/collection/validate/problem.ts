import { maskPersonalNumbers } from '../../kernel/pure.ts'

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
  const text = maskNumberOfPerson(raw)
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX)}…` : text
}

/** Digits that could be a resident number with a slip in it: six of a region, a date of birth, the serial and check. */
const NEAR_RESIDENT_ID =
  /(?<!\d)\d{6}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{2,4}[\dXx]?(?![\dA-Za-z])/g

/**
 * Masks resident numbers and phone numbers, and also what only looks like a resident number: a clerk's slip of one
 * digit must not leave the other seventeen in quarantine. Used on refused rows only; accepted rows are checked exactly.
 */
export function maskNumberOfPerson(raw: string): string {
  const narrow = raw.normalize('NFKC')
  const masked = maskPersonalNumbers(narrow).replace(
    NEAR_RESIDENT_ID,
    (digits) => `${digits.slice(0, 2)}****`,
  )
  return masked === narrow ? raw : masked
}
