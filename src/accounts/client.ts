import { hash, randomBytes, randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { addMonths, type Clock, invalid, loadSql, type Tx, today } from '../kernel/index.ts'
import { type Actor, appendAct } from '../ledger/index.ts'
import { getAuthority } from './authority.ts'
import { insertGrant } from './grant.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

/** So that a key found in a log or a commit can be recognised for what it is. */
const KEY_PREFIX = 'xwk_'
const KEY_BYTES = 32
/** A key ends by itself; a year is what departments renew their certificates by. */
const KEY_MONTHS = 12

export interface NewClient {
  clientId: string
  /** Shown once; only its digest is kept. */
  key: string
  endsOn: string
}

/**
 * Gives an authority a machine client: a key that opens the intake for this authority's own submissions.
 * @throws absent when the authority is not registered; invalid when the name is blank
 */
export async function createClient(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { authorityCode: string; name: string },
): Promise<NewClient> {
  if (input.name.trim() === '') {
    throw invalid({
      code: 'ACCOUNTS_CLIENT_NAME',
      message: '客户端名称不能为空。',
      next: '请用 --name 写明系统名称。',
    })
  }
  const authority = await getAuthority(tx, input.authorityCode)
  const clientId = randomUUID()
  const key = KEY_PREFIX + randomBytes(KEY_BYTES).toString('base64url')
  const endsOn = addMonths(today(clock), KEY_MONTHS)
  await sql.run(tx, 'insert_client', {
    clientId,
    authorityCode: authority.code,
    name: input.name.trim(),
    keyDigest: digestOf(key),
    createdAt: clock.now(),
    endsOn,
  })
  await insertGrant(tx, clock, {
    clientId,
    role: 'sending_client',
    authorityCode: authority.code,
    regionCode: authority.regionCode,
    endsOn,
    grantedBy: actor.name,
  })
  await appendAct(tx, {
    operation: 'client.create',
    actor,
    payload: { client: clientId, authority: authority.code, name: input.name.trim(), endsOn },
    at: clock.now(),
  })
  return { clientId, key, endsOn }
}

export interface FoundClient {
  clientId: string
  name: string
  authorityCode: string
}

/** The client whose key this is, if it is in force today; looked up by digest, so time does not betray a near miss. */
export async function findClient(tx: Tx, clock: Clock, key: string): Promise<FoundClient | undefined> {
  if (!key.startsWith(KEY_PREFIX)) return undefined
  const row = await sql.optional(
    tx,
    'find_client_by_key',
    { keyDigest: digestOf(key), on: today(clock) },
    Type.Object({
      clientId: Type.String(),
      authorityCode: Type.String(),
      name: Type.String(),
      endsOn: Type.String(),
    }),
  )
  return row && { clientId: row.clientId, name: row.name, authorityCode: row.authorityCode }
}

/** A 256-bit random key needs no slow hash: there is nothing to guess. */
const digestOf = (key: string): Buffer => hash('sha256', key, 'buffer')
