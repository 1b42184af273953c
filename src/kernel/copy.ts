import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Tx } from './database.ts'
import { type Day, daysBetween } from './day.ts'

/** Column types that the encoder writes, as PostgreSQL's binary COPY format lays them out. */
export type CopyType =
  | 'int2'
  | 'int4'
  | 'int8'
  | 'bool'
  | 'text'
  | 'date'
  | 'timestamptz'
  | 'uuid'
  | 'bytea'
  | 'jsonb'
  | 'text[]'

/** One value a column takes: bigint for int8, 32 hexadecimal characters for uuid, JSON text for jsonb, null anywhere. */
export type CopyValue = number | bigint | boolean | string | Date | Buffer | string[] | null

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const MS_2000 = 946_684_800_000
const TRAILER = Buffer.from([0xff, 0xff])
const FIRST_BYTES = 1 << 16
const MIN_BYTES = 1 << 12
const TEXT_OID = 25
const UUID_BYTES = 16

/** `COPY table (columns) FROM STDIN (FORMAT binary)`: one round trip for any number of rows. */
export async function copyRows(
  tx: Tx,
  table: string,
  columns: Record<string, CopyType>,
  rows: Iterable<CopyValue[]>,
): Promise<void> {
  const tuples = openTuples(Object.values(columns))
  for (const row of rows) tuples.add(row)
  await copyTuples(tx, table, Object.keys(columns), [tuples.bytes()])
}

/** Sends tuples that `openTuples` encoded with the same columns, wherever that was done. */
export async function copyTuples(
  tx: Tx,
  table: string,
  columns: string[],
  parts: Uint8Array[],
): Promise<void> {
  const stream = tx.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN (FORMAT binary)`))
  await pipeline(Readable.from([SIGNATURE, ...parts, TRAILER]), stream)
}

/** Rows being encoded one after another in the binary COPY format (PostgreSQL documentation, COPY, "Binary Format"). */
export interface Tuples {
  add(row: CopyValue[]): void
  /** Length so far: where the next tuple will begin. */
  length(): number
  /** The encoded tuples; a view that is valid until the next `add`. */
  bytes(): Uint8Array<ArrayBuffer>
}

export function openTuples(types: CopyType[], firstBytes = FIRST_BYTES): Tuples {
  const out: Output = { bytes: Buffer.from(new ArrayBuffer(Math.max(firstBytes, MIN_BYTES))), at: 0 }
  return {
    add(row) {
      reserve(out, 2)
      out.at = out.bytes.writeInt16BE(types.length, out.at)
      for (let i = 0; i < types.length; i++) encodeValue(out, types[i]!, row[i] ?? null)
    },
    length: () => out.at,
    bytes: () => new Uint8Array(out.bytes.buffer as ArrayBuffer, 0, out.at),
  }
}

interface Output {
  bytes: Buffer
  at: number
}

function reserve(out: Output, bytes: number): void {
  if (out.at + bytes <= out.bytes.length) return
  const larger = Buffer.from(new ArrayBuffer(Math.max(out.bytes.length * 2, out.at + bytes)))
  out.bytes.copy(larger, 0, 0, out.at)
  out.bytes = larger
}

function encodeValue(out: Output, type: CopyType, value: CopyValue): void {
  if (value === null) {
    reserve(out, 4)
    out.at = out.bytes.writeInt32BE(-1, out.at)
    return
  }
  reserve(out, 12)
  switch (type) {
    case 'int2':
      out.at = out.bytes.writeInt16BE(value as number, out.bytes.writeInt32BE(2, out.at))
      break
    case 'int4':
      out.at = out.bytes.writeInt32BE(value as number, out.bytes.writeInt32BE(4, out.at))
      break
    case 'int8':
      out.at = out.bytes.writeBigInt64BE(value as bigint, out.bytes.writeInt32BE(8, out.at))
      break
    case 'bool':
      out.at = out.bytes.writeInt8(value ? 1 : 0, out.bytes.writeInt32BE(1, out.at))
      break
    case 'date':
      out.at = out.bytes.writeInt32BE(daysSince2000(value as Day), out.bytes.writeInt32BE(4, out.at))
      break
    case 'timestamptz': {
      const micros = BigInt((value as Date).getTime() - MS_2000) * 1000n
      out.at = out.bytes.writeBigInt64BE(micros, out.bytes.writeInt32BE(8, out.at))
      break
    }
    case 'uuid':
      reserve(out, UUID_BYTES + 4)
      out.at = out.bytes.writeInt32BE(UUID_BYTES, out.at)
      out.at += out.bytes.write(value as string, out.at, 'hex')
      break
    case 'bytea':
      encodeBytes(out, value as Buffer)
      break
    case 'text':
      encodeText(out, value as string, false)
      break
    case 'jsonb':
      encodeText(out, value as string, true)
      break
    case 'text[]':
      encodeTextArray(out, value as string[])
      break
  }
}

const dayNumbers = new Map<Day, number>()
const DAY_CACHE_MAX = 50_000

function daysSince2000(day: Day): number {
  let number = dayNumbers.get(day)
  if (number === undefined) {
    number = daysBetween('2000-01-01', day)
    if (dayNumbers.size >= DAY_CACHE_MAX) dayNumbers.clear()
    dayNumbers.set(day, number)
  }
  return number
}

function encodeBytes(out: Output, bytes: Buffer): void {
  reserve(out, 4 + bytes.length)
  out.at = out.bytes.writeInt32BE(bytes.length, out.at)
  out.at += bytes.copy(out.bytes, out.at)
}

/** jsonb carries a version byte (1) before its text. */
function encodeText(out: Output, text: string, versioned: boolean): void {
  reserve(out, 5 + text.length * 3)
  const lengthAt = out.at
  out.at += 4
  if (versioned) out.at = out.bytes.writeInt8(1, out.at)
  out.at += out.bytes.write(text, out.at, 'utf8')
  out.bytes.writeInt32BE(out.at - lengthAt - 4, lengthAt)
}

/** One-dimensional array: dimensions, null flag, element type, length, lower bound, elements. */
function encodeTextArray(out: Output, texts: string[]): void {
  reserve(out, 24)
  const lengthAt = out.at
  out.at += 4
  out.at = out.bytes.writeInt32BE(texts.length > 0 ? 1 : 0, out.at)
  out.at = out.bytes.writeInt32BE(0, out.at)
  out.at = out.bytes.writeInt32BE(TEXT_OID, out.at)
  if (texts.length > 0) {
    out.at = out.bytes.writeInt32BE(texts.length, out.at)
    out.at = out.bytes.writeInt32BE(1, out.at)
  }
  for (const text of texts) encodeText(out, text, false)
  out.bytes.writeInt32BE(out.at - lengthAt - 4, lengthAt)
}
