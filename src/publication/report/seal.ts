import { createPublicKey, hash, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto'

/** What stands in the last line of a sealed file, after the end of the PDF, as a comment that readers of PDF pass over. */
export interface Seal {
  verifyCode: string
  keyId: string
  signature: Buffer
}

const MARK = '%XINWANG-SEAL-1'
const LINE = /%XINWANG-SEAL-1 ([0-9A-Z]{16}) ([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)\n$/
/** The seal line is shorter than this. */
const LINE_BYTES_MAX = 200

/** What is signed: never a bare digest, so that the signature fits no other kind of statement. */
const statementOf = (document: Buffer, verifyCode: string): Buffer =>
  Buffer.from(`xinwang report\n${verifyCode}\n${hash('sha256', document)}\n`)

/** The document with a last line that holds verification code, key and an ECDSA P-256 signature over all bytes before it. */
export function sealDocument(document: Buffer, verifyCode: string, keyId: string, key: KeyObject): Buffer {
  const signature = sign('sha256', statementOf(document, verifyCode), { key, dsaEncoding: 'ieee-p1363' })
  return Buffer.concat([
    document,
    Buffer.from(`${MARK} ${verifyCode} ${keyId} ${signature.toString('base64')}\n`),
  ])
}

/** The seal of a file, or undefined when its last line is none. */
export function readSeal(file: Buffer): { seal: Seal; document: Buffer } | undefined {
  const match = LINE.exec(file.subarray(-LINE_BYTES_MAX).toString('latin1'))
  if (!match) return undefined
  const seal = { verifyCode: match[1]!, keyId: match[2]!, signature: Buffer.from(match[3]!, 'base64') }
  return { seal, document: file.subarray(0, file.length - match[0].length) }
}

/** True when not a byte before the seal was changed since it was put there with this key. */
export function isSealIntact(document: Buffer, seal: Seal, publicKey: JsonWebKey): boolean {
  const key = createPublicKey({ key: publicKey, format: 'jwk' })
  return verify(
    'sha256',
    statementOf(document, seal.verifyCode),
    { key, dsaEncoding: 'ieee-p1363' },
    seal.signature,
  )
}
