import { isUtf8 } from 'node:buffer'
import {
  COLUMNS_MAX,
  isBlankRow,
  type Meter,
  ROW_CHARACTERS_MAX,
  type RowStream,
  type SourceRow,
  unreadable,
} from './source.ts'
import { blocksOf, headOf } from './spool.ts'

/** Bytes looked at to tell the encoding. */
const SAMPLE_BYTES = 1 << 20

/**
 * Tells UTF-8 from GB18030: a byte order mark decides; otherwise what decodes as UTF-8 without fault is UTF-8 (no GBK
 * text of more than a few characters does), otherwise what decodes as GB18030 is GB18030.
 * @throws invalid when it is neither
 */
export function detectEncoding(sample: Buffer): 'utf-8' | 'gb18030' {
  if (sample[0] === 0xff && sample[1] === 0xfe) throw wrongEncoding()
  if (sample[0] === 0xfe && sample[1] === 0xff) throw wrongEncoding()
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      // stream: the sample may end in the middle of a character.
      new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
      return encoding
    } catch {}
  }
  throw wrongEncoding()
}

const wrongEncoding = () =>
  unreadable(
    'ENCODING_UNKNOWN',
    '文件编码无法识别：既不是 UTF-8，也不是 GB18030（GBK），或者混用了两种编码。',
    '请在 Excel 或 WPS 中另存为“CSV UTF-8”或 xlsx 后重新报送。',
  )

/** Rows of a comma (or tab) separated file, RFC 4180, with either line ending, in batches of one block each. */
export async function* readCsv(fd: number, bytes: number, meter: Meter): RowStream {
  const encoding = detectEncoding(await headOf(fd, SAMPLE_BYTES))
  const decoder = new TextDecoder(encoding, { fatal: true })
  const scanner = csvScanner()
  let read = 0
  for await (const block of blocksOf(fd)) {
    read += block.length
    meter.share = read / bytes
    if (encoding === 'gb18030' && holdsUtf8Line(block)) throw mixedEncoding('UTF-8 line in GB18030')
    const rows = scanner.push(decode(decoder, block))
    if (rows.length > 0) yield rows
  }
  const rows = scanner.finish(decode(decoder))
  if (rows.length > 0) yield rows
}

function decode(decoder: TextDecoder, block?: Buffer): string {
  try {
    return block ? decoder.decode(block, { stream: true }) : decoder.decode()
  } catch (error) {
    throw mixedEncoding(`${decoder.encoding}: ${String(error)}`)
  }
}

const mixedEncoding = (internal: string) =>
  unreadable(
    'ENCODING_MIXED',
    '文件混用了两种编码，或有损坏的字节，部分文字无法识别。',
    '请在 Excel 或 WPS 中打开核对乱码处，另存为“CSV UTF-8”后重新报送。',
    internal,
  )

/** Ten Chinese characters: so many bytes of GBK text are never UTF-8 by chance. */
const TELLING_BYTES = 30

/** UTF-8 decodes as GB18030 without complaint, into nonsense; so each line is asked whether it is UTF-8. */
function holdsUtf8Line(block: Buffer): boolean {
  // The first and last line may be cut by the block; a whole line of the same kind stands elsewhere.
  for (let from = 0; from < block.length; ) {
    const end = block.indexOf(LF, from)
    const line = block.subarray(from, end < 0 ? block.length : end)
    if (isUtf8(line) && isTelling(line)) return true
    from += line.length + 1
  }
  return false
}

function isTelling(line: Buffer): boolean {
  let count = 0
  for (const byte of line) if (byte > 0x7f && ++count >= TELLING_BYTES) return true
  return false
}

const QUOTE = 34
const CR = 13
const LF = 10
const COMMA = 44
const TAB = 9

/**
 * A scanner that is fed text piece by piece and gives back the complete rows so far. Blank lines are passed over but
 * counted, so that row numbers are those a spreadsheet shows. Commas separate, or tabs where the first line that has
 * either has no comma.
 */
export function csvScanner(): { push(text: string): SourceRow[]; finish(text: string): SourceRow[] } {
  let rest = ''
  let number = 0
  let separator = 0

  function scan(text: string, atEnd: boolean): SourceRow[] {
    const rows: SourceRow[] = []
    let position = 0
    while (position < text.length) {
      if (separator === 0) {
        const line = lineAt(text, position, atEnd)
        if (line === undefined) break
        separator = separatorOf(line)
      }
      const cells: string[] = []
      const next = scanRow(text, position, separator || COMMA, cells, atEnd)
      if (next < 0) break
      position = next
      number++
      if (cells.length > COLUMNS_MAX) throw tooManyColumns(number)
      if (!isBlankRow(cells)) rows.push({ number, cells })
    }
    rest = text.slice(position)
    if (rest.length > ROW_CHARACTERS_MAX) throw rowTooLong(number + 1)
    return rows
  }

  return {
    push: (text) => scan(rest + text, false),
    finish: (text) => scan(rest + text, true),
  }
}

/** The line that begins here, without its end; undefined when it is not all there yet. */
function lineAt(text: string, position: number, atEnd: boolean): string | undefined {
  const length = text.slice(position).search(/[\r\n]/)
  if (length >= 0) return text.slice(position, position + length)
  return atEnd ? text.slice(position) : undefined
}

/** 0: the line does not tell. */
function separatorOf(text: string): number {
  const line = text.replace(/"[^"]*("|$)/g, '')
  if (line.includes(',')) return COMMA
  return line.includes('\t') ? TAB : 0
}

/** Reads one row into `cells`; returns the position after it, or -1 when the text ends before the row does. */
function scanRow(text: string, start: number, separator: number, cells: string[], atEnd: boolean): number {
  let position = start
  while (true) {
    if (text.charCodeAt(position) === QUOTE) {
      const end = scanQuoted(text, position, cells)
      if (end < 0) {
        if (!atEnd) return -1
        cells.push(
          text
            .slice(position + 1)
            .replace(/"$/, '')
            .replaceAll('""', '"'),
        )
        return text.length
      }
      position = end
      while (position < text.length && !isStop(text.charCodeAt(position), separator)) position++
    } else {
      const from = position
      while (position < text.length && !isStop(text.charCodeAt(position), separator)) position++
      cells.push(text.slice(from, position))
    }
    if (position >= text.length) return atEnd ? position : -1
    const stop = text.charCodeAt(position)
    position++
    if (stop === separator) {
      if (position >= text.length) {
        if (!atEnd) return -1
        cells.push('')
        return position
      }
      continue
    }
    if (stop === CR) {
      if (position >= text.length && !atEnd) return -1
      if (text.charCodeAt(position) === LF) position++
    }
    return position
  }
}

const isStop = (code: number, separator: number) => code === separator || code === LF || code === CR

/** Reads one quoted cell. -1: it is not closed yet. */
function scanQuoted(text: string, start: number, cells: string[]): number {
  let position = start + 1
  let doubled = false
  while (true) {
    const mark = text.indexOf('"', position)
    // A mark at the very end may be the first of a doubled one: wait for more text.
    if (mark < 0 || mark + 1 === text.length) return -1
    if (text.charCodeAt(mark + 1) !== QUOTE) {
      const inside = text.slice(start + 1, mark)
      cells.push(doubled ? inside.replaceAll('""', '"') : inside)
      return mark + 1
    }
    doubled = true
    position = mark + 2
  }
}

const rowTooLong = (row: number) =>
  unreadable(
    'ROW_TOO_LONG',
    `第 ${row} 行超过 ${ROW_CHARACTERS_MAX} 个字符，多半是某个单元格的引号没有成对。`,
    '请检查该行起的英文双引号，或改用 xlsx 报送。',
  )

const tooManyColumns = (row: number) =>
  unreadable('TOO_MANY_COLUMNS', `第 ${row} 行超过 ${COLUMNS_MAX} 列。`, '请使用目录项目的模板报送。')
