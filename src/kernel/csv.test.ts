import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvCell, csvRow } from './csv.ts'

/** What RFC 4180 says a line means; written apart from the code it checks. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  const cell = /("(?:[^"]|"")*"|[^",]*)(,|\r\n)/gy
  for (let found = cell.exec(line); found; found = cell.exec(line)) {
    cells.push(found[1]!.startsWith('"') ? found[1]!.slice(1, -1).replaceAll('""', '"') : found[1]!)
    if (found[2] === '\r\n') break
  }
  return cells
}

describe('a line of a CSV file', () => {
  test('gives every text back, whatever it holds, and no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
        const cells = cellsOf(csvRow(texts))
        expect(cells.map((cell, at) => (texts[at] === cell ? cell : cell.slice(1)))).toEqual(texts)
        for (const cell of cells) {
          if (/^[=+\-@\t\r＝＋－＠]/.test(cell)) expect(cell).toMatch(/^[+-]?\d+(\.\d+)?$/)
        }
      }),
    )
  })

  test.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['+86 cmd', "'+86 cmd"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\t=1', "'\t=1"],
    ['＝1+1', "'＝1+1"],
    ['-12.50', '-12.50'],
    ['罚〔2026〕1号', '罚〔2026〕1号'],
    ['a,b', '"a,b"'],
  ])('%j is written as %j', (text, written) => {
    expect(csvCell(text)).toBe(written)
  })

  test('writes numbers as they are and nothing for nothing', () => {
    expect(csvRow([-3, 0.25, null, undefined, true])).toBe('-3,0.25,,,true\r\n')
  })
})
