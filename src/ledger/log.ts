import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import { Type } from 'typebox'
import { type Database, fault, loadSql, type Tx } from '../kernel/index.ts'
import { type LogKey, signCheckpoint } from './log-key.ts'
import { EMPTY_EDGE, growTree, rootOfEdge, type TreeEdge } from './tile-tree.ts'
import { entryOf } from './verify/bundle.ts'
import { type Checkpoint, openCheckpoint } from './verify/checkpoint.ts'
import { type Hash, leafHash } from './verify/merkle.ts'
import {
  bundlePath,
  formatBundle,
  formatTile,
  hashesAtLevel,
  parseTile,
  TILE_WIDTH,
  tilePath,
} from './verify/tile.ts'

const sql = loadSql(import.meta.url, 'ledger.sql')

/** Where the log is published, and by which key. */
export interface Log {
  /** Served as `/ledger/`: `checkpoint`, `tile/…`. */
  folder: string
  key: LogKey
}

export const CHECKPOINT_FILE = 'checkpoint'

/** Acts that are given their place in one transaction. */
const SEQUENCED_AT_ONCE = 20_000
/** Entries that are read and hashed at a time; a multiple of a tile. */
const GROWN_AT_ONCE = 64 * TILE_WIDTH

/**
 * Gives every committed act its place in the log, writes the tiles and signs the new head. Only one of all programs does it
 * at a time. Whatever is interrupted, the next run does it again: places are committed before tiles are written, tiles
 * before the checkpoint.
 * @returns the head that is published now; undefined when another program is at it
 * @throws fault when what was signed before cannot be continued by what the database holds
 */
export function publishLog(database: Database, log: Log): Promise<Checkpoint | undefined> {
  return database.session(async (session) => {
    const { locked } = await sql.one(session, 'try_log_lock', {}, Type.Object({ locked: Type.Boolean() }))
    if (!locked) return undefined
    while ((await sequence(database)) === SEQUENCED_AT_ONCE) {}
    return publish(database, log)
  })
}

const sequence = (database: Database): Promise<number> =>
  database.transact((tx) => sql.run(tx, 'sequence_pending', { limit: SEQUENCED_AT_ONCE }))

export const countLeaves = async (tx: Tx): Promise<number> =>
  Number((await sql.one(tx, 'count_leaves', {}, Type.Object({ leaves: Type.String() }))).leaves)

async function publish(database: Database, log: Log): Promise<Checkpoint> {
  const published = readPublished(log)
  const size = await database.read(countLeaves)
  if (published && size < published.size) throw contradiction('日志变短了')
  let edge = published ? edgeOf(log.folder, published) : EMPTY_EDGE
  if (published && edge && size === published.size) return published
  // A tile that is missing or was cut short is made again from the database, and everything after it.
  edge ??= await regrown(database, log, published!)
  edge = await grow(database, log.folder, edge, size)
  const checkpoint = { origin: log.key.verifier.name, size, root: rootOfEdge(edge) }
  writeWhole(log.folder, CHECKPOINT_FILE, Buffer.from(signCheckpoint(log.key, checkpoint)))
  return checkpoint
}

/** The head that was signed last; undefined for a log that has none yet. */
export function readPublished({ folder, key }: Log): Checkpoint | undefined {
  const note = readIfThere(path.join(folder, CHECKPOINT_FILE))?.toString('utf8')
  if (note === undefined) return undefined
  const opened = openCheckpoint(note, key.verifier)
  if (opened.problem === undefined) return opened.checkpoint
  throw fault({
    code: 'LEDGER_CHECKPOINT_BROKEN',
    message: '已公布的检查点读不出来，或不是用本日志的密钥签名的。',
    next: '请从备份恢复日志目录和密钥；不要删除检查点重来，已公布的内容不能改口。',
    internal: opened.problem,
  })
}

/** The right edge as the tiles of this head have it; undefined when a tile is not as the head says. */
function edgeOf(folder: string, { size, root }: Checkpoint): TreeEdge | undefined {
  const levels: Hash[][] = []
  for (let level = 0; hashesAtLevel(level, size) > 0; level++) {
    const count = hashesAtLevel(level, size)
    const width = count % TILE_WIDTH
    const bytes =
      width === 0
        ? Buffer.alloc(0)
        : readIfThere(path.join(folder, tilePath(level, Math.floor(count / TILE_WIDTH), width)))
    const hashes = bytes && parseTile(bytes, width)
    if (!hashes) return undefined
    levels.push(hashes)
  }
  const edge = { size, levels }
  return rootOfEdge(edge) === root ? edge : undefined
}

async function regrown(database: Database, log: Log, published: Checkpoint): Promise<TreeEdge> {
  const edge = await grow(database, log.folder, EMPTY_EDGE, published.size)
  if (rootOfEdge(edge) !== published.root) throw contradiction('数据库中的行为与已公布的根不符')
  return edge
}

const contradiction = (what: string) =>
  fault({
    code: 'LEDGER_CONTRADICTS',
    message: `${what}，已停止签名：已公布的日志不能改口。`,
    next: '请保留现场，用 xinwang ledger verify 找出第一处不符，并从备份恢复数据库。',
  })

/** Lets the tree grow to `size` by what the database holds, writing every tile and bundle that changes. */
async function grow(database: Database, folder: string, from: TreeEdge, size: number): Promise<TreeEdge> {
  let edge = from
  while (edge.size < size) {
    // From the beginning of the bundle that was not full yet, so that it can be written whole.
    const start = Math.floor(edge.size / TILE_WIDTH) * TILE_WIDTH
    const limit = Math.min(GROWN_AT_ONCE, size - start)
    const entries = await database.read((tx) => listEntries(tx, start, limit))
    if (entries.length !== limit) throw contradiction('日志中缺少行为')
    const grown = growTree(edge, entries.slice(edge.size - start).map(leafHash))
    for (let at = 0; at < entries.length; at += TILE_WIDTH) {
      const bundle = entries.slice(at, at + TILE_WIDTH)
      writeWhole(folder, bundlePath((start + at) / TILE_WIDTH, bundle.length), formatBundle(bundle))
    }
    for (const { level, index, hashes } of grown.tiles) {
      writeWhole(folder, tilePath(level, index, hashes.length), formatTile(hashes))
    }
    edge = grown.edge
  }
  return edge
}

/** Entries of the log as bytes, from this index on. */
export async function listEntries(tx: Tx, from: number, limit: number): Promise<Buffer[]> {
  const rows = await sql.many(
    tx,
    'list_entries',
    { from, limit },
    Type.Object({ actId: Type.String(), commitment: Type.String() }),
  )
  return rows.map(({ actId, commitment }) => Buffer.from(entryOf(actId, commitment)))
}

/** The program serves the files; on the machine they are open to its group at most. */
const [FOLDER_MODE, FILE_MODE] = [0o750, 0o640]

/** Writes a file so that it is there whole or not at all, whatever happens meanwhile. */
function writeWhole(folder: string, name: string, bytes: Buffer): void {
  const place = path.join(folder, name)
  mkdirSync(path.dirname(place), { recursive: true, mode: FOLDER_MODE })
  const temporary = `${place}.${process.pid}.new`
  const file = openSync(temporary, 'w', FILE_MODE)
  try {
    writeSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, place)
}

export function readIfThere(place: string): Buffer | undefined {
  try {
    return readFileSync(place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
