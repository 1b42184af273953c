import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { encodeGb18030 } from '../../../seed/gb18030.ts'
import { csvScanner, detectEncoding } from './csv.ts'
import { contentOf, openRows } from './open.ts'
import type { SourceRow } from './source.ts'
import { openFile } from './spool.ts'

const whole = (text: string): SourceRow[] => csvScanner().finish(text)

/** A scanner by the book, one character at a time; slow, and simple enough to be believed. */
function oracle(text: string, separator = ','): SourceRow[] {
  const rows: SourceRow[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let number = 0
  const endRow = () => {
    number++
    cells.push(cell)
    if (cells.some((each) => each.trim() !== '')) rows.push({ number, cells })
    cells = []
    cell = ''
  }
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!
    if (quoted) {
      if (character === '"' && text[i + 1] === '"') cell += text[++i]!
      else if (character === '"') quoted = false
      else cell += character
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator) {
      cells.push(cell)
      cell = ''
    } else if (character === '\r' || character === '\n') {
      if (character === '\r' && text[i + 1] === '\n') i++
      endRow()
    } else cell += character
  }
  if (cell !== '' || cells.length > 0) endRow()
  return rows
}

const arbitraryCell = fc.oneof(
  fc.string({
    unit: fc.constantFrom('甲', '乙', 'a', '1', ' ', ',', '"', '\n', '\r', '\t', '𠮷'),
    maxLength: 6,
  }),
  fc.constant(''),
)
const arbitraryTable = fc
  .integer({ min: 1, max: 4 })
  .chain((width) =>
    fc.array(fc.array(arbitraryCell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
  )
const written = (table: string[][], end: string) =>
  table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',') + end).join('')

describe('the scanner', () => {
  test('gives back any table that was written with quotation marks, whatever is in its cells', () => {
    fc.assert(
      fc.property(arbitraryTable, fc.constantFrom('\n', '\r\n', '\r'), (table, end) => {
        const expected = table
          .map((cells, i) => ({ number: i + 1, cells }))
          .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
        expect(whole(written(table, end))).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test('reads any text of commas, marks and line ends as a scanner by the book does', () => {
    const wellFormed = fc
      .array(fc.constantFrom('a', '甲', ',', '\n', '\r\n', '"x"', '"a,b"', '"c""d"', '"e\nf"', ' '), {
        maxLength: 30,
      })
      .map((parts) =>
        parts
          .join('')
          .replace(/"(?=[a甲 ])/g, '",')
          .replace(/(?<=[a甲 ])"/g, ',"'),
      )
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(whole(text)).toEqual(oracle(text))
      }),
      { numRuns: 1000 },
    )
  })

  test('gives the same rows however the text is cut into pieces', () => {
    const text = '\n名称,代码,"备,注"\r\n"虚构""甲""公司",1,\r\n\r\n,,\r\n"两\r\n行",2,末\r三,3,"未完'
    const expected = whole(text)
    for (let cut = 0; cut <= text.length; cut++) {
      const scanner = csvScanner()
      expect(
        [...scanner.push(text.slice(0, cut)), ...scanner.finish(text.slice(cut))],
        `cut at ${cut}`,
      ).toEqual(expected)
    }
    const scanner = csvScanner()
    const rows = [...text].flatMap((character) => scanner.push(character))
    expect([...rows, ...scanner.finish('')]).toEqual(expected)
  })

  test('takes tabs for the separator when the first line with either of them has no comma, even below a title', () => {
    const text = '报送表\n名称\t代码\n虚构甲,乙公司\t1\n'
    expect(whole(text).map((row) => row.cells)).toEqual([
      ['报送表'],
      ['名称', '代码'],
      ['虚构甲,乙公司', '1'],
    ])
    const scanner = csvScanner()
    const rows = [...text].flatMap((character) => scanner.push(character))
    expect([...rows, ...scanner.finish('')]).toEqual(whole(text))
  })

  test('passes over lines without anything in them and counts them, as a spreadsheet does', () => {
    expect(whole('a,b\n\n,\n , \nc,d\n')).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 5, cells: ['c', 'd'] },
    ])
  })

  test('refuses a row that never ends and a row with too many columns, and names the row', () => {
    expect(() => csvScanner().push(`a,b\n"${'x'.repeat(1_000_001)}`)).toThrow('第 2 行超过')
    expect(() => whole(`a,b\n${','.repeat(2001)}\n`)).toThrow('第 2 行超过 2000 列')
  })
})

describe('the encoding', () => {
  test('is UTF-8 for UTF-8 with and without byte order mark, GB18030 for GB18030, and neither for UTF-16', () => {
    const text = '行政相对人名称,处罚机关\n虚构公司,示例机关\n'
    expect(detectEncoding(Buffer.from(text))).toBe('utf-8')
    expect(detectEncoding(Buffer.from(`\ufeff${text}`))).toBe('utf-8')
    expect(detectEncoding(encodeGb18030(text))).toBe('gb18030')
    expect(() => detectEncoding(Buffer.from(`\ufeff${text}`, 'utf16le'))).toThrow('文件编码无法识别')
  })

  test('is told rightly when the sample ends in the middle of a character, for any Chinese text', () => {
    const chinese = fc.string({
      unit: fc.constantFrom(...'河北省虚构示例行政处罚决定书罚款警告公司'),
      minLength: 6,
      maxLength: 40,
    })
    fc.assert(
      fc.property(chinese, (text) => {
        const gb = encodeGb18030(text)
        expect(detectEncoding(gb)).toBe('gb18030')
        expect(detectEncoding(gb.subarray(0, gb.length - 1))).toBe('gb18030')
        const utf8 = Buffer.from(text)
        expect(detectEncoding(utf8.subarray(0, utf8.length - 1))).toBe('utf-8')
      }),
    )
  })
})

describe('a file', () => {
  async function read(bytes: Buffer): Promise<SourceRow[]> {
    const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-csv-'))
    const place = path.join(folder, 'x.csv')
    writeFileSync(place, bytes)
    const file = await openFile(place)
    onTestFinished(async () => {
      await file.handle.close()
      rmSync(folder, { recursive: true })
    })
    const rows: SourceRow[] = []
    for await (const batch of (await openRows(contentOf(file).source))()) rows.push(...batch)
    return rows
  }

  const line = '虚构示例商贸有限公司,法人及非法人组织,未按规定公示年度报告,虚构市场监督管理局\n'

  test('longer than the blocks in which it is read gives every row once, in either encoding', async () => {
    const count = 40_000
    for (const bytes of [Buffer.from(line.repeat(count)), encodeGb18030(line.repeat(count))]) {
      const rows = await read(bytes)
      expect(rows.length).toBe(count)
      expect(new Set(rows.map((row) => row.cells.join(','))).size).toBe(1)
      expect(rows.at(-1)!.number).toBe(count)
    }
  })

  test('whose lines are in two encodings is refused, whichever comes first', async () => {
    await expect(read(Buffer.concat([Buffer.from(line), encodeGb18030(line)]))).rejects.toThrow(
      '混用了两种编码',
    )
    await expect(read(Buffer.concat([encodeGb18030(line), Buffer.from(line)]))).rejects.toThrow(
      '混用了两种编码',
    )
  })

  test('in UTF-16 is told how to be saved, and what is no table is called that', async () => {
    await expect(read(Buffer.from(`\ufeff${line}`, 'utf16le'))).rejects.toThrow('文件编码无法识别')
    await expect(read(Buffer.from('%PDF-1.7 x'))).rejects.toThrow('文件不是表格')
    await expect(read(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]))).rejects.toThrow('文件不是表格')
    await expect(read(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]))).rejects.toThrow('旧版 .xls')
    await expect(read(Buffer.alloc(0))).rejects.toThrow('文件是空的')
  })
})
