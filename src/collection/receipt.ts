import { Type } from 'typebox'
import { type Clock, type Database, loadSql, type Tx } from '../kernel/index.ts'
import { appendAct, rootOf } from '../ledger/index.ts'
import type { ChunkTarget } from './chunk.ts'
import type { Receipt } from './contract.ts'
import type { RowProblem } from './validate/problem.ts'

export type { Receipt } from './contract.ts'

const sql = loadSql(import.meta.url, 'collection.sql')

/** Most refusals a receipt lists; the others are in quarantine and in the counts. */
export const LISTED_REFUSALS_MAX = 10_000
const REFUSAL_CHUNKS_PER_READ = 16

const ChunkTotals = Type.Object({
  rows: Type.Integer(),
  acceptedNew: Type.Integer(),
  acceptedChanged: Type.Integer(),
  acceptedUnchanged: Type.Integer(),
  refused: Type.Integer(),
  naturalPersons: Type.Integer(),
  root: Type.Unsafe<Buffer>({}),
})

/**
 * Closes the submission: counts of all its chunks, the root over all rows, and the act of accepting it. When the very
 * same file was taken in before and this time changed nothing, nothing is left behind and the first receipt's number
 * is given again.
 */
export async function finishSubmission(
  database: Database,
  clock: Clock,
  target: ChunkTarget,
  fileDigest: Buffer,
): Promise<Receipt> {
  return database.transact(async (tx) => {
    const { submissionId } = target
    const chunks = await sql.many(tx, 'list_chunks', { submissionId }, ChunkTotals)
    const sum = (key: Exclude<keyof (typeof chunks)[number], 'root'>) =>
      chunks.reduce((total, chunk) => total + (chunk[key] as number), 0)
    const counts = {
      rows: sum('rows'),
      acceptedNew: sum('acceptedNew'),
      acceptedChanged: sum('acceptedChanged'),
      acceptedUnchanged: sum('acceptedUnchanged'),
      refused: sum('refused'),
      naturalPersons: sum('naturalPersons'),
    }
    const refusals = await listRefusals(tx, submissionId)
    const earlier = await sameAsBefore(tx, target, counts.acceptedNew + counts.acceptedChanged)
    if (earlier) {
      await sql.run(tx, 'drop_chunks', { submissionId })
      await sql.run(tx, 'drop_submission', { submissionId })
    } else {
      const root = rootOf(chunks.map((chunk) => chunk.root.toString('hex')))
      await sql.run(tx, 'finish_submission', {
        submissionId,
        finishedAt: clock.now(),
        root: Buffer.from(root, 'hex'),
        ...counts,
      })
      await appendAct(tx, {
        operation: 'submission.accept',
        actor: target.actor,
        payload: {
          submission: submissionId,
          item: target.itemCode,
          provider: target.providerCode,
          file: fileDigest.toString('hex'),
          root,
          ...counts,
        },
        at: clock.now(),
      })
    }
    return {
      rows: counts.rows,
      accepted: {
        new: counts.acceptedNew,
        changed: counts.acceptedChanged,
        unchanged: counts.acceptedUnchanged,
      },
      refused: counts.refused,
      naturalPersons: counts.naturalPersons,
      refusals,
      submission: earlier ?? submissionId,
    }
  })
}

/** The first submission of the same file, when this time nothing came of it: no record, no row in quarantine. */
async function sameAsBefore(tx: Tx, target: ChunkTarget, filed: number): Promise<string | undefined> {
  if (filed > 0 || target.earlier.length === 0) return undefined
  const { quarantined } = await sql.one(
    tx,
    'has_quarantined_rows',
    { submissionId: target.submissionId },
    Type.Object({ quarantined: Type.Boolean() }),
  )
  return quarantined ? undefined : target.earlier[0]
}

async function listRefusals(tx: Tx, submissionId: string): Promise<RowProblem[]> {
  const listed: RowProblem[] = []
  for (let after = 0; listed.length < LISTED_REFUSALS_MAX; after += REFUSAL_CHUNKS_PER_READ) {
    const rows = await sql.many(
      tx,
      'list_chunk_refusals',
      { submissionId, after, chunks: REFUSAL_CHUNKS_PER_READ },
      Type.Object({ refusals: Type.Unsafe<RowProblem[]>({}) }),
    )
    if (rows.length === 0) break
    // The database keeps JSON objects in an order of its own; a receipt reads row, field, code, value, message.
    for (const { row, field, code, value, message } of rows.flatMap((each) => each.refusals)) {
      listed.push({ row, field, code, value, message })
    }
  }
  return listed.slice(0, LISTED_REFUSALS_MAX)
}
