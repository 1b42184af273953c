import { hash } from 'node:crypto'

/** SHA-256 of nothing: the root of the empty tree (RFC 6962 section 2.1). */
export const EMPTY_ROOT: Buffer = sha256(Buffer.alloc(0))

export function sha256(data: Buffer | string): Buffer {
  return hash('sha256', data, 'buffer')
}

/** RFC 6962 section 2.1: leaf hash = SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Buffer): Buffer {
  const data = Buffer.allocUnsafe(entry.length + 1)
  data[0] = 0
  entry.copy(data, 1)
  return sha256(data)
}

const LEAF_PREFIX = '\u0000'

/** `leafHash` of an entry that is text, as its UTF-8 bytes. */
export const textLeafHash = (entry: string): Buffer => sha256(LEAF_PREFIX + entry)

/** Written over at each call: hashing is synchronous, and a node is made for every row that is taken in. */
const node = Buffer.alloc(65, 1)

/** RFC 6962 section 2.1: node hash = SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(node, 1)
  right.copy(node, 33)
  return sha256(node)
}

/**
 * Root over leaf hashes, or over the roots of complete subtrees of one same size (a power of two) with a smaller one
 * last: RFC 6962 splits at the largest power of two below n, so such roots compose to the root over all leaves.
 */
export function rootOf(hashes: Buffer[]): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT
  let level = hashes
  while (level.length > 1) {
    const above: Buffer[] = []
    for (let i = 0; i < level.length; i += 2) {
      const right = level[i + 1]
      above.push(right ? nodeHash(level[i]!, right) : level[i]!)
    }
    level = above
  }
  return level[0]!
}
