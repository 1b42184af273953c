import { Type } from 'typebox'
import { type Database, loadSql, type Tx } from '../kernel/index.ts'
import { type Act, statementOf } from './act.ts'
import { EMPTY_EDGE, growTree, inclusionPath, rootOfEdge, type TileReader } from './tile-tree.ts'
import { commitmentOf, entryOf, type ProofBundle } from './verify/bundle.ts'
import { type Checkpoint, openCheckpoint } from './verify/checkpoint.ts'
import { leafHash } from './verify/merkle.ts'
import type { NoteKey } from './verify/note.ts'
import { bundlePath, parseBundle, parseTile, TILE_WIDTH, tilePath, tileWidthAt } from './verify/tile.ts'

const sql = loadSql(import.meta.url, 'ledger.sql')

/** Gives a file of the log by its path: from a folder or over the web; undefined when there is none. */
export type LogReader = (name: string) => Promise<Buffer | undefined>

/** The first place where something is not as it must be. */
export interface Divergence {
  what:
    | 'checkpoint_missing'
    | 'checkpoint_not_signed'
    | 'log_shorter_than_seen'
    | 'other_history_than_seen'
    | 'bundle_broken'
    | 'tile_differs'
    | 'root_differs'
    | 'act_missing'
    | 'act_differs'
    | 'commitment_differs'
  /** Index in the log, or the size that was seen. */
  at?: number
  file?: string
  expected?: string
  found?: string
}

export interface LogVerdict {
  checkpoint?: Checkpoint
  note?: string
  divergence?: Divergence
}

interface Check {
  read: LogReader
  key: NoteKey
  /** The head that was seen the last time; the log must still begin with it. */
  seen?: Checkpoint
  /** Where given, every entry is also compared with the act it stands for. */
  database?: Database
}

/**
 * Checks a whole log and trusts nothing of it: every tile and root is derived again from the entries, the head against
 * its signature and against the head seen before, every act against its commitment. Memory does not grow with the log.
 */
export async function checkLog(check: Check): Promise<LogVerdict> {
  const note = (await check.read('checkpoint'))?.toString('utf8')
  if (note === undefined) return { divergence: { what: 'checkpoint_missing' } }
  const opened = openCheckpoint(note, check.key)
  if (opened.problem !== undefined)
    return { divergence: { what: 'checkpoint_not_signed', found: opened.problem } }
  const { checkpoint } = opened
  const { seen } = check
  if (seen && seen.size > checkpoint.size)
    return { checkpoint, note, divergence: { what: 'log_shorter_than_seen', at: seen.size } }
  const divergence = await checkEntries(check, checkpoint)
  return { checkpoint, note, ...(divergence ? { divergence } : {}) }
}

async function checkEntries(check: Check, { size, root }: Checkpoint): Promise<Divergence | undefined> {
  const { read, seen, database } = check
  let edge = EMPTY_EDGE
  if (seen?.size === 0 && seen.root !== rootOfEdge(edge)) return { what: 'other_history_than_seen', at: 0 }
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const width = tileWidthAt(0, index, size)
    const file = bundlePath(index, width)
    const entries = parseBundle((await read(file)) ?? Buffer.alloc(0), width)
    if (!entries) return { what: 'bundle_broken', at: index * TILE_WIDTH, file }
    const differing = database && (await compareActs(database, index * TILE_WIDTH, entries))
    if (differing) return differing
    const leaves = entries.map(leafHash)
    if (seen && edge.size < seen.size && seen.size <= edge.size + leaves.length) {
      const then = rootOfEdge(growTree(edge, leaves.slice(0, seen.size - edge.size)).edge)
      if (then !== seen.root)
        return { what: 'other_history_than_seen', at: seen.size, expected: seen.root, found: then }
    }
    const grown = growTree(edge, leaves)
    for (const tile of grown.tiles) {
      // A partial tile of a higher level is only published as it stands at the head.
      const wanted = tileWidthAt(tile.level, tile.index, size)
      if (tile.hashes.length !== wanted) continue
      const name = tilePath(tile.level, tile.index, wanted)
      const served = parseTile((await read(name)) ?? Buffer.alloc(0), wanted)
      if (served?.join() !== tile.hashes.join())
        return { what: 'tile_differs', at: index * TILE_WIDTH, file: name }
    }
    edge = grown.edge
  }
  const derived = rootOfEdge(edge)
  return derived === root ? undefined : { what: 'root_differs', at: size, expected: root, found: derived }
}

const ActRow = Type.Object({
  actId: Type.String(),
  operation: Type.String(),
  actorKind: Type.String(),
  actorName: Type.String(),
  authorityCode: Type.Union([Type.String(), Type.Null()]),
  subjectId: Type.Union([Type.String(), Type.Null()]),
  payload: Type.Unsafe<Act['payload']>({}),
  salt: Type.Unsafe<Buffer>({}),
  commitment: Type.Unsafe<Buffer>({}),
  actedAt: Type.Unsafe<Date>({}),
})

type ActRow = {
  actId: string
  operation: string
  actorKind: string
  actorName: string
  authorityCode: string | null
  subjectId: string | null
  payload: Act['payload']
  salt: Buffer
  commitment: Buffer
  actedAt: Date
}

const statementOfRow = (row: ActRow): string =>
  statementOf(row.actId, {
    operation: row.operation,
    actor: {
      kind: row.actorKind as Act['actor']['kind'],
      name: row.actorName,
      ...(row.authorityCode === null ? {} : { authorityCode: row.authorityCode }),
    },
    ...(row.subjectId === null ? {} : { subjectId: BigInt(row.subjectId) }),
    payload: row.payload,
    at: row.actedAt,
  })

async function compareActs(
  database: Database,
  from: number,
  entries: Buffer[],
): Promise<Divergence | undefined> {
  const rows = await database.read((tx) =>
    sql.many(tx, 'list_acts_of_leaves', { from, limit: entries.length }, ActRow),
  )
  for (const [i, entry] of entries.entries()) {
    const row = rows[i]
    const at = from + i
    if (!row) return { what: 'act_missing', at, expected: entry.toString() }
    const own = entryOf(row.actId, row.commitment.toString('hex'))
    if (own !== entry.toString()) return { what: 'act_differs', at, expected: entry.toString(), found: own }
    const derived = commitmentOf(row.salt, statementOfRow(row))
    if (derived !== row.commitment.toString('hex'))
      return { what: 'commitment_differs', at, expected: row.commitment.toString('hex'), found: derived }
  }
  return undefined
}

/** Reads tiles for proofs; one that is missing or cut is a defect of the log. */
export const tileReader =
  (read: LogReader): TileReader =>
  async (level, index, width) => {
    const name = tilePath(level, index, width)
    const hashes = parseTile((await read(name)) ?? Buffer.alloc(0), width)
    if (!hashes) throw new Error(`the log has no whole ${name}`)
    return hashes
  }

/**
 * The proof that an act stands in the log, to be checked by `checkBundle` anywhere.
 * @returns undefined when the act has no place in the published log yet, or there is none of this id
 */
export async function proveAct(
  tx: Tx,
  read: LogReader,
  key: NoteKey,
  actId: string,
): Promise<ProofBundle | undefined> {
  const row = await sql.optional(
    tx,
    'find_act_with_leaf',
    { actId },
    Type.Intersect([ActRow, Type.Object({ leafIndex: Type.String() })]),
  )
  const checkpoint = (await read('checkpoint'))?.toString('utf8') ?? ''
  const opened = openCheckpoint(checkpoint, key)
  if (!row || opened.problem !== undefined) return undefined
  const index = Number(row.leafIndex)
  if (index >= opened.checkpoint.size) return undefined
  return {
    format: 'xinwang-proof-1',
    statement: statementOfRow(row),
    salt: row.salt.toString('hex'),
    entry: entryOf(row.actId, row.commitment.toString('hex')),
    index,
    path: await inclusionPath(tileReader(read), opened.checkpoint.size, index),
    checkpoint,
  }
}
