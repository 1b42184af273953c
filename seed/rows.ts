import { addDays, addMonths, type Day } from '../src/kernel/index.ts'
import type { Firm } from './firms.ts'

/** A row of a sample file: field code → what stands in the cell. */
export type SampleRow = Record<string, string>

export interface SeedAuthority {
  code: string
  name: string
  /** Short form that stands in document numbers. */
  short: string
}

interface PenaltyCase {
  kinds: string
  violation: string
  facts: string
  ground: string
  fine?: string
  confiscated?: string
  licence?: string
}

const CASES: readonly PenaltyCase[] = [
  {
    kinds: '罚款',
    violation: '销售标签不符合规定的预包装食品',
    facts: '检查时发现货架上一批预包装食品未标明生产日期，货值较小，已全部下架。',
    ground: '《食品安全法》第一百二十五条第一款第二项',
    fine: '0.5',
  },
  {
    kinds: '警告',
    violation: '未按规定公示年度报告',
    facts: '未在规定期限内公示上一年度报告，责令改正后已补报。',
    ground: '《企业信息公示暂行条例》第十七条',
  },
  {
    kinds: '罚款;没收违法所得',
    violation: '使用未经检定的计量器具',
    facts: '经营场所使用的三台电子秤超过检定有效期，取得少量违法所得。',
    ground: '《计量法》第二十六条',
    fine: '0.2',
    confiscated: '0.036',
  },
  {
    kinds: '责令停产停业;罚款',
    violation: '未采取措施消除事故隐患',
    facts: '车间应急通道被物料长期占用，逾期未整改。',
    ground: '《安全生产法》第一百零二条',
    fine: '4.8',
  },
  {
    kinds: '罚款',
    violation: '发布含有绝对化用语的广告',
    facts: '在店内宣传品中使用绝对化用语，已自行更换。',
    ground: '《广告法》第五十七条第一项',
    fine: '1.25',
  },
  {
    kinds: '吊销许可证件',
    violation: '超出核准范围从事危险货物道路运输',
    facts: '多次超出许可范围运输，经责令改正仍未改正。',
    ground: '《道路运输条例》第六十三条',
    licence: '道路运输经营许可证（虚构编号）',
  },
  {
    kinds: '通报批评',
    violation: '未按规定报送统计资料',
    facts: '未按规定时间报送月度统计报表，经催报后报送。',
    ground: '《统计法》第四十一条',
  },
]

const CLASS_NAMES = (firm: Firm) => (firm.kind === 'individual_business' ? '个体工商户' : '法人及非法人组织')

/** A penalty decided `daysAgo` days before `on`. */
export function penaltyRow(
  firm: Firm,
  by: SeedAuthority,
  on: Day,
  daysAgo: number,
  number: number,
): SampleRow {
  const decided = addDays(on, -daysAgo)
  const act = CASES[number % CASES.length]!
  const content = [
    act.fine ? `处以罚款${act.fine}万元` : '',
    act.confiscated ? `没收违法所得${act.confiscated}万元` : '',
    act.licence ? `吊销${act.licence}` : '',
    act.kinds.includes('停产停业') ? '责令停产停业整顿' : '',
    act.kinds === '警告' || act.kinds === '通报批评' ? `给予${act.kinds}` : '',
  ]
  return {
    CF_XDR_MC: firm.name,
    CF_XDR_LB: CLASS_NAMES(firm),
    CF_XDR_SHXYM: firm.code,
    CF_FRDB: firm.representative,
    CF_WSH: `${by.short}罚〔${decided.slice(0, 4)}〕${number}号`,
    CF_WFXW: act.violation,
    CF_SY: act.facts,
    CF_YJ: act.ground,
    CF_CFLB: act.kinds,
    CF_NR: `${content.filter((part) => part !== '').join('；')}。`,
    CF_NR_FK: act.fine ?? '',
    CF_NR_WFFF: act.confiscated ?? '',
    CF_NR_ZKDX: act.licence ?? '',
    CF_JDRQ: decided,
    CF_YXQ: '2099-12-31',
    CF_GSJZQ: '',
    CF_CFJG: by.name,
    CF_CFJGDM: by.code,
    CF_SJLY: by.name,
    CF_SJLYDM: by.code,
    BZ: '',
  }
}

const PERMITS = [
  ['准予食品经营许可决定书', '食品经营许可证', '食品销售（含冷藏冷冻食品）', 60],
  ['准予道路货物运输经营许可决定书', '道路运输经营许可证', '普通货运', 48],
  ['准予排污许可决定书', '排污许可证', '按照副本载明的种类和限值排放污染物', 60],
  ['准予登记决定书', '营业执照', '设立登记', 0],
  ['准予公共场所卫生许可决定书', '公共场所卫生许可证', '住宿场所', 48],
] as const

/** A licence decided `daysAgo` days before `on`. */
export function licenceRow(
  firm: Firm,
  by: SeedAuthority,
  on: Day,
  daysAgo: number,
  number: number,
): SampleRow {
  const decided = addDays(on, -daysAgo)
  const [document, certificate, content, months] = PERMITS[number % PERMITS.length]!
  const until = months === 0 ? '2099-12-31' : addMonths(decided, months)
  return {
    XK_XDR_MC: firm.name,
    XK_XDR_LB: CLASS_NAMES(firm),
    XK_XDR_SHXYM: firm.code,
    XK_FRDB: firm.representative,
    XK_XKWS: document,
    XK_WSH: `${by.short}许〔${decided.slice(0, 4)}〕${number}号`,
    XK_XKLB: certificate === '营业执照' ? '登记' : '普通',
    XK_XKZS: certificate,
    XK_XKBH: `XG${String(number).padStart(8, '0')}`,
    XK_NR: content,
    XK_JDRQ: decided,
    XK_YXQZ: decided,
    XK_YXQZI: until,
    XK_XKJG: by.name,
    XK_XKJGDM: by.code,
    XK_ZT: '1',
    XK_LYDW: by.name,
    XK_LYDWDM: by.code,
    BZ: '',
  }
}
