import {
  type CodeCheck,
  isBlankCode,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './codes/normalise.ts'
import { type FieldProblem, invalid } from './errors.ts'

/**
 * Regions: twelve digits, GB/T 2260 (province, prefecture, county) followed by the statistics bureau's township and
 * village codes. A region's code tells its level and where it lies.
 */

/** 1 province, 2 prefecture, 3 county, 4 township, 5 village. */
export type RegionLevel = 1 | 2 | 3 | 4 | 5

export const REGION_LEVEL_NAMES: Readonly<Record<RegionLevel, string>> = {
  1: '省',
  2: '市',
  3: '县',
  4: '乡',
  5: '村',
}

export interface Region {
  /** Twelve digits. */
  code: string
  name: string
  level: RegionLevel
  /** Undefined for a province. */
  parent: string | undefined
}

const PROVINCE_NAMES: Readonly<Record<string, string>> = {
  11: '北京市',
  12: '天津市',
  13: '河北省',
  14: '山西省',
  15: '内蒙古自治区',
  21: '辽宁省',
  22: '吉林省',
  23: '黑龙江省',
  31: '上海市',
  32: '江苏省',
  33: '浙江省',
  34: '安徽省',
  35: '福建省',
  36: '江西省',
  37: '山东省',
  41: '河南省',
  42: '湖北省',
  43: '湖南省',
  44: '广东省',
  45: '广西壮族自治区',
  46: '海南省',
  50: '重庆市',
  51: '四川省',
  52: '贵州省',
  53: '云南省',
  54: '西藏自治区',
  61: '陕西省',
  62: '甘肃省',
  63: '青海省',
  64: '宁夏回族自治区',
  65: '新疆维吾尔自治区',
  71: '台湾省',
  81: '香港特别行政区',
  82: '澳门特别行政区',
}

/** Residence permits for people from 台湾 use 83 instead of the region's own 71. */
const TAIWAN_PERMIT_PREFIX = '83'

/** Name of the province a region code of any length begins with. */
export const provinceName = (code: string): string | undefined => PROVINCE_NAMES[code.slice(0, 2)]

/** True for the two digits a region code or a resident id can begin with. */
export const isProvincePrefix = (prefix: string): boolean =>
  prefix in PROVINCE_NAMES || prefix === TAIWAN_PERMIT_PREFIX

/** Where each level's digits end. */
const ENDS = [2, 4, 6, 9, 12] as const
const LENGTH = 12

/** The level a code tells: the last of its groups (2+2+2+3+3 digits) that is not all zeros. */
export function regionLevel(code: string): RegionLevel {
  for (let level = 5; level > 1; level--) {
    if (/[1-9]/.test(code.slice(ENDS[level - 2], ENDS[level - 1]))) return level as RegionLevel
  }
  return 1
}

/**
 * The region that holds this one, undefined for a province. A level that a city does without is passed over by
 * itself: the county digits of 东莞's townships (441900) are zeros, so cutting the township leaves the city.
 */
export function parentRegion(code: string): string | undefined {
  const level = regionLevel(code)
  return level === 1 ? undefined : code.slice(0, ENDS[level - 2]).padEnd(LENGTH, '0')
}

/** The codes from the province down to this region, itself included. */
export function regionPath(code: string): string[] {
  const path: string[] = []
  for (let at: string | undefined = code; at !== undefined; at = parentRegion(at)) path.unshift(at)
  return path
}

/** The significant digits of a code: every region inside it begins with them. */
export const regionPrefix = (code: string): string => code.slice(0, ENDS[regionLevel(code) - 1])

/** True when `code` is `container` or lies inside it. */
export const isWithinRegion = (code: string, container: string): boolean =>
  code.startsWith(regionPrefix(container))

/**
 * Checks a region code of 6, 9 or 12 digits; the value is the twelve-digit form. Says nothing about whether the
 * region exists, or still exists: that is a question for the region table.
 */
export function checkRegion(raw: string): CodeCheck {
  if (isScientificNotation(raw)) {
    return rejected(
      'REGION_SCIENTIFIC',
      '行政区划代码已被 Excel 改写为科学记数法。',
      '请把该列设为“文本”后重新填写。',
    )
  }
  const code = normaliseCode(raw)
  if (isBlankCode(code)) return rejected('REGION_EMPTY', '没有填写行政区划代码。')
  const foreign = /\D/u.exec(code)
  if (foreign) {
    return rejected(
      'REGION_ALPHABET',
      `行政区划代码第 ${foreign.index + 1} 位是“${foreign[0]}”，只能使用数字。`,
    )
  }
  if (![6, 9, LENGTH].includes(code.length)) {
    return rejected(
      'REGION_LENGTH',
      `行政区划代码应为 6 位（县以上）、9 位（乡镇）或 12 位（村），现为 ${code.length} 位。`,
    )
  }
  if (!(code.slice(0, 2) in PROVINCE_NAMES)) {
    return rejected('REGION_PROVINCE', `行政区划代码前两位“${code.slice(0, 2)}”不是省级代码（河北省为 13）。`)
  }
  const full = code.padEnd(LENGTH, '0')
  const [prefecture, county, township, village] = [
    full.slice(2, 4),
    full.slice(4, 6),
    full.slice(6, 9),
    full.slice(9),
  ]
  if ((prefecture === '00' && /[1-9]/.test(full.slice(4))) || (township === '000' && village !== '000')) {
    return rejected(
      'REGION_GAP',
      prefecture === '00'
        ? `行政区划代码缺市级：第 3—4 位为 00，其后却有数字（县级“${county}”）。`
        : '行政区划代码缺乡级：第 7—9 位为 000，其后却有村级代码。',
    )
  }
  return { ok: true, value: full }
}

const HEADER = 'code,name'

/**
 * Reads a region file (`code,name`, UTF-8, one region a line, parents present). Throws `invalid` `KERNEL_REGION_FILE` with
 * one entry per bad line, at most twenty.
 */
export function parseRegionFile(text: string): Region[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const regions = new Map<string, Region>()
  const lineOf = new Map<string, number>()
  const problems: FieldProblem[] = []
  const report = (line: number, code: string, message: string) =>
    problems.push({ field: `第 ${line} 行`, code, message })

  if (lines[0]?.trim() !== HEADER) report(1, 'REGION_FILE_HEADER', `首行应为 ${HEADER}。`)
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!.trim()
    if (line === '') continue
    const [code, name, ...rest] = line.split(',')
    if (!code || !name || rest.length > 0 || line.includes('"')) {
      report(i + 1, 'REGION_FILE_LINE', '应为“12 位代码,名称”，不加引号。')
    } else if (regions.has(code)) {
      report(i + 1, 'REGION_FILE_TWICE', `代码 ${code} 与第 ${lineOf.get(code)} 行重复。`)
    } else {
      const checked = checkRegion(code)
      if (!checked.ok) report(i + 1, checked.code, checked.message)
      else if (checked.value !== code)
        report(i + 1, 'REGION_LENGTH', `代码 ${code} 应写满 12 位：${checked.value}。`)
      else {
        regions.set(code, { code, name, level: regionLevel(code), parent: parentRegion(code) })
        lineOf.set(code, i + 1)
      }
    }
  }
  for (const region of regions.values()) {
    if (region.parent !== undefined && !regions.has(region.parent)) {
      report(
        lineOf.get(region.code)!,
        'REGION_FILE_PARENT',
        `${region.name} 的上级 ${region.parent} 不在文件中。`,
      )
    }
  }
  if (regions.size === 0) report(1, 'REGION_FILE_EMPTY', '文件中没有一个区划。')
  if (problems.length > 0) {
    throw invalid({
      code: 'KERNEL_REGION_FILE',
      message: `区划文件有 ${problems.length} 处错误，未载入。`,
      next: '请按所列行号改正后重新载入。',
      fields: problems.slice(0, 20),
    })
  }
  return [...regions.values()]
}

/**
 * A reporting unit (报送考核单元): what the province ranks and reports by. Fourteen of them; most are prefectures, but
 * 定州 and 辛集 lie inside another's code range and 雄安新区 is made of three counties.
 */
export interface ReportingUnit {
  /** Twelve digits; the code rankings show. */
  code: string
  name: string
  /** Regions that belong to the unit with everything inside them. */
  members: readonly string[]
}

/**
 * The unit a region counts for: the one with the narrowest member that holds it, so that 定州 is not counted for
 * 保定. Undefined for the province itself and for regions of other provinces.
 */
export function reportingUnitOf(
  regionCode: string,
  units: readonly ReportingUnit[],
): ReportingUnit | undefined {
  const code = regionCode.padEnd(LENGTH, '0')
  let best: ReportingUnit | undefined
  let bestLength = 0
  for (const unit of units) {
    for (const member of unit.members) {
      const prefix = regionPrefix(member)
      if (prefix.length > bestLength && code.startsWith(prefix)) {
        best = unit
        bestLength = prefix.length
      }
    }
  }
  return best
}
