import { Type } from 'typebox'
import { itemsInForce, type PublishedItem } from '../../catalogue/index.ts'
import type { SourceRow } from '../../collection/index.ts'
import {
  type Clock,
  checkUscc,
  invalid,
  isResidentId,
  loadSql,
  normaliseCode,
  organisationCodeOf,
  resemblesResidentId,
  type Tx,
  today,
} from '../../kernel/index.ts'
import { subjectIdOf } from '../../subjects/index.ts'

const sql = loadSql(import.meta.url, 'batch.sql')

export const BATCH_ROWS_MAX = 2000
/** Somebody meant a code: letters and digits of about its length. */
const MEANT_AS_CODE = /^[0-9A-Z]{15,20}$/

/** One line of the annex. */
export interface CheckedRow {
  row: number
  code: string
  /** Name on file; null when the organisation is not known here. */
  name: string | null
  conclusion: string
  /** Number of public records per item, in the order of `items`. */
  counts: number[]
}

export interface BatchCheck {
  asOf: string
  items: PublishedItem[]
  rows: CheckedRow[]
  /** Rows that hold a resident number: counted, not looked up, not kept. */
  persons: number
  /** Rows without anything that looks like a code, headings among them. */
  unread: number
  subjectIds: bigint[]
}

/**
 * Looks up every organisation of a table by its code: how many records of each item are public today. Never a person.
 * @throws invalid when there are too many rows, or none with a code
 */
export async function checkBatch(
  tx: Tx,
  clock: Clock,
  batches: AsyncIterable<SourceRow[]>,
): Promise<BatchCheck> {
  const read = await readCodes(batches)
  if (read.codes.length === 0) {
    throw invalid({
      code: 'PUBLICATION_BATCH_EMPTY',
      message: '表中没有统一社会信用代码。',
      next: '请把 18 位统一社会信用代码放在任意一列，每行一个主体。',
    })
  }
  const asOf = today(clock)
  const items = (await itemsInForce(tx, asOf)).filter(({ definition }) => definition.disclosure === 'public')
  const idOf = new Map<string, string>()
  for (const { code } of read.codes) {
    if (checkUscc(code).ok) idOf.set(code, String(subjectIdOf('organisation_code', organisationCodeOf(code))))
  }
  const known = await loadKnown(tx, [...new Set(idOf.values())], items, asOf)
  return {
    asOf,
    items,
    persons: read.persons,
    unread: read.unread,
    rows: read.codes.map(({ row, code }) => ({ row, code, ...conclude(code, known(idOf.get(code)), items) })),
    subjectIds: [...new Set(idOf.values())].filter((id) => known(id) !== undefined).map(BigInt),
  }
}

async function readCodes(batches: AsyncIterable<SourceRow[]>) {
  const codes: { row: number; code: string }[] = []
  let [persons, unread] = [0, 0]
  for await (const rows of batches)
    for (const { number, cells } of rows) {
      const found = cells.map(normaliseCode).filter((cell) => MEANT_AS_CODE.test(cell))
      const code = found.find((cell) => checkUscc(cell).ok)
      if (code === undefined && cells.some((cell) => isResidentId(cell) || resemblesResidentId(cell)))
        persons++
      else if (code === undefined && found.length === 0) unread++
      else codes.push({ row: number, code: code ?? found[0]! })
      if (codes.length > BATCH_ROWS_MAX) {
        throw invalid({
          code: 'PUBLICATION_BATCH_TOO_LONG',
          message: `一次最多核查 ${BATCH_ROWS_MAX} 个主体。`,
          next: '请拆分后分次核查。',
        })
      }
    }
  return { codes, persons, unread }
}

interface Known {
  code: string
  name: string
  counts: Map<number, number>
}

async function loadKnown(tx: Tx, subjectIds: string[], items: PublishedItem[], on: string) {
  const subjects = await sql.many(
    tx,
    'list_checked_subjects',
    { subjectIds },
    Type.Object({ subjectId: Type.String(), uscc: Type.String(), name: Type.String() }),
  )
  const known = new Map<string, Known>(
    subjects.map(({ subjectId, uscc, name }) => [subjectId, { code: uscc, name, counts: new Map() }]),
  )
  const counts = await sql.many(
    tx,
    'count_by_item',
    { subjectIds, itemNos: items.map(({ itemNo }) => itemNo), on },
    Type.Object({ subjectId: Type.String(), itemNo: Type.Integer(), records: Type.Integer() }),
  )
  for (const { subjectId, itemNo, records } of counts) known.get(subjectId)?.counts.set(itemNo, records)
  return (subjectId: string | undefined) => (subjectId === undefined ? undefined : known.get(subjectId))
}

function conclude(code: string, known: Known | undefined, items: PublishedItem[]) {
  const counts = items.map(({ itemNo }) => known?.counts.get(itemNo) ?? 0)
  if (known === undefined || known.code !== code) {
    const checked = checkUscc(code)
    const conclusion = checked.ok ? '本平台没有该主体的信息' : `代码有误，未核查：${checked.message}`
    return { name: null, counts: items.map(() => 0), conclusion }
  }
  const adverse = items.reduce((sum, { definition }, i) => sum + (definition.adverse ? counts[i]! : 0), 0)
  return {
    name: known.name,
    counts,
    conclusion: adverse === 0 ? '未查见正在公示的失信信息' : `查见正在公示的失信信息 ${adverse} 条`,
  }
}
