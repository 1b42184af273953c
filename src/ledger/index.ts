export { type Act, type Actor, appendAct } from './act.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
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
