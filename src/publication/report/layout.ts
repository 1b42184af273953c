import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js'
import type { ReportChapter, ReportContent, ReportEntry, ReportPart } from './content.ts'
import { MISSING_MARK } from './glyphs.ts'

/** What the number, code and hour of issue add to the content. */
export interface Issue {
  number: string
  verifyCode: string
  verifyUrl: string
  issuedAt: string
}

const INK = '#1b2a33'
const QUIET = '#5b6b75'
const RULE = '#c9d3d8'
const ACCENT = '#0f4c5c'
const LABEL_WIDTH = 118

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']
const numeral = (index: number): string =>
  index < 10
    ? NUMERALS[index]!
    : `${index < 20 ? '' : NUMERALS[Math.floor((index + 1) / 10) - 1]}十${NUMERALS[index % 10] ?? ''}`

/** Code in groups of four, as it is read out and typed in. */
export const spacedCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-')

/** The whole paper: cover, contents, overview, chapters, notes. `missing` are the characters the font could not draw. */
export function layOut(content: ReportContent, issue: Issue, missing: string[]): TDocumentDefinitions {
  const chapters = [
    heading(0, '登记注册基础信息'),
    facts(content.subject.facts),
    ...content.chapters.flatMap((chapter, i) => chapterOf(chapter, i + 1)),
    ...(content.kind === 'public'
      ? [heading(content.chapters.length + 1, '信用状况提升建议'), paragraph(ADVICE)]
      : []),
  ]
  return {
    pageSize: 'A4',
    pageMargins: [56, 70, 56, 64],
    info: {
      title: `${content.title} ${content.subject.name}`,
      subject: issue.number,
      producer: 'Xinwang',
      creator: 'Xinwang',
    },
    defaultStyle: { font: 'Noto', fontSize: 10, lineHeight: 1.3, color: INK },
    header: (page) => (page === 1 ? null : runningHead(content, issue)),
    footer: (page, pages) => foot(issue, page, pages),
    content: [
      ...cover(content, issue),
      {
        toc: {
          title: { text: '目录', fontSize: 16, bold: true, margin: [0, 0, 0, 12] },
          numberStyle: { color: QUIET },
        },
      },
      { text: '信用信息概要', style: 'chapter', tocItem: true, pageBreak: 'before' },
      ...(content.scope ? [paragraph(`查询期间：${content.scope.from} 至 ${content.scope.until}`)] : []),
      overview(content),
      ...chapters,
      { text: '报告说明', style: 'chapter', tocItem: true },
      { ol: [...content.notes, ...missingNote(missing)], lineHeight: 1.45 },
    ],
    styles: {
      chapter: { fontSize: 14, bold: true, color: ACCENT, margin: [0, 18, 0, 8] },
      part: { fontSize: 11, bold: true, margin: [0, 8, 0, 4] },
    },
  }
}

const ADVICE =
  '请核对以上信息。有误的可提出异议；有在公示期内的行政处罚信息且已履行义务、纠正行为的，可按规定申请信用修复。依法履行合同和承诺，及时公示年报，有助于保持良好信用状况。'

function cover(content: ReportContent, issue: Issue): Content[] {
  return [
    { text: '信网 · 公共信用信息平台', color: ACCENT, fontSize: 12, margin: [0, 40, 0, 90] },
    { text: content.title, fontSize: 30, bold: true, alignment: 'center' },
    {
      text: content.kind === 'special' ? '（有无违法违规记录证明版）' : ' ',
      fontSize: 13,
      color: QUIET,
      alignment: 'center',
      margin: [0, 6, 0, 70],
    },
    facts([
      ['机构名称', content.subject.name],
      ['统一社会信用代码', content.subject.code],
      ['报告编号', issue.number],
      ['生成时间', issue.issuedAt],
      ['数据截止日', content.cutOff],
      ['核验码', spacedCode(issue.verifyCode)],
    ]),
    { qr: issue.verifyUrl, fit: 110, alignment: 'center', margin: [0, 56, 0, 8], foreground: INK },
    {
      text: `扫码核验，或在 ${issue.verifyUrl.split('?')[0]} 输入核验码`,
      alignment: 'center',
      color: QUIET,
      fontSize: 9,
    },
    { text: '', pageBreak: 'after' },
  ]
}

const paragraph = (text: string): Content => ({ text, lineHeight: 1.5, margin: [0, 0, 0, 6] })

const heading = (index: number, title: string): Content => ({
  text: `${numeral(index)}、${title}`,
  style: 'chapter',
  tocItem: true,
  headlineLevel: 1,
})

const rules = {
  hLineWidth: () => 0.5,
  vLineWidth: () => 0,
  hLineColor: () => RULE,
  paddingTop: () => 4,
  paddingBottom: () => 3,
}

const factRows = (rows: [string, string][]) =>
  rows.map(([label, value]) => [{ text: label, color: QUIET }, { text: value }])

const facts = (rows: [string, string][]): Content => ({
  table: {
    widths: [LABEL_WIDTH, '*'],
    dontBreakRows: true,
    body: factRows(rows),
  },
  layout: rules,
})

function overview({ overview: rows, kind }: ReportContent): Content {
  const head = kind === 'public' ? ['信息类别', '在公示期内的条数'] : ['领域', '结论']
  return {
    table: {
      headerRows: 1,
      widths: ['*', 220],
      body: [head.map((text) => ({ text, bold: true })), ...rows.map(([label, value]) => [label, value])],
    },
    layout: rules,
  }
}

function chapterOf(chapter: ReportChapter, index: number): Content[] {
  const filled = chapter.parts.filter((part) => part.entries.length > 0)
  const head = heading(index, chapter.title)
  if (filled.length === 0) {
    return [{ stack: [head, { text: '查询期内无相关信息', color: QUIET }], unbreakable: true }]
  }
  return [
    head,
    ...filled.flatMap((part) => [{ text: partTitle(part), style: 'part' }, ...part.entries.map(entryBody)]),
  ]
}

const partTitle = ({ title, total, entries }: ReportPart): string =>
  entries.length < total
    ? `${title}（共 ${total} 条，列出最近 ${entries.length} 条）`
    : `${title}（${total} 条）`

/** The title is the table's head, so that it never stands alone at the foot of a page and comes again on the next. */
const entryBody = (entry: ReportEntry, index: number): Content => {
  const head = {
    colSpan: 2,
    stack: [
      { text: `第 ${index + 1} 条　${entry.title}`, bold: true },
      { text: `数据来源：${entry.source}`, color: QUIET, fontSize: 9 },
    ],
  }
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      widths: [LABEL_WIDTH, '*'],
      dontBreakRows: true,
      body: [[head, ''], ...factRows(entry.facts)],
    },
    layout: rules,
    margin: [0, 4, 0, 8],
  }
}

const runningHead = (content: ReportContent, issue: Issue): Content => ({
  columns: [
    { text: content.subject.name, fontSize: 8, color: QUIET },
    { text: `报告编号 ${issue.number}`, fontSize: 8, color: QUIET, alignment: 'right', width: 230 },
  ],
  margin: [56, 32, 56, 0],
})

const foot = (issue: Issue, page: number, pages: number): Content => ({
  columns: [
    { text: `核验码 ${spacedCode(issue.verifyCode)}`, fontSize: 8, color: QUIET },
    { text: `第 ${page} 页 共 ${pages} 页`, fontSize: 8, color: QUIET, alignment: 'right' },
  ],
  margin: [56, 20, 56, 0],
})

const missingNote = (missing: string[]): string[] =>
  missing.length === 0
    ? []
    : [
        `报告中的“${MISSING_MARK}”代表字库未收的字：${missing.map((character) => `U+${character.codePointAt(0)!.toString(16).toUpperCase()}`).join('、')}；原字见公示页。`,
      ]
