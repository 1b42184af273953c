import { invariant } from './errors.ts'

/** A calendar day in the province's zone, `YYYY-MM-DD`. Days compare correctly as strings. */
export type Day = string & { readonly __day?: never }

/** The licence or penalty has no end: the value departments write by convention (domain standard, field 有效期至). */
export const UNLIMITED_DAY: Day = '2099-12-31'

const DAY = /^([1-9]\d{3})-(\d{2})-(\d{2})$/
const MS_PER_DAY = 86_400_000

/** True when `value` is `YYYY-MM-DD` and that day exists. */
export function isDay(value: string): value is Day {
  const match = DAY.exec(value)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  if (month < 1 || month > 12 || day < 1) return false
  return day <= daysInMonth(year, month)
}

const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29
  return MONTH_LENGTHS[month - 1]!
}

const toMs = (day: Day): number => {
  invariant(isDay(day), `not a day: ${day}`)
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
}

const fromMs = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)

/** The day `count` calendar days after `day` (before it, when negative). */
export function addDays(day: Day, count: number): Day {
  // Within a month, the common case when days are counted off one by one, no date needs to be built.
  const date = Number(day.slice(8)) + count
  if (date >= 1 && date <= 28 && isDay(day)) return day.slice(0, 8) + String(date).padStart(2, '0')
  return fromMs(toMs(day) + count * MS_PER_DAY)
}

/**
 * The same day of the month `count` months later; where that month is shorter, its last day
 * (2025-11-30 + 3 months = 2026-02-28), as periods in months are counted in civil law.
 */
export function addMonths(day: Day, count: number): Day {
  invariant(isDay(day), `not a day: ${day}`)
  const index = Number(day.slice(0, 4)) * 12 + (Number(day.slice(5, 7)) - 1) + count
  const year = Math.floor(index / 12)
  const month = (index % 12) + 1
  const date = Math.min(Number(day.slice(8, 10)), daysInMonth(year, month))
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

/** Calendar days from `from` to `to`; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((toMs(to) - toMs(from)) / MS_PER_DAY)

/** 1 = Monday … 7 = Sunday. */
export const weekday = (day: Day): number => ((new Date(toMs(day)).getUTCDay() + 6) % 7) + 1

export const minDay = (a: Day, b: Day): Day => (a < b ? a : b)
export const maxDay = (a: Day, b: Day): Day => (a > b ? a : b)
