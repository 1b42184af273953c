import { Type } from 'typebox'
import {
  addDays,
  type Clock,
  type Day,
  invalid,
  isDay,
  loadSql,
  refused,
  type Tx,
  today,
} from '../kernel/index.ts'
import { appendAct } from '../ledger/index.ts'
import { getAuthority } from './authority.ts'
import { insertGrant } from './grant.ts'
import { createPerson } from './person.ts'
import { isRole, type RoleId, roleOf } from './rules/roles.ts'
import { actorOf, type Caller } from './scope.ts'
import { endSessionsOf } from './session.ts'
import { invite } from './sign-in/invitation.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

/** A term of office in one authority is three years at most; whoever stays is appointed again. */
const TERM_DAYS_MAX = 1096

const MemberRow = Type.Object({
  personId: Type.String(),
  name: Type.String(),
  role: Type.String(),
  endsOn: Type.String(),
  opened: Type.Boolean(),
})

/** The people who hold an office at the authority today, by name. */
export async function listMembers(tx: Tx, clock: Clock, authorityCode: string) {
  const rows = await sql.many(tx, 'list_members', { authorityCode, on: today(clock) }, MemberRow)
  return rows.map((row) => ({ ...row, roleName: isRole(row.role) ? roleOf(row.role).name : row.role }))
}

export interface Appointment {
  name: string
  role: string
  endsOn: Day
  /** Item codes; left out: every item. */
  items?: string[]
}

/**
 * 任命: the administrator of an authority gives somebody an office there, until a day, and gets the link that opens the
 * account.
 * @throws invalid when name or days will not do; refused when the office is not one of an authority
 */
export async function appoint(
  tx: Tx,
  clock: Clock,
  caller: Caller,
  appointment: Appointment,
): Promise<{ personId: string; token: string; endsAt: Date }> {
  const authority = await getAuthority(tx, ownAuthority(caller))
  const role = officeOf(appointment.role)
  checkTerm(clock, appointment.endsOn)
  const personId = await createPerson(tx, clock, appointment.name)
  const actor = actorOf(caller)
  await insertGrant(tx, clock, {
    personId,
    role,
    authorityCode: authority.code,
    regionCode: authority.regionCode,
    endsOn: appointment.endsOn,
    grantedBy: actor.name,
    ...(appointment.items ? { items: appointment.items } : {}),
  })
  await appendAct(tx, {
    operation: 'member.appoint',
    actor,
    payload: { person: personId, role, until: appointment.endsOn, items: appointment.items ?? null },
    at: clock.now(),
  })
  return { personId, ...(await invite(tx, clock, personId)) }
}

/**
 * 免职: takes all offices at the authority from somebody, at once, and ends what they are signed in to. Nobody can dismiss
 * themselves: an authority must not be left without its administrator by a slip.
 * @throws refused for oneself; absent when the person holds no office here
 */
export async function dismiss(tx: Tx, clock: Clock, caller: Caller, personId: string): Promise<number> {
  if (personId === caller.id) {
    throw refused({
      code: 'ACCOUNTS_DISMISS_SELF',
      message: '不能免去自己的职务。',
      next: '请由另一名机构管理员办理；本单位没有的，请联系信用中心。',
    })
  }
  const at = clock.now()
  const revoked = await sql.run(tx, 'revoke_grants_at', { personId, authorityCode: ownAuthority(caller), at })
  if (revoked === 0) {
    throw refused({
      code: 'ACCOUNTS_NOT_A_MEMBER',
      message: '这个账号在本单位没有职务。',
      next: '请从人员名单中选择。',
      status: 404,
    })
  }
  await endSessionsOf(tx, clock, personId)
  const payload = { person: personId, grants: revoked }
  await appendAct(tx, { operation: 'member.dismiss', actor: actorOf(caller), payload, at })
  return revoked
}

/** The guard lets in only who acts for an authority; which one, it has made sure of for every write. */
export function ownAuthority({ authorityCode }: Caller): string {
  if (authorityCode !== null) return authorityCode
  throw refused({
    code: 'ACCOUNTS_AUTHORITY_UNCLEAR',
    message: '您同时为几个机构办事，没有说明这次为哪一个。',
    next: '请在页面上方选定机构后再办；接口访问的请写请求头 x-xinwang-authority。',
    status: 409,
  })
}

function officeOf(role: string): RoleId {
  if (isRole(role) && roleOf(role).holder === 'person' && roleOf(role).of === 'authority') return role
  throw refused({
    code: 'ACCOUNTS_OFFICE_NOT_YOURS',
    message: '机构管理员不能授予这个角色。',
    next: '可授予的是本单位的岗位，如报送员、部门负责人；信用中心的岗位由信用中心授予。',
  })
}

function checkTerm(clock: Clock, endsOn: Day): void {
  const first = today(clock)
  if (isDay(endsOn) && endsOn >= first && endsOn <= addDays(first, TERM_DAYS_MAX)) return
  throw invalid({
    code: 'ACCOUNTS_TERM_INVALID',
    message: '任期最后一天应在今天之后、三年之内。',
    next: '请按 2027-03-01 的格式填写；任满仍在岗的，到期前重新任命。',
  })
}
