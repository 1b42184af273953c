import type { Hash } from './merkle.ts'

/** Hashes of a full tile and entries of a full bundle (c2sp.org/tlog-tiles, “Merkle Tree”). */
export const TILE_WIDTH = 256
const HASH_BYTES = 32
const LENGTH_BYTES = 2

/** 1234067 → `x001/x234/067`: zero-padded path elements of three digits, all but the last beginning with x. */
export function formatTileIndex(index: number): string {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0')
  const elements = padded.match(/.{3}/g)!
  return elements.map((element, i) => (i < elements.length - 1 ? `x${element}` : element)).join('/')
}

const suffix = (width: number): string => (width === TILE_WIDTH ? '' : `.p/${width}`)

/** `tile/<L>/<N>[.p/<W>]`, relative to the prefix of the log. */
export const tilePath = (level: number, index: number, width: number = TILE_WIDTH): string =>
  `tile/${level}/${formatTileIndex(index)}${suffix(width)}`

/** `tile/entries/<N>[.p/<W>]`. */
export const bundlePath = (index: number, width: number = TILE_WIDTH): string =>
  `tile/entries/${formatTileIndex(index)}${suffix(width)}`

/** Hashes at this level in a tree of this size: floor(size / 256^level). */
export const hashesAtLevel = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/** How wide this tile is in a tree of this size; 0 when the tree has no such tile. */
export const tileWidthAt = (level: number, index: number, size: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, hashesAtLevel(level, size) - index * TILE_WIDTH))

/** @returns undefined when it does not hold exactly `width` hashes */
export function parseTile(bytes: Uint8Array, width: number): Hash[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined
  const text = Buffer.from(bytes).toString('hex')
  return Array.from({ length: width }, (_, i) => text.slice(i * 2 * HASH_BYTES, (i + 1) * 2 * HASH_BYTES))
}

export const formatTile = (hashes: readonly Hash[]): Buffer => Buffer.from(hashes.join(''), 'hex')

/** Entries, each after its length in two bytes, big end first. @returns undefined when they are not exactly `width` */
export function parseBundle(bytes: Uint8Array, width: number): Buffer[] | undefined {
  const source = Buffer.from(bytes)
  const entries: Buffer[] = []
  let at = 0
  while (at + LENGTH_BYTES <= source.length) {
    const end = at + LENGTH_BYTES + source.readUInt16BE(at)
    if (end > source.length) return undefined
    entries.push(source.subarray(at + LENGTH_BYTES, end))
    at = end
  }
  return at === source.length && entries.length === width ? entries : undefined
}

export function formatBundle(entries: readonly Buffer[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(LENGTH_BYTES)
      length.writeUInt16BE(entry.length)
      return [length, entry]
    }),
  )
}
