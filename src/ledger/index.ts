export { type Act, type Actor, appendAct, ledgerSize } from './act.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { type Disclosure, listReads, type ReadFilter, recordRead, recordSubjectsRead } from './disclosure.ts'
export { CHECKPOINT_FILE, countLeaves, type Log, publishLog, readIfThere, readPublished } from './log.ts'
export { checkLog, type Divergence, type LogReader, type LogVerdict, proveAct } from './log-check.ts'
export { type LogKey, makeLogKey, readLogKey } from './log-key.ts'
export { type BundleProblem, checkBundle, type ProofBundle } from './verify/bundle.ts'
export type { Checkpoint } from './verify/checkpoint.ts'
export {
  EMPTY_ROOT,
  type Hash,
  leafHash,
  nodeHash,
  packHashes,
  rootOf,
  sha256,
  textLeafHash,
  unpackHashes,
} from './verify/merkle.ts'
export { formatKey, type NoteKey, parseKey } from './verify/note.ts'
