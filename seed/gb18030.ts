/**
 * Writes text in GB18030 as far as two bytes reach (GBK), which is all that invented Chinese samples need. Node decodes
 * GB18030 but does not encode it; the table is made by decoding every pair once.
 */
export function encodeGb18030(text: string): Buffer {
  const table = pairs()
  const bytes: number[] = []
  for (const character of text) {
    const point = character.codePointAt(0)!
    const pair = table.get(character)
    if (point < 0x80) bytes.push(point)
    else if (pair) bytes.push(pair >> 8, pair & 0xff)
    else throw new Error(`no two-byte GB18030 form of ${character}`)
  }
  return Buffer.from(bytes)
}

function pairs(): Map<string, number> {
  const decoder = new TextDecoder('gb18030')
  const table = new Map<string, number>()
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if ([...character].length === 1 && character !== '\ufffd') table.set(character, (lead << 8) | trail)
    }
  }
  return table
}
