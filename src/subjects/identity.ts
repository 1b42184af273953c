import { hash } from 'node:crypto'

/** The codes a subject's id can be computed from, best first. Resident numbers are not among them, by construction. */
export type IdentityScheme =
  | 'organisation_code'
  | 'registration_number'
  | 'tax_number'
  | 'institution_number'
  | 'social_organisation_number'

/**
 * The subject's id: the first 63 bits of SHA-256 over `scheme:value`. The same subject has the same id on every node,
 * without coordination. A string on the wire, never a JavaScript number.
 */
export const subjectIdOf = (scheme: IdentityScheme, value: string): bigint =>
  BigInt(`0x${hash('sha256', `${scheme}:${value}`).slice(0, 16)}`) >> 1n
