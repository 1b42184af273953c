import { isPostgresError, loadSql, type Tx, UNIQUE_VIOLATION } from '../kernel/index.ts'
import { type Actor, appendAct, type Hash, rootOf } from '../ledger/index.ts'
import { type Expectation, type Filing, fileRecords } from '../records/index.ts'
import { type Resolution, resolveSubjects, type SubjectMemory } from '../subjects/index.ts'
import {
  acceptedLeaf,
  freshSalt,
  naturalPersonLeaf,
  type PreparedRow,
  refusedLeaf,
  shortDigest,
} from './prepare.ts'
import { maskNumberOfPerson, type RowProblem, shownValue } from './validate/problem.ts'

const sql = loadSql(import.meta.url, 'collection.sql')

/** Rows that are committed together. A power of two, so that the roots of chunks compose to the root of the file. */
export const CHUNK_ROWS = 4096

/** A row of a chunk after validation, before the database was asked. */
export type ChunkRow =
  | { row: number; kind: 'valid'; prepared: PreparedRow }
  | { row: number; kind: 'refused'; problems: RowProblem[]; content: Record<string, string> }
  | { row: number; kind: 'naturalPerson' }

/** What the writer needs to know of the submission. */
export interface ChunkTarget {
  submissionId: string
  itemNo: number
  itemCode: string
  providerCode: string
  actor: Actor
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

interface Refusal {
  row: number
  problems: RowProblem[]
  content: Record<string, string>
}

type RefusedRow = Refusal & { salt: string }

/**
 * Writes one chunk in the caller's transaction: subjects, records, quarantine, totals, the act and the chunk's own row,
 * all or none. The chunk's row is what makes a second run go on after it.
 */
export async function writeChunk(
  tx: Tx,
  target: ChunkTarget,
  chunkNo: number,
  rows: ChunkRow[],
  memory: SubjectMemory,
  expectation: Expectation,
  at: Date,
): Promise<ChunkCounts> {
  const valid = rows.filter((row) => row.kind === 'valid')
  const resolutions = await resolveSubjects(
    tx,
    valid.map(({ prepared }) => prepared.subject),
    memory,
    at,
  )
  const fileable = valid.filter((_, i) => resolutions[i]!.outcome === 'filed')
  const filings = await fileRecords(
    tx,
    fileable.map(({ prepared }) => prepared.record),
    expectation,
    at,
  )
  const refused = [
    ...rows.filter((row) => row.kind === 'refused'),
    ...questionable(target, valid, resolutions),
    ...duplicates(target, fileable, filings),
  ]
    .sort((a, b) => a.row - b.row)
    .map((row): RefusedRow => ({ ...row, salt: freshSalt() }))
  const counts: ChunkCounts = {
    rows: rows.length,
    new: filings.filter(({ outcome }) => outcome === 'new').length,
    changed: filings.filter(({ outcome }) => outcome === 'changed').length,
    unchanged: filings.filter(({ outcome }) => outcome === 'unchanged').length,
    refused: refused.length,
    naturalPersons: rows.filter(({ kind }) => kind === 'naturalPerson').length,
  }
  const quarantined = await quarantine(tx, target, refused, at)
  const root = chunkRoot(target, rows, refused)
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
  if (counts.new + counts.changed + quarantined > 0) {
    await appendAct(tx, {
      operation: 'submission.file',
      actor: target.actor,
      payload: { submission: target.submissionId, chunk: chunkNo, ...counts, root },
      at,
    })
  }
  return counts
}

/** Another transaction filed the same record or subject in between; the chunk is simply written again. */
export const isCollision = (error: unknown): boolean =>
  [UNIQUE_VIOLATION, '40P01', '40001'].some((state) => isPostgresError(error, state))

function questionable(
  target: ChunkTarget,
  valid: Extract<ChunkRow, { kind: 'valid' }>[],
  resolutions: Resolution[],
): Refusal[] {
  return valid.flatMap(({ row, prepared }, i) => {
    const resolution = resolutions[i]!
    if (resolution.outcome === 'filed') return []
    const problem: RowProblem =
      resolution.outcome === 'two_names_one_code'
        ? {
            row,
            field: target.nameField,
            code: 'SUBJECT_NAME_DIFFERS',
            value: shownValue(prepared.subject.name),
            message: `代码 ${prepared.subject.uscc ?? prepared.subject.organisationCode ?? ''} 在册名称为“${resolution.known}”，与本行名称不一致，已列为疑问数据待核实。请核对营业执照：名称有误的改正后重报；已更名的请附更名依据。`,
          }
        : {
            row,
            field: target.codeField,
            code: 'SUBJECT_CODE_DIFFERS',
            value: prepared.subject.uscc ?? '',
            message: `同一组织机构代码的主体在册代码为 ${resolution.known}，与本行不一致，已列为疑问数据待核实。请核对营业执照上的统一社会信用代码。`,
          }
    return [{ row, problems: [problem], content: contentOf(prepared) }]
  })
}

function duplicates(
  target: ChunkTarget,
  fileable: Extract<ChunkRow, { kind: 'valid' }>[],
  filings: Filing[],
): Refusal[] {
  return fileable.flatMap(({ row, prepared }, i) => {
    const filing = filings[i]!
    if (filing.outcome !== 'duplicate') return []
    const problem: RowProblem = {
      row,
      field: target.documentField,
      code: 'DUPLICATE_IN_FILE',
      value: shownValue(prepared.record.documentNumber),
      message: `与第 ${filing.ofRow} 行的主体、文号、机关和决定日期相同，内容却不同，无法判断以哪一行为准。请删去错误的一行后重报。`,
    }
    return [{ row, problems: [problem], content: contentOf(prepared) }]
  })
}

const contentOf = ({ record }: PreparedRow): Record<string, string> =>
  Object.fromEntries(
    Object.entries(JSON.parse(record.fields) as Record<string, string>).map(([field, value]) => [
      field,
      maskNumberOfPerson(value),
    ]),
  )

/** @returns how many rows were not in quarantine yet */
async function quarantine(tx: Tx, target: ChunkTarget, refused: RefusedRow[], at: Date): Promise<number> {
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
    at,
  })
}

function chunkRoot(target: ChunkTarget, rows: ChunkRow[], refused: RefusedRow[]): Hash {
  const refusedRows = new Map(refused.map((row) => [row.row, row]))
  return rootOf(
    rows.map((row) => {
      if (row.kind === 'naturalPerson') return naturalPersonLeaf(row.row)
      const kept = refusedRows.get(row.row)
      if (kept) return refusedLeaf(kept.salt, row.row, kept.content)
      return acceptedLeaf((row as Extract<ChunkRow, { kind: 'valid' }>).prepared.record, target.itemCode)
    }),
  )
}
