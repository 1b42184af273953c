import { type Static, Type } from 'typebox'

/** A named thing with its stable code. */
const Named = Type.Object({ code: Type.String(), name: Type.String() })

/** One organisation in a list of search results. */
export const SubjectSummary = Type.Object(
  {
    code: Type.String({ description: '统一社会信用代码 unified social credit code' }),
    name: Type.String({ description: '名称 name' }),
    /** The former name that matched the query, when it was not the present one. */
    matchedFormerName: Type.Optional(Type.String()),
    kind: Named,
    region: Type.Union([Named, Type.Null()], { description: '登记地 region of first registration' }),
    publicRecords: Type.Integer({ description: '正在公示的信息条数 records on public display today' }),
  },
  { $id: 'SubjectSummary' },
)

export const SearchResult = Type.Object(
  {
    query: Type.String(),
    asOf: Type.String({ description: '查询日 day of the answer, YYYY-MM-DD' }),
    subjects: Type.Array(SubjectSummary),
    /** Pass as `after` to get the next page; null at the end. */
    next: Type.Union([Type.String(), Type.Null()]),
    /** Why there is nothing and what to try instead, when the query could not be answered as it stands. */
    advice: Type.Union([
      Type.Object({ code: Type.String(), message: Type.String(), next: Type.String() }),
      Type.Null(),
    ]),
  },
  { $id: 'SearchResult' },
)

export const PublicField = Type.Object(
  {
    code: Type.String({ description: '数据项代码 field code of the item' }),
    label: Type.String({ description: '数据项名称 Chinese field name' }),
    value: Type.String(),
  },
  { $id: 'PublicField' },
)

export const LegalBasis = Type.Object(
  {
    citation: Type.String({ description: '<instrument>#<article> in law/' }),
    title: Type.String(),
    article: Type.String(),
  },
  { $id: 'LegalBasis' },
)

export const PublicRecord = Type.Object(
  {
    id: Type.String({ description: '记录号 stable id of the record' }),
    title: Type.String({ description: '文书名称或案由 what the decision is about, one line' }),
    documentNumber: Type.String({ description: '决定文书号' }),
    authority: Named,
    provider: Named,
    decidedOn: Type.String({ description: '决定日期 YYYY-MM-DD' }),
    publicFrom: Type.String({ description: '公示起始日 YYYY-MM-DD' }),
    publicUntil: Type.Union([Type.String(), Type.Null()], {
      description: '公示截止日, last day of display; null: no end',
    }),
    gravity: Type.Union([Type.String(), Type.Null()], {
      description: '失信程度 轻微/一般/严重, adverse items only',
    }),
    /** Why this is public and until when: the sentences of the rule with their articles. */
    because: Type.Array(
      Type.Object({
        text: Type.String(),
        citation: Type.String(),
        /** The citation spelled out for readers: 《title》article. */
        source: Type.Optional(Type.String()),
      }),
    ),
    fields: Type.Array(PublicField),
    updatedOn: Type.String({ description: '更新日期 YYYY-MM-DD' }),
  },
  { $id: 'PublicRecord' },
)

export const RecordSection = Type.Object(
  {
    item: Type.Object({
      code: Type.String(),
      name: Type.String(),
      adverse: Type.Boolean(),
      legalBasis: Type.Array(LegalBasis),
    }),
    total: Type.Integer(),
    records: Type.Array(PublicRecord),
  },
  { $id: 'RecordSection' },
)

export const SubjectPage = Type.Object(
  {
    asOf: Type.String({ description: '查询日 YYYY-MM-DD' }),
    subject: Type.Object({
      code: Type.String(),
      name: Type.String(),
      formerNames: Type.Array(
        Type.Object({ name: Type.String(), until: Type.Union([Type.String(), Type.Null()]) }),
      ),
      kind: Named,
      /** 登记管理部门 by the first character of the code. */
      registrationDepartment: Type.String(),
      region: Type.Union([
        Type.Object({ code: Type.String(), name: Type.String(), path: Type.Array(Type.String()) }),
        Type.Null(),
      ]),
      identifiers: Type.Array(
        Type.Object({ scheme: Type.String(), label: Type.String(), value: Type.String() }),
      ),
    }),
    sections: Type.Array(RecordSection),
  },
  { $id: 'SubjectPage' },
)

export const PortalTotals = Type.Object(
  {
    asOf: Type.String(),
    subjects: Type.Integer(),
    records: Type.Array(Type.Object({ item: Named, total: Type.Integer() })),
  },
  { $id: 'PortalTotals' },
)

/** A page that helps somebody who arrived at the wrong place. */
export const HelpPage = Type.Object({
  code: Type.String(),
  title: Type.String(),
  message: Type.String(),
  next: Type.String(),
  /** What was asked for, shown back; null when it must not be echoed. */
  asked: Type.Union([Type.String(), Type.Null()]),
})

export const ReportStatus = Type.Union(
  [Type.Literal('current'), Type.Literal('newer'), Type.Literal('superseded')],
  {
    description: '有效、此后有新增信息、已被取代',
  },
)

/** What verifying a report tells: that it is ours, and what has become of it. */
export const ReportView = Type.Object(
  {
    verifyCode: Type.String({ description: '核验码' }),
    number: Type.String({ description: '报告编号' }),
    kind: Type.Union([Type.Literal('public'), Type.Literal('special')]),
    title: Type.String(),
    /** Null after the contents were erased. */
    subject: Type.Union([Named, Type.Null()]),
    issuedAt: Type.String(),
    issuedOn: Type.String({ description: '生成日 YYYY-MM-DD' }),
    cutOff: Type.String({ description: '数据截止日 YYYY-MM-DD' }),
    status: ReportStatus,
    statusText: Type.String(),
    overview: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
    /** The file can be downloaded: it is neither superseded nor erased. */
    available: Type.Boolean(),
    fileSha256: Type.String(),
    keyId: Type.String({ description: '签名公钥编号，见 /api/report-keys' }),
  },
  { $id: 'ReportView' },
)

export const ReportCheck = Type.Object(
  {
    intact: Type.Boolean({ description: '逐字节一致' }),
    message: Type.String(),
    report: Type.Union([ReportView, Type.Null()]),
  },
  { $id: 'ReportCheck' },
)

/** A record as open data gives it. */
export const OpenRecord = Type.Object(
  {
    id: Type.String({ description: '记录号' }),
    code: Type.String({ description: '统一社会信用代码' }),
    name: Type.String(),
    documentNumber: Type.String(),
    authorityCode: Type.String(),
    decidedOn: Type.String(),
    publicFrom: Type.String(),
    publicUntil: Type.Union([Type.String(), Type.Null()]),
    fields: Type.Record(Type.String(), Type.String()),
  },
  { $id: 'OpenRecord' },
)

export const FeedPage = Type.Object(
  {
    asOf: Type.String(),
    changes: Type.Array(
      Type.Object({
        cursor: Type.String(),
        action: Type.Union([Type.Literal('put'), Type.Literal('remove')], { description: '公示或撤下' }),
        id: Type.String(),
        reason: Type.Union([Type.Literal('ended'), Type.Literal('withdrawn'), Type.Null()], {
          description: '撤下原因：公示期满，或更正、修复、撤销；须停止使用',
        }),
        record: Type.Union([OpenRecord, Type.Null()]),
      }),
    ),
    next: Type.String({ description: '下次的 after' }),
    more: Type.Boolean(),
  },
  { $id: 'FeedPage' },
)

export const Datasets = Type.Object(
  {
    asOf: Type.String(),
    cursor: Type.String({ description: '增量位置：先取全量再从这里取增量' }),
    datasets: Type.Array(Type.Object({ item: Named, formats: Type.Array(Type.String()) })),
  },
  { $id: 'Datasets' },
)

/** A total with everything that is needed to compute it anew. */
export const PublishedTotal = Type.Object(
  {
    totalId: Type.String(),
    query: Type.String({ description: '所用查询' }),
    feedPosition: Type.String({ description: '增量位置' }),
    ledgerSize: Type.String({ description: '计算时存证的行为数' }),
    computedOn: Type.String(),
    value: Type.Object({
      units: Type.Array(Named),
      items: Type.Array(
        Type.Object({
          code: Type.String(),
          name: Type.String(),
          total: Type.Integer(),
          byUnit: Type.Array(Type.Union([Type.Integer(), Type.Null()]), {
            description: '空：小于 5，不公布',
          }),
        }),
      ),
    }),
    hash: Type.String({ description: 'SHA-256，规范 JSON' }),
  },
  { $id: 'PublishedTotal' },
)
export const PublishedTotals = Type.Object({ totals: Type.Array(PublishedTotal) }, { $id: 'PublishedTotals' })

export const Figures = Type.Object(
  {
    asOf: Type.String(),
    totalId: Type.String(),
    computedOn: Type.String({ description: '统计日' }),
    ledgerSize: Type.String(),
    hash: Type.String(),
    items: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), total: Type.Integer() })),
    item: Named,
    total: Type.Integer(),
    units: Type.Array(
      Type.Object({
        code: Type.String(),
        name: Type.String(),
        count: Type.Union([Type.Integer(), Type.Null()], { description: '空：小于 5，不公布' }),
      }),
    ),
    trend: Type.Array(Type.Object({ day: Type.String(), total: Type.Integer() })),
  },
  { $id: 'Figures' },
)

export const CredentialReply = Type.Object(
  {
    credential: Type.String({ description: 'SD-JWT VC, ES256' }),
    type: Type.String({ description: 'vct' }),
    until: Type.String({ description: '有效至' }),
  },
  { $id: 'CredentialReply' },
)

export const IssuerKeys = Type.Object(
  {
    issuer: Type.String(),
    jwks: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.String())) }),
  },
  { $id: 'IssuerKeys' },
)

export const ReportKeys = Type.Object(
  {
    keys: Type.Array(
      Type.Object({
        keyId: Type.String(),
        publicKey: Type.Record(Type.String(), Type.String(), { description: 'JWK, ECDSA P-256' }),
        usedSince: Type.String(),
      }),
    ),
  },
  { $id: 'ReportKeys' },
)
/** A form that works without script: sign-in, opening an account. All texts are ready to be shown. */
export const FormPage = Type.Object({
  title: Type.String(),
  lead: Type.String(),
  /** What was wrong with the last try. */
  problem: Type.Union([Type.String(), Type.Null()]),
  action: Type.String(),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.String(),
      hint: Type.Optional(Type.String()),
      type: Type.Union([
        Type.Literal('text'),
        Type.Literal('password'),
        Type.Literal('code'),
        Type.Literal('hidden'),
      ]),
      autocomplete: Type.String(),
      value: Type.String(),
      optional: Type.Optional(Type.Boolean()),
    }),
  ),
  submit: Type.Union([Type.String(), Type.Null()]),
  /** A picture to be read by a phone, as a data address, and what it says in letters. */
  picture: Type.Optional(Type.Object({ address: Type.String(), alt: Type.String(), text: Type.String() })),
  /** Lines to keep, such as recovery codes. */
  keep: Type.Optional(Type.Array(Type.String())),
  facts: Type.Optional(Type.Array(Type.Object({ label: Type.String(), text: Type.String() }))),
  links: Type.Array(Type.Object({ text: Type.String(), address: Type.String() })),
})

export type SubjectSummary = Static<typeof SubjectSummary>
export type SearchResult = Static<typeof SearchResult>
export type PublicField = Static<typeof PublicField>
export type LegalBasis = Static<typeof LegalBasis>
export type PublicRecord = Static<typeof PublicRecord>
export type RecordSection = Static<typeof RecordSection>
export type SubjectPage = Static<typeof SubjectPage>
export type PortalTotals = Static<typeof PortalTotals>
export type OpenRecord = Static<typeof OpenRecord>
export type FeedPage = Static<typeof FeedPage>
export type PublishedTotal = Static<typeof PublishedTotal>
export type Figures = Static<typeof Figures>
export type ReportStatus = Static<typeof ReportStatus>
export type ReportView = Static<typeof ReportView>
export type ReportCheck = Static<typeof ReportCheck>
export type HelpPage = Static<typeof HelpPage>
export type FormPage = Static<typeof FormPage>

/** What the server hands to the portal's renderer: one of these, and nothing else, reaches a public page. */
export type PortalView =
  | { page: 'home'; totals: PortalTotals; examples: { code: string; name: string }[] }
  | { page: 'search'; result: SearchResult }
  | { page: 'subject'; subject: SubjectPage; objectionHint: string }
  | {
      page: 'verify'
      asked: string
      check: ReportCheck | null
      problem: { message: string; next: string } | null
    }
  | { page: 'form'; form: FormPage }
  | { page: 'figures'; figures: Figures }
  | { page: 'help'; status: number; help: HelpPage; errorId?: string }
