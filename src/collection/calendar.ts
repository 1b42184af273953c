import { itemsInForce } from '../catalogue/index.ts'
import {
  type Clock,
  loadCalendar,
  parseCalendarFile,
  storeCalendar,
  type Tx,
  today,
} from '../kernel/index.ts'
import { type Actor, appendAct } from '../ledger/index.ts'
import { recomputeDeadlines } from '../records/index.ts'
import { workingDaysAfter } from './dating.ts'

/** Deadlines of decisions older than this can no longer be provisional: every year before was announced. */
const PROVISIONAL_SINCE = '2020-01-01'

/**
 * Loads the State Council's holiday announcement from an administrator's file and computes anew every reporting
 * deadline that was provisional.
 * @throws invalid with the faulty lines; nothing is changed then
 */
export async function loadHolidays(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  text: string,
  source: string,
): Promise<{ years: number[]; recomputed: number }> {
  const announced = parseCalendarFile(text)
  await storeCalendar(tx, announced, source, clock.now())
  const calendar = await loadCalendar(tx)
  let recomputed = 0
  for (const item of await itemsInForce(tx, today(clock))) {
    const dueOf = workingDaysAfter(calendar, item.definition.deadline.working_days)
    recomputed += await recomputeDeadlines(tx, item.itemNo, PROVISIONAL_SINCE, dueOf)
  }
  const years = [...announced.keys()]
  await appendAct(tx, {
    operation: 'calendar.load',
    actor,
    payload: { years, source, recomputed },
    at: clock.now(),
  })
  return { years, recomputed }
}
