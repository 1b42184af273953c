/** What a check of one code answers: the normalised value, or what is wrong with it in words a clerk can act on. */
export type CodeCheck = { ok: true; value: string } | CodeProblem

export interface CodeProblem {
  ok: false
  /** Stable: `STANDARD_REASON`, for example `USCC_CHECK_CHARACTER`. */
  code: string
  /** Chinese: what is wrong and what was expected. Never repeats a natural person's number. */
  message: string
  /** Chinese: what to do about it. */
  next?: string
}

export const accepted = (value: string): CodeCheck => ({ ok: true, value })

export const rejected = (code: string, message: string, next?: string): CodeProblem =>
  next === undefined ? { ok: false, code, message } : { ok: false, code, message, next }

/** White space, control and invisible characters (zero-width, direction marks), every dash and the minus sign. */
const FILLING = /[\s\p{Cc}\p{Cf}\p{Pd}\u2212]/gu

/**
 * A code as the standards compare it: full-width characters narrowed (Unicode NFKC), letters upper case, spaces,
 * invisible characters and hyphens removed. Nothing else is mapped: a letter O is never turned into a zero, because
 * a guess that is wrong puts one organisation's record on another's page.
 */
export function normaliseCode(raw: string): string {
  if (PLAIN.test(raw)) return raw
  return raw
    .normalize('NFKC')
    .replace(FILLING, '')
    .replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

/** Already in normal form, which nearly every cell is. */
const PLAIN = /^[0-9A-Z]*$/

/** What departments write into a cell they have nothing for. */
const BLANK_WORDS = new Set(['', '无', '空', '暂无', '不详', '未知', '/', '\\', 'NULL', 'NONE', 'N/A', 'NA'])

/** True when a normalised cell says only that there is no value. */
export const isBlankCode = (normalised: string): boolean => BLANK_WORDS.has(normalised)

/** One character repeated to fill the cell, such as `00000000000000000X`. */
export const isPlaceholderCode = (normalised: string): boolean => /^(.)\1{7,}[0-9A-Z]?$/u.test(normalised)

/**
 * True for the text of a number in scientific notation (`9.11E+17`). A point or a plus sign is required, because
 * `1E2345678` is a possible organisation code.
 */
export const isScientificNotation = (raw: string): boolean =>
  /^[+-]?\d(?:[.,]\d+E[+-]?|E\+)\d{1,3}$/i.test(raw.normalize('NFKC').replace(/\s/g, ''))

/**
 * True when a code of eighteen digits looks like one that passed through a number cell: Excel keeps fifteen
 * significant digits, the rest comes back as zeros. A valid code may end so too; ask only after a check failed.
 */
export const isRoundedNumber = (raw: string): boolean => /^\d{15}000(?:\.0+)?$/.test(raw.trim())

export const FORMAT_AS_TEXT =
  '请在 Excel 中把该列的单元格格式设为“文本”，再从原始凭证重新录入；已被改写的数字无法还原。'
