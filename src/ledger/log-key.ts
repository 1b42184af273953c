import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fault } from '../kernel/index.ts'
import { type Checkpoint, formatCheckpoint } from './verify/checkpoint.ts'
import { formatKey, formatSignature, isKeyName, keyIdOf, type NoteKey, parseKey } from './verify/note.ts'

/** What signs the heads of the log. It lies outside the database. */
export interface LogKey {
  /** What verifiers know it by; its name is the log's origin. */
  verifier: NoteKey
  privateKey: KeyObject
}

/** Last bytes of a SubjectPublicKeyInfo of Ed25519 (RFC 8410): the key itself. */
const KEY_BYTES = 32

/**
 * Reads the log's key (PKCS #8, PEM) and, beside it in `.vkey`, the name it was made for.
 * @throws fault when there is none, or it is not of this kind
 */
export function readLogKey(place: string): LogKey {
  if (!existsSync(place)) {
    throw fault({
      code: 'LEDGER_KEY_MISSING',
      message: '日志已有内容，但没有找到签名密钥。',
      next: `请从备份恢复 ${place} 及同名的 .vkey 文件；不要另造密钥，那会成为另一个日志。`,
    })
  }
  const privateKey = createPrivateKey(readFileSync(place))
  const verifier = parseKey(readFileSync(vkeyPlace(place), 'utf8'))
  const publicKey = publicBytes(privateKey)
  if (!verifier || Buffer.compare(verifier.publicKey, publicKey) !== 0) {
    throw fault({
      code: 'LEDGER_KEY_BROKEN',
      message: '日志的签名密钥与其 .vkey 文件不是一对。',
      next: '请从同一份备份恢复这两个文件。',
    })
  }
  return { verifier, privateKey }
}

/** Makes the key of a new log. Its origin is written beside it and never changes again. */
export function makeLogKey(place: string, origin: string): LogKey {
  if (!isKeyName(origin)) {
    throw fault({
      code: 'LEDGER_ORIGIN_INVALID',
      message: `日志名称“${origin}”不能使用。`,
      next: '请把 XINWANG_LEDGER_ORIGIN 写成域名加路径，例如 credit.example.gov.cn/ledger，不含空格和加号。',
    })
  }
  mkdirSync(path.dirname(place), { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = publicBytes(privateKey)
  const verifier = { name: origin, id: keyIdOf(origin, publicKey), publicKey }
  put(vkeyPlace(place), `${formatKey(verifier)}\n`)
  put(place, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string)
  return { verifier, privateKey }
}

const vkeyPlace = (place: string): string => `${place.replace(/\.pem$/, '')}.vkey`

function put(place: string, text: string): void {
  const temporary = `${place}.${process.pid}`
  writeFileSync(temporary, text, { mode: 0o600, flush: true })
  renameSync(temporary, place)
}

const publicBytes = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-KEY_BYTES)

/** A checkpoint as a signed note (c2sp.org/tlog-checkpoint). */
export function signCheckpoint(
  { verifier, privateKey }: LogKey,
  checkpoint: Omit<Checkpoint, 'origin'>,
): string {
  const text = formatCheckpoint({ origin: verifier.name, ...checkpoint })
  return `${text}\n${formatSignature(verifier, sign(null, Buffer.from(text), privateKey))}\n`
}
