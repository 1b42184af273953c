import { createCipheriv, createDecipheriv, hash, randomBytes, randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** RFC 6238: six digits, thirty seconds; one step to either side for clocks that go wrong. */
const STEP_SECONDS = 30
const WINDOW = 1
const SECRET_BYTES = 20
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A new secret, as an authenticator takes it: in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

const totpOf = (secret: string, label = ''): TOTP =>
  new TOTP({ issuer: '信网 Xinwang', label, secret: Secret.fromBase32(secret), period: STEP_SECONDS })

/** What the authenticator reads from a QR code. */
export const totpAddress = (secret: string, loginName: string): string => totpOf(secret, loginName).toString()

/** The code of this moment; for tests and for nothing else. */
export const totpCode = (secret: string, at: Date): string =>
  totpOf(secret).generate({ timestamp: at.getTime() })

/**
 * The time step that a code belongs to, when it is right now or a step beside. A step that was used already is none: a
 * code that somebody looked over at cannot be used again.
 */
export function totpStep(
  secret: string,
  code: string,
  at: Date,
  lastStep: bigint | null,
): bigint | undefined {
  const delta = totpOf(secret).validate({
    token: code.replace(/\s/g, ''),
    timestamp: at.getTime(),
    window: WINDOW,
  })
  if (delta === null) return undefined
  const step = BigInt(Math.floor(at.getTime() / 1000 / STEP_SECONDS) + delta)
  return lastStep !== null && step <= lastStep ? undefined : step
}

/** Seals a secret with a key from outside the database (AES-256-GCM). */
export function seal(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** @throws when it was sealed with another key or changed */
export function unseal(key: Buffer, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
}

const RECOVERY_CODES = 10
/** Letters and digits that are not taken for one another. */
const RECOVERY_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
const RECOVERY_LENGTH = 12

/** 恢复码: each can be used once in place of a code; shown once. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from(
      { length: RECOVERY_LENGTH },
      () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)],
    ).join('')
    return letters.replace(/(.{4})(?=.)/g, '$1-')
  })

/** Sixty bits at random: nothing to guess, so no slow hash. */
export const recoveryDigest = (code: string): Buffer =>
  hash('sha256', code.toLowerCase().replace(/[^a-z0-9]/g, ''), 'buffer')
