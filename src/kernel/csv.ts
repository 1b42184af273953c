/**
 * One cell of a CSV file for people (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe in
 * front, which spreadsheets do not show (OWASP, CSV injection). Numbers keep their sign.
 */
export function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(value) && !isNumber(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line with its line end. A file for Excel starts with a byte order mark (U+FEFF), which is the caller's to write. */
export const csvRow = (cells: Parameters<typeof csvCell>[0][]): string =>
  `${cells.map(csvCell).join(',')}\r\n`

const isNumber = (text: string) => /^[+-]?\d+(\.\d+)?$/.test(text)
