import type { Day } from './day.ts'
import { addDays } from './day.ts'

/** The only source of time. Everything that depends on today takes a clock, so that a test can move it. */
export interface Clock {
  now(): Date
}

/** The wall clock. The only place in the program that reads it. */
export const wallClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved. */
export interface FixedClock extends Clock {
  /** To noon of this day. */
  set(day: Day): void
  advanceDays(count: number): void
  advanceMinutes(count: number): void
}

/** A clock that stands still; `day` is a day in the province's zone, the hour is noon there. */
export function fixedClock(day: Day): FixedClock {
  let current = day
  let minutes = 0
  return {
    now: () => new Date(new Date(`${current}T12:00:00+08:00`).getTime() + minutes * 60_000),
    set: (next) => {
      current = next
      minutes = 0
    },
    advanceDays: (count) => {
      current = addDays(current, count)
    },
    advanceMinutes: (count) => {
      minutes += count
    },
  }
}

/** Hours that China Standard Time is ahead of UTC; there has been no daylight saving since 1991. */
const ZONE_HOURS = 8

/** Today in the province's zone (Asia/Shanghai), whatever the machine's own zone is. */
export const today = (clock: Clock): Day => dayOf(clock.now())

/** The province's calendar day of an instant. */
export const dayOf = (instant: Date): Day =>
  new Date(instant.getTime() + ZONE_HOURS * 3_600_000).toISOString().slice(0, 10)
