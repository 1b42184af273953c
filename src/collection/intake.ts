import { hash, randomUUID } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { Type } from 'typebox'
import { type Authority, getAuthority, listAuthorities } from '../accounts/index.ts'
import { getItemInForce, naturalKeyFields, type PublishedItem } from '../catalogue/index.ts'
import {
  type Calendar,
  type Clock,
  type Database,
  loadCalendar,
  loadSql,
  refused,
  type Tx,
  today,
} from '../kernel/index.ts'
import type { Actor } from '../ledger/index.ts'
import type { Expectation } from '../records/index.ts'
import { forget, type SubjectMemory } from '../subjects/index.ts'
import { CHUNK_ROWS, type ChunkRow, type ChunkTarget, isCollision, writeChunk } from './chunk.ts'
import { publicityOf, workingDaysAfter } from './dating.ts'
import { claimPlan, type Preparation, prepareRow } from './prepare.ts'
import { finishSubmission, type Receipt } from './receipt.ts'
import { type RowStream, type SourceRow, unreadable } from './source/source.ts'
import { type ColumnMap, isHeaderRow, mapColumns } from './validate/columns.ts'
import { compileRowValidator, type RowValidator, type Surroundings } from './validate/row.ts'

const sql = loadSql(import.meta.url, 'collection.sql')

/** One delivery, whatever way it came. */
export interface Delivery {
  /** Chinese name or code of the catalogue item. */
  item: string
  providerCode: string
  actor: Actor
  channel: 'command' | 'file' | 'json'
  name: string
  bytes: number
  /** SHA-256 of the delivered bytes: the same delivery again is recognised by it. */
  digest: Buffer
  rows: () => RowStream
}

/** Rows taken in so far. */
export type Progress = (rows: number) => void

const HEADER_SEARCH_ROWS = 10
const COLLISION_RETRIES = 8
/** Rows validated before other work (the database's answers above all) gets its turn. */
const SLICE_ROWS = 16
const LOCK_WAIT = '120s'
/** Working days a provider has to deal with a refused row; the deadline of reporting itself. */
const QUARANTINE_WORKING_DAYS = 7

/**
 * Takes a delivery in: validates every row, files the good ones, puts the bad ones into quarantine, drops those about
 * natural persons, and answers with the receipt. Idempotent: the same file again changes nothing; after an interruption
 * at any moment the same call goes on where the last committed chunk ended.
 * @throws invalid when the file cannot be read; absent when item or provider is unknown; refused when not in force
 */
export async function takeIn(
  database: Database,
  clock: Clock,
  delivery: Delivery,
  progress: Progress = () => undefined,
): Promise<Receipt> {
  const setting = await database.read((tx) => readSetting(tx, clock, delivery))
  const reader = await openReader(setting.item, delivery.rows)
  return withLock(database, setting, delivery, async () => {
    const submission = await openSubmission(database, clock, setting, delivery, reader.columns)
    const run = startRun(setting, delivery, submission, reader.columns)
    let pending: Promise<unknown> = Promise.resolve()
    let chunkNo = 0
    let rows = 0
    try {
      for await (const chunk of chunksOf(reader.rows())) {
        const number = chunkNo++
        rows += chunk.length
        if (number < submission.chunksDone) continue
        const validated = await validateChunk(run, chunk)
        await pending
        pending = commitChunk(database, run, number, validated, clock)
        // An early failure is noticed at the next await; it must not count as unhandled until then.
        pending.catch(() => undefined)
        progress(rows)
      }
    } finally {
      await pending
    }
    if (rows === 0) throw emptyFile()
    return finishSubmission(database, clock, run.target, delivery.digest)
  })
}

interface Setting {
  item: PublishedItem
  provider: Authority
  authorities: Authority[]
  calendar: Calendar
}

async function readSetting(tx: Tx, clock: Clock, delivery: Delivery): Promise<Setting> {
  const item = await getItemInForce(tx, delivery.item, today(clock))
  const provider = await getAuthority(tx, delivery.providerCode)
  return { item, provider, authorities: await listAuthorities(tx), calendar: await loadCalendar(tx) }
}

interface Reader {
  columns: ColumnMap
  /** The rows below the header. */
  rows: () => AsyncGenerator<SourceRow[]>
}

/** Finds the header among the first rows; a title above it and a second row of field codes are passed over. */
async function openReader(item: PublishedItem, open: () => RowStream): Promise<Reader> {
  const first: SourceRow[] = []
  for await (const batch of open()) {
    first.push(...batch.slice(0, HEADER_SEARCH_ROWS - first.length))
    if (first.length >= HEADER_SEARCH_ROWS) break
  }
  if (first.length === 0) throw emptyFile()
  const header = first.find((row) => isHeaderRow(item.definition, row.cells))
  if (!header) {
    throw unreadable(
      'HEADER_NOT_FOUND',
      `前 ${HEADER_SEARCH_ROWS} 行中没有“${item.definition.name}”的表头。`,
      '请核对 --item 与文件是否相符，表头用模板中的中文名称或数据项代码，放在第一张工作表。',
    )
  }
  const columns = mapColumns(item.definition, header.cells)
  return { columns, rows: () => rowsBelow(item, open, header.number) }
}

async function* rowsBelow(
  item: PublishedItem,
  open: () => RowStream,
  header: number,
): AsyncGenerator<SourceRow[]> {
  let below = false
  for await (const batch of open()) {
    if (below) {
      yield batch
      continue
    }
    const rest = batch.filter((row) => row.number > header)
    if (rest.length === 0) continue
    below = true
    yield isHeaderRow(item.definition, rest[0]!.cells) ? rest.slice(1) : rest
  }
}

const emptyFile = () =>
  unreadable('NO_ROWS', '文件中没有数据行。', '请核对数据是否在第一张工作表、表头之下。')

interface OpenSubmission {
  submissionId: string
  receivedAt: Date
  chunksDone: number
}

/** Goes on with an interrupted submission of the same file, or opens a new one. */
async function openSubmission(
  database: Database,
  clock: Clock,
  setting: Setting,
  delivery: Delivery,
  columns: ColumnMap,
): Promise<OpenSubmission> {
  const key = {
    providerCode: setting.provider.code,
    itemNo: setting.item.itemNo,
    fileDigest: delivery.digest,
  }
  return database.transact(async (tx) => {
    const Open = Type.Object({ submissionId: Type.String(), receivedAt: Type.Unsafe<Date>({}) })
    const open = await sql.optional(tx, 'find_open_submission', key, Open)
    if (open) {
      const { chunks } = await sql.one(
        tx,
        'count_chunks',
        { submissionId: open.submissionId },
        Type.Object({ chunks: Type.Integer() }),
      )
      return { ...open, chunksDone: chunks }
    }
    const submissionId = randomUUID()
    const receivedAt = clock.now()
    await sql.run(tx, 'insert_submission', {
      ...key,
      submissionId,
      itemVersion: setting.item.version,
      channel: delivery.channel,
      sender: delivery.actor.name,
      fileName: delivery.name.slice(0, 255),
      fileBytes: delivery.bytes,
      unknownColumns: columns.unknownColumns.slice(0, 100),
      receivedAt,
    })
    return { submissionId, receivedAt, chunksDone: 0 }
  })
}

/** Everything that is prepared once per delivery. */
interface Run {
  validate: RowValidator
  surroundings: Surroundings
  preparation: Preparation
  target: ChunkTarget
  memory: SubjectMemory
  /** What the next chunk is likely to hold, by what the last one held. */
  expectation: Expectation
}

function startRun(setting: Setting, delivery: Delivery, submission: OpenSubmission, columns: ColumnMap): Run {
  const { definition, itemNo, version } = setting.item
  const names = new Map(setting.authorities.map((authority) => [authority.code, authority.name]))
  const codes = new Map(setting.authorities.map((authority) => [authority.name, authority.code]))
  const receivedOn = today({ now: () => submission.receivedAt })
  const dueAfter = (days: number) => workingDaysAfter(setting.calendar, days)
  const { roles } = definition
  return {
    validate: compileRowValidator(definition, columns),
    surroundings: {
      receivedOn,
      isAuthority: (code) => names.has(code),
      provider: setting.provider,
      authorityNamed: (name) => codes.get(name),
    },
    preparation: {
      item: definition,
      claim: claimPlan(definition),
      keyFields: naturalKeyFields(definition),
      itemNo,
      itemVersion: version,
      submissionId: submission.submissionId.replaceAll('-', ''),
      providerCode: setting.provider.code,
      publicity: publicityOf(definition),
      dueOf: dueAfter(definition.deadline.working_days),
    },
    target: {
      submissionId: submission.submissionId,
      itemNo,
      itemCode: definition.code,
      providerCode: setting.provider.code,
      actor: delivery.actor,
      quarantineDue: dueAfter(QUARANTINE_WORKING_DAYS)(receivedOn),
      nameField: roles.subject_name,
      codeField: roles.subject_codes[0]!,
      documentField: roles.document_number,
    },
    memory: new Map(),
    expectation: 'allNew',
  }
}

/** Rows in chunks of one size, whatever the batches the source gives. */
async function* chunksOf(batches: AsyncIterable<SourceRow[]>): AsyncGenerator<SourceRow[]> {
  let chunk: SourceRow[] = []
  for await (const batch of batches) {
    for (const row of batch) {
      chunk.push(row)
      if (chunk.length === CHUNK_ROWS) {
        yield chunk
        chunk = []
      }
    }
  }
  if (chunk.length > 0) yield chunk
}

async function validateChunk(run: Run, rows: SourceRow[]): Promise<ChunkRow[]> {
  const validated: ChunkRow[] = []
  for (const [i, { number, cells }] of rows.entries()) {
    if (i % SLICE_ROWS === SLICE_ROWS - 1) await breathe()
    const outcome = run.validate(number, cells, run.surroundings)
    if (outcome.kind === 'valid') {
      validated.push({
        row: number,
        kind: 'valid',
        prepared: prepareRow(number, outcome.values, run.preparation),
      })
    } else {
      validated.push({ row: number, ...outcome })
    }
  }
  return validated
}

async function commitChunk(database: Database, run: Run, chunkNo: number, rows: ChunkRow[], clock: Clock) {
  for (let attempt = 1; ; attempt++) {
    const expectation = attempt === 1 ? run.expectation : 'any'
    try {
      const counts = await database.transact((tx) =>
        writeChunk(tx, run.target, chunkNo, rows, run.memory, expectation, clock.now()),
      )
      run.expectation = counts.changed + counts.unchanged === 0 ? 'allNew' : 'any'
      return counts
    } catch (error) {
      // What a rolled-back transaction had learnt is not so.
      forget(run.memory)
      if (!isCollision(error) || attempt > COLLISION_RETRIES) throw error
    }
  }
}

/** One intake of one file at a time; a second one waits and then finds the first one's work done. */
async function withLock<T>(
  database: Database,
  setting: Setting,
  delivery: Delivery,
  work: () => Promise<T>,
): Promise<T> {
  const key = hash(
    'sha256',
    `intake:${setting.provider.code}:${setting.item.itemNo}:${delivery.digest.toString('hex')}`,
    'buffer',
  ).readBigInt64BE(0)
  return database.session(async (session) => {
    await session.query(`SET lock_timeout = '${LOCK_WAIT}'`)
    try {
      await session.query('SELECT pg_advisory_lock($1)', [String(key)])
    } catch {
      throw refused({
        code: 'COLLECTION_BUSY',
        message: '同一文件正在处理中。',
        next: '请等待前一次报送完成后再试；不会重复入库。',
      })
    }
    return work()
  })
}
