const LENGTH = 15

/**
 * The fifteenth digit for the fourteen at the start of `text` (GS 15-2006: ISO 7064 MOD 11,10), or -1 when one of
 * them is no digit. Allocates nothing.
 */
function checkDigitOf(text: string): number {
  let product = 10
  for (let i = 0; i < LENGTH - 1; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    const sum = (product + digit) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return (11 - product) % 10
}

/** The fifteenth digit for `first14`; undefined when that is not fourteen digits. */
export function registrationCheckDigit(first14: string): string | undefined {
  if (first14.length !== LENGTH - 1) return undefined
  const digit = checkDigitOf(first14)
  return digit < 0 ? undefined : String(digit)
}

/** True for fifteen digits of which the last is the check digit of GS 15-2006. */
export const hasRegistrationCheckDigit = (text: string): boolean =>
  text.length === LENGTH && text.charCodeAt(LENGTH - 1) - 48 === checkDigitOf(text)
