import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays } from '../../kernel/pure.ts'
import { cleanText, isBlank, parseDay } from './text.ts'

test('a day is read in every form that departments write, and is always the same day', () => {
  const forms = [
    '2026-03-01',
    '2026-3-1',
    '2026/03/01',
    '2026/3/1',
    '2026.3.1',
    '2026年3月1日',
    '2026年03月01',
    '20260301',
    '２０２６－０３－０１',
    '2026-03-01 08:30:00',
    '2026-03-01T00:00:00.000Z',
    '2026/3/1 0:00',
    '46082',
    '46082.354',
  ]
  for (const form of forms) expect(parseDay(form), form).toBe('2026-03-01')
})

test('what is no day, or could be several, is none', () => {
  const forms = [
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '1/3/2026',
    '2026-3',
    '26-03-01',
    '202631',
    '2026年',
    '三月一日',
  ]
  for (const form of [...forms, '19999', '80000', '2026-03-01x', '0000-00-00'])
    expect(parseDay(form), form).toBeUndefined()
})

test('every day from 1955 to 2118 is read from Excel’s number of it and from each way to write it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20_100, max: 79_900 }), (serial) => {
      const day = addDays('1899-12-30', serial)
      const [year, month, date] = day.split('-').map(Number)
      const forms = [
        String(serial),
        day,
        `${year}/${month}/${date}`,
        `${year}年${month}月${date}日`,
        day.replaceAll('-', ''),
      ]
      for (const form of forms) expect(parseDay(form), form).toBe(day)
    }),
  )
})

test('a cell is kept without what cannot be seen, and what only says “nothing” is nothing', () => {
  expect(cleanText(' 虚构\u00a0甲\u200b\u3000\r\n乙\u0000\t丙 ')).toBe('虚构 甲 乙 丙')
  for (const nothing of ['', ' \u3000', '无', '/', 'NULL', '\u200b无'])
    expect(isBlank(cleanText(nothing)), nothing).toBe(true)
  expect(isBlank(cleanText('无锡'))).toBe(false)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      expect(cleanText(cleanText(text))).toBe(cleanText(text))
    }),
  )
})
