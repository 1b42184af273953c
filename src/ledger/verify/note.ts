import { createPublicKey, hash, verify } from 'node:crypto'

/** A key that signs notes, by name and number (c2sp.org/signed-note, “Signatures”). */
export interface NoteKey {
  name: string
  /** Key ID: four bytes in hexadecimal. */
  id: string
  /** 32 bytes, RFC 8032. */
  publicKey: Uint8Array
}

/** A signature line. */
export interface NoteSignature {
  name: string
  id: string
  signature: Uint8Array
}

export interface SignedNote {
  /** Signed text, its last newline included. */
  text: string
  signatures: NoteSignature[]
}

/** Signature type identifier byte of Ed25519 (c2sp.org/signed-note, “Signature types”). */
const ED25519 = 0x01
const KEY_BYTES = 32
const ID_BYTES = 4
const SIGNATURE_BYTES = 64
/** “Verifiers SHOULD apply a maximum limit to the number of signatures”, “at least up to 16”. */
const SIGNATURES_MAX = 64

/** SubjectPublicKeyInfo of an Ed25519 key up to the 32 bytes of the key (RFC 8410 section 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** “Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus.” */
export const isKeyName = (name: string): boolean => name !== '' && !/[\s+\u0085]/u.test(name)

/** key ID = SHA-256(key name ‖ 0x0A ‖ 0x01 ‖ public key)[:4], in hexadecimal. */
export const keyIdOf = (name: string, publicKey: Uint8Array): string =>
  hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), publicKey])).slice(
    0,
    2 * ID_BYTES,
  )

/** The verifier key as text: `name+id+base64(0x01 ‖ public key)`. */
export const formatKey = ({ name, id, publicKey }: NoteKey): string =>
  `${name}+${id}+${Buffer.concat([Buffer.of(ED25519), publicKey]).toString('base64')}`

/** Reads `formatKey`'s text. @returns undefined when it is not of that shape or its number is not the key's */
export function parseKey(text: string): NoteKey | undefined {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? []
  const bytes = fromBase64(encoded ?? '')
  if (!name || !id || !isKeyName(name) || bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519)
    return undefined
  const publicKey = bytes.subarray(1)
  return keyIdOf(name, publicKey) === id ? { name, id, publicKey } : undefined
}

/**
 * Takes a note apart: text, an empty line, signature lines. Nothing is verified yet.
 * @returns undefined when it is not a note
 */
export function parseNote(note: string): SignedNote | undefined {
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) return undefined
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > SIGNATURES_MAX) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? []
    const bytes = fromBase64(encoded ?? '')
    if (!name || !isKeyName(name) || !bytes || bytes.length <= ID_BYTES) return undefined
    signatures.push({
      name,
      id: bytes.subarray(0, ID_BYTES).toString('hex'),
      signature: bytes.subarray(ID_BYTES),
    })
  }
  return { text: note.slice(0, split + 1), signatures }
}

/** One signature line, without its newline. */
export const formatSignature = ({ name, id }: NoteKey, signature: Uint8Array): string =>
  `— ${name} ${Buffer.concat([Buffer.from(id, 'hex'), signature]).toString('base64')}`

/**
 * True when the key has signed the note. “If the key name and ID match a known key, verifiers MUST verify the signature”:
 * one that fails spoils the note, signatures of other keys are ignored.
 */
export function isSignedBy(note: SignedNote, key: NoteKey): boolean {
  const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id)
  return own.length > 0 && own.every(({ signature }) => verifyEd25519(key.publicKey, note.text, signature))
}

function verifyEd25519(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false
  const key = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, publicKey]),
    format: 'der',
    type: 'spki',
  })
  return verify(null, Buffer.from(text), key, signature)
}

/** Standard Base 64 (RFC 4648 section 4), and only in its one canonical spelling. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
