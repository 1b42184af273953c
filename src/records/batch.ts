import { type CopyType, type Day, openTuples } from '../kernel/index.ts'

/** 失信程度. Stored as the number, so that records sort by it. */
export type Gravity = 1 | 2 | 3

/** A valid row, ready to be filed: everything a record holds. Keys, salts and digests are hexadecimal text. */
export interface RecordRow {
  subjectId: bigint
  itemNo: number
  itemVersion: number
  /** First 16 bytes of SHA-256 over the natural key without the subject. */
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

export const RECORD_COLUMNS = {
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
} as const satisfies Record<string, CopyType>

/**
 * Records of one submission, encoded for the database as soon as they are known: a thousand rows are then a few flat
 * buffers, which pass between threads without copying and give the garbage collector nothing to do.
 */
export interface RecordBatch {
  itemNo: number
  providerCode: string
  submissionId: string
  count: number
  /** Tuples in the binary COPY format, one after another. */
  tuples: Uint8Array<ArrayBuffer>
  /** Where each tuple ends. */
  ends: Int32Array<ArrayBuffer>
  subjectIds: BigInt64Array<ArrayBuffer>
  rowNumbers: Int32Array<ArrayBuffer>
  /** 16 bytes a record each. */
  keys: Uint8Array<ArrayBuffer>
  digests: Uint8Array<ArrayBuffer>
  /** Two records of this batch have the same key, perhaps of one subject. */
  repeated: boolean
}

const KEY_BYTES = 16
const TYPES = Object.values(RECORD_COLUMNS)

export interface BatchBuilder {
  add(row: RecordRow): void
  count(): number
  /** Bytes the encoded records take so far. */
  tupleBytes(): number
  finish(): RecordBatch
}

/**
 * Collects at most `capacity` records that were received at one moment in one submission.
 * @param tupleBytes room to begin with; more is taken when it is needed
 */
export function openBatch(
  submission: { itemNo: number; providerCode: string; submissionId: string; receivedAt: Date },
  capacity: number,
  tupleBytes: number,
): BatchBuilder {
  const { itemNo, providerCode, submissionId, receivedAt } = submission
  const tuples = openTuples(TYPES, tupleBytes)
  const ends = new Int32Array(capacity)
  const subjectIds = new BigInt64Array(capacity)
  const rowNumbers = new Int32Array(capacity)
  const keys = Buffer.from(new ArrayBuffer(capacity * KEY_BYTES))
  const digests = Buffer.from(new ArrayBuffer(capacity * KEY_BYTES))
  const distinctKeys = new Set<string>()
  let count = 0
  return {
    add(row) {
      tuples.add(tupleOf(row, receivedAt))
      ends[count] = tuples.length()
      subjectIds[count] = row.subjectId
      rowNumbers[count] = row.rowNumber
      keys.write(row.key, count * KEY_BYTES, 'hex')
      digests.write(row.digest, count * KEY_BYTES, 'hex')
      distinctKeys.add(row.key)
      count++
    },
    count: () => count,
    tupleBytes: () => tuples.length(),
    finish: () => ({
      itemNo,
      providerCode,
      submissionId,
      count,
      tuples: tuples.bytes(),
      ends,
      subjectIds,
      rowNumbers,
      keys: new Uint8Array(keys.buffer as ArrayBuffer),
      digests: new Uint8Array(digests.buffer as ArrayBuffer),
      repeated: distinctKeys.size < count,
    }),
  }
}

const FIRST_VERSION = 1

const tupleOf = (row: RecordRow, receivedAt: Date) => [
  row.subjectId,
  row.itemNo,
  row.key,
  row.itemVersion,
  FIRST_VERSION,
  row.documentNumber,
  row.authorityCode,
  row.providerCode,
  row.decidedOn,
  row.gravity,
  row.publicFrom,
  row.publicUntil,
  row.dueOn,
  row.dueProvisional,
  receivedAt,
  receivedAt,
  row.submissionId,
  row.rowNumber,
  row.salt,
  row.digest,
  row.fields,
]

/** The encoded tuple of one record. */
export const tupleAt = (batch: RecordBatch, index: number): Uint8Array =>
  batch.tuples.subarray(index === 0 ? 0 : batch.ends[index - 1]!, batch.ends[index])

/**
 * The fields of one record as they were encoded: they are the last column, after its length (4 bytes) and the version
 * byte of jsonb.
 */
export function fieldsAt(batch: RecordBatch, index: number): Record<string, string> {
  const tuple = Buffer.from(tupleAt(batch, index))
  let at = 2
  for (let column = 1; column < TYPES.length; column++) {
    const length = tuple.readInt32BE(at)
    at += 4 + Math.max(length, 0)
  }
  return JSON.parse(tuple.toString('utf8', at + 5))
}

/** 32 hexadecimal characters. */
export const hexAt = (bytes: Uint8Array<ArrayBuffer>, index: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + index * KEY_BYTES, KEY_BYTES).toString('hex')
