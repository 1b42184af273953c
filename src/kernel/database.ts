import pg from 'pg'
import { fault } from './errors.ts'
import { internalCause } from './internal-cause.ts'
import { turns } from './turns.ts'

/** A connection inside a transaction. Commands take it explicitly, so that a legal effect is all or none. */
export type Tx = pg.ClientBase

export interface Database {
  url: string
  /** Runs `work` in a read-only transaction: every query inside sees one moment. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `work` in a transaction; commits when it returns, rolls back when it throws. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** A connection of one's own, outside any transaction, for bulk work and session locks. */
  session<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>
  close(): Promise<void>
}

// A DATE stays the text it is: a JavaScript Date would move it across midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

const CONNECTION_LIMIT = 12
/** Sessions at a time; who comes later waits in order. They have connections of their own: a session keeps one for long. */
const SESSION_LIMIT = 24
const STATEMENT_TIMEOUT_MS = 60_000

/** Opens a pool of connections. Nothing is sent until first use. */
export function openDatabase(url: string): Database {
  const pool = openPool(url, CONNECTION_LIMIT)
  const sessions = openPool(url, SESSION_LIMIT)
  const inTurn = turns(SESSION_LIMIT)

  async function inTransaction<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await connect(pool)
    try {
      await client.query(begin)
      await client.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`)
      const result = await work(client)
      await client.query('COMMIT')
      client.release()
      return result
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => client.release(),
        (broken) => client.release(broken instanceof Error ? broken : true),
      )
      throw error
    }
  }

  return {
    url,
    read: (work) => inTransaction('BEGIN READ ONLY', work),
    transact: (work) => inTransaction('BEGIN', work),
    session: (work) =>
      inTurn(async () => {
        const client = await connect(sessions)
        try {
          return await work(client)
        } finally {
          // The connection is closed, not reused: it may hold session locks or settings.
          client.release(true)
        }
      }),
    async close() {
      await Promise.all([pool.end(), sessions.end()])
    },
  }
}

function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'xinwang',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
  })
  // An idle connection that breaks (server restarted) is replaced at next use; without a listener it would end the process.
  pool.on('error', () => undefined)
  // One that breaks while it is in use fails the query under way, or the next; between queries it has no other listener.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (cause) {
    throw unreachable(cause)
  }
}

export const unreachable = (cause: unknown) =>
  fault(
    {
      code: 'KERNEL_DATABASE_UNREACHABLE',
      message: '无法连接数据库。',
      next: '请确认数据库正在运行，且 DATABASE_URL 的地址、用户和口令正确。',
      internal: internalCause(cause),
      status: 503,
    },
    cause,
  )

/** True when `error` is a PostgreSQL error with this SQLSTATE. */
export function isPostgresError(error: unknown, sqlState: string): boolean {
  return error instanceof pg.DatabaseError && error.code === sqlState
}

/**
 * True when `error` says that the connection broke: the server was stopped, restarted or killed (SQLSTATE class 57P and
 * 08), or the socket closed.
 */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P0[1235]|08)/.test(error.code ?? '')
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return (
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    code === 'ECONNREFUSED' ||
    /Connection terminated|connection error and is not queryable/.test(error.message)
  )
}

export const UNIQUE_VIOLATION = '23505'
const DISK_FULL = '53100'

/** True when the database, or a write of our own, found no room on the disk. */
export const isDiskFull = (error: unknown): boolean =>
  isPostgresError(error, DISK_FULL) || (error as NodeJS.ErrnoException)?.code === 'ENOSPC'
