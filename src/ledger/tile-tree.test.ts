import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  consistencyProof,
  EMPTY_EDGE,
  growTree,
  inclusionPath,
  rangeHash,
  rootOfEdge,
  type TileReader,
  type TreeEdge,
} from './tile-tree.ts'
import { EMPTY_ROOT, type Hash, leafHash, rootOf } from './verify/merkle.ts'
import { verifyConsistency, verifyInclusion } from './verify/proof.ts'
import { tilePath, tileWidthAt } from './verify/tile.ts'

const LEAVES_MAX = 140_000
const LEAVES = Array.from({ length: LEAVES_MAX }, (_, i) => leafHash(Buffer.from(String(i))))

/** Grows a tree in batches, as a log does, and keeps every tile under its path. */
function logOf(batches: number[]): { edge: TreeEdge; read: TileReader } {
  const files = new Map<string, Hash[]>()
  let edge = EMPTY_EDGE
  for (const batch of batches) {
    const grown = growTree(edge, LEAVES.slice(edge.size, edge.size + batch))
    edge = grown.edge
    for (const { level, index, hashes } of grown.tiles)
      files.set(tilePath(level, index, hashes.length), hashes)
  }
  return {
    edge,
    read: async (level, index, width) => {
      const hashes = files.get(tilePath(level, index, width))
      expect(hashes, tilePath(level, index, width)).toHaveLength(width)
      return hashes!
    },
  }
}

test('however the leaves arrive, the tree has the same root, and each place and each earlier tree is proved', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.nat(),
      async (batches, a, b) => {
        const { edge, read } = logOf(batches)
        const { size } = edge
        const root = rootOf(LEAVES.slice(0, size))
        expect(rootOfEdge(edge)).toBe(root)
        expect(await rangeHash(read, size, 0, size)).toBe(root)
        const leaf = a % size
        expect(verifyInclusion(LEAVES[leaf]!, leaf, size, await inclusionPath(read, size, leaf), root)).toBe(
          true,
        )
        const from = b % (size + 1)
        const earlier = { size: from, root: rootOf(LEAVES.slice(0, from)) }
        const proof = await consistencyProof(read, from, size)
        expect(verifyConsistency(earlier, { size, root }, proof)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('a tree of three levels is proved from its tiles, and its tiles are as wide as the standard says', async () => {
  const { edge, read } = logOf([70_000, 65_535, 4_465])
  const size = LEAVES_MAX
  const root = rootOf(LEAVES)
  expect(edge.levels.map((hashes) => hashes.length)).toEqual(
    [0, 1, 2].map((level) => tileWidthAt(level, Math.floor(size / 256 ** (level + 1)), size)),
  )
  expect(rootOfEdge(edge)).toBe(root)
  for (const leaf of [0, 255, 256, 65_535, 65_536, 131_072, size - 1]) {
    const path = await inclusionPath(read, size, leaf)
    expect(verifyInclusion(LEAVES[leaf]!, leaf, size, path, root), `leaf ${leaf}`).toBe(true)
  }
  const earlier = { size: 70_000, root: rootOf(LEAVES.slice(0, 70_000)) }
  expect(verifyConsistency(earlier, { size, root }, await consistencyProof(read, 70_000, size))).toBe(true)
})

test('a tree without leaves has the root of nothing, and growing by nothing changes no tile', () => {
  expect(rootOfEdge(EMPTY_EDGE)).toBe(EMPTY_ROOT)
  expect(growTree(EMPTY_EDGE, [])).toEqual({ edge: EMPTY_EDGE, tiles: [] })
})
