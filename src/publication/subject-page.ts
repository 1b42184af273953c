import { Type } from 'typebox'
import { authorityNames } from '../accounts/index.ts'
import {
  compilePublicityFacts,
  decidePublicity,
  describeCitation,
  GRAVITY_NAMES,
  itemsInForce,
  type Law,
  loadPublicityLaw,
  type PublishedItem,
  publicFields,
  publishedLaw,
} from '../catalogue/index.ts'
import {
  absent,
  type Clock,
  checkUscc,
  dayOf,
  describeUscc,
  invalid,
  loadSql,
  organisationCodeOf,
  regionNames,
  SUBJECT_KIND_NAMES,
  type SubjectKind,
  type Tx,
  today,
} from '../kernel/index.ts'
import { subjectIdOf } from '../subjects/index.ts'
import type { PublicRecord, RecordSection, SubjectPage } from './contract.ts'

const sql = loadSql(import.meta.url, 'publication.sql')

const RECORDS_PER_SECTION = 100

const Nullable = Type.Union([Type.String(), Type.Null()])

const SubjectRow = Type.Object({
  subjectId: Type.String(),
  uscc: Type.String(),
  organisationCode: Nullable,
  kind: Type.String(),
  name: Type.String(),
  regionCode: Nullable,
})

const RecordView = Type.Object({
  itemNo: Type.Integer(),
  recordKey: Type.String(),
  documentNumber: Type.String(),
  authorityCode: Type.String(),
  providerCode: Type.String(),
  decidedOn: Type.String(),
  gravity: Type.Union([Type.Integer(), Type.Null()]),
  publicFrom: Type.String(),
  publicUntil: Nullable,
  receivedAt: Type.Unsafe<Date>({}),
  fields: Type.Record(Type.String(), Type.String()),
  total: Type.Integer(),
})
type RecordView = typeof RecordView extends Type.TSchema ? Type.Static<typeof RecordView> : never

/**
 * The public page of an organisation: what is within its publicity on this day, and only fields that are public.
 * @param code unified social credit code; width, case and spaces do not matter
 * @throws invalid when it is not a code (with what is wrong); absent when no such organisation is known
 */
export async function getSubjectPage(tx: Tx, clock: Clock, code: string): Promise<SubjectPage> {
  const checked = checkUscc(code)
  if (!checked.ok) {
    throw invalid({
      code: 'PUBLICATION_CODE_INVALID',
      message: `这不是有效的统一社会信用代码：${checked.message}`,
      next: '请对照营业执照核对后重输，或按名称查询。',
    })
  }
  const subjectId = String(subjectIdOf('organisation_code', organisationCodeOf(checked.value)))
  const subject = await sql.optional(tx, 'find_subject', { subjectId }, SubjectRow)
  if (subject?.uscc !== checked.value) {
    throw absent({
      code: 'PUBLICATION_SUBJECT_UNKNOWN',
      message: `代码 ${checked.value} 格式正确，但本平台没有这个组织的信息。`,
      next: '可能尚未归集到它的信息，或登记在外省。可改按名称查询。',
    })
  }
  const asOf = today(clock)
  return {
    asOf,
    subject: await describeSubject(tx, subject),
    sections: await listSections(tx, subject.subjectId, asOf),
  }
}

async function describeSubject(
  tx: Tx,
  subject: Type.Static<typeof SubjectRow>,
): Promise<SubjectPage['subject']> {
  const former = await sql.many(
    tx,
    'list_former_names',
    { subjectId: subject.subjectId },
    Type.Object({ name: Type.String(), formerUntil: Nullable }),
  )
  const path = subject.regionCode
    ? (await regionNames(tx, [subject.regionCode])).get(subject.regionCode)
    : undefined
  const organisationCode = subject.organisationCode
  return {
    code: subject.uscc,
    name: subject.name,
    formerNames: former.map((row) => ({ name: row.name, until: row.formerUntil })),
    kind: { code: subject.kind, name: SUBJECT_KIND_NAMES[subject.kind as SubjectKind] },
    registrationDepartment: describeUscc(subject.uscc).department.name,
    region: subject.regionCode && path ? { code: subject.regionCode, name: path.at(-1)!, path } : null,
    identifiers: organisationCode
      ? [
          {
            scheme: 'organisation_code',
            label: '组织机构代码',
            value: `${organisationCode.slice(0, 8)}-${organisationCode[8]}`,
          },
        ]
      : [],
  }
}

async function listSections(tx: Tx, subjectId: string, asOf: string): Promise<RecordSection[]> {
  const items = (await itemsInForce(tx, asOf)).filter((item) => item.definition.disclosure === 'public')
  const law = await publishedLaw(tx)
  const rows = await sql.many(
    tx,
    'list_public_records',
    { subjectId, on: asOf, itemNos: items.map((item) => item.itemNo), perSection: RECORDS_PER_SECTION },
    RecordView,
  )
  const names = await authorityNames(tx, [
    ...new Set(rows.flatMap((row) => [row.authorityCode, row.providerCode])),
  ])
  return items.map((item) => {
    const own = rows.filter((row) => row.itemNo === item.itemNo)
    return {
      item: {
        code: item.definition.code,
        name: item.definition.name,
        adverse: item.definition.adverse,
        legalBasis: item.definition.legal_basis.map((citation) => legalBasis(law, citation)),
      },
      total: own[0]?.total ?? 0,
      records: own.map((row) => publicRecord(item, law, subjectId, row, names)),
    }
  })
}

function legalBasis(law: Law, citation: string) {
  const { title, article } = describeCitation(law, citation)
  return { citation, title, article }
}

const GRAVITY_WORDS = ['', GRAVITY_NAMES.minor, GRAVITY_NAMES.general, GRAVITY_NAMES.serious]

function publicRecord(
  item: PublishedItem,
  law: Law,
  subjectId: string,
  row: RecordView,
  names: Map<string, string>,
): PublicRecord {
  const { definition } = item
  const named = (code: string, fallbackField: string) => ({
    code,
    name: names.get(code) ?? row.fields[fallbackField] ?? code,
  })
  return {
    id: `${definition.code}-${subjectId}-${row.recordKey.replaceAll('-', '')}`,
    title: row.fields[definition.roles.title] ?? definition.name,
    documentNumber: row.documentNumber,
    authority: named(row.authorityCode, definition.roles.authority_name),
    provider: named(row.providerCode, definition.roles.provider_name),
    decidedOn: row.decidedOn,
    publicFrom: row.publicFrom,
    publicUntil: row.publicUntil,
    gravity: row.gravity === null ? null : GRAVITY_WORDS[row.gravity]!,
    because: publicityReasons(item, law, row.fields),
    fields: publicFields(definition)
      .filter((field) => row.fields[field.code] !== undefined)
      .map((field) => ({ code: field.code, label: field.name, value: row.fields[field.code]! })),
    updatedOn: dayOf(row.receivedAt),
  }
}

/** The sentences of the rule that hold for this record; computed anew, so that they cannot differ from the law in force. */
function publicityReasons(item: PublishedItem, law: Law, fields: Record<string, string>) {
  const facts = compilePublicityFacts(item.definition)((code) => fields[code])
  return decidePublicity(facts, loadPublicityLaw())
    .because.filter((reason) => reason.holds)
    .map(({ text, citation }) => {
      const { title, article } = describeCitation(law, citation)
      return { text, citation, source: `${title}${article}` }
    })
}
