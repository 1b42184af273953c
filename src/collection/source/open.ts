import type { JsonDelivery } from '../contract.ts'
import { readCsv } from './csv.ts'
import { readJson } from './json.ts'
import { type Meter, type RowStream, unreadable } from './source.ts'
import { headOf, type SpooledFile } from './spool.ts'
import { readXlsx } from './xlsx.ts'

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1')
/** Compound file: an old .xls, or a workbook with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0])
const UTF_16 = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])]
const PDF = Buffer.from('%PDF')

/** Where rows come from; plain data, so that another thread of the program can read them. */
export type Source = { kind: 'file'; fd: number; bytes: number } | { kind: 'json'; delivery: JsonDelivery }

/** What a delivery says of the file that it brings. */
export const contentOf = ({ handle, name, bytes, digest }: SpooledFile) => ({
  name,
  bytes,
  digest,
  source: { kind: 'file' as const, fd: handle.fd, bytes },
})

/**
 * The rows of a file, by what the file is and not by its name.
 * @throws invalid when it is neither a workbook nor a text table
 */
export async function openRows(source: Source, meter: Meter = { share: 0 }): Promise<() => RowStream> {
  if (source.kind === 'json') return () => readJson(source.delivery)
  const { fd, bytes } = source
  if (bytes === 0) throw unreadable('FILE_EMPTY', '文件是空的。', '请核对导出的文件后重新报送。')
  const head = await headOf(fd, 512)
  if (head.subarray(0, 4).equals(ZIP)) return () => readXlsx(fd, meter)
  if (head.subarray(0, 4).equals(COMPOUND)) {
    throw unreadable(
      'OLD_OR_LOCKED_WORKBOOK',
      '文件是旧版 .xls 工作簿，或设了打开密码。',
      '请用 Excel 或 WPS 另存为不带密码的 xlsx 后重新报送。',
    )
  }
  const isUtf16 = UTF_16.some((mark) => head.subarray(0, 2).equals(mark))
  if (head.subarray(0, 4).equals(PDF) || (head.includes(0) && !isUtf16)) {
    throw unreadable('NOT_A_TABLE', '文件不是表格。', '请报送 xlsx 工作簿或 csv 文件。')
  }
  return () => readCsv(fd, bytes, meter)
}
