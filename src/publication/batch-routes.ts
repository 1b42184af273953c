import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { actorOf, authorityNames, type Caller, type Scope } from '../accounts/index.ts'
import { contentOf, openRows, spoolStream } from '../collection/index.ts'
import { type Clock, type Database, invalid, type Route, type RouteInput, route } from '../kernel/index.ts'
import { appendAct, sha256 } from '../ledger/index.ts'
import { answerWorkbook } from './batch/answer.ts'
import { checkBatch } from './batch/check.ts'

/** What a batch check needs. */
export interface BatchContext {
  database: Database
  clock: Clock
  caller: Caller
  scope: readonly Scope[]
  spoolFolder: string
  noteSubjects: (subjectIds: readonly bigint[]) => Promise<void>
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
/** A table of some thousand codes is far smaller. */
const TABLE_BYTES_MAX = 20 * 1024 * 1024

/** 信用核查: an authority looks up a table of organisations for a stated purpose. */
export const batchRoutes: Route<BatchContext>[] = [
  route({
    id: 'batch-check.answer',
    method: 'POST',
    url: '/api/batch-checks',
    may: 'granted',
    discloses: '信用核查结果',
    summary:
      '信用核查：上传代码表，得到答复函和附件 check a table of organisations, answered by letter and annex',
    query: Type.Object({ purpose: Type.String({ maxLength: 200, description: '用途' }) }),
    acceptsFile: true,
    reply: Type.Any(),
    files: [XLSX],
    refusals: [
      'PUBLICATION_BATCH_FILE_MISSING',
      'PUBLICATION_BATCH_EMPTY',
      'PUBLICATION_BATCH_TOO_LONG',
      'COLLECTION_FILE_EMPTY',
      'COLLECTION_NOT_A_TABLE',
      'COLLECTION_OLD_OR_LOCKED_WORKBOOK',
    ],
    handler: async (context, { query, file }) => answer(context, query.purpose.trim(), file),
  }),
]

async function answer(context: BatchContext, purpose: string, file: RouteInput['file']) {
  const { database, clock, caller, spoolFolder } = context
  const incoming = await file?.()
  if (!incoming) {
    throw invalid({
      code: 'PUBLICATION_BATCH_FILE_MISSING',
      message: '没有收到核查名单。',
      next: '请以 multipart/form-data 的 file 字段附上 xlsx 或 csv 文件。',
    })
  }
  const spooled = await spoolStream(incoming.stream, incoming.fileName, spoolFolder, TABLE_BYTES_MAX)
  try {
    const open = await openRows(contentOf(spooled).source)
    const check = await database.read((tx) => checkBatch(tx, clock, open()))
    await context.noteSubjects(check.subjectIds)
    const number = `HC${check.asOf.replaceAll('-', '')}-${randomUUID().slice(0, 8).toUpperCase()}`
    const code = caller.authorityCode
    const authority =
      code === null ? undefined : (await database.read((tx) => authorityNames(tx, [code]))).get(code)
    const asker = { number, authority: authority ?? caller.name, officer: caller.name, purpose }
    const body = await answerWorkbook(check, asker)
    await database.transact((tx) =>
      appendAct(tx, {
        operation: 'batch-check.answer',
        actor: actorOf(caller),
        payload: {
          number,
          purpose,
          subjects: check.rows.length,
          persons: check.persons,
          table: spooled.digest.toString('hex'),
          answer: sha256(body),
        },
        at: clock.now(),
      }),
    )
    return { fileName: `信用核查答复-${number}.xlsx`, mediaType: XLSX, body }
  } finally {
    await spooled.handle.close()
  }
}
