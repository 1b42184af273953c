import type {
  HelpPage,
  LegalBasis,
  PortalView,
  PublicRecord,
  RecordSection,
  ReportCheck,
  ReportStatus,
  SubjectPage,
  SubjectSummary,
} from '../../src/publication/contract.ts'

/** Views of every page in its ordinary and its awkward states, for tests and screenshots. All of it is invented. */
const ON = '2026-06-15'

const FIRM = { code: '911300000000010112', name: '虚构省示例机械制造有限公司' }
const LONG_FIRM = {
  code: '9113010200000102XU',
  name: '虚构省示例市高新技术产业开发区名称特别长以便检查换行的新能源汽车零部件研发制造与售后技术服务股份有限公司第二分公司',
}
const SHOP = { code: '92130533000001038A', name: '示例县虚构面馆' }

const market = { code: '11130100000002022T', name: '示例市市场监督管理局（虚构）' }
const approval = { code: '11130000000002014T', name: '示例市行政审批局（虚构）' }
const platform = { code: '11130000000002014T', name: '示例市信用信息中心（虚构）' }

const licensingLaw: LegalBasis = {
  citation: 'administrative-licensing-law-2019#40',
  title: '中华人民共和国行政许可法',
  article: '第四十条',
}
const penaltyLaw: LegalBasis = {
  citation: 'administrative-penalty-law-2021#48',
  title: '中华人民共和国行政处罚法',
  article: '第四十八条',
}
const repairRules: LegalBasis = {
  citation: 'ndrc-order-36-2025#classes',
  title: '信用修复管理办法',
  article: '（公示期限）',
}

export function licence(change: Partial<PublicRecord> = {}): PublicRecord {
  return {
    id: 'R-3F9A21C07B',
    title: '食品经营许可决定书',
    documentNumber: '示例许〔2025〕0123号',
    authority: approval,
    provider: platform,
    decidedOn: '2025-09-18',
    publicFrom: '2025-09-22',
    publicUntil: '2030-09-17',
    gravity: null,
    because: [
      { text: '准予行政许可的决定应当公开，公众有权查阅。', citation: licensingLaw.citation },
      {
        text: '许可有效期至 2030-09-17，公示至同一天。',
        citation: 'ndrc-office-2018-424#1',
        source: '发改办财金〔2018〕424号',
      },
    ],
    fields: [
      { code: 'XK_XKWS', label: '行政许可决定文书名称', value: '食品经营许可决定书' },
      { code: 'XK_WSH', label: '行政许可决定文书号', value: '示例许〔2025〕0123号' },
      { code: 'XK_XKLB', label: '许可类别', value: '普通' },
      { code: 'XK_XKZS', label: '许可证书名称', value: '食品经营许可证' },
      { code: 'XK_NR', label: '许可内容', value: '热食类食品制售；冷食类食品制售（限本店经营场所）。' },
      { code: 'XK_YXQZ', label: '有效期自', value: '2025-09-18' },
      { code: 'XK_YXQZI', label: '有效期至', value: '2030-09-17' },
      { code: 'XK_ZT', label: '当前状态', value: '有效' },
      { code: 'BZ', label: '备注', value: '' },
    ],
    updatedOn: '2025-09-22',
    ...change,
  }
}

export function penalty(change: Partial<PublicRecord> = {}): PublicRecord {
  return {
    id: 'R-8C02D7714E',
    title: '未按规定标注产品生产日期',
    documentNumber: '示例市监罚〔2026〕45号',
    authority: market,
    provider: market,
    decidedOn: '2026-04-08',
    publicFrom: '2026-04-13',
    publicUntil: '2027-04-07',
    gravity: '一般',
    because: [
      { text: '具有一定社会影响的行政处罚决定应当依法公开。', citation: penaltyLaw.citation },
      {
        text: '失信程度为一般，公示期最短三个月、最长一年，自决定之日起算，至 2027-04-07 为止。',
        citation: repairRules.citation,
      },
    ],
    fields: [
      { code: 'CF_WSH', label: '行政处罚决定书文号', value: '示例市监罚〔2026〕45号' },
      { code: 'CF_WFXW', label: '违法行为类型', value: '未按规定标注产品生产日期' },
      {
        code: 'CF_SY',
        label: '违法事实',
        value: '检查发现该单位生产的一批示例零件包装上未标注生产日期，共 120 件，已于检查次日改正。',
      },
      { code: 'CF_YJ', label: '处罚依据', value: '《虚构产品标识条例》第十条第二款' },
      { code: 'CF_CFLB', label: '处罚类别', value: '罚款' },
      { code: 'CF_NR', label: '处罚内容', value: '罚款人民币壹万贰仟元整。' },
      { code: 'CF_NR_FK', label: '罚款金额（万元）', value: '1.2' },
    ],
    updatedOn: '2026-04-13',
    ...change,
  }
}

const section = (
  kind: 'licence' | 'penalty',
  records: PublicRecord[],
  total = records.length,
): RecordSection => ({
  item:
    kind === 'licence'
      ? { code: 'licence', name: '行政许可', adverse: false, legalBasis: [licensingLaw] }
      : { code: 'penalty', name: '行政处罚', adverse: true, legalBasis: [penaltyLaw, repairRules] },
  total,
  records,
})

const dossier = (subject: Partial<SubjectPage['subject']>, sections: RecordSection[]): PortalView => ({
  page: 'subject',
  objectionHint:
    '认为内容有误、已经过期或者不该公示的，可以凭营业执照或者登记证书和相关材料，向该单位或者本平台提出异议。',
  subject: {
    asOf: ON,
    subject: {
      ...FIRM,
      formerNames: [],
      kind: { code: 'enterprise', name: '企业' },
      registrationDepartment: '市场监管部门',
      region: { code: '130102000000', name: '长安区', path: ['河北省', '石家庄市', '长安区'] },
      identifiers: [{ scheme: 'org', label: '组织机构代码', value: '00000101-1' }],
      ...subject,
    },
    sections,
  },
})

const summary = (change: Partial<SubjectSummary> = {}): SubjectSummary => ({
  ...FIRM,
  kind: { code: 'enterprise', name: '企业' },
  region: { code: '130102000000', name: '石家庄市长安区' },
  publicRecords: 3,
  ...change,
})

const manyFound: SubjectSummary[] = [
  summary(),
  summary({ ...LONG_FIRM, publicRecords: 1204 }),
  summary({
    ...SHOP,
    kind: { code: 'household', name: '个体工商户' },
    matchedFormerName: '示例县老示例面馆',
    publicRecords: 0,
  }),
  summary({
    code: '52130000000001054G',
    name: '虚构省示例志愿服务协会',
    kind: { code: 'social', name: '民办非企业单位' },
    region: null,
  }),
  ...['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'].map((mark, index) =>
    summary({
      code: `91130000000001${30 + index}00`,
      name: `示例${mark}字号商贸有限公司`,
      publicRecords: index,
    }),
  ),
]

const results = (change: Partial<Extract<PortalView, { page: 'search' }>['result']>): PortalView => ({
  page: 'search',
  result: { query: '示例', asOf: ON, subjects: manyFound, next: null, advice: null, ...change },
})

const help = (status: number, text: HelpPage, errorId?: string): PortalView => ({
  page: 'help',
  status,
  help: text,
  ...(errorId === undefined ? {} : { errorId }),
})

const longText =
  '检查发现该单位在示例环节未按照规定留存记录，涉及批次较多，现场笔录、照片和询问材料均已固定。'.repeat(12)

const manyLicences = Array.from({ length: 12 }, (_none, index) =>
  licence({
    id: `R-LICENCE-${index}`,
    title:
      index === 3
        ? '关于准予在示例市高新技术产业开发区新建年产二十万套示例零部件生产线项目环境影响报告书的批复'.repeat(
            2,
          )
        : `示例经营许可（第 ${index + 1} 项）`,
    documentNumber: `示例许〔2025〕${100 + index}号`,
    publicUntil: index % 4 === 0 ? null : `20${30 + index}-01-31`,
  }),
)

const manyPenalties = [
  penalty({ fields: [...penalty().fields, { code: 'CF_SY2', label: '违法事实（续）', value: longText }] }),
  penalty({ id: 'R-PENALTY-2', gravity: '严重', title: '未取得许可从事示例活动', publicUntil: '2029-03-01' }),
  penalty({
    id: 'R-PENALTY-3',
    gravity: '轻微',
    documentNumber: '示例罚当场20260400000000000000000000000000000000000000000000017号',
  }),
]

const VERIFY_CODE = 'R7ZF-VVEY-SQWR-NTBT'

/** The outcome of checking a report of the long-named firm. */
const check = (status: ReportStatus): ReportCheck => ({
  intact: true,
  message: '文件与本平台出具的报告逐字节一致。',
  report: {
    verifyCode: VERIFY_CODE,
    number: '202606151200004D491F49',
    kind: 'public',
    title: '公共信用信息报告',
    subject: LONG_FIRM,
    issuedAt: `${ON}T04:00:00.000Z`,
    issuedOn: ON,
    cutOff: ON,
    status,
    statusText:
      status === 'current' ? '报告由本平台出具，载入的信息至今没有变化。' : '报告已被取代，请勿再使用。',
    overview: status === 'current' ? [{ label: '行政管理', value: '48 条' }] : [],
    available: status === 'current',
    fileSha256: '2a6747b5d8ec7e1ce1965df7953de05db3317fe154314e4f6b7f06967405dcca',
    keyId: 'c4c32c4d87a0f58f',
  },
})

export const fixtures = {
  home: {
    page: 'home',
    totals: {
      asOf: ON,
      subjects: 1204387,
      records: [
        { item: { code: 'licence', name: '行政许可' }, total: 862410 },
        { item: { code: 'penalty', name: '行政处罚' }, total: 20931 },
      ],
    },
    examples: [FIRM, SHOP],
  },
  'home-empty': {
    page: 'home',
    totals: { asOf: ON, subjects: 0, records: [{ item: { code: 'licence', name: '行政许可' }, total: 0 }] },
    examples: [],
  },
  search: results({ next: 'eyJuIjoi56S65L6LIn0' }),
  'search-one': results({ query: FIRM.code, subjects: [summary()] }),
  'search-none': results({ query: '不存在的某某', subjects: [] }),
  'search-advice': results({
    query: '公司',
    subjects: [],
    advice: {
      code: 'PUBLICATION_QUERY_TOO_BROAD',
      message: '“公司”几乎出现在每个名称里，无法据此查找。',
      next: '请输入名称中更有区别的两三个字，或者 18 位统一社会信用代码。',
    },
  }),
  'search-blank': results({
    query: '',
    subjects: [],
    advice: {
      code: 'PUBLICATION_QUERY_EMPTY',
      message: '还没有输入要查询的内容。',
      next: '请在上面输入组织名称中的几个字，或者统一社会信用代码。',
    },
  }),
  subject: dossier({}, [section('licence', [licence()]), section('penalty', [penalty()])]),
  'subject-many': dossier(
    {
      ...LONG_FIRM,
      formerNames: [
        { name: '虚构省示例市老名称机械厂', until: '2012-05-30' },
        { name: '虚构省示例市老名称机械有限责任公司', until: null },
      ],
      identifiers: [
        { scheme: 'org', label: '组织机构代码', value: '00000102-X' },
        { scheme: 'registration', label: '工商注册号', value: '130100000000013' },
      ],
    },
    [section('licence', manyLicences, 48), section('penalty', manyPenalties)],
  ),
  'subject-clean': dossier({ ...SHOP, region: null, kind: { code: 'household', name: '个体工商户' } }, [
    section('licence', []),
    section('penalty', []),
  ]),
  verify: { page: 'verify', asked: '', check: null, problem: null },
  'verify-current': { page: 'verify', asked: VERIFY_CODE, check: check('current'), problem: null },
  'verify-superseded': { page: 'verify', asked: VERIFY_CODE, check: check('superseded'), problem: null },
  'verify-unknown': {
    page: 'verify',
    asked: 'AAAA-BBBB-CCCC-DDDD',
    check: null,
    problem: {
      message: '没有这个核验码的报告。本平台没有出具过，或者核验码输入有误。',
      next: '请对照报告封面核对 16 位核验码；仍查不到的，请勿采信该报告。',
    },
  },
  'help-code': help(404, {
    code: 'KERNEL_USCC_CHECK',
    title: '代码的校验位不符',
    message: '统一社会信用代码的最后一位由前 17 位计算得出。按前 17 位，末位应为 2，现为 8。',
    next: '请与营业执照或登记证书逐位核对，常见的错误是把 8 看成 B、把 0 看成 O，或者相邻两位颠倒。',
    asked: '911300000000010118',
  }),
  'help-absent': help(404, {
    code: 'APP_ABSENT',
    title: '没有这个页面',
    message: '您打开的地址不存在，可能是链接不完整，或者内容已经不再公示。',
    next: '请从首页重新查询。公示期满的信息不再显示，这是正常的。',
    asked: '/subjects/示例/旧页面',
  }),
  'help-fault': help(
    500,
    {
      code: 'APP_FAULT',
      title: '暂时无法显示这一页',
      message: '系统出了问题，不是您的操作有误。',
      next: '请稍后再试一次。如果仍然如此，请把下面的错误编号告诉我们。',
      asked: null,
    },
    'E-20260615-7K2M',
  ),
} satisfies Record<string, PortalView>

export type FixtureName = keyof typeof fixtures

/** Text that tries to become markup, in every place that shows somebody else's text. */
export const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>&amp;'

export const hostileViews: PortalView[] = [
  {
    page: 'home',
    totals: { asOf: ON, subjects: 1, records: [{ item: { code: HOSTILE, name: HOSTILE }, total: 1 }] },
    examples: [{ code: HOSTILE, name: HOSTILE }],
  },
  results({
    query: HOSTILE,
    next: HOSTILE,
    subjects: [
      summary({
        code: HOSTILE,
        name: HOSTILE,
        matchedFormerName: HOSTILE,
        kind: { code: HOSTILE, name: HOSTILE },
        region: { code: HOSTILE, name: HOSTILE },
      }),
    ],
  }),
  results({ query: HOSTILE, subjects: [], advice: { code: HOSTILE, message: HOSTILE, next: HOSTILE } }),
  results({ query: HOSTILE, subjects: [] }),
  dossier(
    {
      name: HOSTILE,
      code: HOSTILE,
      formerNames: [{ name: HOSTILE, until: HOSTILE }],
      identifiers: [{ scheme: HOSTILE, label: HOSTILE, value: HOSTILE }],
      region: { code: HOSTILE, name: HOSTILE, path: [HOSTILE] },
    },
    [
      section('penalty', [
        penalty({
          id: HOSTILE,
          title: HOSTILE,
          documentNumber: HOSTILE,
          gravity: HOSTILE,
          publicUntil: HOSTILE,
          authority: { code: HOSTILE, name: HOSTILE },
          provider: { code: HOSTILE, name: HOSTILE },
          because: [{ text: HOSTILE, citation: HOSTILE }],
          fields: [{ code: HOSTILE, label: HOSTILE, value: HOSTILE }],
        }),
      ]),
    ],
  ),
  help(404, { code: HOSTILE, title: HOSTILE, message: HOSTILE, next: HOSTILE, asked: HOSTILE }, HOSTILE),
]
