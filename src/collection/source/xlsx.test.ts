import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { writeXlsx } from 'hucre'
import { describe, expect, onTestFinished, test } from 'vitest'
import { workbookOf, zipOf } from '../../../test/support/workbook.ts'
import { contentOf, openRows } from './open.ts'
import type { SourceRow } from './source.ts'
import { openFile } from './spool.ts'
import { decodeEntities, numberText, serialToDay, textOf } from './xlsx-cell.ts'

async function read(bytes: Buffer): Promise<SourceRow[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-xlsx-'))
  const place = path.join(folder, 'x.xlsx')
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

const cellsOf = async (bytes: Buffer) => (await read(bytes)).map((row) => row.cells)

describe('a serial date', () => {
  test('counts from 1900 with the day that never was, and from 1904 without it', () => {
    const days: [number, boolean, string][] = [
      [1, false, '1900-01-01'],
      [59, false, '1900-02-28'],
      [60, false, '60'],
      [61, false, '1900-03-01'],
      [46113, false, '2026-04-01'],
      [46113.75, false, '2026-04-01'],
      [0, true, '1904-01-01'],
      [44651, true, '2026-04-01'],
      [2_958_465, false, '9999-12-31'],
    ]
    for (const [serial, from1904, day] of days)
      expect(serialToDay(serial, from1904), String(serial)).toBe(day)
  })

  test('that is no date stays the number it is, to be refused with its value', () => {
    for (const serial of [0, -1, 0.5, 2_958_466, Number.NaN])
      expect(serialToDay(serial, false)).toBe(String(serial))
  })
})

describe('the text of a cell', () => {
  test('joins the runs, leaves out the phonetic guide and resolves entities and escapes', () => {
    expect(
      textOf(
        '<is><r><t>虚构</t></r><r><rPr/><t xml:space="preserve"> 公司</t></r><rPh sb="0"><t>xu</t></rPh></is>',
      ),
    ).toBe('虚构 公司')
    expect(textOf('<si><t>甲&amp;乙&#20844;&#x53F8;_x000D_</t></si>')).toBe('甲&乙公司\r')
    expect(decodeEntities('&unknown;&#x110000;&#xD800;')).toBe('&unknown;')
  })

  test('of a number is what was typed: the shortest decimal, and every digit of a whole number', () => {
    expect(numberText('0.29999999999999999')).toBe('0.3')
    expect(numberText('0.30000000000000004')).toBe('0.3')
    expect(numberText('1.2E-2')).toBe('0.012')
    expect(numberText('911301001234567890')).toBe('911301001234567890')
    expect(numberText('')).toBe('')
  })

  test('of a number with up to fifteen digits comes back as it went in', () => {
    const typed = fc
      .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 1, max: 999_999 }))
      .map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`.replace(/0+$/, ''))
    fc.assert(
      fc.property(typed, (text) => {
        expect(numberText(String(Number(text)))).toBe(text)
      }),
    )
  })
})

describe('a workbook', () => {
  test('gives dates with a date style as days, text as it is, numbers as plain decimals, and blank cells between', async () => {
    const rows = [
      ['名称', '日期', '金额'],
      ['虚构甲公司', new Date('2026-04-01T00:00:00Z'), 0.3],
      [null, null, null],
      [null, '2026/4/1', 1_000_000],
    ]
    expect(await read(Buffer.from(await writeXlsx({ sheets: [{ name: '甲', rows }] })))).toEqual([
      { number: 1, cells: ['名称', '日期', '金额'] },
      { number: 2, cells: ['虚构甲公司', '2026-04-01', '0.3'] },
      { number: 4, cells: ['', '2026/4/1', '1000000'] },
    ])
  })

  test('knows its own and the built-in date formats, and takes colours and quoted words for none', async () => {
    const styles = `<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;days&quot;"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>`
    const cells = [0, 1, 2, 3].map((style) => `<c s="${style}"><v>46113</v></c>`).join('')
    expect(await cellsOf(workbookOf(`<row r="1">${cells}</row>`, { styles }))).toEqual([
      ['46113', '2026-04-01', '46113', '2026-04-01'],
    ])
  })

  test('of a Macintosh counts from 1904', async () => {
    const workbook =
      '<workbook><workbookPr date1904="1"/><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    expect(
      await cellsOf(workbookOf('<row r="1"><c s="0"><v>44651</v></c></row>', { workbook, styles })),
    ).toEqual([['2026-04-01']])
  })

  test('written by a program that leaves out positions is read in order, and blank rows are counted', async () => {
    const row = (text: string) => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`
    expect(
      await read(
        workbookOf(`${row('甲')}${row(' ')}${row('乙')}<row r="9"><c><v>1</v></c></row>${row('丙')}`),
      ),
    ).toEqual([
      { number: 1, cells: ['甲'] },
      { number: 3, cells: ['乙'] },
      { number: 9, cells: ['1'] },
      { number: 10, cells: ['丙'] },
    ])
  })

  test('written with a namespace prefix, as .NET programs do, is read all the same', async () => {
    const sheet = '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1"><x:v>5</x:v></x:c></x:row>'
    const strings = '<x:si><x:t>虚构公司</x:t></x:si>'
    expect(await cellsOf(workbookOf(sheet, { prefix: 'x', strings }))).toEqual([['虚构公司', '', '5']])
  })

  test('gives the first sheet that is not hidden', async () => {
    const sheets = [
      { name: '说明', rows: [['说明']], hidden: true },
      { name: '数据', rows: [['数据']] },
    ]
    expect(await cellsOf(Buffer.from(await writeXlsx({ sheets })))).toEqual([['数据']])
  })

  test('gives truth values as 是 and 否, and a formula by its result', async () => {
    const cells =
      '<c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="str"><f>A1</f><v>甲</v></c><c><f>1+1</f><v>2</v></c>'
    expect(await cellsOf(workbookOf(`<row r="1">${cells}</row>`))).toEqual([['是', '否', '甲', '2']])
  })

  test('cut off anywhere is refused in one sentence and never read in part', async () => {
    const bytes = Buffer.from(await writeXlsx({ sheets: [{ name: '甲', rows: [['名称'], ['虚构甲']] }] }))
    for (const part of [0.1, 0.5, 0.9, 0.99]) {
      await expect(read(bytes.subarray(0, Math.floor(bytes.length * part)))).rejects.toThrow(
        '不是完整的 xlsx 工作簿',
      )
    }
  })

  test('that is another kind of archive is refused', async () => {
    await expect(read(zipOf({ 'word/document.xml': '<w/>' }))).rejects.toThrow('不是完整的 xlsx 工作簿')
  })
})
