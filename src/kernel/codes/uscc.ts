import { provinceName } from '../region.ts'
import {
  accepted,
  type CodeCheck,
  type CodeProblem,
  FORMAT_AS_TEXT,
  isBlankCode,
  isPlaceholderCode,
  isRoundedNumber,
  isScientificNotation,
  normaliseCode,
  rejected,
} from './normalise.ts'
import {
  formatOrganisationCode,
  isOrganisationCode,
  organisationCheckCharacter,
} from './organisation-code.ts'
import { hasRegistrationCheckDigit } from './registration-arithmetic.ts'
import { matchesResidentId, resemblesResidentId } from './resident-id.ts'
import { SUBJECT_KIND_NAMES, type SubjectKind } from './subject-kind.ts'
import { checkCharacter, type UsccFault, usccFault } from './uscc-arithmetic.ts'
import {
  categoryOf,
  departmentOf,
  LEGACY_CATEGORIES,
  LEGACY_DEPARTMENT_NAMES,
  LEGACY_ONLY_PREFIXES,
  REGISTRATION_DEPARTMENTS,
} from './uscc-tables.ts'

/** 统一社会信用代码 (GB 32100-2015 with amendment 1 of 2016). */

export interface UsccOptions {
  /** Also accept the first characters B to G of older government software. */
  legacyPrefixes?: boolean
  /** False accepts a code whose inner organisation code fails GB 11714: only on evidence of the code centre. */
  organisationCodeCheck?: boolean
}

/** What each part of a code holds, as written. */
export interface UsccParts {
  department: string
  category: string
  region: string
  organisationCode: string
  checkCharacter: string
}

export interface UsccDescription {
  department: { code: string; name: string }
  category: { code: string; name: string }
  kind: SubjectKind
  region: string
  organisationCode: string
  /** One Chinese sentence for a reader. */
  text: string
}

const isEndOfCenturyLike = (code: string): boolean => {
  const [a, b] = [code.charCodeAt(6), code.charCodeAt(7)]
  return (a === 49 && b === 57) || (a === 50 && b === 48)
}

/**
 * True for a normalised code that is valid without any option, exactly when `checkUscc` accepts it. Allocates
 * nothing but where the region ends in 19 or 20, as the century of birth in a resident id does.
 */
export const isUscc = (code: string): boolean =>
  usccFault(code) === 'none' && !(isEndOfCenturyLike(code) && matchesResidentId(code))

/**
 * Checks a code as it was received. Refusals: `USCC_EMPTY`, `USCC_SCIENTIFIC`, `USCC_ROUNDED`, `USCC_IS_RESIDENT_ID`,
 * `USCC_IS_ORGANISATION_CODE`, `USCC_IS_REGISTRATION_NUMBER`, `USCC_PLACEHOLDER`, `USCC_LENGTH`, `USCC_ALPHABET`,
 * `USCC_PREFIX`, `USCC_REGION`, `USCC_ORGANISATION_CODE`, `USCC_CHECK_CHARACTER`. An unknown region is none: it is
 * the region of the first registration and may have been withdrawn since.
 */
export function checkUscc(raw: string, options: UsccOptions = {}): CodeCheck {
  const code = normaliseCode(raw)
  const fault = usccFault(code, options.legacyPrefixes, options.organisationCodeCheck)
  if (fault === 'none' && !(isEndOfCenturyLike(code) && matchesResidentId(code))) return accepted(code)
  return otherNumber(raw, code) ?? problemOf(fault, code, options.legacyPrefixes ?? false)
}

/** What was put in the place of a code, when it can be told. */
function otherNumber(raw: string, code: string): CodeProblem | undefined {
  if (isScientificNotation(raw)) {
    return rejected(
      'USCC_SCIENTIFIC',
      '统一社会信用代码已被 Excel 改写为科学记数法的数字（如 9.11E+17），后几位已丢失。',
      FORMAT_AS_TEXT,
    )
  }
  if (isBlankCode(code)) return rejected('USCC_EMPTY', '没有填写统一社会信用代码。')
  if (resemblesResidentId(code)) {
    return rejected(
      'USCC_IS_RESIDENT_ID',
      '统一社会信用代码一栏填的是自然人的身份证件号码，本平台不收自然人信息。',
      '相对人是组织的，请改填其 18 位统一社会信用代码；相对人是自然人的，请勿报送。',
    )
  }
  if (isPlaceholderCode(code)) {
    return rejected(
      'USCC_PLACEHOLDER',
      '统一社会信用代码一栏填的是占位符，不是代码。',
      '请填真实代码，没有的留空。',
    )
  }
  if (isOrganisationCode(code)) {
    return rejected(
      'USCC_IS_ORGANISATION_CODE',
      '统一社会信用代码一栏填的是 9 位组织机构代码。',
      '请填换发后的 18 位代码；只有组织机构代码的，填入“组织机构代码”一栏。',
    )
  }
  if (hasRegistrationCheckDigit(code)) {
    return rejected(
      'USCC_IS_REGISTRATION_NUMBER',
      '统一社会信用代码一栏填的是 15 位工商注册号。',
      '请填换发后的 18 位代码；只有注册号的，填入“工商注册号”一栏。',
    )
  }
  if (isRoundedNumber(raw)) {
    return rejected(
      'USCC_ROUNDED',
      '统一社会信用代码的后三位都是 0 且校验不符，应是被 Excel 当作数字只保留了前 15 位。',
      FORMAT_AS_TEXT,
    )
  }
  return undefined
}

function problemOf(fault: UsccFault, code: string, legacyPrefixes: boolean): CodeProblem {
  switch (fault) {
    case 'prefix':
      return prefixProblem(code, legacyPrefixes)
    case 'region':
      return regionProblem(code)
    case 'organisation code':
      return rejected(
        'USCC_ORGANISATION_CODE',
        `第 9—17 位（组织机构代码）校验不符：按第 9—16 位计算，第 17 位应为 ${organisationCheckCharacter(code.slice(8, 16))}，现为 ${code[16]}。`,
        '多半是第 9—17 位中有一位抄错，请对照证书核对。',
      )
    case 'check character':
      return rejected(
        'USCC_CHECK_CHARACTER',
        `统一社会信用代码校验不符：按前 17 位计算，末位应为 ${checkCharacter(code.slice(0, 17))}，现为 ${code[17]}。`,
        '第 9—17 位自身校验相符，错处多半在前 8 位或末位，请对照证书核对。',
      )
    default:
      return spellingProblem(code)
  }
}

const EXCLUDED_LETTERS = 'IOSVZ'
const EASILY_MISREAD: Readonly<Record<string, string>> = { I: '1', O: '0', S: '5', V: 'U', Z: '2' }

/** Length or alphabet. A character no code has is named first, whatever the length. */
function spellingProblem(code: string): CodeProblem {
  const foreign = /[^0-9A-Z]/u.exec(code)
  const excluded = code.length === 18 ? new RegExp(`[${EXCLUDED_LETTERS}]`).exec(code) : null
  const bad = foreign ?? excluded
  if (!bad) {
    return rejected(
      'USCC_LENGTH',
      `统一社会信用代码应为 18 位，现为 ${code.length} 位。`,
      '请对照证书补全或删去多余字符。',
    )
  }
  const place = [...code.slice(0, bad.index)].length + 1
  const misread = EASILY_MISREAD[bad[0]]
  return rejected(
    'USCC_ALPHABET',
    misread
      ? `统一社会信用代码第 ${place} 位是“${bad[0]}”，代码中没有字母 I、O、S、V、Z。`
      : `统一社会信用代码第 ${place} 位是“${bad[0]}”，只能使用数字和大写字母（I、O、S、V、Z 除外）。`,
    misread
      ? `可能是把 ${misread} 认作了 ${bad[0]}，请对照证书改正；本平台不代为猜改。`
      : '请删去代码以外的字符。',
  )
}

function prefixProblem(code: string, legacyPrefixes: boolean): CodeProblem {
  const [first, second] = [code[0]!, code[1]!]
  const department = departmentOf(first)
  if (department) {
    const known = department.categories.map((category) => `${category.code} ${category.name}`).join('、')
    return rejected(
      'USCC_PREFIX',
      `第 2 位（机构类别）“${second}”不存在：登记管理部门为 ${first} ${department.name} 时，第 2 位应为 ${known}。`,
    )
  }
  if (LEGACY_ONLY_PREFIXES.includes(first)) {
    if (legacyPrefixes) {
      return rejected(
        'USCC_PREFIX',
        `第 2 位（机构类别）“${second}”不存在：旧版首位 ${first} 之下应为 ${[...LEGACY_CATEGORIES].join('、')}。`,
      )
    }
    return rejected(
      'USCC_PREFIX',
      `第 1 位“${first}”是旧版软件所用（${LEGACY_DEPARTMENT_NAMES[first]}），不是 GB 32100 的登记管理部门代码。`,
      '请向登记机关核实现行代码。',
    )
  }
  const known = REGISTRATION_DEPARTMENTS.map((each) => `${each.code} ${each.name}`).join('、')
  return rejected('USCC_PREFIX', `第 1 位（登记管理部门）“${first}”不存在，应为 ${known}。`)
}

function regionProblem(code: string): CodeProblem {
  const index = code.slice(2, 8).search(/\D/)
  return rejected(
    'USCC_REGION',
    `第 3—8 位（登记管理机关行政区划）应全为数字，第 ${index + 3} 位现为“${code[index + 2]}”。`,
  )
}

/** The parts of a normalised code of eighteen characters. */
export const usccParts = (code: string): UsccParts => ({
  department: code.slice(0, 1),
  category: code.slice(1, 2),
  region: code.slice(2, 8),
  organisationCode: code.slice(8, 17),
  checkCharacter: code.slice(17),
})

/** 主体标识码: the organisation code inside a valid code, nine characters without hyphen. */
export const organisationCodeOf = (uscc: string): string => uscc.slice(8, 17)

/** Six digits: the region of the registering authority at first registration, never changed by a move. */
export const registrationRegionOf = (uscc: string): string => uscc.slice(2, 8)

/** The kind of organisation the first two characters tell; `other` for legacy prefixes. */
export const subjectKindOf = (uscc: string): SubjectKind =>
  categoryOf(uscc[0] ?? '', uscc[1] ?? '')?.kind ?? 'other'

/** Names for the parts of a valid code, and one sentence that says them. */
export function describeUscc(uscc: string): UsccDescription {
  const parts = usccParts(uscc)
  const departmentName =
    departmentOf(parts.department)?.name ?? `${LEGACY_DEPARTMENT_NAMES[parts.department] ?? '未知'}（旧版）`
  const categoryName = categoryOf(parts.department, parts.category)?.name ?? '其他'
  const kind = subjectKindOf(uscc)
  const place = parts.region === '100000' ? '国家级登记机关' : (provinceName(parts.region) ?? '未知地区')
  return {
    department: { code: parts.department, name: departmentName },
    category: { code: parts.category, name: categoryName },
    kind,
    region: parts.region,
    organisationCode: parts.organisationCode,
    text: `${SUBJECT_KIND_NAMES[kind]}；登记管理部门：${departmentName}；机构类别：${categoryName}；首次登记地：${place}（${parts.region}）；组织机构代码：${formatOrganisationCode(parts.organisationCode)}`,
  }
}

export { checkCharacter }
