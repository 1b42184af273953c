import { hash, randomFillSync } from 'node:crypto'
import { type ItemDefinition, naturalKeyFields } from '../catalogue/index.ts'
import {
  type Day,
  invariant,
  organisationCodeOf,
  organisationCodeOfTaxNumber,
  registrationRegionOf,
  type SubjectKind,
  subjectKindOf,
} from '../kernel/index.ts'
import { canonicalJson, sha256 } from '../ledger/index.ts'
import type { RecordRow } from '../records/index.ts'
import { foldName, type IdentityScheme, type SubjectClaim, subjectIdOf } from '../subjects/index.ts'
import type { RowValues } from './validate/row.ts'

/** What is the same for every row of one submission. */
export interface Preparation {
  item: ItemDefinition
  itemNo: number
  itemVersion: number
  submissionId: Buffer
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

const SALT_BYTES = 16
const SALT_POOL_BYTES = SALT_BYTES * 4096
let saltPool = Buffer.alloc(0)
let saltAt = 0

/** Sixteen random bytes; drawn from a pool, because a system call per row costs more than the row's hashes. */
export function freshSalt(): Buffer {
  if (saltAt >= saltPool.length) {
    saltPool = randomFillSync(Buffer.allocUnsafe(SALT_POOL_BYTES))
    saltAt = 0
  }
  const salt = saltPool.subarray(saltAt, saltAt + SALT_BYTES)
  saltAt += SALT_BYTES
  return salt
}

/** Half of SHA-256: 128 bits identify contents and keys within one subject's records. */
export const shortDigest = (text: string): Buffer => hash('sha256', text, 'buffer').subarray(0, 16)

/** Makes the record and the claim about its subject from a valid row. */
export function prepareRow(row: number, values: RowValues, preparation: Preparation): PreparedRow {
  const { item } = preparation
  const { read, stored } = values
  const text = (field: string) => read(field) ?? ''
  const decidedOn = text(item.roles.decided_on)
  const due = preparation.dueOf(decidedOn)
  // `stored` holds text only, in order of field code: its JSON is already canonical in the sense of RFC 8785.
  const fields = JSON.stringify(stored)
  const subject = claimOf(item, text)
  return {
    subject,
    record: {
      subjectId: subject.subjectId,
      itemNo: preparation.itemNo,
      itemVersion: preparation.itemVersion,
      key: shortDigest(
        naturalKeyFields(item)
          .map((field) => foldName(text(field)))
          .join('\u001f'),
      ),
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
 * The leaf that commits to an accepted row: SHA-256(salt ‖ canonical statement). Whoever holds the record can show that
 * it was in the submission, and the tree says nothing to whoever does not.
 */
export const acceptedCommitment = (record: RecordRow, item: ItemDefinition): Buffer =>
  sha256(
    Buffer.concat([
      record.salt,
      Buffer.from(
        `["accepted",${record.rowNumber},"${item.code}","${record.subjectId}","${record.key.toString('hex')}","${record.digest.toString('hex')}"]`,
      ),
    ]),
  )

/** The leaf of a refused row commits to what quarantine keeps of it; that of a natural person's row to nothing but that. */
export const refusedCommitment = (salt: Buffer, row: number, content: Record<string, string>): Buffer =>
  sha256(Buffer.concat([salt, Buffer.from(canonicalJson(['refused', row, content]))]))

export const naturalPersonCommitment = (row: number): Buffer =>
  sha256(Buffer.concat([freshSalt(), Buffer.from(canonicalJson(['naturalPerson', row]))]))

const SCHEME_KINDS: Record<string, SubjectKind> = {
  institution_number: 'institution',
  social_organisation_number: 'social_organisation',
}

/** The region code of a registration, filled up to the 12 digits of the region tree. */
const regionOf = (sixDigits: string): string => `${sixDigits}000000`

function claimOf(item: ItemDefinition, text: (field: string) => string): SubjectClaim {
  const codes = item.roles.subject_codes.flatMap((code) => {
    const value = text(code)
    const scheme = item.fields.find((field) => field.code === code)?.scheme
    return value !== '' && scheme ? [{ scheme, value }] : []
  })
  const codeOf = (scheme: string) => codes.find((code) => code.scheme === scheme)?.value
  const uscc = codeOf('uscc') ?? null
  const tax = codeOf('tax_number')
  const organisationCode =
    (uscc && organisationCodeOf(uscc)) ??
    codeOf('organisation_code') ??
    (tax && organisationCodeOfTaxNumber(tax)) ??
    null
  const older = codes.find(({ scheme }) => scheme !== 'uscc' && scheme !== 'organisation_code')
  const identity = organisationCode
    ? { scheme: 'organisation_code' as const, value: organisationCode }
    : (older as { scheme: IdentityScheme; value: string } | undefined)
  invariant(identity, 'a valid row without any code of its subject')
  return {
    subjectId: subjectIdOf(identity.scheme, identity.value),
    organisationCode,
    uscc,
    kind: kindOf(item, text, uscc, identity.scheme),
    name: text(item.roles.subject_name),
    regionCode: uscc ? regionOf(registrationRegionOf(uscc)) : null,
    identifiers: codes.filter(({ scheme }) => scheme !== 'uscc') as SubjectClaim['identifiers'],
  }
}

function kindOf(
  item: ItemDefinition,
  text: (field: string) => string,
  uscc: string | null,
  scheme: string,
): SubjectKind {
  if (uscc) return subjectKindOf(uscc)
  if (item.subject_class.values[text(item.roles.subject_class)] === 'individual_business')
    return 'individual_business'
  return SCHEME_KINDS[scheme] ?? 'other'
}
