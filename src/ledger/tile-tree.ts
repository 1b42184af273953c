import { invariant } from '../kernel/pure.ts'
import { EMPTY_ROOT, type Hash, nodeHash, rootOf } from './verify/merkle.ts'
import { TILE_WIDTH, tileWidthAt } from './verify/tile.ts'

/** The right edge of a tree: per level, the hashes of its partial tile. Enough to let the tree grow. */
export interface TreeEdge {
  size: number
  levels: Hash[][]
}

/** A tile as it stands after the tree has grown; partial when it has less than 256 hashes. */
export interface GrownTile {
  level: number
  index: number
  hashes: Hash[]
}

export const EMPTY_EDGE: TreeEdge = { size: 0, levels: [] }

/**
 * Lets a tree grow by leaves. A full tile is hashed into the level above; a partial one never is
 * (c2sp.org/tlog-tiles, “Partial Tiles”).
 * @returns the new edge, and every tile that has changed: full ones in order, then the partial ones
 */
export function growTree(edge: TreeEdge, leaves: readonly Hash[]): { edge: TreeEdge; tiles: GrownTile[] } {
  const levels = edge.levels.map((hashes) => [...hashes])
  const changed = new Set<number>()
  const tiles: GrownTile[] = []
  let size = edge.size
  for (const leaf of leaves) {
    size++
    let carried: Hash | undefined = leaf
    for (let level = 0; carried !== undefined; level++) {
      levels[level] ??= []
      const hashes: Hash[] = levels[level]!
      hashes.push(carried)
      changed.add(level)
      carried = undefined
      if (hashes.length === TILE_WIDTH) {
        tiles.push({ level, index: size / TILE_WIDTH ** (level + 1) - 1, hashes })
        levels[level] = []
        carried = rootOf(hashes)
      }
    }
  }
  for (const level of changed) {
    const hashes = levels[level]!
    if (hashes.length > 0) tiles.push({ level, index: Math.floor(size / TILE_WIDTH ** (level + 1)), hashes })
  }
  return { edge: { size, levels }, tiles }
}

/** The root of the tree with this edge: the partial tiles from the lowest level up, each left of what is below it. */
export function rootOfEdge({ levels }: TreeEdge): Hash {
  let root: Hash | undefined
  for (const hashes of levels) {
    const all: Hash[] = root === undefined ? hashes : [...hashes, root]
    if (all.length > 0) root = rootOf(all)
  }
  return root ?? EMPTY_ROOT
}

/** Gives the hashes of a tile of this width. */
export type TileReader = (level: number, index: number, width: number) => Promise<Hash[]>

const splitOf = (count: number): number => {
  let k = 1
  while (k * 2 < count) k *= 2
  return k
}

/**
 * MTH(D[start:end]) of RFC 6962 section 2.1, from tiles of a tree of `size` entries. `start` is a multiple of the
 * largest power of two below the range's length, as everywhere in a proof.
 */
export async function rangeHash(read: TileReader, size: number, start: number, end: number): Promise<Hash> {
  invariant(start >= 0 && start < end && end <= size, 'a range that is not in the tree')
  const count = end - start
  const k = splitOf(count)
  if (count > 1 && k * 2 !== count)
    return nodeHash(
      await rangeHash(read, size, start, start + k),
      await rangeHash(read, size, start + k, end),
    )
  let level = 0
  let unit = 1
  while (unit * TILE_WIDTH <= count) {
    unit *= TILE_WIDTH
    level++
  }
  const first = start / unit
  const index = Math.floor(first / TILE_WIDTH)
  const hashes = await read(level, index, tileWidthAt(level, index, size))
  const place = first - index * TILE_WIDTH
  return rootOf(hashes.slice(place, place + count / unit))
}

/** The audit path of RFC 6962 section 2.1.1, from the leaf's sibling upwards. */
export async function inclusionPath(read: TileReader, size: number, leaf: number): Promise<Hash[]> {
  invariant(leaf >= 0 && leaf < size, 'a leaf that is not in the tree')
  const path: Hash[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (leaf < middle) {
      path.unshift(await rangeHash(read, size, middle, end))
      end = middle
    } else {
      path.unshift(await rangeHash(read, size, start, middle))
      start = middle
    }
  }
  return path
}

/** The proof of RFC 6962 section 2.1.2 that the tree of `size` begins with the tree of `from` entries. */
export async function consistencyProof(read: TileReader, from: number, size: number): Promise<Hash[]> {
  invariant(from >= 0 && from <= size, 'a tree that is larger than this one')
  const proof: Hash[] = []
  if (from === 0) return proof
  let [start, end] = [0, size]
  while (end !== from) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      proof.unshift(await rangeHash(read, size, middle, end))
      end = middle
    } else {
      proof.unshift(await rangeHash(read, size, start, middle))
      start = middle
    }
  }
  if (start > 0) proof.unshift(await rangeHash(read, size, start, end))
  return proof
}
