import { createContext, useContext } from 'react'

/**
 * Every text of the portal that is not data, by language. English is to be added as a second entry of `WORDS`
 * with the same shape; components ask `useWords()` and never hold a text of their own.
 */
export type Language = 'zh-CN'

const count = (value: number) => value.toLocaleString('en-US')

const zh = {
  site: {
    name: '信网',
    purpose: '公共信用信息公示',
    english: 'Public credit information about organisations',
    skip: '跳到正文',
    demo: '演示数据：本站所有组织、机关和信息均为虚构。',
    navigation: '主要页面',
    verify: '核验报告',
    figures: '统计',
    rights: '您的权利',
    crumbs: '当前位置',
    home: '首页',
  },
  footer: {
    label: '关于本平台',
    charter: '只记录组织，不记录个人。只陈述事实，不打分、不排名。每条信息都有来源、有期限、可异议。',
    asOf: '数据截至',
    api: '开放接口（OpenAPI 3.1）',
    signIn: '工作人员和主体代表登录',
    print: '打印件仅反映数据截至当日的情况，最新内容以网页为准。',
  },
  search: {
    landmark: '查询组织',
    label: '组织名称或统一社会信用代码',
    hint: '名称输入其中几个字即可；代码为 18 位。无需登录，没有验证码，不收费。',
    button: '查询',
  },
  home: {
    title: '查询组织的公共信用信息',
    lead: '企业、个体工商户、合作社、事业单位和社会组织取得的行政许可、受到的行政处罚，由作出决定的机关报送，在这里依法公示。',
    examples: '可以试试',
    totals: '数量',
    onFile: (item: string) => `已归集的${item}`,
    subjects: '收录的组织',
    subjectsUnit: '家',
    recordsUnit: '条',
    factsTitle: '这里有什么',
    facts: [
      ['事实和出处', '每条信息写明谁作出决定、谁报送、文书号和日期，可以与原文书核对。'],
      ['公示的理由', '每条信息都能展开“为什么公示”，看到依据的是哪部规定的哪一条。'],
      ['结束的日期', '每条信息写明公示到哪一天。过了这一天，网页和接口都不再显示。'],
    ],
    neverTitle: '这里不会出现什么',
    never: [
      ['个人', '自然人没有页面，也没有任何失信信息。身份证件号码、电话不会发送到您的浏览器。'],
      ['分数和排名', '不给组织打分，不排名次。一次处罚只说明一件事，不代表对一家组织的评价。'],
      ['过期的信息', '公示期满、已被撤销或已完成修复的信息，不再公示。'],
    ],
    rightsTitle: '您的权利',
    rights: [
      [
        '提出异议',
        '认为公示的信息有误、超期或者不该公示，可以提出异议。每条信息下方都写有办法和需要引用的记录号。',
      ],
      [
        '申请信用修复',
        '履行了义务、改正了违法行为，可以依法申请提前结束公示，向“信用中国”网站或者作出决定的机关提出。',
      ],
      ['不花冤枉钱', '查询、异议、修复都不收费。任何人以“删除记录”为名收费都是违法的。'],
    ],
  },
  results: {
    title: (query: string) => (query === '' ? '查询组织' : `查询“${query}”的结果`),
    heading: '查询结果',
    count: (shown: number, more: boolean) =>
      more ? `本页列出 ${count(shown)} 家组织，后面还有。` : `列出 ${count(shown)} 家组织。`,
    caption: '查询到的组织',
    columns: { name: '名称', code: '统一社会信用代码', kind: '类型', region: '登记地', records: '正在公示' },
    recordCount: (total: number) => `${count(total)} 条`,
    former: (name: string) => `曾用名：${name}`,
    unknownRegion: '登记地不详',
    next: '下一页',
    pages: '翻页',
    adviceTitle: '没有可以列出的组织',
    emptyTitle: '没有找到相符的组织',
    emptyMessage: (query: string) => `没有名称、曾用名或代码与“${query}”相符的组织。`,
    emptyNext: [
      '只输入名称中最有区别的两三个字，省去“有限公司”等通用字样。',
      '按代码查询时，与营业执照或登记证书逐位核对，共 18 位。',
      '改过名称的组织，也可以用曾用名查询。',
    ],
  },
  subject: {
    identity: '基本信息',
    contents: '本页内容',
    code: '统一社会信用代码',
    kind: '类型',
    department: '登记管理部门',
    region: '登记地',
    unknown: '不详',
    formerNames: '曾用名',
    formerUntil: (day: string) => `（用至 ${day}）`,
    overview: '正在公示',
    overviewCount: (total: number) => `${count(total)} 条`,
    none: '无',
    nothing: (item: string) => `查询日未见正在公示的${item}信息。`,
    sectionCount: (total: number) => `共 ${count(total)} 条`,
    basis: (sources: string[]) => `公示依据：${sources.join('；')}`,
    adverseNote: (item: string) =>
      `${item}是机关对一次具体行为的处理，不是对这家组织的评价。期满或者修复后不再显示。`,
    partial: (shown: number, total: number) => `列出最近 ${count(shown)} 条，共 ${count(total)} 条。`,
    api: '本页的数据接口（JSON）',
    asOf: '查询日',
  },
  record: {
    documentNumber: '文书号',
    authority: '决定机关',
    provider: '信息来源',
    decidedOn: '决定日期',
    publicUntil: '公示至',
    publicWithoutEnd: '长期公示',
    period: '公示期',
    to: '至',
    onward: '起，长期',
    updatedOn: '更新日期',
    gravity: '失信程度',
    why: '为什么公示',
    all: (total: number) => `全部内容（${total} 项）`,
    object: '有异议怎么办',
    objectQuote: '提出时请写明记录号',
    objectTo: (provider: string) => `这条信息由${provider}报送。`,
    none: '无',
  },
  verify: {
    title: '核验信用报告',
    lead: '输入报告封面上的核验码，或者选择报告文件，就能知道它是不是本平台出具的、有没有被改动、其中的信息后来有没有变化。',
    code: '核验码',
    codeHint: '16 位字母和数字，可以不写横线。用手机相机扫封面上的二维码会直接打开结果。',
    byCode: '凭核验码核验',
    scan: '用相机扫码',
    scanView: '相机画面：请对准封面上的二维码',
    scanFailed: '没能打开相机。请允许本页使用相机，或者直接输入核验码。',
    file: '报告文件（PDF）',
    fileHint: '可以把文件拖到选择框上。文件只用于核验，不会保存。',
    byFile: '核验文件',
    states: { current: '有效', newer: '此后有新增信息', superseded: '已被取代', changed: '不一致' },
    number: '报告编号',
    subject: '主体',
    issuedOn: '生成日',
    cutOff: '数据截止日',
    digest: '文件摘要（SHA-256）',
    key: '签名公钥',
    overview: '报告概要',
    download: '下载报告（PDF）',
    openSubject: '打开公示页，核对或者提出异议',
    again: '重新生成报告',
    offline: '下载的文件带有数字签名，不联网也能核验：xinwang report check 文件名',
  },
  figures: {
    title: '公示信息统计',
    choose: '信息类别',
    count: (total: number) => `${count(total)} 条`,
    mapAlt: (item: string) => `各考核单元正在公示的${item}条数的示意图；同样的数字见表。`,
    mapNote:
      '示意图，只为看清各地的多少，不作为划界依据。雄安新区、定州、辛集以圆点表示；灰色为不足 5 条或者未公布。',
    caption: (item: string) => `各考核单元正在公示的${item}`,
    unit: '考核单元',
    records: '条数',
    few: '不足 5',
    fewNote: '1 至 4 条的不公布具体数；只有一处不公布时，次小的一处也不公布，免得从合计推算出来。',
    download: '下载本表（CSV）',
    trend: '逐日变化',
    trendAlt: (item: string) => `正在公示的${item}逐日总数的折线图；同样的数字见表。`,
    trendTable: '逐日数字',
    proof: '这些数字怎么来的',
    proofText:
      '每天按同一条查询计算并公布，同时记下所用查询、数据位置、当时存证的行为数和摘要。任何人可以要求重算。',
    totalId: '编号',
    ledgerSize: '存证的行为数',
    hash: '摘要（SHA-256）',
    command: '重算命令',
  },
  report: {
    title: '信用报告',
    text: '把本页正在公示的信息生成一份带核验码的 PDF 报告，不收费。',
    button: '生成信用报告',
  },
  help: {
    asked: '您输入的是',
    opened: '您打开的地址是',
    next: '可以这样做',
    code: '提示代码',
    errorId: '错误编号',
    errorIdHint: '向我们反映时请提供这个编号。',
    back: '返回首页',
  },
}

export type Words = typeof zh

export const WORDS: Record<Language, Words> = { 'zh-CN': zh }

const WordsContext = createContext<Words>(zh)

export const WordsProvider = WordsContext.Provider

export const useWords = (): Words => useContext(WordsContext)
