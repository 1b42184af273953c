import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { type Hash, leafHash, nodeHash, rootOf } from './merkle.ts'
import { formatKey, formatSignature, isSignedBy, keyIdOf, parseKey, parseNote } from './note.ts'
import { rootFromInclusion, verifyConsistency, verifyInclusion } from './proof.ts'
import {
  bundlePath,
  formatBundle,
  formatTile,
  formatTileIndex,
  parseBundle,
  parseTile,
  tilePath,
  tileWidthAt,
} from './tile.ts'

/** The leaves and roots that RFC 6962 implementations publish (transparency-dev/merkle, testonly). */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHash(Buffer.from(hex, 'hex')))
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const N23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'
const N45 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'
const N47 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'
const N67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
const L1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'
const L4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'

const INCLUSIONS: { index: number; size: number; path: Hash[] }[] = [
  { index: 0, size: 1, path: [] },
  { index: 0, size: 8, path: [L1, N23, N47] },
  { index: 5, size: 8, path: [L4, N67, ROOTS[4]!] },
  { index: 2, size: 3, path: [ROOTS[2]!] },
  { index: 1, size: 5, path: [ROOTS[1]!, N23, L4] },
]
const CONSISTENCIES: { from: number; to: number; proof: Hash[] }[] = [
  { from: 1, to: 1, proof: [] },
  { from: 1, to: 8, proof: [L1, N23, N47] },
  { from: 6, to: 8, proof: [N45, N67, ROOTS[4]!] },
  { from: 2, to: 5, proof: [N23, L4] },
]

/** Proofs by the definitions of RFC 6962 sections 2.1.1 and 2.1.2, to hold the verifier against any tree. */
const splitOf = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1)
function pathOf(index: number, leaves: Hash[]): Hash[] {
  if (leaves.length === 1) return []
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return index < k ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - k, right), rootOf(left)]
}
function consistencyOf(m: number, leaves: Hash[], whole = true): Hash[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)]
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...consistencyOf(m, left, whole), rootOf(right)]
    : [...consistencyOf(m - k, right, false), rootOf(left)]
}
const flip = (hash: Hash): Hash => (hash.startsWith('0') ? '1' : '0') + hash.slice(1)

/** Every way to spoil a list of hashes: one changed, one missing, one more, at either end. */
const spoiled = (path: Hash[]): Hash[][] => [
  ...path.map((hash, i) => path.with(i, flip(hash))),
  ...path.map((_, i) => path.toSpliced(i, 1)),
  [...path, ROOTS[0]!],
  [ROOTS[0]!, ...path],
  ...(path.length > 0 ? [[...path, path.at(-1)!]] : []),
]

describe('trees of RFC 6962', () => {
  test('the published roots come out of the published leaves', () => {
    expect(ROOTS.map((_, size) => rootOf(LEAVES.slice(0, size)))).toEqual(ROOTS)
    expect(nodeHash(LEAVES[0]!, LEAVES[1]!)).toBe(ROOTS[2])
  })

  test('the published proofs of inclusion hold, and no other index, size, leaf, root or path does', () => {
    for (const { index, size, path } of INCLUSIONS) {
      const root = ROOTS[size]!
      const leaf = LEAVES[index]!
      expect(verifyInclusion(leaf, index, size, path, root)).toBe(true)
      for (let wrong = -1; wrong <= 9; wrong++) {
        if (wrong !== index) expect(verifyInclusion(leaf, wrong, size, path, root)).toBe(false)
      }
      expect(verifyInclusion(leaf, index, 0, path, root)).toBe(false)
      expect(verifyInclusion(leaf, index + 0.5, size, path, root)).toBe(false)
      expect(verifyInclusion(flip(leaf), index, size, path, root)).toBe(false)
      expect(verifyInclusion(leaf, index, size, path, flip(root))).toBe(false)
      for (const wrong of spoiled(path)) expect(verifyInclusion(leaf, index, size, wrong, root)).toBe(false)
    }
  })

  test('the published proofs of consistency hold, and no other size, root or path does', () => {
    for (const { from, to, proof } of CONSISTENCIES) {
      const [first, second] = [
        { size: from, root: ROOTS[from]! },
        { size: to, root: ROOTS[to]! },
      ]
      expect(verifyConsistency(first, second, proof)).toBe(true)
      expect(verifyConsistency({ ...first, root: flip(first.root) }, second, proof)).toBe(false)
      expect(verifyConsistency(first, { ...second, root: flip(second.root) }, proof)).toBe(false)
      expect(verifyConsistency({ ...first, size: to + 1 }, second, proof)).toBe(false)
      for (const wrong of spoiled(proof)) expect(verifyConsistency(first, second, wrong)).toBe(false)
    }
    expect(verifyConsistency({ size: 0, root: ROOTS[0]! }, { size: 8, root: ROOTS[8]! }, [])).toBe(true)
    expect(verifyConsistency({ size: 0, root: ROOTS[0]! }, { size: 8, root: ROOTS[8]! }, [L1])).toBe(false)
    expect(verifyConsistency({ size: 6, root: ROOTS[6]! }, { size: 8, root: ROOTS[8]! }, [])).toBe(false)
  })

  test('of any tree every leaf is proved in its place, and one spoiled step is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from(String(i))))
        const root = rootOf(leaves)
        const index = a % size
        const path = pathOf(index, leaves)
        expect(verifyInclusion(leaves[index]!, index, size, path, root)).toBe(true)
        for (const wrong of spoiled(path))
          expect(verifyInclusion(leaves[index]!, index, size, wrong, root)).toBe(false)
        const from = 1 + (b % size)
        const old = { size: from, root: rootOf(leaves.slice(0, from)) }
        const proof = consistencyOf(from, leaves)
        expect(verifyConsistency(old, { size, root }, proof)).toBe(true)
        for (const wrong of spoiled(proof)) expect(verifyConsistency(old, { size, root }, wrong)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  test('what is not a hash is refused and not calculated with', () => {
    expect(rootFromInclusion('zz', 0, 1, [])).toBeUndefined()
    expect(rootFromInclusion(LEAVES[0]!, 0, 2, [L1.toUpperCase()])).toBeUndefined()
  })
})

/** The example of golang.org/x/mod/sumdb/note. */
const NEUMANN = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const NOTE =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n\n" +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

describe('signed notes', () => {
  const key = parseKey(NEUMANN)!

  test('the published note is signed by its key', () => {
    expect(formatKey(key)).toBe(NEUMANN)
    expect(isSignedBy(parseNote(NOTE)!, key)).toBe(true)
  })

  test('one character changed anywhere spoils it', () => {
    for (let i = 0; i < NOTE.length; i++) {
      const other = NOTE[i] === 'a' ? 'b' : 'a'
      const note = parseNote(NOTE.slice(0, i) + other + NOTE.slice(i + 1))
      expect(note !== undefined && isSignedBy(note, key), `at ${i}`).toBe(false)
    }
  })

  test('keys of another number, name, length or type are refused', () => {
    for (const wrong of [
      NEUMANN.replace('c74f20a3', 'c74f20a4'),
      NEUMANN.replace('PeterNeumann', 'PaulNeumann'),
      NEUMANN.replace('+ARpc', '+AhRpc'),
      NEUMANN.slice(0, -4),
      'PeterNeumann',
      '',
    ])
      expect(parseKey(wrong), wrong).toBeUndefined()
  })

  test('signatures of unknown keys are ignored, a wrong one of the known key is not', () => {
    const stranger = NOTE.split('\n').at(-2)!.replace('PeterNeumann', 'Somebody')
    expect(isSignedBy(parseNote(`${NOTE}${stranger}\n`)!, key)).toBe(true)
    const { privateKey } = generateKeyPairSync('ed25519')
    const forged = formatSignature(key, sign(null, Buffer.from('other'), privateKey))
    expect(isSignedBy(parseNote(`${NOTE}${forged}\n`)!, key)).toBe(false)
  })

  test('what is not a note is not read as one', () => {
    for (const wrong of ['', 'text\n', 'text\n\n', NOTE.trimEnd(), NOTE.replace('— ', '- '), `\u0001${NOTE}`])
      expect(parseNote(wrong), JSON.stringify(wrong)).toBeUndefined()
  })
})

describe('checkpoints', () => {
  /** The example of c2sp.org/tlog-checkpoint. */
  const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

  test('the published checkpoint is read, with lines of extensions too', () => {
    const checkpoint = parseCheckpoint(TEXT)!
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 })
    expect(formatCheckpoint(checkpoint)).toBe(TEXT)
    expect(parseCheckpoint(`${TEXT}more\n`)).toEqual(checkpoint)
  })

  test('leading zeroes, short roots, missing and empty lines are refused', () => {
    for (const wrong of [
      TEXT.replace('20852163', '020852163'),
      TEXT.replace('20852163', '-1'),
      TEXT.replace('20852163', '2e3'),
      TEXT.replace('CsUY', ''),
      TEXT.replace('example.com/behind-the-sofa', ''),
      TEXT.trimEnd(),
      `${TEXT}\n`,
      `${TEXT}\nmore\n`,
    ])
      expect(parseCheckpoint(wrong), JSON.stringify(wrong)).toBeUndefined()
  })

  test('a checkpoint counts only under the key of its origin', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    const keyNamed = (name: string) => ({ name, id: keyIdOf(name, raw), publicKey: raw })
    const key = keyNamed('example.com/behind-the-sofa')
    const note = (text: string, by = key) =>
      `${text}\n${formatSignature(by, sign(null, Buffer.from(text), privateKey))}\n`
    expect(openCheckpoint(note(TEXT), key)).toMatchObject({ checkpoint: { size: 20_852_163 } })
    expect(openCheckpoint(note(TEXT, keyNamed('other')), key)).toEqual({ problem: 'not_signed' })
    expect(openCheckpoint(note(TEXT, keyNamed('other')), keyNamed('other'))).toEqual({
      problem: 'other_origin',
    })
    expect(openCheckpoint(note('nothing\n'), key)).toEqual({ problem: 'not_a_checkpoint' })
    expect(openCheckpoint(note(TEXT).replace('20852163', '20852164'), key)).toEqual({ problem: 'not_signed' })
    expect(openCheckpoint('nothing', key)).toEqual({ problem: 'not_a_note' })
  })
})

describe('tiles', () => {
  test('paths are those of the standard', () => {
    expect(formatTileIndex(1_234_067)).toBe('x001/x234/067')
    expect(formatTileIndex(0)).toBe('000')
    expect(formatTileIndex(999)).toBe('999')
    expect(formatTileIndex(1000)).toBe('x001/000')
    expect(tilePath(1, 234, 5)).toBe('tile/1/234.p/5')
    expect(bundlePath(1_234)).toBe('tile/entries/x001/234')
  })

  test('a tree of 70,000 has the tiles that the standard counts', () => {
    const widths = (level: number, last: number) => tileWidthAt(level, last, 70_000)
    expect([widths(0, 272), widths(0, 273), widths(0, 274)]).toEqual([256, 112, 0])
    expect([widths(1, 0), widths(1, 1), widths(2, 0), widths(3, 0)]).toEqual([256, 17, 1, 0])
  })

  test('tiles and bundles are read as they were written, and refused when cut or lengthened', () => {
    const hashes = LEAVES.slice(0, 3)
    expect(parseTile(formatTile(hashes), 3)).toEqual(hashes)
    expect(parseTile(formatTile(hashes), 2)).toBeUndefined()
    const entries = ['', 'a', '条目'].map((text) => Buffer.from(text))
    const bundle = formatBundle(entries)
    expect(parseBundle(bundle, 3)).toEqual(entries)
    for (let end = 0; end < bundle.length; end++)
      expect(parseBundle(bundle.subarray(0, end), 3)).toBeUndefined()
    expect(parseBundle(Buffer.concat([bundle, Buffer.of(0)]), 3)).toBeUndefined()
    expect(parseBundle(bundle, 4)).toBeUndefined()
  })
})
