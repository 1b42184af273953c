import { hash, randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import {
  type Clock,
  isPostgresError,
  loadSql,
  refused,
  type Tx,
  today,
  UNIQUE_VIOLATION,
} from '../../kernel/index.ts'
import { isRole, roleOf } from '../rules/roles.ts'

const sql = loadSql(import.meta.url, '../accounts.sql')

const TOKEN_BYTES = 32
const LIFE_MS = 7 * 24 * 60 * 60_000

/** Makes the link by which a person opens the account: once, within seven days. Links given before no longer open it. */
export async function invite(
  tx: Tx,
  clock: Clock,
  personId: string,
): Promise<{ token: string; endsAt: Date }> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  const endsAt = new Date(clock.now().getTime() + LIFE_MS)
  await sql.run(tx, 'withdraw_invitations', { personId, at: clock.now() })
  await sql.run(tx, 'insert_invitation', { tokenDigest: digestOf(token), personId, endsAt })
  return { token, endsAt }
}

export interface Invited {
  personId: string
  name: string
  /** Some office of the person decides: a second factor has to be set up. */
  decides: boolean
}

/** Whom the link invites. @throws refused when it was used, withdrawn or has ended, without saying which */
export async function findInvitation(tx: Tx, clock: Clock, token: string): Promise<Invited> {
  const row = await sql.optional(
    tx,
    'find_invitation',
    { tokenDigest: digestOf(token), at: clock.now(), on: today(clock) },
    Type.Object({ personId: Type.String(), name: Type.String(), roles: Type.Array(Type.String()) }),
  )
  if (row) {
    const decides = row.roles.some((role) => isRole(role) && roleOf(role).decides)
    return { personId: row.personId, name: row.name, decides }
  }
  throw refused({
    code: 'ACCOUNTS_INVITATION_OVER',
    message: '开通链接无效、已使用或已过期。',
    next: '请向本单位的机构管理员申请新的开通链接。',
    status: 404,
  })
}

export const closeInvitation = (tx: Tx, clock: Clock, token: string): Promise<number> =>
  sql.run(tx, 'close_invitation', { tokenDigest: digestOf(token), at: clock.now() })

/**
 * Notes by which name the identity provider knows the person.
 * @throws refused when it knows another person of ours by that name
 */
export async function bindIdentity(
  tx: Tx,
  personId: string,
  identity: { issuer: string; externalId: string },
): Promise<void> {
  try {
    await sql.run(tx, 'bind_identity', { personId, ...identity })
  } catch (error) {
    if (!isPostgresError(error, UNIQUE_VIOLATION)) throw error
    throw refused({
      code: 'ACCOUNTS_IDENTITY_TAKEN',
      message: '这个统一身份已经开通了另一个账号。',
      next: '请用原来的账号登录，或请机构管理员核对。',
      status: 409,
    })
  }
}

/** The person whom the provider vouches for, if they have an account here. */
export async function findByIdentity(
  tx: Tx,
  issuer: string,
  externalId: string,
): Promise<string | undefined> {
  const row = await sql.optional(
    tx,
    'find_by_identity',
    { issuer, externalId },
    Type.Object({ personId: Type.String() }),
  )
  return row?.personId
}

const digestOf = (token: string): Buffer => hash('sha256', token, 'buffer')
