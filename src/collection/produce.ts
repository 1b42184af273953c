import { setImmediate as breathe } from 'node:timers/promises'
import { type ItemDefinition, naturalKeyFields } from '../catalogue/index.ts'
import type { Calendar, Day } from '../kernel/index.ts'
import { type Hash, packHashes, rootOf } from '../ledger/index.ts'
import { openBatch, type RecordBatch } from '../records/index.ts'
import type { SubjectClaim } from '../subjects/index.ts'
import { publicityOf, workingDaysAfter } from './dating.ts'
import {
  acceptedLeaf,
  claimPlan,
  freshSalt,
  naturalPersonLeaf,
  type Preparation,
  prepareRow,
  refusedLeaf,
} from './prepare.ts'
import { openRows, type Source } from './source/open.ts'
import type { Meter, SourceRow } from './source/source.ts'
import { isHeaderRow, mapColumns } from './validate/columns.ts'
import type { RowProblem } from './validate/problem.ts'
import { compileRowValidator, type RowValidator, type Surroundings } from './validate/row.ts'

/** Rows that are committed together. A power of two, so that the roots of chunks compose to the root of the file. */
export const CHUNK_ROWS = 4096

/** Rows validated before other work of the same thread gets its turn. */
const SLICE_ROWS = 64

/** Room for the tuples of the first chunk; later ones begin with what the one before took. */
const FIRST_TUPLE_BYTES = 1 << 16

/** Everything the making of chunks needs; plain data, so that it can be handed to another thread. */
export interface Production {
  source: Source
  header: SourceRow
  item: ItemDefinition
  itemNo: number
  itemVersion: number
  submissionId: string
  provider: { code: string; name: string }
  /** Code and name of every authority. */
  authorities: [string, string][]
  calendar: Calendar
  receivedAt: Date
  receivedOn: Day
  /** Chunks that were committed before an interruption: read over, not made again. */
  chunksDone: number
}

/** A row that validation refused; `at` is its place in the chunk. */
export interface RefusedRow {
  at: number
  row: number
  problems: RowProblem[]
  /** What quarantine keeps: only fields that may be stored, people's numbers masked. */
  content: Record<string, string>
  salt: string
}

/** A chunk of validated rows, ready for the database to be asked about subjects and existing records. */
export interface PreparedChunk {
  chunkNo: number
  /** Rows of the file so far, this chunk included. */
  rowsSoFar: number
  /** Share of the file that has been read, 0 to 1. */
  share: number
  rows: number
  naturalPersons: number
  refused: RefusedRow[]
  batch: RecordBatch
  /** Per record of the batch: its place in the chunk. */
  places: Int32Array<ArrayBuffer>
  /** Distinct claims about subjects. */
  claims: SubjectClaim[]
  /** Per record of the batch: index into `claims`. */
  claimOf: Int32Array<ArrayBuffer>
  /** Packed leaf hashes in the order of rows; their root stands as long as the database refuses none of the records. */
  leaves: Uint8Array<ArrayBuffer>
  root: Hash
}

/** Reads, validates and prepares the file of a submission, chunk after chunk. Asks the database nothing. */
export async function* produceChunks(production: Production): AsyncGenerator<PreparedChunk> {
  const making = startMaking(production)
  const meter: Meter = { share: 0 }
  let chunk = openChunk(making, 0, FIRST_TUPLE_BYTES)
  let rowsSoFar = 0
  for await (const rows of rowsBelow(production, meter)) {
    for (const row of rows) {
      // Each row is made into flat bytes at once: what the scanner made of it is garbage while it is still young.
      chunk.add(row)
      rowsSoFar++
      if (rowsSoFar % SLICE_ROWS === 0) await breathe()
      if (chunk.rows() < CHUNK_ROWS) continue
      if (chunk.wanted) yield chunk.finish(rowsSoFar, meter.share)
      chunk = openChunk(making, chunk.chunkNo + 1, chunk.tupleBytes())
    }
  }
  if (chunk.rows() > 0 && chunk.wanted) yield chunk.finish(rowsSoFar, meter.share)
}

/** The data rows: what stands below the header, without a second row of field codes. */
async function* rowsBelow({ source, header, item }: Production, meter: Meter): AsyncGenerator<SourceRow[]> {
  let below = false
  const rows = await openRows(source, meter)
  for await (const batch of rows()) {
    if (below) {
      yield batch
      continue
    }
    const rest = batch.filter((row) => row.number > header.number)
    if (rest.length === 0) continue
    below = true
    yield isHeaderRow(item, rest[0]!.cells) ? rest.slice(1) : rest
  }
}

interface Making {
  production: Production
  validate: RowValidator
  surroundings: Surroundings
  preparation: Preparation
}

function startMaking(production: Production): Making {
  const { item, provider, calendar } = production
  const names = new Map(production.authorities)
  const codes = new Map(production.authorities.map(([code, name]) => [name, code]))
  return {
    production,
    validate: compileRowValidator(item, mapColumns(item, production.header.cells)),
    surroundings: {
      receivedOn: production.receivedOn,
      isAuthority: (code) => names.has(code),
      provider,
      authorityNamed: (name) => codes.get(name),
    },
    preparation: {
      item,
      claim: claimPlan(item),
      keyFields: naturalKeyFields(item),
      itemNo: production.itemNo,
      itemVersion: production.itemVersion,
      submissionId: production.submissionId,
      providerCode: provider.code,
      publicity: publicityOf(item),
      dueOf: workingDaysAfter(calendar, item.deadline.working_days),
    },
  }
}

/** A chunk that is being filled, row by row. Rows of one that was committed before are only counted. */
function openChunk(
  { production, validate, surroundings, preparation }: Making,
  chunkNo: number,
  tupleBytes: number,
) {
  const wanted = chunkNo >= production.chunksDone
  const batch = openBatch({ ...production, providerCode: production.provider.code }, CHUNK_ROWS, tupleBytes)
  const claims = collectClaims(CHUNK_ROWS)
  const places = new Int32Array(CHUNK_ROWS)
  const refused: RefusedRow[] = []
  const leaves: Hash[] = []
  let rows = 0

  function add({ number, cells }: SourceRow): void {
    const at = rows++
    if (!wanted) return
    const outcome = validate(number, cells, surroundings)
    if (outcome.kind === 'valid') {
      const { subject, record } = prepareRow(number, outcome.values, preparation)
      places[batch.count()] = at
      claims.add(batch.count(), subject)
      batch.add(record)
      leaves.push(acceptedLeaf(record, production.item.code))
    } else if (outcome.kind === 'refused') {
      const salt = freshSalt()
      refused.push({ at, row: number, problems: outcome.problems, content: outcome.content, salt })
      leaves.push(refusedLeaf(salt, number, outcome.content))
    } else {
      leaves.push(naturalPersonLeaf(number))
    }
  }

  const finish = (rowsSoFar: number, share: number): PreparedChunk => ({
    chunkNo,
    rowsSoFar,
    share,
    rows,
    naturalPersons: rows - refused.length - batch.count(),
    refused,
    batch: batch.finish(),
    places,
    claims: claims.list,
    claimOf: claims.claimOf,
    leaves: packHashes(leaves),
    root: rootOf(leaves),
  })

  return { chunkNo, wanted, add, rows: () => rows, tupleBytes: () => batch.tupleBytes(), finish }
}

/** The distinct claims of a chunk: rows about one firm mostly say the same of it. */
function collectClaims(capacity: number) {
  const list: SubjectClaim[] = []
  const claimOf = new Int32Array(capacity)
  const known = new Map<bigint, number>()
  return {
    list,
    claimOf,
    add(index: number, claim: SubjectClaim) {
      let place = known.get(claim.subjectId)
      if (place === undefined || !saysTheSame(list[place]!, claim)) {
        place = list.push(claim) - 1
        known.set(claim.subjectId, place)
      }
      claimOf[index] = place
    },
  }
}

const saysTheSame = (a: SubjectClaim, b: SubjectClaim): boolean =>
  a.uscc === b.uscc && a.folded === b.folded && a.identifiers.length === 0 && b.identifiers.length === 0
