import { hash, randomBytes, randomInt } from 'node:crypto'
import { Type } from 'typebox'
import {
  absent,
  type Clock,
  type Database,
  dayOf,
  invalid,
  loadSql,
  refused,
  type Tx,
} from '../../kernel/index.ts'
import { type Actor, appendAct, canonicalJson, type Json } from '../../ledger/index.ts'
import type { ReportCheck, ReportStatus, ReportView } from '../contract.ts'
import {
  composeReport,
  loadReportRecords,
  type ReportContent,
  type ReportRecord,
  type SpecialScope,
} from './content.ts'
import { type Issue, spacedCode } from './layout.ts'
import { issuingKey, publicUrl } from './office.ts'
import { printReport } from './press.ts'
import { isSealIntact, readSeal, sealDocument } from './seal.ts'

const sql = loadSql(import.meta.url, 'report.sql')

/** Letters and digits that cannot be taken for one another when read out. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const CODE_LENGTH = 16
const KEPT_DAYS = 90
const MS_PER_DAY = 86_400_000

const ReportRow = Type.Object({
  verifyCode: Type.String(),
  number: Type.String(),
  kind: Type.Union([Type.Literal('public'), Type.Literal('special')]),
  subjectId: Type.String(),
  scope: Type.Unknown(),
  cutOff: Type.String(),
  issuedAt: Type.Unsafe<Date>({}),
  content: Type.Unknown(),
  kept: Type.Boolean(),
  fileDigest: Type.String(),
  keyId: Type.String(),
})
type ReportRow = Type.Static<typeof ReportRow>
const Contained = Type.Object({ itemNo: Type.Integer(), recordKey: Type.String(), version: Type.Integer() })

/** The service that anybody may use; a special report names the representative instead. */
export const SELF_SERVICE: Actor = { kind: 'operator', name: '公共信用信息报告自助服务' }

const randomCode = (length: number) =>
  Array.from({ length }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('')

/**
 * Issues a report: composes it from what is public now, sets it, seals it, keeps it, and writes the act. The same content
 * on the same day is the same report.
 * @throws invalid or absent when the code is not that of a known organisation
 */
export async function issueReport(
  database: Database,
  clock: Clock,
  code: string,
  scope: SpecialScope | null = null,
  actor: Actor = SELF_SERVICE,
): Promise<ReportView> {
  const { content, subjectId, records } = await database.read((tx) => composeReport(tx, clock, code, scope))
  const contentDigest = Buffer.from(hash('sha256', canonicalJson(content as unknown as Json)), 'hex')
  const known = await database.read((tx) =>
    sql.optional(
      tx,
      'find_report_of_day',
      { subjectId, cutOff: content.cutOff, contentDigest },
      Type.Object({ verifyCode: Type.String() }),
    ),
  )
  if (known) return database.read((tx) => getReport(tx, clock, known.verifyCode))
  const now = clock.now()
  const issue = newIssue(now)
  const key = issuingKey()
  const pdf = await printReport(content, issue)
  const file = sealDocument(pdf, issue.verifyCode, key.keyId, key.privateKey)
  return database.transact(async (tx) => {
    await store(tx, { content, contentDigest, subjectId, records, issue, file, now })
    await appendAct(tx, {
      operation: content.kind === 'public' ? 'report.issue' : 'special-report.issue',
      actor,
      subjectId: BigInt(subjectId),
      payload: {
        number: issue.number,
        file: hash('sha256', file),
        content: contentDigest.toString('hex'),
        cut_off: content.cutOff,
        records: records.length,
        key: key.keyId,
      },
      at: now,
    })
    return getReport(tx, clock, issue.verifyCode)
  })
}

function newIssue(now: Date): Issue {
  const local = new Date(now.getTime() + 8 * 3_600_000).toISOString()
  const verifyCode = randomCode(CODE_LENGTH)
  return {
    number: local.slice(0, 19).replace(/\D/g, '') + randomBytes(4).toString('hex').toUpperCase(),
    verifyCode,
    verifyUrl: `${publicUrl()}/verify?code=${spacedCode(verifyCode)}`,
    issuedAt: local.slice(0, 19).replace('T', ' '),
  }
}

interface Issued {
  content: ReportContent
  contentDigest: Buffer
  subjectId: string
  records: ReportRecord[]
  issue: Issue
  file: Buffer
  now: Date
}

async function store(tx: Tx, { content, contentDigest, subjectId, records, issue, file, now }: Issued) {
  const { keyId, publicKey } = issuingKey()
  await sql.run(tx, 'insert_report_key', { keyId, publicKey: JSON.stringify(publicKey), usedSince: now })
  await sql.run(tx, 'insert_report', {
    verifyCode: issue.verifyCode,
    number: issue.number,
    kind: content.kind,
    subjectId,
    scope: JSON.stringify(content.scope),
    cutOff: content.cutOff,
    issuedAt: now,
    contentDigest,
    content: JSON.stringify(content),
    file,
    fileDigest: Buffer.from(hash('sha256', file), 'hex'),
    keyId,
  })
  await sql.run(tx, 'insert_report_records', {
    verifyCode: issue.verifyCode,
    subjectId,
    itemNos: records.map((row) => row.itemNo),
    recordKeys: records.map((row) => row.recordKey),
    versions: records.map((row) => row.version),
  })
}

/** The code as it is stored: what was typed without spaces, hyphens and case. */
export const normaliseVerifyCode = (typed: string): string =>
  typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()

/**
 * A report by its verification code, with what has become of it since.
 * @throws absent when no report has this code
 */
export async function getReport(tx: Tx, clock: Clock, typed: string): Promise<ReportView> {
  const row = await findReport(tx, typed)
  const content = row.content as ReportContent | null
  const { status, statusText } = await statusOf(tx, clock, row)
  return {
    verifyCode: spacedCode(row.verifyCode),
    number: row.number,
    kind: row.kind,
    title: row.kind === 'public' ? '公共信用信息报告' : '专项信用报告（有无违法违规记录证明版）',
    subject: content ? { code: content.subject.code, name: content.subject.name } : null,
    issuedAt: row.issuedAt.toISOString(),
    issuedOn: dayOf(row.issuedAt),
    cutOff: row.cutOff,
    status,
    statusText,
    overview:
      status === 'superseded' || !content ? [] : content.overview.map(([label, value]) => ({ label, value })),
    available: row.kept && status !== 'superseded',
    fileSha256: row.fileDigest,
    keyId: row.keyId,
  }
}

async function findReport(tx: Tx, typed: string): Promise<ReportRow> {
  const verifyCode = normaliseVerifyCode(typed)
  const row = /^[0-9A-Z]{16}$/.test(verifyCode)
    ? await sql.optional(tx, 'find_report', { verifyCode }, ReportRow)
    : undefined
  if (row) return row
  throw absent({
    code: 'PUBLICATION_REPORT_UNKNOWN',
    message: '没有这个核验码的报告。本平台没有出具过，或者核验码输入有误。',
    next: '请对照报告封面核对 16 位核验码（不含字母 I、L、O 和数字 0、1）；仍查不到的，请勿采信该报告。',
  })
}

const STATUS_TEXTS: Record<ReportStatus, string> = {
  current: '报告由本平台出具，载入的信息至今没有变化。',
  newer: '报告由本平台出具；此后又有新的信息公示，请以重新生成的报告为准。',
  superseded: '报告已被取代：其中有信息此后被更正、修复、撤销或者公示期已届满。请勿再使用，可重新生成。',
}

/** Compares what the report contained with what a report of the same scope would contain now. */
async function statusOf(tx: Tx, clock: Clock, row: ReportRow) {
  const contained = await sql.many(tx, 'list_records_of_report', { verifyCode: row.verifyCode }, Contained)
  const { records } = await loadReportRecords(tx, clock, row.subjectId, row.scope as SpecialScope | null)
  const nameOf = (each: Type.Static<typeof Contained>) => `${each.itemNo} ${each.recordKey} ${each.version}`
  const now = new Set(records.map(nameOf))
  const status: ReportStatus = contained.some((each) => !now.has(nameOf(each)))
    ? 'superseded'
    : now.size > contained.length
      ? 'newer'
      : 'current'
  return { status, statusText: STATUS_TEXTS[status] }
}

/**
 * The sealed PDF.
 * @throws refused when the report was superseded: it would go on showing what was corrected; absent when it was erased
 */
export async function getReportFile(tx: Tx, clock: Clock, typed: string) {
  const view = await getReport(tx, clock, typed)
  if (view.status === 'superseded') {
    throw refused({
      code: 'PUBLICATION_REPORT_SUPERSEDED',
      message: '报告已被取代：其中有信息此后被更正、修复、撤销或者公示期已届满。',
      next: '请从公示页重新生成报告。',
    })
  }
  const row = await sql.optional(
    tx,
    'read_report_file',
    { verifyCode: normaliseVerifyCode(typed) },
    Type.Object({ file: Type.Unsafe<Buffer>({}) }),
  )
  if (!row) {
    throw absent({
      code: 'PUBLICATION_REPORT_ERASED',
      message: `报告文件保存 ${KEPT_DAYS} 天后已清除，只留摘要用于核验。`,
      next: '请从公示页重新生成报告。',
    })
  }
  return { fileName: `${view.title}-${view.subject?.name ?? ''}-${view.number}.pdf`, body: row.file }
}

/**
 * Whether a file is a report of this platform, byte for byte, and what has become of it.
 * @throws invalid when the file bears no seal
 */
export async function checkReportFile(tx: Tx, clock: Clock, file: Buffer): Promise<ReportCheck> {
  const read = readSeal(file)
  if (!read) throw notSealed()
  const keys = await listReportKeys(tx)
  const key = keys.find(({ keyId }) => keyId === read.seal.keyId)
  const intact = key !== undefined && isSealIntact(read.document, read.seal, key.publicKey)
  if (!intact) return { intact: false, message: CHANGED, report: null }
  return { intact: true, message: INTACT, report: await getReport(tx, clock, read.seal.verifyCode) }
}

export const CHANGED = '文件与本平台出具的报告不一致：至少有一个字节被改动，或者签名不是本平台的。请勿采信。'
export const INTACT = '文件与本平台出具的报告逐字节一致。'

export const notSealed = () =>
  invalid({
    code: 'PUBLICATION_REPORT_NOT_SEALED',
    message: '文件末尾没有本平台的签名，可能不是本平台出具的报告，或者经过另存、打印、转换。',
    next: '请使用从本平台下载的原始 PDF 文件，或凭封面上的核验码核验。',
  })

/** Public keys, the present one and all before it. */
export async function listReportKeys(tx: Tx) {
  const rows = await sql.many(
    tx,
    'list_report_keys',
    {},
    Type.Object({
      keyId: Type.String(),
      publicKey: Type.Unsafe<Record<string, string>>({}),
      usedSince: Type.Unsafe<Date>({}),
    }),
  )
  return rows.map(({ keyId, publicKey, usedSince }) => ({
    keyId,
    publicKey,
    usedSince: usedSince.toISOString(),
  }))
}

/** Which reports carried a record, for the recall after a repair or a correction. */
export function reportsWithRecord(tx: Tx, record: { subjectId: string; itemNo: number; recordKey: string }) {
  return sql.many(
    tx,
    'list_reports_with_record',
    record,
    Type.Object({
      verifyCode: Type.String(),
      number: Type.String(),
      kind: Type.String(),
      issuedAt: Type.Unsafe<Date>({}),
    }),
  )
}

/** Erases files and contents that have been kept long enough; digests stay, so that a file can still be checked. */
export async function eraseOldReports({
  database,
  clock,
}: {
  database: Database
  clock: Clock
}): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * MS_PER_DAY)
  await database.transact((tx) => sql.run(tx, 'erase_old_report_files', { before }))
}
