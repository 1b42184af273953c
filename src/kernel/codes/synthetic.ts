import { invariant } from '../errors.ts'
import { isOrganisationCode, organisationCheckCharacter } from './organisation-code.ts'
import { isUscc } from './uscc.ts'
import { checkCharacter } from './uscc-arithmetic.ts'

/**
 * Valid codes of organisations that do not exist, for the seed and for tests. Nothing marks them as invented: whoever
 * uses one gives its bearer a plainly invented name.
 */
export interface SyntheticUscc {
  /** Registration department and category, for example `91`. */
  prefix: string
  /** Six digits of the registering authority's region. */
  region: string
  /** A number from 0 to 999,999, or the eight characters of an organisation code's body. */
  serial: number | string
}

const LARGEST_SERIAL = 999_999

/** The code of GB 11714 whose body is `MA` and the serial in six digits, or the eight characters given. */
export function makeOrganisationCode(serial: number | string): string {
  if (typeof serial === 'number') {
    invariant(
      Number.isInteger(serial) && serial >= 0 && serial <= LARGEST_SERIAL,
      `not a serial of six digits: ${serial}`,
    )
  }
  const body = typeof serial === 'number' ? `MA${String(serial).padStart(6, '0')}` : serial
  const check = organisationCheckCharacter(body)
  invariant(check !== undefined, `not the body of an organisation code: ${body}`)
  const code = body + check
  invariant(isOrganisationCode(code), `made an invalid organisation code: ${code}`)
  return code
}

/** A valid code of GB 32100 from its parts; a part that no code can have is a defect of the caller. */
export function makeUscc({ prefix, region, serial }: SyntheticUscc): string {
  const first17 = `${prefix}${region}${makeOrganisationCode(serial)}`
  const code = first17 + checkCharacter(first17)
  invariant(isUscc(code), `no valid code can be made of ${prefix}, ${region} and ${serial}`)
  return code
}
