const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/**
 * Eighteen characters built as GB 11643 builds a resident id, of a county that does not exist (139901): a number that
 * looks right and belongs to nobody.
 */
export function inventedResidentId(serial: number, birth = '19800101'): string {
  const first17 = `139901${birth}${String(serial).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0)
  return first17 + '10X98765432'[sum % 11]!
}

/** The same with its last character wrong, as a clerk's slip makes it. */
export function residentIdWithSlip(serial: number): string {
  const right = inventedResidentId(serial)
  return right.slice(0, 17) + (right[17] === '7' ? '8' : '7')
}

export const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Z]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0))
