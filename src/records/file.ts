import { Type } from 'typebox'
import { copyRows, type Day, loadSql, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'records.sql')

/** 失信程度. Stored as the number, so that records sort by it. */
export type Gravity = 1 | 2 | 3

/** A valid row, ready to be filed: everything a record holds. */
export interface RecordRow {
  subjectId: bigint
  itemNo: number
  itemVersion: number
  /** First 16 bytes of SHA-256 over the natural key without the subject; this and the next three in hexadecimal. */
  key: string
  documentNumber: string
  authorityCode: string
  providerCode: string
  decidedOn: Day
  gravity: Gravity | null
  publicFrom: Day | null
  publicUntil: Day | null
  dueOn: Day
  dueProvisional: boolean
  submissionId: string
  rowNumber: number
  salt: string
  /** First 16 bytes of SHA-256 over the canonical content. */
  digest: string
  /** Canonical JSON of the stored fields. */
  fields: string
}

/** What filing did. `duplicate`: the same natural key stands in an earlier row of this very submission, with other content. */
export type Filing = { outcome: 'new' | 'changed' | 'unchanged' } | { outcome: 'duplicate'; ofRow: number }

const COLUMNS = {
  subject_id: 'int8',
  item_no: 'int2',
  record_key: 'uuid',
  item_version: 'int2',
  version: 'int4',
  document_number: 'text',
  authority_code: 'text',
  provider_code: 'text',
  decided_on: 'date',
  gravity: 'int2',
  public_from: 'date',
  public_until: 'date',
  due_on: 'date',
  due_provisional: 'bool',
  first_received_at: 'timestamptz',
  received_at: 'timestamptz',
  submission_id: 'uuid',
  row_number: 'int4',
  salt: 'uuid',
  digest: 'uuid',
  fields: 'jsonb',
} as const

/**
 * `allNew` leaves out asking which records exist, as most files hold only new ones; if one does exist after all, the
 * COPY fails as a whole with a unique violation and the caller does it again with `any`.
 */
export type Expectation = 'allNew' | 'any'

/**
 * Files the rows of one item from one submission, in the caller's transaction. (subject, item, natural key) is unique:
 * a row with the same content changes nothing, one with other content becomes the next version and the old one is kept.
 * @returns one filing per row, in order
 */
export async function fileRecords(
  tx: Tx,
  rows: RecordRow[],
  expectation: Expectation,
  at: Date,
): Promise<Filing[]> {
  if (rows.length === 0) return []
  const seen: Map<string, Existing> = expectation === 'allNew' ? new Map() : await listExisting(tx, rows)
  const fresh: RecordRow[] = []
  const changed: RecordRow[] = []
  const filings = rows.map((row): Filing => {
    const identity = identityOf(row.subjectId, row.key)
    const existing = seen.get(identity)
    if (!existing) {
      seen.set(identity, { digest: row.digest, submissionId: row.submissionId, rowNumber: row.rowNumber })
      fresh.push(row)
      return { outcome: 'new' }
    }
    if (existing.digest === row.digest) return { outcome: 'unchanged' }
    if (existing.submissionId === row.submissionId) return { outcome: 'duplicate', ofRow: existing.rowNumber }
    seen.set(identity, { digest: row.digest, submissionId: row.submissionId, rowNumber: row.rowNumber })
    changed.push(row)
    return { outcome: 'changed' }
  })
  if (fresh.length > 0) await insertFresh(tx, fresh, at)
  if (changed.length > 0) await supersede(tx, changed, at)
  return filings
}

const identityOf = (subjectId: bigint, key: string): string => `${subjectId}:${key}`

interface Existing {
  digest: string
  submissionId: string
  rowNumber: number
}

const bare = (uuid: string): string => uuid.replaceAll('-', '')

async function listExisting(tx: Tx, rows: RecordRow[]): Promise<Map<string, Existing>> {
  const found = await sql.many(
    tx,
    'list_existing',
    {
      // Array literals: digits and hexadecimal need no quoting, and the driver's own encoding is slow for thousands.
      subjectIds: `{${rows.map((row) => row.subjectId).join(',')}}`,
      recordKeys: `{${rows.map((row) => row.key).join(',')}}`,
      itemNo: rows[0]!.itemNo,
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

async function insertFresh(tx: Tx, rows: RecordRow[], at: Date): Promise<void> {
  await copyRows(tx, 'records.record', COLUMNS, copyValues(rows, at))
  const perProvider = new Map<string, number>()
  for (const row of rows) perProvider.set(row.providerCode, (perProvider.get(row.providerCode) ?? 0) + 1)
  // In one order, so that two uploads never wait for each other crosswise.
  for (const [providerCode, records] of [...perProvider].sort()) {
    await sql.run(tx, 'add_to_tally', { itemNo: rows[0]!.itemNo, providerCode, records })
  }
}

function* copyValues(rows: RecordRow[], at: Date) {
  for (const row of rows) {
    yield [
      row.subjectId,
      row.itemNo,
      row.key,
      row.itemVersion,
      1,
      row.documentNumber,
      row.authorityCode,
      row.providerCode,
      row.decidedOn,
      row.gravity,
      row.publicFrom,
      row.publicUntil,
      row.dueOn,
      row.dueProvisional,
      at,
      at,
      row.submissionId,
      row.rowNumber,
      row.salt,
      row.digest,
      row.fields,
    ]
  }
}

async function supersede(tx: Tx, rows: RecordRow[], at: Date): Promise<void> {
  const itemNo = rows[0]!.itemNo
  await sql.run(tx, 'archive_superseded', {
    subjectIds: rows.map((row) => String(row.subjectId)),
    recordKeys: rows.map((row) => row.key),
    itemNo,
    at,
  })
  await sql.run(tx, 'replace_superseded', {
    itemNo,
    at,
    rows: JSON.stringify(
      rows.map((row) => ({
        subject_id: String(row.subjectId),
        record_key: row.key,
        item_version: row.itemVersion,
        provider_code: row.providerCode,
        gravity: row.gravity,
        public_from: row.publicFrom,
        public_until: row.publicUntil,
        submission_id: row.submissionId,
        row_number: row.rowNumber,
        salt: row.salt,
        digest: row.digest,
        fields: JSON.parse(row.fields),
      })),
    ),
  })
}
