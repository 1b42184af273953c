import { Type } from 'typebox'
import { copyTuples, loadSql, type Tx } from '../kernel/index.ts'
import { hexAt, RECORD_COLUMNS, type RecordBatch, tupleAt } from './batch.ts'

const sql = loadSql(import.meta.url, 'records.sql')

/** What filing did. `duplicate`: the same natural key stands in another row of this very file, with other content. */
export type Filing = { outcome: 'new' | 'changed' | 'unchanged' } | { outcome: 'duplicate'; ofRow: number }

/**
 * `allNew` leaves out asking which records exist, as most files hold only new ones; if one does exist after all, the
 * COPY fails as a whole with a unique violation and the caller does it again with `any`.
 */
export type Expectation = 'allNew' | 'any'

const NEW: Filing = { outcome: 'new' }
const CHANGED: Filing = { outcome: 'changed' }
const UNCHANGED: Filing = { outcome: 'unchanged' }

/**
 * Files records in the caller's transaction. (subject, item, natural key) is unique: a record with the same content
 * changes nothing, one with other content becomes the next version and the old one is kept.
 * @param wanted indexes of the records of the batch that are to be filed, ascending
 * @param ofThisFile earlier submissions of the same file: where its rows contradict each other, the row that was filed
 * then stays filed, so that sending the file again changes nothing
 * @returns one filing for each of `wanted`, in order
 */
export async function fileRecords(
  tx: Tx,
  batch: RecordBatch,
  wanted: number[],
  expectation: Expectation,
  ofThisFile: string[],
): Promise<Filing[]> {
  if (wanted.length === 0) return []
  if (expectation === 'allNew' && !batch.repeated) {
    await copyInto(tx, 'records.record', batch, wanted)
    await addToTally(tx, batch, wanted.length)
    return wanted.map(() => NEW)
  }
  const seen = await listExisting(tx, batch, wanted)
  const sameFile = new Set([batch.submissionId, ...ofThisFile.map(bare)])
  const fresh: number[] = []
  const changed: number[] = []
  const filings = wanted.map((index): Filing => {
    const identity = `${batch.subjectIds[index]}:${hexAt(batch.keys, index)}`
    const digest = hexAt(batch.digests, index)
    const rowNumber = batch.rowNumbers[index]!
    const existing = seen.get(identity)
    const differs = existing && existing.digest !== digest && existing.rowNumber !== rowNumber
    if (differs && sameFile.has(existing.submissionId))
      return { outcome: 'duplicate', ofRow: existing.rowNumber }
    seen.set(identity, { digest, submissionId: batch.submissionId, rowNumber })
    if (existing?.digest === digest) return UNCHANGED
    if (existing) changed.push(index)
    else fresh.push(index)
    return existing ? CHANGED : NEW
  })
  if (fresh.length > 0) {
    await copyInto(tx, 'records.record', batch, fresh)
    await addToTally(tx, batch, fresh.length)
  }
  if (changed.length > 0) await supersede(tx, batch, changed)
  return filings
}

function copyInto(tx: Tx, table: string, batch: RecordBatch, indexes: number[]): Promise<void> {
  const parts =
    indexes.length === batch.count ? [batch.tuples] : indexes.map((index) => tupleAt(batch, index))
  return copyTuples(tx, table, Object.keys(RECORD_COLUMNS), parts)
}

async function addToTally(tx: Tx, { itemNo, providerCode }: RecordBatch, records: number): Promise<void> {
  await sql.run(tx, 'add_to_tally', { itemNo, providerCode, records })
}

interface Existing {
  digest: string
  submissionId: string
  rowNumber: number
}

const bare = (uuid: string): string => uuid.replaceAll('-', '')

async function listExisting(tx: Tx, batch: RecordBatch, wanted: number[]): Promise<Map<string, Existing>> {
  const found = await sql.many(
    tx,
    'list_existing',
    {
      // Array literals: digits and hexadecimal need no quoting, and the driver's own encoding is slow for thousands.
      subjectIds: `{${wanted.map((index) => batch.subjectIds[index]).join(',')}}`,
      recordKeys: `{${wanted.map((index) => hexAt(batch.keys, index)).join(',')}}`,
      itemNo: batch.itemNo,
    },
    Type.Object({
      subjectId: Type.String(),
      recordKey: Type.String(),
      digest: Type.String(),
      submissionId: Type.String(),
      rowNumber: Type.Integer(),
    }),
  )
  return new Map(
    found.map((row) => [
      `${row.subjectId}:${bare(row.recordKey)}`,
      { digest: bare(row.digest), submissionId: bare(row.submissionId), rowNumber: row.rowNumber },
    ]),
  )
}

async function supersede(tx: Tx, batch: RecordBatch, indexes: number[]): Promise<void> {
  const { submissionId } = batch
  await copyInto(tx, 'records.superseding', batch, indexes)
  await sql.run(tx, 'archive_superseded', { submissionId })
  await sql.run(tx, 'replace_superseded', { submissionId })
  await sql.run(tx, 'clear_superseding', { submissionId })
}
