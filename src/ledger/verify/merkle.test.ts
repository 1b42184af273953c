import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  EMPTY_ROOT,
  type Hash,
  leafHash,
  nodeHash,
  packHashes,
  rootOf,
  sha256,
  textLeafHash,
  unpackHashes,
} from './merkle.ts'

/** The entries and roots that the tests of Certificate Transparency logs have in common. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

/** RFC 6962 section 2.1, word for word: split at the largest power of two below n. */
function rootByTheBook(leaves: Hash[]): Hash {
  if (leaves.length === 1) return leaves[0]!
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return nodeHash(rootByTheBook(leaves.slice(0, split)), rootByTheBook(leaves.slice(split)))
}

const leaves = Array.from({ length: 300 }, (_, i) => textLeafHash(`leaf ${i}`))

test('the roots of the common test vectors come out', () => {
  const hashes = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')))
  expect(ROOTS.map((_, i) => rootOf(hashes.slice(0, i + 1)))).toEqual(ROOTS)
  expect(EMPTY_ROOT).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  expect(rootOf([])).toBe(EMPTY_ROOT)
})

test('the root is that of RFC 6962 for every size up to 300', () => {
  for (let size = 1; size <= leaves.length; size++) {
    expect(rootOf(leaves.slice(0, size)), String(size)).toBe(rootByTheBook(leaves.slice(0, size)))
  }
})

test('the roots of chunks compose to the root of all leaves, for every size up to 300 and every power of two', () => {
  for (const chunk of [1, 2, 4, 16, 64, 256]) {
    for (let size = 1; size <= leaves.length; size++) {
      const part = leaves.slice(0, size)
      const roots = Array.from({ length: Math.ceil(size / chunk) }, (_, i) =>
        rootOf(part.slice(i * chunk, (i + 1) * chunk)),
      )
      expect(rootOf(roots), `${size} leaves in chunks of ${chunk}`).toBe(rootOf(part))
    }
  }
})

test('a text is hashed as its bytes in UTF-8, whatever characters it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const expected = createHash('sha256')
        .update(Buffer.concat([Buffer.of(0), Buffer.from(text)]))
        .digest('hex')
      expect(textLeafHash(text)).toBe(expected)
      expect(leafHash(Buffer.from(text))).toBe(expected)
    }),
  )
})

test('a leaf changed, left out or moved changes the root', () => {
  const root = rootOf(leaves.slice(0, 100))
  for (const i of [0, 1, 50, 98, 99]) {
    expect(rootOf(leaves.slice(0, 100).with(i, textLeafHash('another')))).not.toBe(root)
    expect(rootOf(leaves.slice(0, 100).toSpliced(i, 1))).not.toBe(root)
  }
  expect(rootOf([leaves[1]!, leaves[0]!, ...leaves.slice(2, 100)])).not.toBe(root)
})

test('packed hashes are 32 bytes each and come out as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.string().map(sha256)), (hashes) => {
      const packed = packHashes(hashes)
      expect(packed.length).toBe(32 * hashes.length)
      expect(unpackHashes(packed)).toEqual(hashes)
    }),
  )
})
