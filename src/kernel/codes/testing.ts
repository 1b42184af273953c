import fc from 'fast-check'
import { makeOrganisationCode, makeUscc } from './synthetic.ts'
import { REGISTRATION_DEPARTMENTS, USCC_ALPHABET } from './uscc-tables.ts'

/** Generators of valid codes for the tests of every room. */

export { makeOrganisationCode, makeUscc, type SyntheticUscc } from './synthetic.ts'

const characters = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length })

const padded = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((number) => String(number).padStart(2, '0'))

/**
 * Six digits of a region such as an authority has: a province, a prefecture, a county. No county ends in 19 or 20,
 * where a code could be a natural person's number as well.
 */
export const arbitraryRegion: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('11', '13', '14', '15', '31', '37', '44', '51', '65'),
    padded(0, 34),
    fc.oneof(padded(0, 18), padded(21, 88)),
  )
  .map((parts) => parts.join(''))

/** Every registration department and category of GB 32100. */
export const STANDARD_PREFIXES: readonly string[] = REGISTRATION_DEPARTMENTS.flatMap((department) =>
  department.categories.map((category) => department.code + category.code),
)

/** The eight characters of an organisation code's body, all digits as often as not. */
const arbitraryBody: fc.Arbitrary<string> = fc.oneof(
  characters('0123456789', 8),
  characters(USCC_ALPHABET, 8),
)

/** Valid organisation codes whose letters are those that a unified code may hold. */
export const arbitraryOrganisationCode: fc.Arbitrary<string> = arbitraryBody.map(makeOrganisationCode)

/** Valid unified social credit codes of every department and category. */
export const arbitraryUscc: fc.Arbitrary<string> = fc
  .record({ prefix: fc.constantFrom(...STANDARD_PREFIXES), region: arbitraryRegion, serial: arbitraryBody })
  .map(makeUscc)
