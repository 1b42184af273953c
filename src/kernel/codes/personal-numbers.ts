import { matchesResidentId } from './resident-id.ts'

/**
 * Personal numbers inside free text (facts of a case, contents of a licence): where they stand, and the text without
 * them. The answers are places, never the numbers.
 */
export interface TextSpan {
  /** Index of the first UTF-16 unit. */
  start: number
  /** Index after the last. */
  end: number
}

/** Full-width digits, letters and blanks narrowed one for one, so that places in the text stay the same. */
const narrow = (text: string): string =>
  text
    .replace(/[０-９Ａ-Ｚａ-ｚ．，－／＋]/gu, (character) =>
      String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    )
    .replace(/[\u3000\u00a0]/g, ' ')

/** Eighteen characters, perhaps in the groups 6-8-4 people write; never part of a longer run of digits. */
const EIGHTEEN = /(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)/g
/** Fifteen digits prove little by themselves: not inside a longer code, an amount or a decimal. */
const FIFTEEN = /(?<![0-9A-Za-z]|\d[.,])\d{15}(?![0-9A-Za-z]|[.,]\d)/g

const DOCUMENT_BEFORE = /(?:[第字〕】）)\]］]|案号[:：]?|文号[:：]?)\s*$/u
const DOCUMENT_AFTER = /^\s*号(?!码)/u
const PERSON_BEFORE = /(?:身份证|居民|公民|证件)[^。；;]{0,12}$/u

/** `…第13010219900101001号` is a document, unless the words before it speak of a person's papers. */
function isDocumentNumber(text: string, { start, end }: TextSpan): boolean {
  const before = text.slice(Math.max(0, start - 16), start)
  return (
    DOCUMENT_AFTER.test(text.slice(end, end + 4)) &&
    DOCUMENT_BEFORE.test(before) &&
    !PERSON_BEFORE.test(before)
  )
}

const UNIT_AFTER =
  /^\s*(?:万|亿|千|百)?\s*(?:元|美元|欧元|吨|公斤|千克|克|立方|平方|米|㎡|m²|件|个|只|股|户|kg|t\b|%|％)/u

const spansOf = (pattern: RegExp, text: string): TextSpan[] =>
  Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }))

/**
 * Places of resident ids in `text`: eighteen characters that pass province, date and check, and fifteen digits that
 * pass province and date. Codes of organisations, amounts and document numbers are not reported.
 */
export function findResidentIds(text: string): TextSpan[] {
  if (!/[\d０-９]{6}/u.test(text)) return []
  const plain = narrow(text)
  return [...spansOf(EIGHTEEN, plain), ...spansOf(FIFTEEN, plain)]
    .filter((span) => {
      const number = plain.slice(span.start, span.end).replace(/[ -]/g, '').toUpperCase()
      if (!matchesResidentId(number) || isDocumentNumber(plain, span)) return false
      return number.length === 18 || !UNIT_AFTER.test(plain.slice(span.end, span.end + 8))
    })
    .sort((a, b) => a.start - b.start)
}

/**
 * Eleven digits from 13 to 19, perhaps with the country code or in the groups 3-4-4; not in a longer number, not in
 * a code with letters, though right after a label such as `Tel`.
 */
const MOBILE =
  /(?<![0-9A-Za-z]|\d[.,])(?:(?:tel|phone|mobile|mob|cell|call)[.:]?)?(?:(?:\+|00)?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?![0-9A-Za-z]|[.,]\d)/gi

/** Places of mobile telephone numbers in `text`; amounts and document numbers are not reported. */
export function findMobileNumbers(text: string): TextSpan[] {
  if (!/[1１]/u.test(text)) return []
  const plain = narrow(text)
  return Array.from(plain.matchAll(MOBILE), (match) => {
    const end = match.index + match[0].length
    return { start: end - match[1]!.length, end }
  }).filter((span) => {
    const sign = plain.slice(Math.max(0, span.start - 2), span.start)
    if (/[¥￥$＄]\s?$/u.test(sign)) return false
    return !UNIT_AFTER.test(plain.slice(span.end, span.end + 8)) && !isDocumentNumber(plain, span)
  })
}

/** Every place covered by asterisks, character for character: a few digits left over would still tell who it is. */
function mask(text: string, spans: TextSpan[]): string {
  let masked = text
  for (const { start, end } of spans) {
    masked = masked.slice(0, start) + '*'.repeat(end - start) + masked.slice(end)
  }
  return masked
}

/** `text` with every resident id covered by asterisks of the same length. */
export const maskResidentIds = (text: string): string => mask(text, findResidentIds(text))

/** `text` with every resident id and mobile number covered by asterisks of the same length. */
export const maskPersonalNumbers = (text: string): string =>
  mask(text, [...findResidentIds(text), ...findMobileNumbers(text)])
