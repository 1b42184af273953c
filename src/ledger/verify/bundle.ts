import { openCheckpoint } from './checkpoint.ts'
import { type Hash, leafHash, sha256 } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { verifyInclusion } from './proof.ts'

/** Everything somebody needs to see, without the platform, that an act stands in the log. */
export interface ProofBundle {
  format: 'xinwang-proof-1'
  /** The act in canonical JSON; left out where its content was erased. */
  statement?: string
  /** 32 bytes in hexadecimal; left out with the statement. */
  salt?: string
  /** The entry of the log as text. */
  entry: string
  index: number
  /** Audit path from the leaf's sibling upwards, hexadecimal. */
  path: Hash[]
  /** The signed head of the log that the path leads to. */
  checkpoint: string
}

/** Why a bundle does not prove anything. */
export type BundleProblem = 'not_a_bundle' | 'not_the_entry' | 'checkpoint_not_signed' | 'not_in_the_tree'

/** SHA-256(salt ‖ statement), in hexadecimal. */
export const commitmentOf = (salt: Uint8Array, statement: string): Hash =>
  sha256(Buffer.concat([salt, Buffer.from(statement)]))

/** The entry of an act in the log: its id and commitment, in canonical JSON; nothing of its content. */
export const entryOf = (actId: string, commitment: Hash): string =>
  `{"act":"${actId}","commitment":"${commitment}"}`

/**
 * Checks a bundle against the log's key and nothing else.
 * @returns what it proves: the act and the size of the log it stands in; or why it proves nothing
 */
export function checkBundle(
  bundle: ProofBundle,
  key: NoteKey,
):
  | { problem: BundleProblem }
  | { problem?: undefined; act: string; index: number; size: number; contentShown: boolean } {
  const entry = /^\{"act":"([0-9a-f-]{36})","commitment":"([0-9a-f]{64})"\}$/.exec(bundle.entry ?? '')
  if (bundle.format !== 'xinwang-proof-1' || !entry || !Array.isArray(bundle.path))
    return { problem: 'not_a_bundle' }
  const [, act, commitment] = entry
  if (bundle.statement !== undefined) {
    const salt = Buffer.from(bundle.salt ?? '', 'hex')
    if (salt.length !== 32 || commitmentOf(salt, bundle.statement) !== commitment)
      return { problem: 'not_the_entry' }
    if (!bundle.statement.startsWith(`{"act":"${act}",`)) return { problem: 'not_the_entry' }
  }
  const opened = openCheckpoint(bundle.checkpoint ?? '', key)
  if (opened.problem !== undefined) return { problem: 'checkpoint_not_signed' }
  const { size, root } = opened.checkpoint
  const leaf = leafHash(Buffer.from(bundle.entry))
  if (!verifyInclusion(leaf, bundle.index, size, bundle.path, root)) return { problem: 'not_in_the_tree' }
  return { act: act!, index: bundle.index, size, contentShown: bundle.statement !== undefined }
}
