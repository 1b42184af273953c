import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldName, gramsOf } from './name.ts'

test('one name in its spellings is one name: width, case, spaces, kinds of brackets, invisible characters', () => {
  const spellings = [
    '虚构（河北）ＡＢ有限公司',
    '虚构(河北)AB有限公司',
    ' 虚构〔河北〕ab 有限公司\u3000',
    '虚构【河北】Ab有限\u200b公司',
    '虚构[河北]AB有限公司\ufeff',
  ]
  expect(new Set(spellings.map(foldName))).toEqual(new Set(['虚构(河北)AB有限公司']))
})

test('different names stay different', () => {
  const names = ['虚构甲公司', '虚构乙公司', '虚构甲公司分公司', '虚构甲', '虚构 0公司', '虚构O公司']
  expect(new Set(names.map(foldName)).size).toBe(names.length)
})

test('folding twice is folding once, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name))
    }),
    { numRuns: 1000 },
  )
})

test('the pairs of a part of a name are among the pairs of the name, so that a search by part cannot miss it', () => {
  const text = fc.string({
    unit: fc.constantFrom(...'河北虚构示例有限公司𠮷AB1()'),
    minLength: 2,
    maxLength: 20,
  })
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), (name, from, length) => {
      const characters = [...foldName(name)]
      fc.pre(characters.length >= 2)
      const start = from % (characters.length - 1)
      const part = characters.slice(start, start + 2 + (length % characters.length)).join('')
      const all = new Set(gramsOf(characters.join('')))
      expect(gramsOf(part).every((gram) => all.has(gram))).toBe(true)
    }),
  )
})

test('pairs are of whole characters and distinct; a name of one character is its own', () => {
  expect(gramsOf('𠮷𠮷甲')).toEqual(['𠮷𠮷', '𠮷甲'])
  expect(gramsOf('甲甲甲')).toEqual(['甲甲'])
  expect(gramsOf('甲')).toEqual(['甲'])
  expect(gramsOf('')).toEqual([])
})
