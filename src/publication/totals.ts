import { Type } from 'typebox'
import { itemsInForce } from '../catalogue/index.ts'
import { type Clock, loadSql, type Tx, today } from '../kernel/index.ts'
import type { PortalTotals } from './contract.ts'

const sql = loadSql(import.meta.url, 'publication.sql')

/** What the platform holds, from running totals; never by counting records. */
export async function getPortalTotals(tx: Tx, clock: Clock): Promise<PortalTotals> {
  const asOf = today(clock)
  const items = await itemsInForce(tx, asOf)
  const { subjects } = await sql.one(tx, 'count_subjects', {}, Type.Object({ subjects: Type.Integer() }))
  const rows = await sql.many(
    tx,
    'count_records',
    {},
    Type.Object({ itemNo: Type.Integer(), records: Type.Integer() }),
  )
  const countOf = new Map(rows.map((row) => [row.itemNo, row.records]))
  return {
    asOf,
    subjects,
    records: items.map(({ itemNo, definition }) => ({
      item: { code: definition.code, name: definition.name },
      total: countOf.get(itemNo) ?? 0,
    })),
  }
}

/** A few organisations with something on display, for who wants to see what a page looks like. */
export async function listExamples(tx: Tx, clock: Clock): Promise<{ code: string; name: string }[]> {
  const on = today(clock)
  const itemNos = (await itemsInForce(tx, on)).map((item) => item.itemNo)
  const rows = await sql.many(
    tx,
    'list_examples',
    { itemNos, on },
    Type.Object({ uscc: Type.String(), name: Type.String() }),
  )
  return rows.map((row) => ({ code: row.uscc, name: row.name }))
}
