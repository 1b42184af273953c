import { type Hash, nodeHash } from './merkle.ts'

// Sizes and indices are JavaScript numbers: a log of 2^53 entries is out of reach. Halving is by division, because the
// bit operators of the language stop at 32 bits.

const half = (n: number): number => Math.floor(n / 2)
const isOdd = (n: number): boolean => n % 2 === 1
const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0

/**
 * RFC 9162 section 2.1.3.2 (the tree of RFC 6962 section 2.1.1): the root that the path leads to from the leaf.
 * @param index of the leaf, from 0
 * @param size number of leaves of the tree
 * @param path audit path, from the leaf's sibling upwards
 * @returns undefined when index, size and length of the path do not belong together
 */
export function rootFromInclusion(
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
): Hash | undefined {
  if (!isSize(index) || !isSize(size) || index >= size || ![leaf, ...path].every(isHash)) return undefined
  let first = index
  let last = size - 1
  let root = leaf
  for (const sibling of path) {
    if (last === 0) return undefined
    if (isOdd(first) || first === last) {
      root = nodeHash(sibling, root)
      while (!isOdd(first) && first !== 0) {
        first = half(first)
        last = half(last)
      }
    } else {
      root = nodeHash(root, sibling)
    }
    first = half(first)
    last = half(last)
  }
  return last === 0 ? root : undefined
}

/** True when the leaf stands at this place of the tree with this root. */
export const verifyInclusion = (
  leaf: Hash,
  index: number,
  size: number,
  path: readonly Hash[],
  root: Hash,
): boolean => rootFromInclusion(leaf, index, size, path) === root

/**
 * RFC 9162 section 2.1.4.2: true when the tree of the second size begins with the whole tree of the first. A proof from
 * the empty tree, or between equal sizes, is empty.
 */
export function verifyConsistency(
  first: { size: number; root: Hash },
  second: { size: number; root: Hash },
  proof: readonly Hash[],
): boolean {
  if (!isSize(first.size) || !isSize(second.size) || first.size > second.size || !proof.every(isHash))
    return false
  if (first.size === second.size) return proof.length === 0 && first.root === second.root
  if (first.size === 0) return proof.length === 0
  const roots = rootsFromConsistency(first, second.size, proof)
  return roots !== undefined && roots.first === first.root && roots.second === second.root
}

function rootsFromConsistency(
  first: { size: number; root: Hash },
  size: number,
  proof: readonly Hash[],
): { first: Hash; second: Hash } | undefined {
  const [start, ...path] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof
  if (start === undefined) return undefined
  let left = first.size - 1
  let last = size - 1
  while (isOdd(left)) {
    left = half(left)
    last = half(last)
  }
  let [old, whole] = [start, start]
  for (const node of path) {
    if (last === 0) return undefined
    if (isOdd(left) || left === last) {
      old = nodeHash(node, old)
      whole = nodeHash(node, whole)
      while (!isOdd(left) && left !== 0) {
        left = half(left)
        last = half(last)
      }
    } else {
      whole = nodeHash(whole, node)
    }
    left = half(left)
    last = half(last)
  }
  return last === 0 ? { first: old, second: whole } : undefined
}

function isPowerOfTwo(n: number): boolean {
  let rest = n
  while (rest > 1 && !isOdd(rest)) rest = half(rest)
  return rest === 1
}
