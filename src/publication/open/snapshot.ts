import { PassThrough, Readable } from 'node:stream'
import { ByteWriter, parquetWriteRows } from 'hyparquet-writer'
import { getItemInForce, type PublishedItem, publicFields } from '../../catalogue/index.ts'
import { type Clock, csvRow, type Database, loadSql, type OutgoingFile, today } from '../../kernel/index.ts'
import type { OpenRecord } from '../contract.ts'
import { feedEnd } from './feed.ts'
import { OpenRow, openRecord } from './open-record.ts'

const sql = loadSql(import.meta.url, 'open.sql')

const PAGE_RECORDS = 2000
const FIRST_KEY = '00000000-0000-0000-0000-000000000000'

export const SNAPSHOT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
} as const
export type SnapshotFormat = keyof typeof SNAPSHOT_TYPES

const COMMON: readonly [keyof OpenRecord, string][] = [
  ['id', '记录号'],
  ['code', '统一社会信用代码'],
  ['name', '名称'],
  ['documentNumber', '文书号'],
  ['authorityCode', '决定机关代码'],
  ['decidedOn', '决定日期'],
  ['publicFrom', '公示起始日'],
  ['publicUntil', '公示截止日'],
]

/**
 * Everything of an item that is public now, page by page: memory does not grow with the number of records. The file's name
 * carries the feed's position at the start; with the changes after it the copy becomes exact.
 * @throws absent or refused when there is no such item
 */
export async function openSnapshot(
  database: Database,
  clock: Clock,
  itemName: string,
  format: SnapshotFormat,
): Promise<OutgoingFile> {
  const [item, cursor] = await database.read(async (tx) => [
    await getItemInForce(tx, itemName, today(clock)),
    await feedEnd(tx),
  ])
  const records = publicRecords(database, clock, item)
  const body =
    format === 'parquet'
      ? parquetOf(item, records)
      : Readable.from(format === 'csv' ? csvOf(item, records) : linesOf(records), { objectMode: false })
  return {
    fileName: `${item.definition.name}-${today(clock)}-cursor${cursor}.${format}`,
    mediaType: SNAPSHOT_TYPES[format],
    body,
  }
}

async function* publicRecords(
  database: Database,
  clock: Clock,
  item: PublishedItem,
): AsyncGenerator<OpenRecord[]> {
  if (item.definition.disclosure !== 'public') return
  let after = { afterSubject: '-1', afterKey: FIRST_KEY }
  while (true) {
    const rows = await database.read((tx) =>
      sql.many(
        tx,
        'list_snapshot_page',
        { ...after, itemNo: item.itemNo, on: today(clock), limit: PAGE_RECORDS },
        OpenRow,
      ),
    )
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) => openRecord(item, row))
    after = { afterSubject: last.subjectId, afterKey: last.recordKey }
  }
}

async function* csvOf(item: PublishedItem, pages: AsyncIterable<OpenRecord[]>) {
  const fields = publicFields(item.definition)
  yield `\uFEFF${csvRow([...COMMON.map(([, label]) => label), ...fields.map(({ name }) => name)])}`
  for await (const page of pages)
    yield page
      .map((record) =>
        csvRow([
          ...COMMON.map(([key]) => record[key] as string | null),
          ...fields.map(({ code }) => record.fields[code] ?? null),
        ]),
      )
      .join('')
}

async function* linesOf(pages: AsyncIterable<OpenRecord[]>) {
  for await (const page of pages) yield page.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** Columns are written group by group; each group waits until the reader has taken the one before. */
function parquetOf(item: PublishedItem, pages: AsyncIterable<OpenRecord[]>): Readable {
  const out = new PassThrough()
  const writer = new ByteWriter()
  const flush = async () => {
    const bytes = Buffer.from(writer.buffer.slice(0, writer.index))
    writer.index = 0
    if (bytes.length > 0 && !out.write(bytes))
      await new Promise((resume) => out.once('drain', resume).once('close', resume))
  }
  Object.assign(writer, { flush, finish: flush })
  const fields = publicFields(item.definition)
  const rows = async function* () {
    for await (const page of pages)
      for (const { fields: values, ...common } of page) {
        if (out.destroyed) return
        yield { ...common, ...Object.fromEntries(fields.map(({ code }) => [code, values[code] ?? null])) }
      }
  }
  const columns = [...COMMON.map(([name]) => name as string), ...fields.map(({ code }) => code)].map(
    (name) => ({
      name,
      type: 'STRING' as const,
      nullable: true,
    }),
  )
  Promise.resolve(parquetWriteRows({ writer, rows: rows(), columns, rowGroupSize: PAGE_RECORDS })).then(
    () => out.end(),
    (error: Error) => out.destroy(error),
  )
  return out
}
