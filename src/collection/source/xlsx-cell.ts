import { addDays } from '../../kernel/index.ts'

/** The value of an XML attribute in a tag's text. */
export function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|[\\s<])${name}="([^"]*)"`).exec(tag)
  return match?.[1]
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" } as const

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (name) return NAMED[name as keyof typeof NAMED] ?? whole
    const point = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff) ? String.fromCodePoint(point) : ''
  })
}

/** The plain text of a string item: all runs joined, phonetic guides (rPh) left out, _xHHHH_ escapes resolved. */
export function textOf(xml: string): string {
  const plain = xml.includes('rPh') ? xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, '') : xml
  let text = ''
  for (const match of plain.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?t>/g))
    text += decodeEntities(match[1]!)
  return text.replace(/_x([0-9A-F]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** Significant digits that a spreadsheet computes with and shows. */
const SPREADSHEET_DIGITS = 15

/**
 * A stored double as the decimal that was typed or is shown: Excel writes 0.3 as 0.29999999999999999, and a formula
 * leaves 0.30000000000000004. A whole number keeps every digit it is written with: it may be a code.
 */
export function numberText(raw: string): string {
  const value = Number(raw)
  if (raw.trim() === '' || Number.isNaN(value)) return decodeEntities(raw)
  if (/^\d+$/.test(raw)) return raw
  if (Number.isInteger(value)) return String(value)
  return String(Number(value.toPrecision(SPREADSHEET_DIGITS)))
}

const EPOCH_1904_OFFSET_DAYS = 1462

/**
 * An Excel serial date as `YYYY-MM-DD` (ECMA-376 part 1, 18.17.4.1). Serial 60 is the 1900-02-29 that never was; day 0
 * and below are no dates. What is no date comes back as the number, for the validator to refuse with its value.
 */
export function serialToDay(serial: number, from1904: boolean): string {
  const days = Math.floor(serial) + (from1904 ? EPOCH_1904_OFFSET_DAYS : 0)
  if (!Number.isFinite(serial) || days < 1 || days === 60 || days > 2_958_465) return String(serial)
  return addDays('1899-12-30', days < 60 ? days + 1 : days)
}
