import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import * as yauzl from 'yauzl'
import {
  COLUMNS_MAX,
  isBlankRow,
  type Meter,
  ROW_CHARACTERS_MAX,
  type RowStream,
  type SourceRow,
  unreadable,
} from './source.ts'
import { attribute, decodeEntities, numberText, serialToDay, textOf } from './xlsx-cell.ts'

/** Limits against a small file that unpacks without end. A lawful workbook of 1,000,000 rows unpacks to some 1.5 GB. */
const UNPACKED_BYTES_MAX = 4 * 2 ** 30
const UNPACK_RATIO_MAX = 400
const SHARED_STRING_CHARACTERS_MAX = 200_000_000
const ROWS_PER_BATCH = 1000

type Entries = Map<string, yauzl.Entry>

/** Rows of the first visible sheet of a workbook. Dates arrive as `YYYY-MM-DD`, numbers as plain decimal text. */
export async function* readXlsx(fd: number, meter: Meter): RowStream {
  const zip = await openZip(fd)
  const entries = await listEntries(zip)
  const workbook = await readText(zip, entries, 'xl/workbook.xml')
  if (workbook === undefined) throw notWorkbook()
  const sheet = entries.get(await firstSheetPath(zip, entries, workbook))
  if (!sheet) throw notWorkbook()
  const cells: CellContext = {
    strings: await readSharedStrings(zip, entries),
    dateStyles: dateStyles((await readText(zip, entries, 'xl/styles.xml')) ?? ''),
    from1904: /<(?:\w+:)?workbookPr[^>]*\bdate1904="(1|true)"/.test(workbook),
  }
  let batch: SourceRow[] = []
  let number = 0
  for await (const xml of elementsOf(
    metered(await openEntry(zip, sheet), sheet.uncompressedSize, meter),
    'row',
  )) {
    const row = readRow(xml, number + 1, cells)
    number = row.number
    if (isBlankRow(row.cells)) continue
    batch.push(row)
    if (batch.length >= ROWS_PER_BATCH) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

async function* metered(stream: Readable, bytes: number, meter: Meter): AsyncGenerator<Buffer> {
  let read = 0
  for await (const block of stream as AsyncIterable<Buffer>) {
    read += block.length
    meter.share = read / Math.max(bytes, 1)
    yield block
  }
}

const notWorkbook = (internal?: string) =>
  unreadable(
    'NOT_A_WORKBOOK',
    '文件不是完整的 xlsx 工作簿，可能没有传完或已损坏。',
    '请用 Excel 或 WPS 打开确认后，另存为 xlsx 重新报送。',
    internal,
  )

async function openZip(fd: number): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, autoClose: false }
  const open = promisify<number, yauzl.Options, yauzl.ZipFile>(yauzl.fromFd)
  try {
    return await open(fd, options)
  } catch (error) {
    throw notWorkbook(String(error))
  }
}

function listEntries(zip: yauzl.ZipFile): Promise<Entries> {
  return new Promise((resolve, reject) => {
    const entries: Entries = new Map()
    let unpacked = 0
    zip.on('entry', (entry: yauzl.Entry) => {
      unpacked += entry.uncompressedSize
      const ratio = entry.uncompressedSize / Math.max(entry.compressedSize, 1)
      if (unpacked > UNPACKED_BYTES_MAX || (ratio > UNPACK_RATIO_MAX && entry.uncompressedSize > 2 ** 24)) {
        reject(
          unreadable(
            'UNPACKS_TOO_LARGE',
            '工作簿解压后异常庞大，已拒绝读取。',
            '请重新从模板填报，或改用 csv。',
          ),
        )
        return
      }
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', (error) => reject(notWorkbook(String(error))))
    zip.readEntry()
  })
}

const openEntry = (zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) =>
      error ? reject(notWorkbook(String(error))) : resolve(stream),
    )
  })

/** Small parts (workbook, styles, relations) as a whole. */
async function readText(zip: yauzl.ZipFile, entries: Entries, name: string): Promise<string | undefined> {
  const entry = entries.get(name)
  if (!entry) return undefined
  if (entry.uncompressedSize > 2 ** 24) throw notWorkbook(`${name} is too large`)
  const blocks: Buffer[] = []
  for await (const block of await openEntry(zip, entry)) blocks.push(block as Buffer)
  return Buffer.concat(blocks).toString('utf8')
}

async function firstSheetPath(zip: yauzl.ZipFile, entries: Entries, workbook: string): Promise<string> {
  const sheets = workbook.match(/<(?:\w+:)?sheet\b[^>]*>/g) ?? []
  const visible = sheets.find((sheet) => !/\bstate="(hidden|veryHidden)"/.test(sheet))
  const relation = visible && attribute(visible, 'r:id')
  const relations = (await readText(zip, entries, 'xl/_rels/workbook.xml.rels')) ?? ''
  const target = (relations.match(/<Relationship\b[^>]*>/g) ?? []).find(
    (each) => attribute(each, 'Id') === relation,
  )
  const place = (target && attribute(target, 'Target')) ?? 'worksheets/sheet1.xml'
  return place.startsWith('/') ? place.slice(1) : `xl/${place}`
}

async function readSharedStrings(zip: yauzl.ZipFile, entries: Entries): Promise<string[]> {
  const entry = entries.get('xl/sharedStrings.xml')
  if (!entry) return []
  const strings: string[] = []
  let characters = 0
  for await (const xml of elementsOf(await openEntry(zip, entry), 'si')) {
    const text = textOf(xml)
    characters += text.length
    if (characters > SHARED_STRING_CHARACTERS_MAX) {
      throw unreadable('UNPACKS_TOO_LARGE', '工作簿的文字总量超过上限。', '请拆分后分次报送，或改用 csv。')
    }
    strings.push(text)
  }
  return strings
}

/**
 * The complete elements of one name in an XML stream, one after another; such elements do not nest in this format.
 * Some programs put a namespace prefix before every name (`x:row`).
 */
async function* elementsOf(stream: AsyncIterable<Buffer>, name: string): AsyncGenerator<string> {
  const open = new RegExp(`<(\\w+:)?${name}(?=[\\s/>])`, 'g')
  const decoder = new TextDecoder('utf-8')
  let text = ''
  try {
    for await (const block of stream) {
      text += decoder.decode(block as Buffer, { stream: true })
      let position = 0
      while (true) {
        open.lastIndex = position
        const opened = open.exec(text)
        if (!opened) break
        const start = opened.index
        const tagEnd = text.indexOf('>', start)
        if (tagEnd < 0) break
        const end =
          text[tagEnd - 1] === '/' ? tagEnd + 1 : text.indexOf(`</${opened[1] ?? ''}${name}>`, tagEnd)
        if (end < 0) break
        yield text.slice(start, end)
        position = end
      }
      text = text.slice(position)
      if (text.length > ROW_CHARACTERS_MAX * 4) throw notWorkbook(`a ${name} without end`)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'XinwangError') throw error
    throw notWorkbook(String(error))
  }
}

interface CellContext {
  strings: string[]
  dateStyles: Set<number>
  from1904: boolean
}

const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g

/** @param next the row's number where it does not say one */
function readRow(xml: string, next: number, context: CellContext): SourceRow {
  const cells: string[] = []
  const number = Number(attribute(xml.slice(0, xml.indexOf('>') + 1), 'r') ?? next)
  let index = 0
  for (const match of xml.matchAll(CELL)) {
    const reference = attribute(match[1]!, 'r')
    if (reference) index = columnIndex(reference)
    if (index >= COLUMNS_MAX) {
      throw unreadable(
        'TOO_MANY_COLUMNS',
        `第 ${number} 行超过 ${COLUMNS_MAX} 列。`,
        '请使用目录项目的模板报送。',
      )
    }
    while (cells.length < index) cells.push('')
    cells[index] = cellText(match[1]!, match[2] ?? '', context)
    index++
  }
  return { number, cells }
}

function columnIndex(reference: string): number {
  let index = 0
  for (let i = 0; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) - 64
    if (letter < 1 || letter > 26) break
    index = index * 26 + letter
  }
  return index - 1
}

function cellText(attributes: string, inside: string, context: CellContext): string {
  const type = attribute(attributes, 't') ?? 'n'
  if (type === 'inlineStr') return textOf(inside)
  const raw = /<(?:\w+:)?v(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?v>/.exec(inside)?.[1]
  if (raw === undefined) return ''
  switch (type) {
    case 's':
      return context.strings[Number(raw)] ?? ''
    case 'b':
      return raw === '1' ? '是' : '否'
    case 'n':
      return context.dateStyles.has(Number(attribute(attributes, 's') ?? 0))
        ? serialToDay(Number(raw), context.from1904)
        : numberText(raw)
    default:
      // str: the stored result of a formula; d: an ISO date; e: an error such as #REF!
      return decodeEntities(raw)
  }
}

/** ECMA-376 part 1, 18.8.30: built-in number formats that show a date. */
const BUILT_IN_DATE_FORMATS = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58,
])

/** Indexes of the cell styles that show their number as a date. */
function dateStyles(styles: string): Set<number> {
  const dateFormats = new Set(BUILT_IN_DATE_FORMATS)
  for (const format of styles.match(/<(?:\w+:)?numFmt\b[^>]*>/g) ?? []) {
    const code = decodeEntities(attribute(format, 'formatCode') ?? '')
    if (/[ymd年月日]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) {
      dateFormats.add(Number(attribute(format, 'numFmtId')))
    }
  }
  const list = /<(?:\w+:)?cellXfs\b[\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? ''
  const found = new Set<number>()
  for (const [index, style] of (list.match(/<(?:\w+:)?xf\b[^>]*>/g) ?? []).entries()) {
    if (dateFormats.has(Number(attribute(style, 'numFmtId')))) found.add(index)
  }
  return found
}
