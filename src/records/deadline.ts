import { Type } from 'typebox'
import { type Day, loadSql, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'records.sql')

/**
 * Recomputes the reporting deadlines that were provisional because the year's holidays were not announced yet.
 * @param dueOf the deadline of a decision day by the calendar as it stands now
 * @returns the number of records whose deadline was set anew
 */
export async function recomputeDeadlines(
  tx: Tx,
  itemNo: number,
  since: Day,
  dueOf: (decidedOn: Day) => { on: Day; provisional: boolean },
): Promise<number> {
  const days = await sql.many(
    tx,
    'list_provisional_days',
    { since, itemNo },
    Type.Object({ decidedOn: Type.String() }),
  )
  if (days.length === 0) return 0
  const due = days.map((row) => dueOf(row.decidedOn))
  return sql.run(tx, 'set_due_days', {
    itemNo,
    decidedDays: days.map((row) => row.decidedOn),
    dueDays: due.map((each) => each.on),
    provisionals: due.map((each) => each.provisional),
  })
}
