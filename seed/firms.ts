import { makeUscc, type SubjectKind, subjectKindOf } from '../src/kernel/index.ts'

/** An invented organisation: a valid code and a name that says it is invented. */
export interface Firm {
  code: string
  name: string
  kind: SubjectKind
  /** 法定代表人 or 经营者: an invented title, never a person's name. */
  representative: string
  /** Six digits of the place. */
  region: string
}

const PLACES: readonly (readonly [string, string])[] = [
  ['130102', '石家庄'],
  ['130203', '唐山'],
  ['130302', '秦皇岛'],
  ['130402', '邯郸'],
  ['130502', '邢台'],
  ['130602', '保定'],
  ['130702', '张家口'],
  ['130802', '承德'],
  ['130902', '沧州'],
  ['131002', '廊坊'],
  ['131102', '衡水'],
  ['130682', '定州'],
  ['130181', '辛集'],
  ['130638', '雄县'],
]

const WORDS = ['晨光', '禾穗', '远帆', '青砖', '石榴', '白鹭', '松涛', '麦浪', '银杏', '海棠', '溪谷', '云杉']
const TRADES = [
  '商贸',
  '建材',
  '食品',
  '物流',
  '机械',
  '纺织',
  '环保科技',
  '餐饮管理',
  '医疗器械',
  '建筑工程',
]

type Shape = { prefix: string; name: (place: string, word: string, trade: string) => string }

/** Nine of ten are firms; the others show the other kinds of organisation. */
const SHAPES: readonly Shape[] = [
  ...Array.from({ length: 8 }, () => ({
    prefix: '91',
    name: (place: string, word: string, trade: string) => `${place}虚构${word}${trade}有限公司`,
  })),
  { prefix: '92', name: (place, word) => `${place}虚构${word}便民超市` },
  { prefix: '93', name: (place, word) => `${place}虚构${word}蔬菜种植专业合作社` },
  { prefix: '91', name: (place, word, trade) => `${place}虚构${word}${trade}集团股份有限公司` },
  { prefix: '52', name: (place, word) => `${place}虚构${word}养老服务中心` },
  { prefix: '51', name: (place, word) => `${place}虚构${word}行业协会` },
]

const NUMERALS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十']

/** `count` invented organisations over the fourteen reporting units, always the same ones. */
export function inventFirms(count: number): Firm[] {
  return Array.from({ length: count }, (_, i) => {
    const [region, place] = PLACES[i % PLACES.length]!
    const shape = SHAPES[(i * 5 + Math.floor(i / 13)) % SHAPES.length]!
    const word = WORDS[(i + Math.floor(i / PLACES.length)) % WORDS.length]!
    const trade = TRADES[(i * 3) % TRADES.length]!
    const round = Math.floor(i / (PLACES.length * WORDS.length))
    const code = makeUscc({ prefix: shape.prefix, region, serial: 100_000 + i })
    return {
      code,
      name: shape.name(place, `${word}${NUMERALS[round] ?? String(round)}`, trade),
      kind: subjectKindOf(code),
      representative: `虚构负责人${i + 1}`,
      region,
    }
  })
}
