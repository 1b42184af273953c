import {
  compilePublicity,
  compilePublicityFacts,
  type ItemDefinition,
  loadPublicityLaw,
  type PublicityPeriod,
} from '../catalogue/index.ts'
import { addWorkingDays, type Calendar, type Day, type WorkingDayResult } from '../kernel/index.ts'
import type { Gravity, RecordRow } from '../records/index.ts'
import type { RowValues } from './validate/row.ts'

/** Working days a provider has to deal with a refused row; the deadline of reporting itself. */
export const QUARANTINE_WORKING_DAYS = 7

const GRAVITY_NUMBERS: Record<NonNullable<PublicityPeriod['gravity']>, Gravity> = {
  minor: 1,
  general: 2,
  serious: 3,
}

/** The days on which a record of this item is public, by the dated law; compiled once per submission. */
export function publicityOf(
  item: ItemDefinition,
): (values: RowValues) => Pick<RecordRow, 'gravity' | 'publicFrom' | 'publicUntil'> {
  const factsOf = compilePublicityFacts(item)
  const decide = compilePublicity(loadPublicityLaw())
  return ({ read }) => {
    const period = decide(factsOf(read))
    return {
      gravity: period.gravity && GRAVITY_NUMBERS[period.gravity],
      publicFrom: period.from,
      publicUntil: period.until,
    }
  }
}

/** `addWorkingDays` with a memory: the rows of a file share a few hundred decision days. */
export function workingDaysAfter(calendar: Calendar, count: number): (from: Day) => WorkingDayResult {
  const known = new Map<Day, WorkingDayResult>()
  return (from) => {
    let result = known.get(from)
    if (!result) {
      result = addWorkingDays(calendar, from, count)
      known.set(from, result)
    }
    return result
  }
}
