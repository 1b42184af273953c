import {
  checkUscc,
  isOrganisationCode,
  isResidentId,
  normaliseCode,
  resemblesResidentId,
} from '../kernel/pure.ts'
import { foldName } from '../subjects/index.ts'

/** What an asker may be looking for. */
export type Query =
  | { kind: 'uscc'; code: string }
  | { kind: 'organisationCode'; code: string }
  | { kind: 'name'; folded: string }
  | { kind: 'advice'; code: string; message: string; next: string; echo: boolean }

const NAME_CHARACTERS_MIN = 2
const QUERY_CHARACTERS_MAX = 100
/** Eighteen characters of letters and digits, give or take a slip: somebody typed a code, not a name. */
const LOOKS_LIKE_USCC = /^[0-9A-Z]{16,20}$/

/** Understands what was typed into the search box. Never a natural person: a resident number is not even looked up. */
export function understandQuery(raw: string): Query {
  // Control characters are nothing anybody typed, and the database takes no NUL; a cut may leave half a character.
  const text = raw
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, QUERY_CHARACTERS_MAX)
    .toWellFormed()
  const code = normaliseCode(text)
  if (isResidentId(text) || resemblesResidentId(text)) {
    if (checkUscc(code).ok) return { kind: 'uscc', code }
    return {
      kind: 'advice',
      code: 'PUBLICATION_NO_PERSONS',
      message: '您输入的像是居民身份证号。本平台只公示组织的信息，不提供任何自然人的查询，也未记录本次输入。',
      next: '请改用企业名称或统一社会信用代码查询。',
      echo: false,
    }
  }
  if (isOrganisationCode(code)) return { kind: 'organisationCode', code }
  if (LOOKS_LIKE_USCC.test(code)) {
    const checked = checkUscc(code)
    if (checked.ok) return { kind: 'uscc', code: checked.value }
    return {
      kind: 'advice',
      code: 'PUBLICATION_CODE_INVALID',
      message: `“${code}”不是有效的统一社会信用代码：${checked.message}`,
      next: '请对照营业执照核对后重输，或改按名称查询。',
      echo: true,
    }
  }
  const folded = foldName(text)
  if ([...folded].length < NAME_CHARACTERS_MIN) {
    return {
      kind: 'advice',
      code: 'PUBLICATION_QUERY_SHORT',
      message: text === '' ? '请输入要查询的名称或代码。' : '至少输入两个字才能按名称查询。',
      next: '可输入名称中连续的几个字，或 18 位统一社会信用代码。',
      echo: true,
    }
  }
  return { kind: 'name', folded }
}
