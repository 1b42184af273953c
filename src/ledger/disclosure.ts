import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { type Clock, type Day, invalid, loadSql, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'ledger.sql')

/** Somebody looks at what is not public. */
export interface Disclosure {
  /** Id of the route. */
  route: string
  reader: { kind: 'person' | 'client'; id: string; name: string }
  authorityCode: string | null
  purpose: string
  /** The class of what is shown, as the route declares it. */
  fieldsClass: string
}

/**
 * 查询日志: writes that somebody looks, before anything is shown. @returns the id under which the subjects are noted
 * once they are known
 */
export async function recordRead(tx: Tx, clock: Clock, disclosure: Disclosure): Promise<string> {
  const disclosureId = randomUUID()
  await sql.run(tx, 'insert_disclosure', parametersOf(disclosureId, disclosure, clock))
  return disclosureId
}

/** Notes which subjects were shown, so that each of them can see it. */
export async function recordSubjectsRead(
  tx: Tx,
  clock: Clock,
  disclosureId: string,
  disclosure: Disclosure,
  subjectIds: readonly bigint[],
): Promise<void> {
  if (subjectIds.length === 0) return
  await sql.run(tx, 'insert_disclosed_subjects', {
    ...parametersOf(disclosureId, disclosure, clock),
    subjectIds: [...new Set(subjectIds)].map(String),
  })
}

const parametersOf = (disclosureId: string, disclosure: Disclosure, clock: Clock) => ({
  disclosureId,
  route: disclosure.route,
  readerKind: disclosure.reader.kind,
  readerId: disclosure.reader.id,
  readerName: disclosure.reader.name,
  authorityCode: disclosure.authorityCode,
  purpose: disclosure.purpose,
  fieldsClass: disclosure.fieldsClass,
  at: clock.now(),
})

/** Which reads are wanted; what is left out is not asked. */
export interface ReadFilter {
  subjectIds?: string[]
  readerId?: string
  authorityCode?: string
  from?: Day
  /** The day included. */
  to?: Day
}

const ReadRow = Type.Object({
  at: Type.Unsafe<Date>({}),
  cursor: Type.String(),
  route: Type.String(),
  reader: Type.String(),
  authority: Type.Union([Type.String(), Type.Null()]),
  purpose: Type.String(),
  fieldsClass: Type.String(),
  subjectId: Type.Union([Type.String(), Type.Null()]),
})

/**
 * Reads of what is not public, the newest first, a page at a time.
 * @param after `next` of the page before
 * @throws invalid when `after` is not one of ours
 */
export async function listReads(tx: Tx, filter: ReadFilter, limit: number, after?: string) {
  const [at, id, subject] = cursorParts(after)
  const rows = await sql.many(
    tx,
    'list_disclosures',
    {
      subjectIds: filter.subjectIds ?? null,
      readerId: filter.readerId ?? null,
      authorityCode: filter.authorityCode ?? null,
      from: filter.from ?? null,
      to: filter.to ?? null,
      afterMicroseconds: at,
      afterId: id,
      afterSubject: subject,
      limit: limit + 1,
    },
    ReadRow,
  )
  const page = rows.slice(0, limit)
  return {
    reads: page.map(({ cursor: _, at: when, ...read }) => ({ at: when.toISOString(), ...read })),
    ...(rows.length > limit ? { next: page.at(-1)!.cursor } : {}),
  }
}

const CURSOR = /^(\d{1,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(-?\d{1,19})$/

function cursorParts(after: string | undefined): [string | null, string | null, string | null] {
  if (after === undefined) return [null, null, null]
  const parts = CURSOR.exec(after)
  if (parts) return [parts[1]!, parts[2]!, parts[3]!]
  throw invalid({
    code: 'LEDGER_PAGE_INVALID',
    message: '翻页位置有误。',
    next: '请使用上一页给出的 next，或去掉 after 从头查看。',
  })
}
