import { hash, randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { type Authority, getAuthority, listAuthorities } from '../accounts/index.ts'
import { getItemInForce, type PublishedItem } from '../catalogue/index.ts'
import {
  type Calendar,
  type Clock,
  type Database,
  dayOf,
  loadCalendar,
  loadSql,
  refused,
  type Tx,
  today,
  turns,
} from '../kernel/index.ts'
import type { Actor } from '../ledger/index.ts'
import type { Expectation } from '../records/index.ts'
import { forget, type SubjectMemory } from '../subjects/index.ts'
import { type ChunkTarget, isCollision, writeChunk } from './chunk.ts'
import { QUARANTINE_WORKING_DAYS, workingDaysAfter } from './dating.ts'
import type { PreparedChunk, Production } from './produce.ts'
import { chunksAhead } from './producer.ts'
import { finishSubmission, type Receipt } from './receipt.ts'
import { openRows, type Source } from './source/open.ts'
import { type SourceRow, unreadable } from './source/source.ts'
import { isHeaderRow, mapColumns } from './validate/columns.ts'

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
  source: Source
}

/** Rows taken in so far, and the share of the file they are (0 to 1). */
export type Progress = (rows: number, share: number) => void

const HEADER_SEARCH_ROWS = 10
const COLLISION_RETRIES = 8
const LOCK_WAIT = '120s'

/**
 * Chunks that are written at a time. Each delivery takes a turn for each chunk, so that a small file is not kept waiting
 * by large ones, and connections are left for those who only look something up.
 */
const inTurn = turns(4)

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
  const header = await readThrough(setting.item, delivery.source)
  const { unknownColumns } = mapColumns(setting.item.definition, header.cells)
  return withLock(database, setting, delivery, async () => {
    const submission = await openSubmission(database, clock, setting, delivery, unknownColumns)
    const target = targetOf(setting, delivery, submission)
    const rows = await commitChunks(
      database,
      clock,
      target,
      chunksAhead(productionOf(setting, delivery, submission, header)),
      progress,
    )
    if (rows === 0 && submission.chunksDone === 0) {
      await database.transact((tx) =>
        sql.run(tx, 'drop_submission', { submissionId: submission.submissionId }),
      )
      throw emptyFile()
    }
    return finishSubmission(database, clock, target, delivery.digest)
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

/**
 * Reads the whole file once before anything of it is filed, so that one that turns out unreadable half way leaves nothing
 * behind (a tenth of the time of the intake). Finds the header among the first rows; a title above it is passed over.
 */
async function readThrough(item: PublishedItem, source: Source): Promise<SourceRow> {
  const first: SourceRow[] = []
  const rows = await openRows(source)
  for await (const batch of rows()) {
    if (first.length < HEADER_SEARCH_ROWS) first.push(...batch.slice(0, HEADER_SEARCH_ROWS - first.length))
  }
  if (first.length === 0) throw emptyFile()
  const header = first.find((row) => isHeaderRow(item.definition, row.cells))
  if (header) return header
  throw unreadable(
    'HEADER_NOT_FOUND',
    `前 ${HEADER_SEARCH_ROWS} 行中没有“${item.definition.name}”的表头。`,
    '请核对 --item 与文件是否相符，表头用模板中的中文名称或数据项代码，放在第一张工作表。',
  )
}

const emptyFile = () =>
  unreadable('NO_ROWS', '文件中没有数据行。', '请核对数据是否在第一张工作表、表头之下。')

interface OpenSubmission {
  submissionId: string
  receivedAt: Date
  chunksDone: number
  /** Finished submissions of the same file, the first one first. */
  earlier: string[]
}

/** Goes on with an interrupted submission of the same file, or opens a new one. */
async function openSubmission(
  database: Database,
  clock: Clock,
  setting: Setting,
  delivery: Delivery,
  unknownColumns: string[],
): Promise<OpenSubmission> {
  const key = {
    providerCode: setting.provider.code,
    itemNo: setting.item.itemNo,
    fileDigest: delivery.digest,
  }
  return database.transact(async (tx) => {
    const Id = Type.Object({ submissionId: Type.String() })
    const finished = await sql.many(tx, 'list_finished_submissions', key, Id)
    const earlier = finished.map((row) => row.submissionId)
    const Open = Type.Object({ submissionId: Type.String(), receivedAt: Type.Unsafe<Date>({}) })
    const open = await sql.optional(tx, 'find_open_submission', key, Open)
    if (open) {
      const { chunks } = await sql.one(
        tx,
        'count_chunks',
        { submissionId: open.submissionId },
        Type.Object({ chunks: Type.Integer() }),
      )
      return { ...open, chunksDone: chunks, earlier }
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
      unknownColumns: unknownColumns.slice(0, 100),
      receivedAt,
    })
    return { submissionId, receivedAt, chunksDone: 0, earlier }
  })
}

function productionOf(
  setting: Setting,
  delivery: Delivery,
  submission: OpenSubmission,
  header: SourceRow,
): Production {
  const { item, provider } = setting
  return {
    source: delivery.source,
    header,
    item: item.definition,
    itemNo: item.itemNo,
    itemVersion: item.version,
    submissionId: submission.submissionId.replaceAll('-', ''),
    provider: { code: provider.code, name: provider.name },
    authorities: setting.authorities.map(({ code, name }) => [code, name]),
    calendar: setting.calendar,
    receivedAt: submission.receivedAt,
    receivedOn: dayOf(submission.receivedAt),
    chunksDone: submission.chunksDone,
  }
}

function targetOf(setting: Setting, delivery: Delivery, submission: OpenSubmission): ChunkTarget {
  const { definition, itemNo } = setting.item
  const { roles } = definition
  return {
    submissionId: submission.submissionId,
    earlier: submission.earlier,
    itemNo,
    itemCode: definition.code,
    providerCode: setting.provider.code,
    actor: delivery.actor,
    receivedAt: submission.receivedAt,
    quarantineDue: workingDaysAfter(setting.calendar, QUARANTINE_WORKING_DAYS)(dayOf(submission.receivedAt)),
    nameField: roles.subject_name,
    codeField: roles.subject_codes[0]!,
    documentField: roles.document_number,
  }
}

/** Writes the chunks in order, each while the next one is being made. @returns the number of rows */
async function commitChunks(
  database: Database,
  clock: Clock,
  target: ChunkTarget,
  chunks: AsyncGenerator<PreparedChunk>,
  progress: Progress,
): Promise<number> {
  const memory: SubjectMemory = new Map()
  // What the next chunk is likely to hold, by what the last one held.
  let expectation: Expectation = 'allNew'
  let pending: Promise<void> = Promise.resolve()
  let rows = 0
  const commit = async (chunk: PreparedChunk) => {
    const counts = await commitChunk(database, clock, target, chunk, memory, expectation)
    expectation = counts.changed + counts.unchanged === 0 ? 'allNew' : 'any'
    progress(chunk.rowsSoFar, chunk.share)
  }
  try {
    for await (const chunk of chunks) {
      await pending
      rows = chunk.rowsSoFar
      pending = commit(chunk)
      // A failure is thrown at the next await; it must not count as unhandled until then.
      pending.catch(() => undefined)
    }
  } finally {
    await pending
  }
  return rows
}

async function commitChunk(
  database: Database,
  clock: Clock,
  target: ChunkTarget,
  chunk: PreparedChunk,
  memory: SubjectMemory,
  expectation: Expectation,
) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTurn(() =>
        database.transact((tx) =>
          writeChunk(tx, target, chunk, memory, attempt === 1 ? expectation : 'any', clock.now()),
        ),
      )
    } catch (error) {
      // What a rolled-back transaction had learnt is not so.
      forget(memory)
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
