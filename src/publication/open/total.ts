import { hash } from 'node:crypto'
import { Type } from 'typebox'
import { itemsInForce } from '../../catalogue/index.ts'
import {
  absent,
  type Clock,
  type Database,
  loadReportingUnits,
  loadSql,
  type Tx,
  today,
} from '../../kernel/index.ts'
import { type Actor, appendAct, canonicalJson, type Json, ledgerSize } from '../../ledger/index.ts'
import type { PublishedTotal } from '../contract.ts'
import { advanceFeed, feedEnd } from './feed.ts'
import { suppressSmall } from './suppress.ts'

const sql = loadSql(import.meta.url, 'open.sql')

const SHOWN_TOTALS = 60
const PUBLISHER: Actor = { kind: 'operator', name: '开放数据发布' }

const Value = Type.Object({
  units: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      total: Type.Integer(),
      byUnit: Type.Array(Type.Union([Type.Integer(), Type.Null()])),
    }),
  ),
})
type Value = Type.Static<typeof Value>
const TotalRow = Type.Object({
  totalId: Type.String(),
  query: Type.String(),
  feedPosition: Type.String(),
  ledgerSize: Type.String(),
  computedOn: Type.String(),
  value: Value,
  hash: Type.String(),
})
type TotalRow = Type.Static<typeof TotalRow>

/** Stands for authorities of the province itself, which belong to no unit. */
const PROVINCE = { code: '130000000000', name: '省本级' }

const queryText = () => sql.blocks.get('total_by_unit')!.text

/** What the query says at a position of the feed: the same for ever, because the feed only grows. */
async function computeAt(tx: Tx, clock: Clock, feedPosition: string): Promise<Value> {
  const rows = await sql.many(
    tx,
    'total_by_unit',
    { feedPosition },
    Type.Object({
      itemNo: Type.Integer(),
      unitCode: Type.Union([Type.String(), Type.Null()]),
      records: Type.Integer(),
    }),
  )
  const units = [...(await loadReportingUnits(tx)).map(({ code, name }) => ({ code, name })), PROVINCE]
  const items = (await itemsInForce(tx, today(clock))).filter(
    ({ definition }) => definition.disclosure === 'public',
  )
  return {
    units,
    items: items.map(({ itemNo, definition }) => {
      const own = rows.filter((row) => row.itemNo === itemNo)
      const counts = units.map(
        ({ code }) => own.find((row) => (row.unitCode ?? PROVINCE.code) === code)?.records ?? 0,
      )
      return {
        code: definition.code,
        name: definition.name,
        total: counts.reduce((sum, count) => sum + count, 0),
        byUnit: suppressSmall(counts),
      }
    }),
  }
}

const hashOf = (total: Omit<TotalRow, 'hash' | 'totalId'>) =>
  hash('sha256', canonicalJson({ ...total } as unknown as Json))

/**
 * Publishes the totals of today with the query, the feed's position and the size of the ledger they were computed at.
 * Once a day; a second time on the same day gives what is there.
 */
export async function publishTotals(
  { database, clock }: { database: Database; clock: Clock },
  actor: Actor = PUBLISHER,
): Promise<PublishedTotal> {
  await advanceFeed({ database, clock })
  return database.transact(async (tx) => {
    await sql.run(tx, 'lock_feed', {})
    const totalId = `units-${today(clock)}`
    const known = await sql.optional(tx, 'find_total', { totalId }, TotalRow)
    if (known) return known
    const feedPosition = await feedEnd(tx)
    const total = {
      query: queryText(),
      feedPosition,
      ledgerSize: await ledgerSize(tx),
      computedOn: today(clock),
      value: await computeAt(tx, clock, feedPosition),
    }
    const row = { totalId, ...total, hash: hashOf(total) }
    await sql.run(tx, 'insert_total', {
      ...row,
      value: JSON.stringify(row.value),
      hash: Buffer.from(row.hash, 'hex'),
      computedAt: clock.now(),
    })
    await appendAct(tx, {
      operation: 'total.publish',
      actor,
      payload: { total: totalId, hash: row.hash, feed_position: feedPosition, ledger_size: row.ledgerSize },
      at: clock.now(),
    })
    return row
  })
}

/** The published totals, newest first. */
export const listTotals = (tx: Tx): Promise<PublishedTotal[]> =>
  sql.many(tx, 'list_totals', { limit: SHOWN_TOTALS }, TotalRow)

/**
 * Computes a published total anew from the feed and compares.
 * @throws absent when no total has this id
 */
export async function replayTotal(
  tx: Tx,
  clock: Clock,
  totalId: string,
): Promise<{
  same: boolean
  published: string
  replayed: string
  queryChanged: boolean
  total: PublishedTotal
}> {
  const total = await sql.optional(tx, 'find_total', { totalId }, TotalRow)
  if (!total) {
    throw absent({
      code: 'PUBLICATION_TOTAL_UNKNOWN',
      message: `没有公布过编号为 ${totalId} 的统计数。`,
      next: '编号形如 units-2026-09-28，可在 /api/published-totals 查到。',
    })
  }
  const { feedPosition, ledgerSize: size, computedOn } = total
  const value = await computeAt(tx, clock, feedPosition)
  const replayed = hashOf({ query: queryText(), feedPosition, ledgerSize: size, computedOn, value })
  const queryChanged = total.query !== queryText()
  return { same: replayed === total.hash, published: total.hash, replayed, queryChanged, total }
}
