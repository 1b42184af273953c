import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** The key of this platform for what it issues: reports and credentials. ECDSA P-256, because wallets read ES256. */
export interface IssuingKey {
  /** First 16 hex digits of the SHA-256 of the public key's coordinates. */
  keyId: string
  privateKey: KeyObject
  publicKey: JsonWebKey
}

const KEY_FILE = 'report-signing.pem'

const keyFolder = (): string =>
  process.env.XINWANG_KEYS ??
  path.join(process.env.XINWANG_VAR ?? path.join(import.meta.dirname, '../../../var'), 'keys')

let held: { folder: string; key: IssuingKey } | undefined

/** The issuing key of this machine (folder XINWANG_KEYS, otherwise var/keys); made at first use. Never leaves the folder. */
export function issuingKey(): IssuingKey {
  const folder = keyFolder()
  if (held?.folder !== folder) held = { folder, key: loadKey(folder) }
  return held.key
}

function loadKey(folder: string): IssuingKey {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const place = path.join(folder, KEY_FILE)
  try {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(place, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const privateKey = createPrivateKey(readFileSync(place))
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' })
  const publicKey = { kty: kty!, crv: crv!, x: x!, y: y! }
  return { keyId: hash('sha256', `${x}.${y}`).slice(0, 16), privateKey, publicKey }
}

/** Where people reach this platform, for links on paper: XINWANG_PUBLIC_URL, otherwise this machine. */
export const publicUrl = (): string =>
  (process.env.XINWANG_PUBLIC_URL ?? `http://localhost:${process.env.PORT || 8080}`).replace(/\/+$/, '')
