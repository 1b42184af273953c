import { Type } from 'typebox'
import { listAuthorities } from '../../accounts/index.ts'
import { itemsInForce, type PublishedItem, publicFields } from '../../catalogue/index.ts'
import { type Clock, loadSql, organisationCodeOf, type Tx, today } from '../../kernel/index.ts'
import { subjectIdOf } from '../../subjects/index.ts'
import type { SubjectPage } from '../contract.ts'
import { getSubjectPage } from '../subject-page.ts'

const sql = loadSql(import.meta.url, 'report.sql')

/** Records looked at; an organisation with more than this is a matter for open data. */
const RECORDS_MAX = 5000
/** More than this of one kind nobody reads on paper; the rest is counted and stands on the public page. */
const PRINTED_MAX = 200

const Nullable = Type.Union([Type.String(), Type.Null()])
const RecordRow = Type.Object({
  itemNo: Type.Integer(),
  recordKey: Type.String(),
  version: Type.Integer(),
  documentNumber: Type.String(),
  authorityCode: Type.String(),
  providerCode: Type.String(),
  decidedOn: Type.String(),
  gravity: Type.Union([Type.Integer(), Type.Null()]),
  publicUntil: Nullable,
  fields: Type.Record(Type.String(), Type.String()),
})
export type ReportRecord = Type.Static<typeof RecordRow>

/** What a special report is about: the subject's own choice. */
export interface SpecialScope {
  from: string
  until: string
  /** Domains of authorities, as in the register of authorities. */
  domains: string[]
}

export interface ReportEntry {
  title: string
  facts: [label: string, value: string][]
  source: string
}

/** The records of one item; when there are more than are printed, the latest. */
export interface ReportPart {
  title: string
  total: number
  entries: ReportEntry[]
}

export interface ReportChapter {
  title: string
  /** Sub-headings with their entries; none: nothing in the period. */
  parts: ReportPart[]
}

/** Everything on the paper but its number, code and hour. */
export interface ReportContent {
  kind: 'public' | 'special'
  title: string
  cutOff: string
  subject: { code: string; name: string; facts: [string, string][] }
  scope: SpecialScope | null
  /** Counts of the overview, or the conclusion per domain. */
  overview: [label: string, value: string][]
  chapters: ReportChapter[]
  notes: string[]
}

/** Chapters of the national report, and the class of the catalogue's items that each holds. */
const CHAPTERS: readonly { title: string; summary: string; holds: (itemClass: string) => boolean }[] = [
  { title: '行政管理信息', summary: '行政管理', holds: (name) => name.startsWith('行政管理') },
  { title: '诚实守信相关荣誉信息', summary: '诚实守信', holds: (name) => /守信|荣誉/.test(name) },
  { title: '严重失信主体名单信息', summary: '严重失信', holds: (name) => name.startsWith('严重失信') },
  { title: '经营（活动）异常名录（状态）信息', summary: '经营异常', holds: (name) => name.includes('异常') },
  { title: '信用承诺信息', summary: '信用承诺', holds: (name) => name.includes('承诺') },
  { title: '信用评价信息', summary: '信用评价', holds: (name) => name.includes('评价') },
  { title: '司法判决及执行信息', summary: '司法判决', holds: (name) => name.includes('司法') },
  { title: '其他信息', summary: '其他', holds: () => true },
]

/** The records that are public today, of one subject; for a special report those of its period, domains and adverse items. */
export async function loadReportRecords(tx: Tx, clock: Clock, subjectId: string, scope: SpecialScope | null) {
  const on = today(clock)
  const items = (await itemsInForce(tx, on)).filter(
    ({ definition }) => definition.disclosure === 'public' && (scope === null || definition.adverse),
  )
  const rows = await sql.many(
    tx,
    'list_report_records',
    { subjectId, itemNos: items.map((item) => item.itemNo), on, limit: RECORDS_MAX },
    RecordRow,
  )
  const authorities = new Map((await listAuthorities(tx)).map((authority) => [authority.code, authority]))
  const domainOf = (row: ReportRecord) => authorities.get(row.authorityCode)?.domain ?? '其他'
  const records =
    scope === null
      ? rows
      : rows.filter(
          (row) =>
            row.decidedOn >= scope.from &&
            row.decidedOn <= scope.until &&
            scope.domains.includes(domainOf(row)),
        )
  return { items, records, domainOf, nameOf: (code: string) => authorities.get(code)?.name }
}

type Loaded = Awaited<ReturnType<typeof loadReportRecords>>

/**
 * What a report says about a subject today: only what is public, as the authorities sent it; no score, no judgement.
 * @throws invalid or absent when the code is not that of a known organisation
 */
export async function composeReport(tx: Tx, clock: Clock, code: string, scope: SpecialScope | null) {
  const { subject } = await getSubjectPage(tx, clock, code)
  const subjectId = String(subjectIdOf('organisation_code', organisationCodeOf(subject.code)))
  const loaded = await loadReportRecords(tx, clock, subjectId, scope)
  const cutOff = today(clock)
  const base = {
    cutOff,
    scope,
    subject: { code: subject.code, name: subject.name, facts: baseFacts(subject) },
  }
  const content: ReportContent =
    scope === null
      ? { kind: 'public', title: '公共信用信息报告', ...base, ...publicChapters(loaded), notes: PUBLIC_NOTES }
      : {
          kind: 'special',
          title: '专项信用报告',
          ...base,
          ...specialChapters(loaded, scope),
          notes: specialNotes(scope, cutOff),
        }
  return { content, subjectId, records: loaded.records }
}

function baseFacts(subject: SubjectPage['subject']): [string, string][] {
  return [
    ['名称', subject.name],
    ['统一社会信用代码', subject.code],
    ...subject.identifiers.map(({ label, value }): [string, string] => [label, value]),
    ['主体类别', subject.kind.name],
    ['登记管理部门', subject.registrationDepartment],
    ['首次登记地', subject.region?.path.join(' ') ?? '未归集'],
    ['曾用名', subject.formerNames.map(({ name }) => name).join('、') || '无'],
  ]
}

function entryOf({ definition }: PublishedItem, row: ReportRecord, nameOf: Loaded['nameOf']): ReportEntry {
  const provider = nameOf(row.providerCode) ?? row.fields[definition.roles.provider_name] ?? row.providerCode
  return {
    title: row.fields[definition.roles.title] ?? definition.name,
    facts: [
      ...publicFields(definition)
        .filter((field) => (row.fields[field.code] ?? '') !== '')
        .map((field): [string, string] => [field.name, row.fields[field.code]!]),
      ...(row.publicUntil === null ? [] : [['公示截止', row.publicUntil] as [string, string]]),
    ],
    source: provider,
  }
}

const partOf = (item: PublishedItem, rows: ReportRecord[], nameOf: Loaded['nameOf']): ReportPart => {
  const own = rows.filter((row) => row.itemNo === item.itemNo)
  return {
    title: item.definition.name,
    total: own.length,
    entries: own.slice(0, PRINTED_MAX).map((row) => entryOf(item, row, nameOf)),
  }
}

const countOf = (chapter: ReportChapter): number => chapter.parts.reduce((sum, part) => sum + part.total, 0)

function publicChapters({ items, records, nameOf }: Loaded) {
  const chapterOf = (item: PublishedItem) => CHAPTERS.find(({ holds }) => holds(item.definition.class))!
  const chapters = CHAPTERS.map((chapter) => ({
    title: chapter.title,
    parts: items.filter((item) => chapterOf(item) === chapter).map((item) => partOf(item, records, nameOf)),
  }))
  const overview = CHAPTERS.map(({ summary }, i): [string, string] => [
    summary,
    `${countOf(chapters[i]!)} 条`,
  ])
  return { chapters, overview }
}

function specialChapters({ items, records, nameOf, domainOf }: Loaded, scope: SpecialScope) {
  const chapters = scope.domains.map((domain) => {
    const own = records.filter((row) => domainOf(row) === domain)
    return { title: `${domain}领域`, parts: items.map((item) => partOf(item, own, nameOf)) }
  })
  const overview = scope.domains.map((domain, i): [string, string] => {
    const count = countOf(chapters[i]!)
    return [`${domain}领域`, count === 0 ? '未查见违法违规记录' : `查见 ${count} 条，详见正文`]
  })
  return { chapters, overview }
}

const PUBLIC_NOTES = [
  '本报告如实汇总有关机关、单位依法提供且在公示期内的信息，未作编辑加工，不对主体评分、评级，也不构成任何结论或建议。',
  '不在公示期内的、已修复或者已撤销的信息不载入本报告。',
  '信息有误、已过公示期或者不属于本单位的，可从公示页该条信息处提出异议，免费办理；符合条件的行政处罚信息可申请信用修复。',
  '本报告只反映数据截止日的情况。使用前请扫码或凭核验码核验：载入的信息此后被更正、修复或撤销的，核验页会说明报告已被取代。',
  `同类信息超过 ${PRINTED_MAX} 条的，只列出最近的 ${PRINTED_MAX} 条，其余见公示页。`,
]

const specialNotes = (scope: SpecialScope, cutOff: string) => [
  `本报告由主体自行选定期间（${scope.from} 至 ${scope.until}）和领域，查询范围为本省有关机关向本平台报送、截至 ${cutOff} 仍在公示期内的行政处罚等失信信息。`,
  '“未查见”指在上述范围内没有记录，不代表范围以外没有记录；已修复、已撤销和公示期届满的信息不载入。',
  '对结论有异议的，可向作出决定的机关或信用中心提出，免费办理。',
  '使用前请扫码或凭核验码核验：载入的信息此后被更正、修复或撤销的，核验页会说明报告已被取代。',
]
