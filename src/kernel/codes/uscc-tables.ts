import type { SubjectKind } from './subject-kind.ts'

/** GB 32100-2015: ten digits and twenty-one letters; I, O, S, V and Z are left out. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Wi = 3^(i-1) mod 31 for positions 1 to 17. */
export const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const

export interface RegistrationCategory {
  /** Second character of the code. */
  code: string
  /** 机构类别 */
  name: string
  kind: SubjectKind
}

export interface RegistrationDepartment {
  /** First character of the code. */
  code: string
  /** 登记管理部门 */
  name: string
  categories: readonly RegistrationCategory[]
}

const categories = (...rows: [string, string, SubjectKind][]): RegistrationCategory[] =>
  rows.map(([code, name, kind]) => ({ code, name, kind }))

/** 登记管理部门 and 机构类别 of GB 32100-2015 with amendment 1 of 2016. */
export const REGISTRATION_DEPARTMENTS: readonly RegistrationDepartment[] = [
  {
    code: '1',
    name: '机构编制',
    categories: categories(
      ['1', '机关', 'agency'],
      ['2', '事业单位', 'institution'],
      ['3', '中央编办直接管理机构编制的群众团体', 'mass_organisation'],
      ['9', '其他', 'other'],
    ),
  },
  {
    code: '2',
    name: '外交',
    categories: categories(['1', '外国常驻新闻机构', 'other'], ['9', '其他', 'other']),
  },
  {
    code: '3',
    name: '司法行政',
    categories: categories(
      ['1', '律师执业机构', 'law_service'],
      ['2', '公证处', 'law_service'],
      ['3', '基层法律服务所', 'law_service'],
      ['4', '司法鉴定机构', 'law_service'],
      ['5', '仲裁委员会', 'law_service'],
      ['9', '其他', 'law_service'],
    ),
  },
  {
    code: '4',
    name: '文化',
    categories: categories(['1', '外国在华文化中心', 'other'], ['9', '其他', 'other']),
  },
  {
    code: '5',
    name: '民政',
    categories: categories(
      ['1', '社会团体', 'social_organisation'],
      ['2', '民办非企业单位', 'social_organisation'],
      ['3', '基金会', 'social_organisation'],
      ['9', '其他', 'social_organisation'],
    ),
  },
  {
    code: '6',
    name: '旅游',
    categories: categories(
      ['1', '外国旅游部门常驻代表机构', 'other'],
      ['2', '港澳台地区旅游部门常驻内地（大陆）代表机构', 'other'],
      ['9', '其他', 'other'],
    ),
  },
  {
    code: '7',
    name: '宗教',
    categories: categories(
      ['1', '宗教活动场所', 'other'],
      ['2', '宗教院校', 'other'],
      ['9', '其他', 'other'],
    ),
  },
  {
    code: '8',
    name: '工会',
    categories: categories(['1', '基层工会', 'mass_organisation'], ['9', '其他', 'mass_organisation']),
  },
  {
    code: '9',
    name: '工商（市场监管）',
    categories: categories(
      ['1', '企业', 'enterprise'],
      ['2', '个体工商户', 'individual_business'],
      ['3', '农民专业合作社', 'cooperative'],
    ),
  },
  {
    code: 'A',
    name: '中央军委改革和编制办公室',
    categories: categories(['1', '军队事业单位', 'other'], ['9', '其他', 'other']),
  },
  {
    code: 'N',
    name: '农业',
    categories: categories(
      ['1', '组级集体经济组织', 'collective'],
      ['2', '村级集体经济组织', 'collective'],
      ['3', '乡镇级集体经济组织', 'collective'],
      ['9', '其他', 'collective'],
    ),
  },
  { code: 'Y', name: '其他', categories: categories(['1', '不再具体划分', 'other']) },
]

/**
 * A map that older government software used for the first character before the standard was amended. The standard's
 * meaning always wins where both know a character; B to G exist only here and are accepted only on request.
 */
export const LEGACY_DEPARTMENT_NAMES: Readonly<Record<string, string>> = {
  '1': '机构编制',
  '2': '外交',
  '3': '教育',
  '4': '公安',
  '5': '民政',
  '6': '司法',
  '7': '交通运输',
  '8': '文化',
  '9': '工商',
  A: '旅游局',
  B: '宗教事务',
  C: '全国总工会',
  D: '解放军总后勤部',
  E: '省级政府',
  F: '地市级政府',
  G: '区县级政府',
  Y: '其他',
}

export const LEGACY_ONLY_PREFIXES = 'BCDEFG'
/** The categories that software used under every one of its departments. */
export const LEGACY_CATEGORIES = '1239'

export const departmentOf = (first: string): RegistrationDepartment | undefined =>
  REGISTRATION_DEPARTMENTS.find((department) => department.code === first)

export const categoryOf = (first: string, second: string): RegistrationCategory | undefined =>
  departmentOf(first)?.categories.find((category) => category.code === second)
