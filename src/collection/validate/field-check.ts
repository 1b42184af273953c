import type { FieldDefinition } from '../../catalogue/pure.ts'
import {
  type CodeCheck,
  checkInstitutionNumber,
  checkOrganisationCode,
  checkRegistrationNumber,
  checkSocialOrganisationNumber,
  checkTaxNumber,
  checkUscc,
  formatWanYuan,
  isUscc,
  parseWanYuan,
  UNLIMITED_DAY,
  XinwangError,
} from '../../kernel/pure.ts'
import { cutText, maskNumberOfPerson } from './problem.ts'
import { parseDay } from './text.ts'

/** A value in its stored form, or what is wrong with it. */
export type FieldCheck = { value: string } | { code: string; message: string }

/** Checks the filled text of one cell. */
export type FieldChecker = (text: string) => FieldCheck

/** Makes the checker of one field; everything that can be decided beforehand is decided here. */
export function compileField(field: FieldDefinition): FieldChecker {
  const check = checkerOf(field)
  const longest = field.max_length
  return (text) => {
    const result = check(text)
    if ('value' in result && result.value.length > longest) {
      return {
        code: 'FIELD_TOO_LONG',
        message: `${field.name}有 ${result.value.length} 个字，不得超过 ${longest} 个字。请精简后重报。`,
      }
    }
    return result
  }
}

function checkerOf(field: FieldDefinition): FieldChecker {
  switch (field.type) {
    case 'text':
      return (text) => (text.isWellFormed() ? { value: text } : illFormed(field))
    case 'date':
      return dateChecker(field)
    case 'amount_wan_yuan':
      return (text) => amount(field, text)
    case 'enum':
      return enumChecker(field)
    case 'multi_enum':
      return multiEnumChecker(field)
    case 'code':
      return codeChecker(field)
  }
}

const illFormed = (field: FieldDefinition): FieldCheck => ({
  code: 'FIELD_ILL_FORMED',
  message: `${field.name}含有残缺的字符。请重新录入该单元格。`,
})

function dateChecker(field: FieldDefinition): FieldChecker {
  return (text) => {
    const day = parseDay(text)
    if (day === undefined) {
      return {
        code: 'DATE_INVALID',
        message: `${field.name}${quoted(field, text)}不是有效日期。请按 2026-03-01 的格式填写真实日期。`,
      }
    }
    if (day < '1949-10-01') {
      return {
        code: 'DATE_PLACEHOLDER',
        message: `${field.name}${day} 早于 1949 年，像是占位日期。请填写真实日期。`,
      }
    }
    if (day >= UNLIMITED_DAY && !field.unlimited) {
      return {
        code: 'DATE_PLACEHOLDER',
        message: `${field.name}不能填 ${day}；2099-12-31 只用于长期有效的有效期。请填写真实日期。`,
      }
    }
    return { value: day }
  }
}

function amount(field: FieldDefinition, text: string): FieldCheck {
  try {
    return { value: formatWanYuan(parseWanYuan(text)) }
  } catch (error) {
    if (!(error instanceof XinwangError)) throw error
    return {
      code: 'AMOUNT_INVALID',
      message: `${field.name}${quoted(field, text)}有误：${error.message}${error.next ?? ''}`,
    }
  }
}

function enumChecker(field: FieldDefinition): FieldChecker {
  const admit = admission(field)
  return (text) => admit(text) ?? notListed(field, text)
}

function multiEnumChecker(field: FieldDefinition): FieldChecker {
  const admit = admission(field)
  const separator = field.separator ?? ';'
  return (text) => {
    const whole = admit(text)
    if (whole) return whole
    const parts = text
      .normalize('NFKC')
      .split(/[;；]/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
    const values: string[] = []
    for (const part of parts) {
      const admitted = admit(part)
      if (!admitted) return notListed(field, part)
      for (const value of admitted.value.split(separator)) if (!values.includes(value)) values.push(value)
    }
    return { value: values.join(separator) }
  }
}

/** Values, synonyms and the free form `其他-…`, compared without regard to width of characters and inner spaces. */
function admission(field: FieldDefinition): (text: string) => { value: string } | undefined {
  const fold = (text: string) => text.normalize('NFKC').replace(/\s/g, '')
  const known = new Map<string, string>()
  for (const value of [...(field.values ?? []), ...(field.legacy_values ?? [])]) known.set(fold(value), value)
  for (const [spelling, value] of Object.entries(field.value_synonyms ?? {})) known.set(fold(spelling), value)
  const prefix = field.other_prefix
  return (text) => {
    const found = known.get(text) ?? known.get(fold(text))
    if (found !== undefined) return { value: found }
    if (prefix) {
      const free = text.replace(/^其[他它]\s*[-－—–:：]\s*/, prefix)
      if (free.startsWith(prefix) && free.length > prefix.length) return { value: free }
    }
    return undefined
  }
}

const LISTED_MAX = 12

function notListed(field: FieldDefinition, text: string): FieldCheck {
  const values = field.values ?? []
  const shown = values.slice(0, LISTED_MAX).join('、')
  const more = values.length > LISTED_MAX ? ` 等 ${values.length} 种` : ''
  const free = field.other_prefix ? `，或以“${field.other_prefix}”开头写明` : ''
  return {
    code: 'VALUE_NOT_LISTED',
    message: `${field.name}${quoted(field, text)}不在允许的取值内。应为：${shown}${more}${free}。`,
  }
}

function codeChecker(field: FieldDefinition): FieldChecker {
  const check = schemeCheck(field.scheme)
  if (!check) return (text) => ({ value: text })
  return (text) => {
    if (field.scheme === 'uscc' && isUscc(text)) return { value: text }
    const result = check(text)
    if (result.ok) return { value: result.value }
    return { code: result.code, message: `${field.name}：${result.message}${result.next ?? ''}` }
  }
}

function schemeCheck(scheme: FieldDefinition['scheme']): ((text: string) => CodeCheck) | undefined {
  switch (scheme) {
    case 'uscc':
      return checkUscc
    case 'organisation_code':
      return checkOrganisationCode
    case 'registration_number':
      return checkRegistrationNumber
    case 'tax_number':
      return checkTaxNumber
    case 'institution_number':
      return checkInstitutionNumber
    case 'social_organisation_number':
      return checkSocialOrganisationNumber
    case 'resident_id':
    case undefined:
      // A person's number is never checked for being right: it is dropped either way.
      return undefined
  }
}

const QUOTED_CHARACTERS_MAX = 40

/** What stood in the cell, as far as it may be repeated: nothing of a field that is not stored, no person's number. */
const quoted = (field: FieldDefinition, text: string): string =>
  field.keep === 'stored' ? `“${cutText(maskNumberOfPerson(text), QUOTED_CHARACTERS_MAX)}”` : '的内容'
