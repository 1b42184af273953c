import { hash, randomBytes } from 'node:crypto'
import type { ItemDefinition } from '../catalogue/index.ts'
import {
  type Day,
  invariant,
  organisationCodeOf,
  organisationCodeOfTaxNumber,
  registrationRegionOf,
  type SubjectKind,
  subjectKindOf,
} from '../kernel/index.ts'
import { canonicalJson, type Hash, textLeafHash } from '../ledger/index.ts'
import type { RecordRow } from '../records/index.ts'
import { foldName, type IdentityScheme, type SubjectClaim, subjectIdOf } from '../subjects/index.ts'
import type { RowValues } from './validate/row.ts'

/** What is the same for every row of one submission. */
export interface Preparation {
  item: ItemDefinition
  claim: ClaimPlan
  keyFields: string[]
  itemNo: number
  itemVersion: number
  /** Hexadecimal, without hyphens. */
  submissionId: string
  providerCode: string
  /** Publicity by the rule of the item: gravity and days, by dated law. */
  publicity: (values: RowValues) => Pick<RecordRow, 'gravity' | 'publicFrom' | 'publicUntil'>
  /** Reporting deadline of a decision day. */
  dueOf: (decidedOn: Day) => { on: Day; provisional: boolean }
}

export interface PreparedRow {
  subject: SubjectClaim
  record: RecordRow
}

const SALT_CHARACTERS = 32
const SALTS_PER_DRAW = 4096
let saltPool = ''
let saltAt = 0

/** Sixteen random bytes in hexadecimal; drawn many at a time, because a draw costs more than the row's hashes. */
export function freshSalt(): string {
  if (saltAt >= saltPool.length) {
    saltPool = randomBytes((SALTS_PER_DRAW * SALT_CHARACTERS) / 2).toString('hex')
    saltAt = 0
  }
  saltAt += SALT_CHARACTERS
  return saltPool.slice(saltAt - SALT_CHARACTERS, saltAt)
}

/** Half of SHA-256, in hexadecimal: 128 bits identify contents and keys within one subject's records. */
export const shortDigest = (text: string): string => hash('sha256', text).slice(0, 32)

/** Makes the record and the claim about its subject from a valid row. */
export function prepareRow(row: number, values: RowValues, preparation: Preparation): PreparedRow {
  const { item } = preparation
  const { read, stored } = values
  const text = (field: string) => read(field) ?? ''
  const decidedOn = text(item.roles.decided_on)
  const due = preparation.dueOf(decidedOn)
  // `stored` holds text only, in order of field code: its JSON is already canonical in the sense of RFC 8785.
  const fields = JSON.stringify(stored)
  const subject = claimOf(preparation.claim, text)
  return {
    subject,
    record: {
      subjectId: subject.subjectId,
      itemNo: preparation.itemNo,
      itemVersion: preparation.itemVersion,
      key: naturalKey(preparation.keyFields, text),
      documentNumber: text(item.roles.document_number),
      authorityCode: text(item.roles.authority_code),
      providerCode: preparation.providerCode,
      decidedOn,
      ...preparation.publicity(values),
      dueOn: due.on,
      dueProvisional: due.provisional,
      submissionId: preparation.submissionId,
      rowNumber: row,
      salt: freshSalt(),
      digest: shortDigest(fields),
      fields,
    },
  }
}

/**
 * The leaf of an accepted row: the hash over its salt (hexadecimal) and a canonical statement. Whoever holds the record
 * can show that it was in the submission, and the tree says nothing to whoever does not.
 */
export const acceptedLeaf = (record: RecordRow, itemCode: string): Hash =>
  textLeafHash(
    `${record.salt}["accepted",${record.rowNumber},"${itemCode}","${record.subjectId}","${record.key}","${record.digest}"]`,
  )

/** The leaf of a refused row commits to what quarantine keeps of it. */
export const refusedLeaf = (salt: string, row: number, content: Record<string, string>): Hash =>
  textLeafHash(salt + canonicalJson(['refused', row, content]))

/** The leaf of a natural person's row commits to its having been there, and to nothing else. */
export const naturalPersonLeaf = (row: number): Hash =>
  textLeafHash(freshSalt() + canonicalJson(['naturalPerson', row]))

/** The fields of the natural key, folded so that width and spaces do not make two records of one decision. */
function naturalKey(fields: string[], text: (field: string) => string): string {
  let joined = ''
  for (const field of fields) joined += `${foldName(text(field))}\u001f`
  return shortDigest(joined)
}

const SCHEME_KINDS: Record<string, SubjectKind> = {
  institution_number: 'institution',
  social_organisation_number: 'social_organisation',
}

/** The region code of a registration, filled up to the 12 digits of the region tree. */
const regionOf = (sixDigits: string): string => `${sixDigits}000000`

/** Which fields carry the codes of the subject, best first; the same for every row of an item. */
export interface ClaimPlan {
  codes: { field: string; scheme: string }[]
  nameField: string
  classField: string
  individualBusiness: Set<string>
}

export const claimPlan = (item: ItemDefinition): ClaimPlan => ({
  codes: item.roles.subject_codes.flatMap((code) => {
    const scheme = item.fields.find((field) => field.code === code)?.scheme
    return scheme ? [{ field: code, scheme }] : []
  }),
  nameField: item.roles.subject_name,
  classField: item.roles.subject_class,
  individualBusiness: new Set(
    Object.entries(item.subject_class.values).flatMap(([value, kind]) =>
      kind === 'individual_business' ? [value] : [],
    ),
  ),
})

function claimOf(plan: ClaimPlan, text: (field: string) => string): SubjectClaim {
  let uscc: string | null = null
  let organisationCode: string | null = null
  let tax: string | null = null
  const identifiers: SubjectClaim['identifiers'] = []
  for (const { field, scheme } of plan.codes) {
    const value = text(field)
    if (value === '') continue
    if (scheme === 'uscc') {
      uscc = value
      continue
    }
    if (scheme === 'organisation_code') organisationCode = value
    if (scheme === 'tax_number') tax = value
    identifiers.push({ scheme: scheme as IdentityScheme, value })
  }
  if (uscc !== null) organisationCode = organisationCodeOf(uscc)
  organisationCode ??= (tax !== null && organisationCodeOfTaxNumber(tax)) || null
  const older = identifiers.find(({ scheme }) => scheme !== 'organisation_code')
  const identity: { scheme: IdentityScheme; value: string } | undefined =
    organisationCode === null ? older : { scheme: 'organisation_code', value: organisationCode }
  invariant(identity, 'a valid row without any code of its subject')
  const name = text(plan.nameField)
  return {
    subjectId: subjectIdOf(identity.scheme, identity.value),
    organisationCode,
    uscc,
    kind: kindOf(plan, text, uscc, identity.scheme),
    name,
    folded: foldName(name),
    regionCode: uscc === null ? null : regionOf(registrationRegionOf(uscc)),
    identifiers,
  }
}

function kindOf(
  plan: ClaimPlan,
  text: (field: string) => string,
  uscc: string | null,
  scheme: string,
): SubjectKind {
  if (uscc !== null) return subjectKindOf(uscc)
  if (plan.individualBusiness.has(text(plan.classField))) return 'individual_business'
  return SCHEME_KINDS[scheme] ?? 'other'
}
