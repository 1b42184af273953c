import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type IdentityScheme, subjectIdOf } from './identity.ts'

test('a subject’s id is what every node computes, now and for ever: printf scheme:value | sha256sum, first 63 bits', () => {
  const vectors: [IdentityScheme, string, bigint][] = [
    ['organisation_code', 'MA1000009', 263155174382278783n],
    ['registration_number', '130100000012348', 3084043662227975594n],
  ]
  for (const [scheme, value, id] of vectors) expect(subjectIdOf(scheme, value), value).toBe(id)
})

test('ids fit a signed 64-bit column, and scheme and value both count', () => {
  const scheme = fc.constantFrom<IdentityScheme>('organisation_code', 'tax_number', 'institution_number')
  const value = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEFGHX'), minLength: 9, maxLength: 20 })
  fc.assert(
    fc.property(scheme, value, (by, code) => {
      const id = subjectIdOf(by, code)
      expect(id >= 0n && id < 2n ** 63n).toBe(true)
      expect(subjectIdOf('social_organisation_number', code)).not.toBe(id)
      expect(subjectIdOf(by, `${code}0`)).not.toBe(id)
    }),
  )
})
