import { Type } from 'typebox'
import { itemsInForce } from '../catalogue/index.ts'
import {
  type Calendar,
  type Clock,
  loadCalendar,
  loadSql,
  parseCalendarFile,
  storeCalendar,
  type Tx,
  today,
} from '../kernel/index.ts'
import { type Actor, appendAct } from '../ledger/index.ts'
import { recomputeDeadlines } from '../records/index.ts'
import { QUARANTINE_WORKING_DAYS, workingDaysAfter } from './dating.ts'

const sql = loadSql(import.meta.url, 'collection.sql')

/** Deadlines of decisions older than this can no longer be provisional: every year before was announced. */
const PROVISIONAL_SINCE = '2020-01-01'

/** Deadlines of refused rows that the announcement may have moved. @returns how many were set anew */
async function recomputeQuarantine(tx: Tx, calendar: Calendar): Promise<number> {
  const rows = await sql.many(
    tx,
    'list_provisional_quarantine_days',
    {},
    Type.Object({ quarantinedOn: Type.String() }),
  )
  if (rows.length === 0) return 0
  const dueOf = workingDaysAfter(calendar, QUARANTINE_WORKING_DAYS)
  const due = rows.map((row) => dueOf(row.quarantinedOn))
  return sql.run(tx, 'set_quarantine_due_days', {
    days: rows.map((row) => row.quarantinedOn),
    dueDays: due.map((each) => each.on),
    provisionals: due.map((each) => each.provisional),
  })
}

/**
 * Loads the State Council's holiday announcement from an administrator's file and computes anew every reporting
 * deadline and every deadline of a refused row that was provisional.
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
  recomputed += await recomputeQuarantine(tx, calendar)
  const years = [...announced.keys()]
  await appendAct(tx, {
    operation: 'calendar.load',
    actor,
    payload: { years, source, recomputed },
    at: clock.now(),
  })
  return { years, recomputed }
}
