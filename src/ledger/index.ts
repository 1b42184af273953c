export { type Act, type Actor, appendAct, ledgerSize } from './act.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { type Disclosure, listReads, type ReadFilter, recordRead, recordSubjectsRead } from './disclosure.ts'
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
