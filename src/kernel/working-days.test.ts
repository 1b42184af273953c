import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import chineseDays from 'chinese-days'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type Day } from './day.ts'
import { XinwangError } from './errors.ts'
import {
  addWorkingDays,
  calendarDays,
  calendarOf,
  formatCalendarFile,
  isWorkingDay,
  parseCalendarFile,
  withAnnouncements,
  workingDaysBetween,
} from './working-days.ts'

const file = readFileSync(join(import.meta.dirname, 'calendar', 'state-council.csv'), 'utf8')
const calendar = parseCalendarFile(file)

/** Plainly invented: no announcement for 2027 is known. */
const INVENTED_2027 = `date,kind,name
2026-12-31,off,元旦
2027-01-01,off,元旦
2027-01-02,off,元旦
2027-01-03,work,元旦
2027-02-05,off,春节
2027-02-08,off,春节
2027-02-09,off,春节
2027-05-01,off,劳动节
2027-10-01,off,国庆节
2027-10-02,off,国庆节
2027-10-03,off,国庆节
`

const arbitraryDay = (from: Day, days: number) => fc.nat(days).map((count) => addDays(from, count))

describe('working days as announced', () => {
  it('agree with an independent transcription on every day from 2004 to 2026', () => {
    const different: Day[] = []
    for (let day = '2004-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
      if (isWorkingDay(calendar, day) !== chineseDays.isWorkday(day)) different.push(day)
    }
    expect(different).toEqual([])
    expect([...calendar.keys()]).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i))
  })

  it('include the Saturdays worked in exchange for holidays', () => {
    expect(isWorkingDay(calendar, '2026-02-14')).toBe(true)
    expect(isWorkingDay(calendar, '2026-10-10')).toBe(true)
    expect(isWorkingDay(calendar, '2026-10-01')).toBe(false)
  })

  it('put the seventh working day after 28 September 2026 on 13 October', () => {
    expect(addWorkingDays(calendar, '2026-09-28', 7)).toEqual({ on: '2026-10-13', provisional: false })
  })

  it('count from the day after: no working days later is the day itself, even a Sunday', () => {
    expect(addWorkingDays(calendar, '2026-09-27', 0)).toEqual({ on: '2026-09-27', provisional: false })
    expect(addWorkingDays(calendar, '2026-10-11', 1).on).toBe('2026-10-12')
  })

  it('are counted back to the number they were counted forward by', () => {
    fc.assert(
      fc.property(arbitraryDay('2003-06-01', 9000), fc.nat(60), (from, count) => {
        const { on, provisional } = addWorkingDays(calendar, from, count)
        expect(workingDaysBetween(calendar, from, on)).toEqual({ days: count, provisional })
        expect(workingDaysBetween(calendar, on, from).days + count).toBe(0)
        if (count > 0) expect(isWorkingDay(calendar, on)).toBe(true)
      }),
    )
  })
})

describe('a year not yet announced', () => {
  it('knows weekends and New Year’s Day only, and says so', () => {
    expect(isWorkingDay(calendar, '2027-01-01')).toBe(false)
    expect(isWorkingDay(calendar, '2027-10-01')).toBe(true)
    expect(isWorkingDay(calendar, '2027-10-02')).toBe(false)
    expect(addWorkingDays(calendar, '2027-09-28', 7)).toEqual({ on: '2027-10-07', provisional: true })
    expect(workingDaysBetween(calendar, '2027-09-28', '2027-10-07')).toEqual({ days: 7, provisional: true })
  })

  it('leaves the last week of the year before open, since New Year’s holiday has begun there', () => {
    expect(addWorkingDays(calendar, '2026-12-21', 3)).toEqual({ on: '2026-12-24', provisional: false })
    expect(addWorkingDays(calendar, '2026-12-21', 7)).toEqual({ on: '2026-12-30', provisional: true })
  })

  it('moves its days and makes them final once the announcement is loaded', () => {
    const added = withAnnouncements(calendar, parseCalendarFile(INVENTED_2027))
    expect(addWorkingDays(calendar, '2026-12-29', 3)).toEqual({ on: '2027-01-04', provisional: true })
    expect(addWorkingDays(added, '2026-12-29', 3)).toEqual({ on: '2027-01-04', provisional: false })
    expect(addWorkingDays(added, '2026-12-29', 2)).toEqual({ on: '2027-01-03', provisional: false })
    expect(isWorkingDay(added, '2026-12-31')).toBe(false)
    expect(isWorkingDay(added, '2026-10-10')).toBe(true)
  })

  it('never has a day called final that a later announcement moved', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2004, max: 2025 }),
        fc.integer({ min: -40, max: 20 }),
        fc.nat(30),
        (last, at, count) => {
          const known = new Map([...calendar].filter(([year]) => year <= last))
          const from = addDays(`${last + 1}-01-01`, at)
          const before = addWorkingDays(known, from, count)
          if (!before.provisional) expect(before.on).toBe(addWorkingDays(calendar, from, count).on)
        },
      ),
    )
  })
})

describe('a calendar', () => {
  it('is the same after being written to a file or to single days and read back', () => {
    expect(formatCalendarFile(calendar)).toBe(file)
    expect(calendarOf(calendarDays(calendar), calendar.keys())).toEqual(calendar)
  })

  it('takes the newer announcement for a year it already has', () => {
    const corrected = parseCalendarFile(
      INVENTED_2027.replace('2027-01-03,work,元旦\n', '').replace('off,劳动节', '休,劳动节'),
    )
    const both = withAnnouncements(withAnnouncements(calendar, parseCalendarFile(INVENTED_2027)), corrected)
    expect(isWorkingDay(both, '2027-01-03')).toBe(false)
  })
})

describe('an administrator’s file with mistakes', () => {
  const problemsOf = (text: string) => {
    try {
      parseCalendarFile(text)
    } catch (error) {
      if (error instanceof XinwangError) return error.fields.map(({ field, code }) => `${field} ${code}`)
      throw error
    }
    return []
  }

  it('is refused with the line of each', () => {
    const wrong =
      'day,kind\n2027-02-30,off,春节\n2027-05-01,free,劳动节\n2027-05-03,work,劳动节\n2027-10-01,off\n2027-10-02,off,国庆节\n2027-10-02,off,国庆节\n'
    expect(problemsOf(wrong)).toEqual([
      '第 1 行 CALENDAR_FILE_HEADER',
      '第 2 行 CALENDAR_FILE_DATE',
      '第 3 行 CALENDAR_FILE_KIND',
      '第 4 行 CALENDAR_FILE_WEEKDAY',
      '第 5 行 CALENDAR_FILE_LINE',
      '第 7 行 CALENDAR_FILE_TWICE',
    ])
  })

  it('is refused when the year it describes cannot be', () => {
    expect(problemsOf(INVENTED_2027)).toEqual([])
    expect(problemsOf(INVENTED_2027.replace('2027-01-01,off,元旦\n', ''))).toEqual([
      '2027 年 CALENDAR_YEAR_HOLIDAY',
    ])
    expect(problemsOf(INVENTED_2027.replace(/2027-02.*\n/g, ''))).toEqual([
      '2027 年 CALENDAR_YEAR_SPRING_FESTIVAL',
    ])
    const weekends = ['03-06', '03-07', '03-13', '03-14', '03-20', '03-21']
    const worked = weekends.map((day) => `2027-${day},work,春节\n`).join('')
    expect(problemsOf(INVENTED_2027 + worked)).toEqual(['2027 年 CALENDAR_YEAR_WORKED'])
    const july = Array.from({ length: 31 }, (_, i) => `${addDays('2027-07-01', i)},off,暑假\n`).join('')
    const june = Array.from({ length: 30 }, (_, i) => `${addDays('2027-06-01', i)},off,暑假\n`).join('')
    expect(problemsOf(INVENTED_2027 + june + july)).toEqual(['2027 年 CALENDAR_YEAR_TOO_LONG'])
    expect(problemsOf('date,kind,name\n')).toEqual(['文件 CALENDAR_FILE_EMPTY'])
  })
})
