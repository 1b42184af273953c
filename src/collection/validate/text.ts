import { addDays, type Day, isDay } from '../../kernel/pure.ts'

/** Invisible characters that cells bring along from web pages and other programs; direction marks included. */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g
const SPACES = /[\s\u00a0\u3000]+/g
const PLAIN = /^[\u0021-\u007e\u4e00-\u9fff，。；：！？（）〔〕《》、“”]*$/

/** Cell text as it is kept: no invisible characters, runs of white space and line breaks as one space, trimmed. */
export function cleanText(raw: string): string {
  if (PLAIN.test(raw)) return raw
  return raw.replace(INVISIBLE, '').replace(SPACES, ' ').trim()
}

/** A cell that says only that there is nothing. */
export const isBlank = (text: string): boolean =>
  text === '' || text === '无' || text === '/' || text === 'NULL'

const SEPARATED = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
/** Excel's own number of a day where the column was not formatted as a date: 1954-10-03 to 2119-01-03. */
const SERIAL = /^([2-7]\d{4})(?:\.\d+)?$/

/** The day a cell means, or undefined. Accepts 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日, 20260301 and Excel's number. */
export function parseDay(text: string): Day | undefined {
  if (parsedDays.has(text)) return parsedDays.get(text)
  const day = parseDayAnew(text)
  if (parsedDays.size >= PARSED_DAYS_MAX) parsedDays.clear()
  parsedDays.set(text, day)
  return day
}

/** A file repeats a few hundred days on all its rows. */
const parsedDays = new Map<string, Day | undefined>()
const PARSED_DAYS_MAX = 20_000

function parseDayAnew(text: string): Day | undefined {
  if (isDay(text)) return text
  const narrow = text.normalize('NFKC').trim()
  const match = SEPARATED.exec(narrow) ?? COMPACT.exec(narrow)
  if (match) {
    const day = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`
    return isDay(day) ? day : undefined
  }
  const serial = SERIAL.exec(narrow)
  return serial ? addDays('1899-12-30', Number(serial[1])) : undefined
}
