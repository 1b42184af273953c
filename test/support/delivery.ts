import { type CellValue, writeXlsx } from 'hucre'
import type { SampleRow } from '../../seed/rows.ts'

/** Rows of cells under a header row: what a department's file holds. */
export type Table = string[][]

/** A table of rows by field code; `heading` writes the header cell of a code, by default the code itself. */
export function tableOf(rows: SampleRow[], heading: (code: string) => string = (code) => code): Table {
  const codes = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return [codes.map(heading), ...rows.map((row) => codes.map((code) => row[code] ?? ''))]
}

/** RFC 4180, quotation marks where they are needed, lines ended as Excel ends them. */
export function csvOf(table: Table, separator = ','): string {
  const cell = (text: string) => (/[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return `${table.map((row) => row.map(cell).join(separator)).join('\r\n')}\r\n`
}

/** A workbook with one sheet; a Date becomes a cell with a date style, a number a plain number. */
export async function xlsxOf(rows: CellValue[][]): Promise<Buffer> {
  return Buffer.from(await writeXlsx({ sheets: [{ name: '数据', rows }] }))
}

/** The body of a multipart request with these parts in this order, and its content type. */
export function multipartOf(parts: { name: string; value: string | Buffer; fileName?: string }[]) {
  const boundary = '----xinwang-test-boundary'
  const blocks = parts.flatMap(({ name, value, fileName }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${
        fileName === undefined ? '' : `; filename="${fileName}"\r\nContent-Type: application/octet-stream`
      }\r\n\r\n`,
    ),
    Buffer.isBuffer(value) ? value : Buffer.from(value),
    Buffer.from('\r\n'),
  ])
  return {
    payload: Buffer.concat([...blocks, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}
