import { Type } from 'typebox'
import { itemsInForce } from '../catalogue/index.ts'
import {
  type Clock,
  loadSql,
  organisationCodeOf,
  regionNames,
  SUBJECT_KIND_NAMES,
  type SubjectKind,
  type Tx,
  today,
} from '../kernel/index.ts'
import { gramsOf, subjectIdOf } from '../subjects/index.ts'
import type { SearchResult } from './contract.ts'
import { type Query, understandQuery } from './query.ts'

const sql = loadSql(import.meta.url, 'publication.sql')

const PAGE_SUBJECTS = 20
/** Names looked at before ranking; a query that fits more than this is too general to rank all. */
const CANDIDATES_MAX = 2000

const Nullable = Type.Union([Type.String(), Type.Null()])
const FOUND = {
  subjectId: Type.String(),
  uscc: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  regionCode: Nullable,
}
const FoundByCode = Type.Object(FOUND)
const FoundByName = Type.Object({
  ...FOUND,
  matchedFormerName: Nullable,
  distance: Type.Integer(),
  characters: Type.Integer(),
})

interface Found {
  subjectId: string
  uscc: string
  kind: string
  name: string
  regionCode: string | null
  matchedFormerName?: string | null
}

/**
 * Organisations by code, or by any part of a present or former name; the exact name first, then names that begin with
 * what was typed, then shorter before longer.
 * @param after the `next` of the page before
 */
export async function searchSubjects(
  tx: Tx,
  clock: Clock,
  raw: string,
  after?: string,
): Promise<SearchResult> {
  const query = understandQuery(raw)
  const asOf = today(clock)
  if (query.kind === 'advice') {
    const { code, message, next, echo } = query
    return { query: echo ? raw.trim() : '', asOf, subjects: [], next: null, advice: { code, message, next } }
  }
  const { found, next } = await find(tx, query, after)
  return {
    query: raw.trim(),
    asOf,
    subjects: await summarise(tx, found, asOf),
    next,
    advice: found.length === 0 && !after ? nothingFound(query) : null,
  }
}

async function find(tx: Tx, query: Exclude<Query, { kind: 'advice' }>, after: string | undefined) {
  if (query.kind === 'name') return findByName(tx, query.folded, after)
  // The id is computed from the organisation code, which the unified code holds: one row of one shard is read.
  const organisationCode = query.kind === 'uscc' ? organisationCodeOf(query.code) : query.code
  const subjectId = String(subjectIdOf('organisation_code', organisationCode))
  const rows = await sql.many(tx, 'find_subject', { subjectId }, FoundByCode)
  const found = query.kind === 'uscc' ? rows.filter((row) => row.uscc === query.code) : rows
  return { found: found as Found[], next: null }
}

async function findByName(tx: Tx, folded: string, after: string | undefined) {
  const start = parseCursor(after)
  const rows = await sql.many(
    tx,
    'search_by_name',
    {
      folded,
      grams: gramsOf(folded),
      pattern: `%${escapePattern(folded)}%`,
      prefixPattern: `${escapePattern(folded)}%`,
      candidates: CANDIDATES_MAX,
      afterDistance: start.distance,
      afterCharacters: start.characters,
      afterId: start.subjectId,
      limit: PAGE_SUBJECTS + 1,
    },
    FoundByName,
  )
  const found = rows.slice(0, PAGE_SUBJECTS)
  const last = found.at(-1)
  const next =
    rows.length > PAGE_SUBJECTS && last ? `${last.distance}.${last.characters}.${last.subjectId}` : null
  return { found: found as Found[], next }
}

/** Subject ids have 63 bits. */
const LARGEST_ID = 2n ** 63n - 1n

const escapePattern = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

function parseCursor(after: string | undefined) {
  const match = /^(\d)\.(\d{1,5})\.(\d{1,19})$/.exec(after ?? '')
  return match && BigInt(match[3]!) <= LARGEST_ID
    ? { distance: Number(match[1]), characters: Number(match[2]), subjectId: match[3]! }
    : { distance: -1, characters: 0, subjectId: '0' }
}

async function summarise(tx: Tx, found: Found[], asOf: string): Promise<SearchResult['subjects']> {
  if (found.length === 0) return []
  const items = (await itemsInForce(tx, asOf)).filter((item) => item.definition.disclosure === 'public')
  const counts = await sql.many(
    tx,
    'count_public_records',
    { subjectIds: found.map((each) => each.subjectId), itemNos: items.map((item) => item.itemNo), on: asOf },
    Type.Object({ subjectId: Type.String(), records: Type.Integer() }),
  )
  const countOf = new Map(counts.map((row) => [row.subjectId, row.records]))
  const regions = await regionNames(
    tx,
    found.flatMap((each) => each.regionCode ?? []),
  )
  return found.map((each) => {
    const regionName = each.regionCode ? regions.get(each.regionCode)?.at(-1) : undefined
    return {
      code: each.uscc,
      name: each.name,
      ...(each.matchedFormerName ? { matchedFormerName: each.matchedFormerName } : {}),
      kind: { code: each.kind, name: SUBJECT_KIND_NAMES[each.kind as SubjectKind] },
      region: each.regionCode && regionName ? { code: each.regionCode, name: regionName } : null,
      publicRecords: countOf.get(each.subjectId) ?? 0,
    }
  })
}

function nothingFound(query: Query) {
  if (query.kind === 'name') {
    return {
      code: 'PUBLICATION_NOTHING_FOUND',
      message: '没有找到名称中含有这些字的组织。',
      next: '请试试名称中更短的一段（如去掉地名和“有限公司”），或按统一社会信用代码查询。',
    }
  }
  return {
    code: 'PUBLICATION_CODE_UNKNOWN',
    message: '代码格式正确，但本平台没有这个组织的信息。',
    next: '可能尚未归集到它的信息，或登记在外省。可改按名称查询。',
  }
}
