import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, fixedClock, today } from './clock.ts'
import { addDays, addMonths, daysBetween, daysInMonth, isDay, maxDay, minDay, weekday } from './day.ts'
import { XinwangError } from './errors.ts'

const arbitraryDay = fc.integer({ min: 0, max: 60_000 }).map((count) => addDays('1950-01-01', count))

describe('a day', () => {
  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '1000-01-01', '9999-12-31'])('%s exists', (day) => {
    expect(isDay(day)).toBe(true)
  })

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '0000-00-00',
    '0050-01-01',
    '2026-1-1',
    '2026/01/01',
    '2026-01-01T00:00:00',
    '２０２６-01-01',
    '2026-01-01\n',
    '',
  ])('“%s” does not', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it('is moved by calendar days across months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
  })

  it('is moved by months to the same date, or to the last day of a shorter month', () => {
    expect(addMonths('2025-11-30', 3)).toBe('2026-02-28')
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
    expect(addMonths('2026-03-31', 36)).toBe('2029-03-31')
    expect(addMonths('2026-08-31', 6)).toBe('2027-02-28')
  })

  it('is as many days away as it was moved by', () => {
    fc.assert(
      fc.property(arbitraryDay, fc.integer({ min: -20_000, max: 20_000 }), (day, count) => {
        const moved = addDays(day, count)
        expect(isDay(moved)).toBe(true)
        expect(daysBetween(day, moved)).toBe(count)
        expect(weekday(moved)).toBe(((((weekday(day) - 1 + count) % 7) + 7) % 7) + 1)
      }),
    )
  })

  it('stays an existing day and keeps its order when moved by months', () => {
    fc.assert(
      fc.property(arbitraryDay, arbitraryDay, fc.integer({ min: -400, max: 400 }), (a, b, months) => {
        expect(isDay(addMonths(a, months))).toBe(true)
        expect(addMonths(minDay(a, b), months) <= addMonths(maxDay(a, b), months)).toBe(true)
      }),
    )
  })

  it('has the weekday of the calendar on the wall', () => {
    expect(weekday('2026-02-14')).toBe(6)
    expect(weekday('2026-09-28')).toBe(1)
    expect(weekday('2000-01-02')).toBe(7)
    expect([daysInMonth(2024, 2), daysInMonth(2026, 2), daysInMonth(2026, 12)]).toEqual([29, 28, 31])
  })

  it('that does not exist is not computed with', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(XinwangError)
    expect(() => addMonths('2026-02-30', 1)).toThrow(XinwangError)
  })
})

describe('today in the province', () => {
  it('begins eight hours before it begins in Greenwich', () => {
    expect(dayOf(new Date('2026-03-31T15:59:59Z'))).toBe('2026-03-31')
    expect(dayOf(new Date('2026-03-31T16:00:00Z'))).toBe('2026-04-01')
  })

  it('stands still on a fixed clock until the clock is moved', () => {
    const clock = fixedClock('2026-02-28')
    expect(today(clock)).toBe('2026-02-28')
    clock.advanceDays(1)
    expect(today(clock)).toBe('2026-03-01')
    clock.set('2027-01-01')
    expect(today(clock)).toBe('2027-01-01')
  })
})
