export { type Act, type Actor, appendAct } from './act.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { EMPTY_ROOT, type Hash, leafHash, nodeHash, rootOf, sha256, textLeafHash } from './verify/merkle.ts'
