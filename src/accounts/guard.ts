import { Type } from 'typebox'
import {
  type Clock,
  type Database,
  loadSql,
  type Permission,
  refused,
  regionPrefix,
  today,
} from '../kernel/index.ts'
import { findClient } from './client.ts'
import { isRole, roleOf } from './rules/roles.ts'
import type { Caller, Scope } from './scope.ts'
import { checkCsrf, findSession, type Session } from './session.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

/** What a request brings to say who asks. */
export interface Credentials {
  /** `Authorization` header. */
  authorization?: string | undefined
  /** Session cookie. */
  session?: string | undefined
  /** `x-xinwang-csrf` header. */
  csrf?: string | undefined
  /** `x-xinwang-authority` header: for which authority somebody of several acts now. */
  authority?: string | undefined
  /** The request changes something. */
  writes: boolean
}

/** Who asks and by which grants; nobody and none on a public route. */
export interface Admission {
  caller: Caller | undefined
  scope: Scope[]
  session: Session | undefined
}

/** The codes with which the guard itself refuses; every route that is not public can answer with them. */
export const GUARD_REFUSALS = [
  'ACCOUNTS_NOT_SIGNED_IN',
  'ACCOUNTS_KEY_INVALID',
  'ACCOUNTS_SESSION_ENDED',
  'ACCOUNTS_CSRF',
  'ACCOUNTS_NOT_GRANTED',
  'ACCOUNTS_SECOND_FACTOR_NEEDED',
  'ACCOUNTS_AUTHORITY_UNCLEAR',
]

/**
 * The one place where it is decided who may enter, before any handler runs. Whoever is not let in learns nothing of what
 * there is inside.
 * @throws refused
 */
export async function admit(
  database: Database,
  clock: Clock,
  route: { id: string; may: Permission },
  credentials: Credentials,
): Promise<Admission> {
  if (route.may === 'public') return { caller: undefined, scope: [], session: undefined }
  const holder = await identify(database, clock, credentials)
  if (holder.session && credentials.writes) checkCsrf(holder.session, credentials.csrf)
  if (route.may === 'self' && holder.kind === 'client') throw notGranted()
  const grants = await grantsOf(database, clock, holder)
  const opening =
    route.may === 'self' ? grants : grants.filter((grant) => roleOf(grant.role).routes.includes(route.id))
  if (route.may === 'granted') checkOpening(holder, opening)
  const scope = route.may === 'self' ? opening : chooseAuthority(opening, credentials)
  return { caller: callerOf(holder, scope), scope, session: holder.session }
}

interface Holder {
  kind: 'person' | 'client'
  id: string
  name: string
  session: Session | undefined
}

async function identify(database: Database, clock: Clock, credentials: Credentials): Promise<Holder> {
  const { authorization, session: token } = credentials
  if (authorization !== undefined) {
    const key = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? ''
    const client = await database.read((tx) => findClient(tx, clock, key))
    if (client) return { kind: 'client', id: client.clientId, name: client.name, session: undefined }
    throw refused({
      code: 'ACCOUNTS_KEY_INVALID',
      message: '密钥无效、已撤销或已过期。',
      next: '请核对密钥；过期的请向本单位的机构管理员申请新密钥。',
      status: 401,
    })
  }
  if (token === undefined || token === '') throw notSignedIn()
  const session = await findSession(database, clock, token)
  if (session) return { kind: 'person', id: session.personId, name: session.name, session }
  throw refused({
    code: 'ACCOUNTS_SESSION_ENDED',
    message: '登录已失效。',
    next: '请重新登录；没有办完的事项重新登录后可以接着办。',
    status: 401,
  })
}

const notSignedIn = () =>
  refused({
    code: 'ACCOUNTS_NOT_SIGNED_IN',
    message: '这项操作须先登录，或以机构客户端密钥访问。',
    next: '请登录后再试；系统对接的请在请求头写 Authorization: Bearer <密钥>，密钥由本单位的机构管理员签发。',
    status: 401,
  })

/** One answer for everything that is not allowed, whether or not the thing asked for exists. */
const notGranted = () =>
  refused({
    code: 'ACCOUNTS_NOT_GRANTED',
    message: '没有办理这项操作的权限。',
    next: '需要权限的，请由本单位的机构管理员按职责授权。',
    status: 403,
  })

function checkOpening(holder: Holder, opening: Scope[]): void {
  if (opening.length === 0) throw notGranted()
  if (!holder.session || holder.session.secondFactor) return
  if (!opening.every((grant) => roleOf(grant.role).decides)) return
  throw refused({
    code: 'ACCOUNTS_SECOND_FACTOR_NEEDED',
    message: '办理这项操作的岗位须以第二因素登录。',
    next: '请退出后重新登录，并输入动态口令。',
    status: 403,
  })
}

const GrantRow = Type.Object({
  role: Type.String(),
  authorityCode: Type.Union([Type.String(), Type.Null()]),
  regionCode: Type.Union([Type.String(), Type.Null()]),
  items: Type.Union([Type.Array(Type.String()), Type.Null()]),
  domains: Type.Union([Type.Array(Type.String()), Type.Null()]),
  subjectId: Type.Union([Type.String(), Type.Null()]),
})

/** The grants in force today, of roles that this program knows. */
async function grantsOf(database: Database, clock: Clock, holder: Holder): Promise<Scope[]> {
  const rows = await database.read((tx) =>
    sql.many(
      tx,
      'list_grants_in_force',
      {
        personId: holder.kind === 'person' ? holder.id : null,
        clientId: holder.kind === 'client' ? holder.id : null,
        on: today(clock),
      },
      GrantRow,
    ),
  )
  return rows.flatMap(({ role, regionCode, subjectId, ...rest }) =>
    isRole(role)
      ? [
          {
            ...rest,
            role,
            regionPrefix: regionCode === null ? null : regionPrefix(regionCode),
            subjectId: subjectId === null ? null : BigInt(subjectId),
          },
        ]
      : [],
  )
}

/** Somebody who works for several authorities says for which one now; to read, all of them together will do. */
function chooseAuthority(opening: Scope[], { authority, writes }: Credentials): Scope[] {
  const chosen =
    authority === undefined ? opening : opening.filter((each) => each.authorityCode === authority)
  if (chosen.length === 0) throw notGranted()
  const authorities = new Set(chosen.map((each) => each.authorityCode))
  if (!writes || authorities.size === 1) return chosen
  throw refused({
    code: 'ACCOUNTS_AUTHORITY_UNCLEAR',
    message: '您同时为几个机构办事，没有说明这次为哪一个。',
    next: '请在页面上方选定机构后再办；接口访问的请写请求头 x-xinwang-authority。',
    status: 409,
  })
}

function callerOf({ kind, id, name }: Holder, scope: Scope[]): Caller {
  const only = <T>(values: (T | null)[]): T | null => {
    const distinct = [...new Set(values)].filter((value) => value !== null)
    return distinct.length === 1 ? distinct[0]! : null
  }
  const authorityCode = only(scope.map((each) => each.authorityCode))
  const subjectId = authorityCode === null ? only(scope.map((each) => each.subjectId)) : null
  return { kind, id, name, authorityCode, subjectId }
}
