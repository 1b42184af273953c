import { isPostgresError, loadSql, type Tx, UNIQUE_VIOLATION } from '../kernel/index.ts'
import { type Actor, appendAct, type Hash, rootOf, unpackHashes } from '../ledger/index.ts'
import { type Expectation, type Filing, fieldsAt, fileRecords } from '../records/index.ts'
import { type Resolution, resolveSubjects, type SubjectClaim, type SubjectMemory } from '../subjects/index.ts'
import { freshSalt, refusedLeaf, shortDigest } from './prepare.ts'
import type { PreparedChunk, RefusedRow } from './produce.ts'
import { maskNumberOfPerson, type RowProblem, shownValue } from './validate/problem.ts'

const sql = loadSql(import.meta.url, 'collection.sql')

/** What the writer needs to know of the submission. */
export interface ChunkTarget {
  submissionId: string
  /** Finished submissions of the very same file, the first one first. */
  earlier: string[]
  itemNo: number
  itemCode: string
  providerCode: string
  actor: Actor
  receivedAt: Date
  quarantineDue: { on: string; provisional: boolean }
  /** Field codes shown in refusals about the subject. */
  nameField: string
  codeField: string
  documentField: string
}

export interface ChunkCounts {
  rows: number
  new: number
  changed: number
  unchanged: number
  refused: number
  naturalPersons: number
}

/**
 * Writes one chunk in the caller's transaction: subjects, records, quarantine, totals, the act and the chunk's own row,
 * all or none. The chunk's row is what makes a second run go on after it.
 */
export async function writeChunk(
  tx: Tx,
  target: ChunkTarget,
  chunk: PreparedChunk,
  memory: SubjectMemory,
  expectation: Expectation,
  at: Date,
): Promise<ChunkCounts> {
  const resolutions = await resolveSubjects(tx, chunk.claims, memory, target.receivedAt)
  const wanted: number[] = []
  const refused = [...chunk.refused]
  for (let index = 0; index < chunk.batch.count; index++) {
    const claim = chunk.claimOf[index]!
    const resolution = resolutions[claim]!
    if (resolution.outcome === 'filed') wanted.push(index)
    else refused.push(refuse(chunk, index, questionOf(target, chunk.claims[claim]!, resolution)))
  }
  const filings = await fileRecords(tx, chunk.batch, wanted, expectation, target.earlier)
  for (const [i, filing] of filings.entries()) {
    if (filing.outcome === 'duplicate') refused.push(refuse(chunk, wanted[i]!, duplicateOf(target, filing)))
  }
  refused.sort((a, b) => a.at - b.at)
  const counts = countChunk(chunk, filings, refused.length)
  const quarantined = await quarantine(tx, target, refused)
  const root = rootWith(chunk, refused)
  await insertChunk(tx, target, chunk.chunkNo, counts, refused, root)
  if (counts.new + counts.changed + quarantined > 0) {
    await appendAct(tx, {
      operation: 'submission.file',
      actor: target.actor,
      payload: { submission: target.submissionId, chunk: chunk.chunkNo, ...counts, root },
      at,
    })
  }
  return counts
}

/** Another transaction filed the same record or subject in between; the chunk is simply written again. */
export const isCollision = (error: unknown): boolean =>
  [UNIQUE_VIOLATION, '40P01', '40001'].some((state) => isPostgresError(error, state))

function countChunk(chunk: PreparedChunk, filings: Filing[], refused: number): ChunkCounts {
  const counts = { new: 0, changed: 0, unchanged: 0, duplicate: 0 }
  for (const { outcome } of filings) counts[outcome]++
  return {
    rows: chunk.rows,
    new: counts.new,
    changed: counts.changed,
    unchanged: counts.unchanged,
    refused,
    naturalPersons: chunk.naturalPersons,
  }
}

type Problem = Omit<RowProblem, 'row' | 'value'> & { value?: string }

function refuse(chunk: PreparedChunk, index: number, problem: Problem): RefusedRow {
  const row = chunk.batch.rowNumbers[index]!
  const fields = fieldsAt(chunk.batch, index)
  const content = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, maskNumberOfPerson(value)]),
  )
  return {
    at: chunk.places[index]!,
    row,
    problems: [{ row, value: shownValue(fields[problem.field] ?? ''), ...problem }],
    content,
    salt: freshSalt(),
  }
}

function questionOf(target: ChunkTarget, claim: SubjectClaim, resolution: Resolution): Problem {
  if (resolution.outcome === 'two_names_one_code') {
    return {
      field: target.nameField,
      code: 'SUBJECT_NAME_DIFFERS',
      message: `代码 ${claim.uscc ?? claim.organisationCode ?? ''} 在册名称为“${resolution.known}”，与本行名称不一致，已列为疑问数据待核实。请核对营业执照：名称有误的改正后重报；已更名的请附更名依据。`,
    }
  }
  return {
    field: target.codeField,
    code: 'SUBJECT_CODE_DIFFERS',
    message: `同一组织机构代码的主体在册代码为 ${'known' in resolution ? resolution.known : ''}，与本行不一致，已列为疑问数据待核实。请核对营业执照上的统一社会信用代码。`,
  }
}

const duplicateOf = (target: ChunkTarget, filing: Extract<Filing, { outcome: 'duplicate' }>): Problem => ({
  field: target.documentField,
  code: 'DUPLICATE_IN_FILE',
  message: `与第 ${filing.ofRow} 行的主体、文号、机关和决定日期相同，内容却不同，无法判断以哪一行为准。请删去错误的一行后重报。`,
})

/** @returns how many rows were not in quarantine yet */
async function quarantine(tx: Tx, target: ChunkTarget, refused: RefusedRow[]): Promise<number> {
  if (refused.length === 0) return 0
  return sql.run(tx, 'quarantine_rows', {
    providerCode: target.providerCode,
    itemNo: target.itemNo,
    submissionId: target.submissionId,
    rowDigests: refused.map(({ content }) => shortDigest(JSON.stringify(content))),
    rowNumbers: refused.map(({ row }) => row),
    contents: refused.map(({ content }) => JSON.stringify(content)),
    problems: refused.map(({ problems }) => JSON.stringify(problems)),
    salts: refused.map(({ salt }) => salt),
    dueOn: target.quarantineDue.on,
    dueProvisional: target.quarantineDue.provisional,
    at: target.receivedAt,
  })
}

/** The chunk's root; made anew when the database refused rows that validation had let pass. */
function rootWith(chunk: PreparedChunk, refused: RefusedRow[]): Hash {
  if (refused.length === chunk.refused.length) return chunk.root
  const leaves = unpackHashes(chunk.leaves)
  const known = new Set(chunk.refused.map(({ at }) => at))
  for (const { at, row, content, salt } of refused) {
    if (!known.has(at)) leaves[at] = refusedLeaf(salt, row, content)
  }
  return rootOf(leaves)
}

async function insertChunk(
  tx: Tx,
  target: ChunkTarget,
  chunkNo: number,
  counts: ChunkCounts,
  refused: RefusedRow[],
  root: Hash,
): Promise<void> {
  await sql.run(tx, 'insert_chunk', {
    submissionId: target.submissionId,
    chunkNo,
    rows: counts.rows,
    acceptedNew: counts.new,
    acceptedChanged: counts.changed,
    acceptedUnchanged: counts.unchanged,
    refused: counts.refused,
    naturalPersons: counts.naturalPersons,
    refusals: JSON.stringify(refused.flatMap(({ problems }) => problems)),
    root: Buffer.from(root, 'hex'),
  })
}
