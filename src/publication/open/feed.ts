import { Type } from 'typebox'
import { listAuthorities } from '../../accounts/index.ts'
import { getItemInForce, itemsInForce } from '../../catalogue/index.ts'
import {
  type Clock,
  type Database,
  loadReportingUnits,
  loadSql,
  reportingUnitOf,
  type Tx,
  today,
} from '../../kernel/index.ts'
import type { FeedPage } from '../contract.ts'
import { OpenRow, openRecord } from './open-record.ts'

const sql = loadSql(import.meta.url, 'open.sql')

const BATCH_ENTRIES = 5000
const PAGE_ENTRIES_MAX = 1000

const Nullable = Type.Union([Type.String(), Type.Null()])
const Untold = Type.Object({
  subjectId: Type.String(),
  itemNo: Type.Integer(),
  recordKey: Type.String(),
  version: Type.Integer(),
  authorityCode: Nullable,
  publicUntil: Nullable,
  gone: Type.Boolean(),
  ended: Type.Boolean(),
})
type Untold = Type.Static<typeof Untold>

/**
 * Brings the feed up to what is public now: compares what the outside was told with what is shown, so that whatever takes a
 * record away (end of publicity, correction, repair, withdrawal, end of the item) becomes a removal. One writer at a time,
 * so that positions become visible in their order and a cursor resumes exactly.
 */
export async function advanceFeed({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  while ((await database.transact((tx) => tellBatch(tx, clock))) === BATCH_ENTRIES);
}

async function tellBatch(tx: Tx, clock: Clock): Promise<number> {
  await sql.run(tx, 'lock_feed', {})
  const on = today(clock)
  const items = (await itemsInForce(tx, on)).filter(({ definition }) => definition.disclosure === 'public')
  const rows = await sql.many(
    tx,
    'list_untold',
    { on, itemNos: items.map(({ itemNo }) => itemNo), limit: BATCH_ENTRIES },
    Untold,
  )
  if (rows.length === 0) return 0
  const unitOf = await unitFinder(tx)
  const keys = (some: Untold[]) => ({
    subjectIds: some.map((row) => row.subjectId),
    itemNos: some.map((row) => row.itemNo),
    recordKeys: some.map((row) => row.recordKey),
  })
  await sql.run(tx, 'insert_entries', {
    ...keys(rows),
    versions: rows.map((row) => row.version),
    actions: rows.map((row) => (row.gone ? 'remove' : 'put')),
    reasons: rows.map((row) => (row.gone ? (row.ended ? 'ended' : 'withdrawn') : null)),
    unitCodes: rows.map((row) => unitOf(row.authorityCode)),
    toldAt: clock.now(),
  })
  const shown = rows.filter((row) => !row.gone)
  await sql.run(tx, 'upsert_told', {
    ...keys(shown),
    versions: shown.map((row) => row.version),
    untils: shown.map((row) => row.publicUntil),
  })
  await sql.run(tx, 'delete_told', keys(rows.filter((row) => row.gone)))
  return rows.length
}

/** The reporting unit of the authority that decided; null for authorities of the province. */
async function unitFinder(tx: Tx): Promise<(authorityCode: string | null) => string | null> {
  const units = await loadReportingUnits(tx)
  const regionOf = new Map((await listAuthorities(tx)).map(({ code, regionCode }) => [code, regionCode]))
  return (authorityCode) => {
    const region = authorityCode === null ? undefined : regionOf.get(authorityCode)
    return region === undefined ? null : (reportingUnitOf(region, units)?.code ?? null)
  }
}

/** Where the feed ends now. */
export const feedEnd = async (tx: Tx): Promise<string> =>
  (await sql.one(tx, 'feed_end', {}, Type.Object({ position: Type.String() }))).position

const Change = Type.Object({
  position: Type.String(),
  subjectId: Type.String(),
  itemNo: Type.Integer(),
  recordKey: Type.String(),
  action: Type.Union([Type.Literal('put'), Type.Literal('remove')]),
  reason: Nullable,
})

/**
 * What changed after a position, oldest first. A record that has gone since it was put is not shown any more; its removal
 * stands further on.
 * @throws absent or refused when there is no such public item
 */
export async function listChanges(
  tx: Tx,
  clock: Clock,
  itemName: string,
  after: string,
  limit = PAGE_ENTRIES_MAX,
): Promise<FeedPage> {
  const on = today(clock)
  const item = await getItemInForce(tx, itemName, on)
  const wanted = Math.min(limit, PAGE_ENTRIES_MAX)
  const changes = await sql.many(
    tx,
    'list_changes',
    { after, itemNo: item.itemNo, limit: wanted + 1 },
    Change,
  )
  const page = changes.slice(0, wanted)
  const put = page.filter(({ action }) => action === 'put')
  const rows = await sql.many(
    tx,
    'list_records_by_key',
    {
      subjectIds: put.map((each) => each.subjectId),
      recordKeys: put.map((each) => each.recordKey),
      itemNo: item.itemNo,
      on,
    },
    OpenRow,
  )
  const records = new Map(rows.map((row) => [`${row.subjectId} ${row.recordKey}`, openRecord(item, row)]))
  const next = page.at(-1)?.position ?? after
  return {
    asOf: on,
    changes: page.map((each) => {
      const record = each.action === 'put' ? records.get(`${each.subjectId} ${each.recordKey}`) : undefined
      const id = `${item.definition.code}-${each.subjectId}-${each.recordKey.replaceAll('-', '')}`
      return record
        ? { cursor: each.position, action: 'put' as const, id, reason: null, record }
        : {
            cursor: each.position,
            action: 'remove' as const,
            id,
            reason: each.reason === 'ended' ? ('ended' as const) : ('withdrawn' as const),
            record: null,
          }
    }),
    next,
    more: changes.length > wanted,
  }
}
