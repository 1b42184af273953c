import { invariant } from '../errors.ts'
import { hasOrganisationCodeAt } from './organisation-code.ts'
import {
  LEGACY_CATEGORIES,
  LEGACY_ONLY_PREFIXES,
  REGISTRATION_DEPARTMENTS,
  USCC_ALPHABET,
  USCC_WEIGHTS,
} from './uscc-tables.ts'

/** The first thing wrong with a code, in the order in which it is looked for. */
export type UsccFault =
  | 'none'
  | 'length'
  | 'alphabet'
  | 'prefix'
  | 'region'
  | 'organisation code'
  | 'check character'

const ASCII = 128
const ABSENT = 255

const VALUES = new Uint8Array(ASCII).fill(ABSENT)
for (let i = 0; i < USCC_ALPHABET.length; i++) VALUES[USCC_ALPHABET.charCodeAt(i)] = i

const BASE = USCC_ALPHABET.length

const pairIndex = (first: string, second: string): number =>
  VALUES[first.charCodeAt(0)]! * BASE + VALUES[second.charCodeAt(0)]!

const STANDARD_PREFIXES = new Uint8Array(BASE * BASE)
for (const department of REGISTRATION_DEPARTMENTS) {
  for (const category of department.categories)
    STANDARD_PREFIXES[pairIndex(department.code, category.code)] = 1
}

const LEGACY_PREFIXES = STANDARD_PREFIXES.slice()
for (const first of LEGACY_ONLY_PREFIXES) {
  for (const second of LEGACY_CATEGORIES) LEGACY_PREFIXES[pairIndex(first, second)] = 1
}

/** The value of a character code in the alphabet of GB 32100, or -1. */
export const usccValue = (charCode: number): number => {
  const value = charCode < ASCII ? VALUES[charCode]! : ABSENT
  return value === ABSENT ? -1 : value
}

/**
 * Length, alphabet, department and category, region, the inner code of GB 11714 and the check character of a
 * normalised code; the first that fails. Allocates nothing: this is the path that bulk intake runs.
 */
export function usccFault(code: string, legacyPrefixes = false, innerCheck = true): UsccFault {
  if (code.length !== 18) return 'length'
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const value = usccValue(code.charCodeAt(i))
    if (value < 0) return 'alphabet'
    sum += value * USCC_WEIGHTS[i]!
  }
  const check = usccValue(code.charCodeAt(17))
  if (check < 0) return 'alphabet'
  const pair = usccValue(code.charCodeAt(0)) * BASE + usccValue(code.charCodeAt(1))
  if ((legacyPrefixes ? LEGACY_PREFIXES : STANDARD_PREFIXES)[pair] !== 1) return 'prefix'
  for (let i = 2; i < 8; i++) {
    if (code.charCodeAt(i) > 57) return 'region'
  }
  if (innerCheck && !hasOrganisationCodeAt(code, 8)) return 'organisation code'
  return (sum + check) % BASE === 0 ? 'none' : 'check character'
}

/**
 * The eighteenth character for the first seventeen (GB 32100-2015: C18 = 31 − Σ CiWi mod 31, where 31 is written 0).
 * A `first17` of another length or alphabet is a defect of the caller.
 */
export function checkCharacter(first17: string): string {
  invariant(first17.length === 17, 'checkCharacter takes seventeen characters')
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const value = usccValue(first17.charCodeAt(i))
    invariant(value >= 0, 'checkCharacter takes characters of the alphabet of GB 32100')
    sum += value * USCC_WEIGHTS[i]!
  }
  return USCC_ALPHABET[(BASE - (sum % BASE)) % BASE]!
}
