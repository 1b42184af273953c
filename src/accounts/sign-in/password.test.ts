import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { waitAfter } from './credential.ts'
import { hashPassword, isPassword, passwordProblems } from './password.ts'
import { newRecoveryCodes, newTotpSecret, recoveryDigest, seal, totpCode, totpStep, unseal } from './totp.ts'

const codes = (password: string, login = 'wangfang') =>
  passwordProblems(password, login).map(({ code }) => code)

describe('a password', () => {
  test.each([
    ['short', 'correct hor', 'PASSWORD_SHORT'],
    ['a common word with numbers', 'Password123456', 'PASSWORD_COMMON'],
    ['of few characters', 'aaaaaaaaaaaaaaaa', 'PASSWORD_COMMON'],
    ['a run', 'abcdefghijklmn', 'PASSWORD_COMMON'],
    ['only digits', '202611241203', 'PASSWORD_COMMON'],
    ['holding the login name', 'my WangFang rocks', 'PASSWORD_NAME'],
    ['endless', 'ab7'.repeat(60), 'PASSWORD_LONG'],
  ])('%s is refused', (_what, password, code) => {
    expect(codes(password)).toEqual([code])
  })

  test.each(['correct horse battery', '燕赵大地上的一棵老槐树啊', 'vq-7 tree lamp'])(
    '%s may be used: no rule asks for capitals or signs',
    (password) => {
      expect(codes(password)).toEqual([])
    },
  )

  test('is known again, another is not, and the same one is never stored in the same form', async () => {
    const stored = await hashPassword('correct horse battery')
    expect(stored).toMatch(/^argon2id\$19456\$2\$1\$/)
    expect(await isPassword('correct horse battery', stored)).toBe(true)
    expect(await isPassword('correct horse batterz', stored)).toBe(false)
    expect(await hashPassword('correct horse battery')).not.toBe(stored)
  })
})

describe('the code of the moment', () => {
  const at = new Date('2026-09-28T04:00:00Z')

  test('is right for its half minute and a step beside it, and once', () => {
    const secret = newTotpSecret()
    const code = totpCode(secret, at)
    const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
    expect(totpStep(secret, code, at, null)).toBeDefined()
    expect(totpStep(secret, code, later(30), null)).toBeDefined()
    expect(totpStep(secret, code, later(90), null)).toBeUndefined()
    expect(totpStep(secret, code, at, totpStep(secret, code, at, null)!)).toBeUndefined()
    expect(totpStep(secret, 'abcdef', at, null)).toBeUndefined()
  })

  test('its secret is sealed with a key, and opens with no other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.string(),
        (one, other, text) => {
          const sealed = seal(Buffer.from(one), text)
          expect(unseal(Buffer.from(one), sealed)).toBe(text.toWellFormed())
          if (Buffer.compare(one, other) !== 0) expect(() => unseal(Buffer.from(other), sealed)).toThrow()
        },
      ),
    )
  })

  test('recovery codes differ, and count however they are written', () => {
    const made = newRecoveryCodes()
    expect(new Set(made).size).toBe(10)
    expect(recoveryDigest(made[0]!.toUpperCase().replaceAll('-', ' '))).toEqual(recoveryDigest(made[0]!))
  })
})

test('who is wrong again and again waits twice as long each time, an hour at most', () => {
  expect([0, 4, 5, 6, 7, 30].map(waitAfter)).toEqual([0, 0, 30, 60, 120, 3600])
})
