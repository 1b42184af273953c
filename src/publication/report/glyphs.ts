/** Printed in place of a character that the font has no picture for, as type-setters do (U+3013). */
export const MISSING_MARK = '〓'

/** True for each code point that has a picture in the font. */
export type HasGlyph = (codePoint: number) => boolean

const SEGMENTED = 4
const FULL_RANGE = 12

/** Reads the character map (cmap, formats 12 and 4) of a TrueType font. */
export function glyphsOf(font: Buffer): HasGlyph {
  const cmap = tableAt(font, 'cmap')
  const tables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + i * 8),
  )
  const full = tables.find((at) => font.readUInt16BE(at) === FULL_RANGE)
  const ranges =
    full === undefined
      ? segmentRanges(font, tables.find((at) => font.readUInt16BE(at) === SEGMENTED)!)
      : groupRanges(font, full)
  return (codePoint) => {
    let [low, high] = [0, ranges.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const [start, end] = ranges[middle]!
      if (codePoint < start) high = middle - 1
      else if (codePoint > end) low = middle + 1
      else return true
    }
    return false
  }
}

function tableAt(font: Buffer, tag: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + i * 16
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8)
  }
  throw new Error(`the font has no table ${tag}`)
}

const groupRanges = (font: Buffer, at: number): [number, number][] =>
  Array.from({ length: font.readUInt32BE(at + 12) }, (_, i) => [
    font.readUInt32BE(at + 16 + i * 12),
    font.readUInt32BE(at + 20 + i * 12),
  ])

function segmentRanges(font: Buffer, at: number): [number, number][] {
  const bytes = font.readUInt16BE(at + 6)
  return Array.from({ length: bytes / 2 }, (_, i) => [
    font.readUInt16BE(at + 16 + bytes + i * 2),
    font.readUInt16BE(at + 14 + i * 2),
  ])
}

/**
 * Puts the mark in place of every character without a picture, everywhere in a value, and says which they were: an empty
 * box on a paper would look like a letter that somebody wrote.
 */
export function markMissing<T>(value: T, hasGlyph: HasGlyph): { value: T; missing: string[] } {
  const missing = new Set<string>()
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string')
      return [...part]
        .map((character) => {
          if (character < ' ' || hasGlyph(character.codePointAt(0)!)) return character
          missing.add(character)
          return MISSING_MARK
        })
        .join('')
    if (Array.isArray(part)) return part.map(walk)
    if (part !== null && typeof part === 'object')
      return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]))
    return part
  }
  return { value: walk(value) as T, missing: [...missing] }
}
