import { hash, randomBytes, timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { type Clock, type Database, loadSql, refused, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

const TOKEN_BYTES = 32
/** NIST SP 800-63B section 4.2.3 (AAL2): signed in anew after 12 hours at the latest, or after 30 minutes of doing nothing. */
const LIFE_MS = 12 * 60 * 60_000
const IDLE_MS = 30 * 60_000
/** A session is noted as alive this often, so that reading pages does not write at each request. */
const TOUCH_MS = 60_000

export interface OpenedSession {
  /** Goes into the cookie; only its digest is kept. */
  token: string
  csrf: string
}

/** Opens a session for somebody whom the identity provider vouched for. */
export async function openSession(
  tx: Tx,
  clock: Clock,
  person: { personId: string; secondFactor: boolean },
): Promise<OpenedSession> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const csrf = randomBytes(TOKEN_BYTES).toString('base64url')
  await sql.run(tx, 'insert_session', { tokenDigest: digestOf(token), csrf, ...person, at: clock.now() })
  return { token, csrf }
}

export interface Session {
  tokenDigest: Buffer
  personId: string
  name: string
  csrf: string
  secondFactor: boolean
}

const SessionRow = Type.Object({
  personId: Type.String(),
  name: Type.String(),
  csrf: Type.String(),
  secondFactor: Type.Boolean(),
  startedAt: Type.Unsafe<Date>({}),
  seenAt: Type.Unsafe<Date>({}),
})

/** The session of this token if it is still open; being asked keeps it open. */
export async function findSession(
  database: Database,
  clock: Clock,
  token: string,
): Promise<Session | undefined> {
  const tokenDigest = digestOf(token)
  const row = await database.read((tx) => sql.optional(tx, 'find_session', { tokenDigest }, SessionRow))
  if (!row) return undefined
  const now = clock.now()
  if (now.getTime() - row.startedAt.getTime() > LIFE_MS) return undefined
  if (now.getTime() - row.seenAt.getTime() > IDLE_MS) return undefined
  if (now.getTime() - row.seenAt.getTime() > TOUCH_MS) {
    await database.transact((tx) => sql.run(tx, 'touch_session', { tokenDigest, at: now }))
  }
  const { personId, name, csrf, secondFactor } = row
  return { tokenDigest, personId, name, csrf, secondFactor }
}

/** Ends this session; ending it twice is the same. */
export const endSession = (tx: Tx, clock: Clock, session: Session): Promise<number> =>
  sql.run(tx, 'end_session', { tokenDigest: session.tokenDigest, at: clock.now() })

/** 全部退出: ends every session of a person. @returns how many were open */
export const endSessionsOf = (tx: Tx, clock: Clock, personId: string): Promise<number> =>
  sql.run(tx, 'end_sessions_of', { personId, at: clock.now() })

/**
 * A browser writes only with the token that the platform's own pages hold.
 * @throws refused when it does not
 */
export function checkCsrf(session: Session, given: string | undefined): void {
  const expected = Buffer.from(session.csrf)
  const actual = Buffer.from(given ?? '')
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return
  throw refused({
    code: 'ACCOUNTS_CSRF',
    message: '请求不是从本平台的页面发出的，没有办理。',
    next: '请刷新页面后重做一次。',
    status: 403,
  })
}

const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')
