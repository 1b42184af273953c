import type { Hash } from './merkle.ts'
import { fromBase64, isSignedBy, type NoteKey, parseNote } from './note.ts'

/** The head of a log: so many entries, this root (c2sp.org/tlog-checkpoint). */
export interface Checkpoint {
  origin: string
  size: number
  root: Hash
}

const HASH_BYTES = 32

/** The text of a checkpoint's note: origin, size, root in base 64, a line each. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root, 'hex').toString('base64')}\n`

/** Reads the text of a note as a checkpoint; lines of extensions are allowed and ignored. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, digits, encoded, ...extensions] = text.split('\n')
  // The text ends with a newline, so that the last element is empty and no other may be.
  if (extensions.pop() !== '' || extensions.includes('') || !origin || !/^(0|[1-9]\d*)$/.test(digits ?? ''))
    return undefined
  const size = Number(digits)
  const root = fromBase64(encoded ?? '')
  if (!Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return undefined
  return { origin, size, root: root.toString('hex') }
}

/** Why a checkpoint is not accepted. */
export type CheckpointProblem = 'not_a_note' | 'not_signed' | 'not_a_checkpoint' | 'other_origin'

/**
 * Reads a signed checkpoint and accepts it only under the key given; the key's name is the origin of the log
 * (c2sp.org/tlog-checkpoint, “Signatures”).
 */
export function openCheckpoint(
  note: string,
  key: NoteKey,
): { checkpoint: Checkpoint; problem?: undefined } | { problem: CheckpointProblem } {
  const signed = parseNote(note)
  if (!signed) return { problem: 'not_a_note' }
  if (!isSignedBy(signed, key)) return { problem: 'not_signed' }
  const checkpoint = parseCheckpoint(signed.text)
  if (!checkpoint) return { problem: 'not_a_checkpoint' }
  return checkpoint.origin === key.name ? { checkpoint } : { problem: 'other_origin' }
}
