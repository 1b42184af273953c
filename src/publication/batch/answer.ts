import { writeXlsx } from 'hucre'
import type { BatchCheck } from './check.ts'

/** Who asked, and for what. */
export interface Asker {
  number: string
  authority: string
  officer: string
  purpose: string
}

/** The answer as a workbook: the letter on the first sheet, the annex on the second. */
export async function answerWorkbook(check: BatchCheck, asker: Asker): Promise<Buffer> {
  const sheets = [
    { name: '答复函', rows: letter(check, asker).map((line) => [line]), columns: [{ width: 100 }] },
    {
      name: '附件',
      rows: annex(check),
      columns: [
        { width: 8 },
        { width: 24 },
        { width: 40 },
        { width: 36 },
        ...check.items.map(() => ({ width: 16 })),
      ],
      freezePane: { rows: 1 },
    },
  ]
  return Buffer.from(await writeXlsx({ sheets }))
}

function letter(
  { asOf, rows, persons }: BatchCheck,
  { number, authority, officer, purpose }: Asker,
): string[] {
  const adverse = rows.filter(({ conclusion }) => conclusion.startsWith('查见')).length
  const unknown = rows.filter(({ name }) => name === null).length
  return [
    '关于信用核查的答复',
    `编号：${number}`,
    `${authority}：`,
    `你单位（经办人：${officer}）为“${purpose}”提请信用核查。截至 ${asOf}，核查结果如下：`,
    `一、共核查 ${rows.length} 个主体：查见正在公示的失信信息的 ${adverse} 个；未查见的 ${rows.length - adverse - unknown} 个；本平台没有信息或者代码有误的 ${unknown} 个。逐户结果见附件。`,
    ...(persons > 0 ? [`二、另有 ${persons} 行涉及自然人。本平台不核查自然人，未查询，也未保留。`] : []),
    '核查范围为本省有关机关依法报送、正在公示期内的信息，不含已修复、已撤销和公示期届满的信息。“未查见”不代表范围以外没有记录。',
    '本答复如实反映公示情况，不是评价，也不是处理建议。是否采取措施，由有权机关依法依规决定；应当告知被核查主体有权提出异议。',
    `本次核查已记入查询日志，被核查的主体可以查到查询单位和用途。`,
  ]
}

const annex = ({ items, rows }: BatchCheck): (string | number)[][] => [
  [
    '原表行号',
    '统一社会信用代码',
    '名称',
    '核查结果',
    ...items.map(({ definition }) => `${definition.name}（条）`),
  ],
  ...rows.map(({ row, code, name, conclusion, counts }) => [row, code, name ?? '', conclusion, ...counts]),
]
