import { hash, randomInt } from 'node:crypto'
import { Type } from 'typebox'
import { copyRows, loadSql, type SubjectKind, type Tx } from '../kernel/index.ts'
import type { IdentityScheme } from './identity.ts'
import { foldName, gramsOf } from './name.ts'

const sql = loadSql(import.meta.url, 'subjects.sql')

/** What a row says about the organisation it concerns. There is no way to say it of a natural person. */
export interface SubjectClaim {
  subjectId: bigint
  organisationCode: string | null
  uscc: string | null
  kind: SubjectKind
  name: string
  /** `foldName(name)`. */
  folded: string
  /** 12-digit region of first registration, from the code; null where the code holds none. */
  regionCode: string | null
  identifiers: { scheme: IdentityScheme; value: string }[]
}

/** Filed under the subject, or a question that a person must answer first. */
export type Resolution =
  | { outcome: 'filed' }
  | { outcome: 'two_names_one_code'; known: string }
  | { outcome: 'two_codes_one_organisation'; known: string }

interface Known {
  uscc: string | null
  names: Set<string>
}

/** What one run has already seen, so that a subject is looked up once. Bounded: it starts anew when full. */
export type SubjectMemory = Map<bigint, Known>
const MEMORY_MAX = 50_000

/**
 * Finds or creates the subjects of the claims, in the caller's transaction, and says for each claim whether it may be
 * filed. A name or code that contradicts what is known is never merged or overwritten: it opens a question (疑问数据).
 * The same claim again opens no second question.
 */
export async function resolveSubjects(
  tx: Tx,
  claims: SubjectClaim[],
  memory: SubjectMemory,
  at: Date,
): Promise<Resolution[]> {
  if (memory.size > MEMORY_MAX) memory.clear()
  await learn(tx, claims, memory)
  const fresh = new Map<bigint, SubjectClaim>()
  for (const claim of claims) {
    if (!memory.has(claim.subjectId) && !fresh.has(claim.subjectId)) fresh.set(claim.subjectId, claim)
  }
  if (fresh.size > 0) await insertFresh(tx, [...fresh.values()], memory, at)
  await completeCodes(tx, claims, memory)
  const resolutions = claims.map((claim) => judge(claim, memory.get(claim.subjectId)!))
  await openQuestions(tx, claims, resolutions, at)
  await noteIdentifiers(
    tx,
    claims.filter((_, i) => resolutions[i]!.outcome === 'filed'),
    at,
  )
  return resolutions
}

/** Memory must not hold what a rolled-back transaction taught it. */
export function forget(memory: SubjectMemory): void {
  memory.clear()
}

async function learn(tx: Tx, claims: SubjectClaim[], memory: SubjectMemory): Promise<void> {
  const unknown = new Set<bigint>()
  for (const claim of claims) if (!memory.has(claim.subjectId)) unknown.add(claim.subjectId)
  if (unknown.size === 0) return
  const rows = await sql.many(
    tx,
    'list_known',
    { ids: `{${[...unknown].join(',')}}` },
    Type.Object({
      subjectId: Type.String(),
      uscc: Type.Union([Type.String(), Type.Null()]),
      folded: Type.String(),
    }),
  )
  for (const row of rows) {
    const id = BigInt(row.subjectId)
    const known = memory.get(id) ?? { uscc: row.uscc, names: new Set<string>() }
    known.names.add(row.folded)
    memory.set(id, known)
  }
}

/**
 * Inserts subjects that `learn` did not find. Should another transaction insert one of them at the same moment, the
 * COPY fails with a unique violation and the caller does its whole chunk again.
 */
async function insertFresh(tx: Tx, fresh: SubjectClaim[], memory: SubjectMemory, at: Date): Promise<void> {
  // In one order, so that two transactions wait for each other in turn and never crosswise.
  fresh.sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1))
  await copyRows(
    tx,
    'subjects.subject',
    {
      subject_id: 'int8',
      organisation_code: 'text',
      uscc: 'text',
      kind: 'text',
      name: 'text',
      region_code: 'text',
      known_since: 'timestamptz',
    },
    fresh.map((claim) => [
      claim.subjectId,
      claim.organisationCode,
      claim.uscc,
      claim.kind,
      claim.name,
      claim.regionCode,
      at,
    ]),
  )
  await copyRows(
    tx,
    'subjects.name',
    { subject_id: 'int8', folded: 'text', name: 'text', known_since: 'timestamptz', grams: 'text[]' },
    fresh.map((claim) => [claim.subjectId, claim.folded, claim.name, at, gramsOf(claim.folded)]),
  )
  for (const claim of fresh) {
    memory.set(claim.subjectId, { uscc: claim.uscc, names: new Set([claim.folded]) })
  }
  await sql.run(tx, 'add_to_tally', { bucket: randomInt(TALLY_BUCKETS), subjects: fresh.length })
}

const TALLY_BUCKETS = 16

/** A subject first known by an older code learns its unified code; that is the same organisation code, no conflict. */
async function completeCodes(tx: Tx, claims: SubjectClaim[], memory: SubjectMemory): Promise<void> {
  const completing = claims.filter(
    (claim) => claim.uscc !== null && memory.get(claim.subjectId)!.uscc === null,
  )
  if (completing.length === 0) return
  await sql.run(tx, 'complete_usccs', {
    ids: completing.map((claim) => String(claim.subjectId)),
    usccs: completing.map((claim) => claim.uscc),
    kinds: completing.map((claim) => claim.kind),
    regionCodes: completing.map((claim) => claim.regionCode),
  })
  for (const claim of completing) memory.get(claim.subjectId)!.uscc ??= claim.uscc
}

function judge(claim: SubjectClaim, known: Known): Resolution {
  if (claim.uscc !== null && known.uscc !== null && claim.uscc !== known.uscc) {
    return { outcome: 'two_codes_one_organisation', known: known.uscc }
  }
  if (!known.names.has(claim.folded)) {
    return { outcome: 'two_names_one_code', known: [...known.names][0]! }
  }
  return { outcome: 'filed' }
}

async function openQuestions(
  tx: Tx,
  claims: SubjectClaim[],
  resolutions: Resolution[],
  at: Date,
): Promise<void> {
  const questions = claims.flatMap((claim, i) => {
    const resolution = resolutions[i]!
    if (resolution.outcome === 'filed') return []
    const claimed = resolution.outcome === 'two_names_one_code' ? claim.name : claim.uscc!
    const key = hash('sha256', `${resolution.outcome}:${foldName(claimed)}`).slice(0, 32)
    return [
      {
        claim,
        kind: resolution.outcome,
        key,
        facts: { known: resolution.known, claimed },
      },
    ]
  })
  if (questions.length === 0) return
  const distinct = new Map(
    questions.map((question) => [`${question.claim.subjectId}:${question.key}`, question]),
  )
  const list = [...distinct.values()]
  await sql.run(tx, 'insert_question', {
    ids: list.map((question) => String(question.claim.subjectId)),
    keys: list.map((question) => question.key),
    kinds: list.map((question) => question.kind),
    facts: list.map((question) => JSON.stringify(question.facts)),
    at,
  })
}

async function noteIdentifiers(tx: Tx, claims: SubjectClaim[], at: Date): Promise<void> {
  const notes = claims.flatMap((claim) =>
    claim.identifiers.map((identifier) => ({ id: String(claim.subjectId), ...identifier })),
  )
  if (notes.length === 0) return
  await sql.run(tx, 'insert_identifiers', {
    ids: notes.map((note) => note.id),
    schemes: notes.map((note) => note.scheme),
    values: notes.map((note) => note.value),
    at,
  })
}
