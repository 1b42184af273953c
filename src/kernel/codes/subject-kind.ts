/**
 * The kinds of organisation (主体类别). There is no kind for a natural person: a person has no 统一社会信用代码,
 * and what has none is not a subject here.
 */
export type SubjectKind =
  | 'enterprise'
  | 'individual_business'
  | 'cooperative'
  | 'institution'
  | 'agency'
  | 'mass_organisation'
  | 'social_organisation'
  | 'law_service'
  | 'collective'
  | 'other'

export const SUBJECT_KIND_NAMES: Readonly<Record<SubjectKind, string>> = {
  enterprise: '企业',
  individual_business: '个体工商户',
  cooperative: '农民专业合作社',
  institution: '事业单位',
  agency: '机关',
  mass_organisation: '群团组织',
  social_organisation: '社会组织',
  law_service: '法律服务机构',
  collective: '农村集体经济组织',
  other: '其他组织',
}

export const SUBJECT_KINDS = Object.keys(SUBJECT_KIND_NAMES) as SubjectKind[]
