import { Type } from 'typebox'
import { type Clock, type Database, type Route, route } from '../kernel/index.ts'
import { appendAct, listReads, type ReadFilter } from '../ledger/index.ts'
import { authorityNames } from './authority.ts'
import { Appoint, Appointed, Dismiss, Done, Me, Members, ReadPage } from './contract.ts'
import { appoint, dismiss, listMembers, ownAuthority } from './member.ts'
import { ROLES, roleOf } from './rules/roles.ts'
import { actorOf, type Caller, type Scope, scopeParameters } from './scope.ts'
import { endSession, endSessionsOf, type Session } from './session.ts'

/** What the routes of accounts need: somebody who was admitted. */
export interface AccountsContext {
  database: Database
  clock: Clock
  caller: Caller
  scope: readonly Scope[]
  session: Session | undefined
  noteSubjects: (subjectIds: readonly bigint[]) => Promise<void>
}

const READS_MAX = 100

export const accountsRoutes: Route<AccountsContext>[] = [
  route({
    id: 'me.get',
    method: 'GET',
    url: '/api/me',
    may: 'self',
    summary: '我的账号：身份、授权与可用的操作 my account',
    reply: Me,
    refusals: [],
    handler: describeMe,
  }),
  route({
    id: 'session.end',
    method: 'POST',
    url: '/api/me/sign-out',
    may: 'self',
    summary: '退出登录 sign out here',
    reply: Done,
    refusals: [],
    handler: async ({ database, clock, session }: AccountsContext) => ({
      done: await database.transact((tx) => endSession(tx, clock, session!)),
    }),
  }),
  route({
    id: 'session.end_all',
    method: 'POST',
    url: '/api/me/sign-out-everywhere',
    may: 'self',
    summary: '在所有设备上退出登录 sign out everywhere',
    reply: Done,
    refusals: [],
    handler: async ({ database, clock, caller }: AccountsContext) => ({
      done: await database.transact(async (tx) => {
        const ended = await endSessionsOf(tx, clock, caller.id)
        const payload = { person: caller.id, sessions: ended }
        await appendAct(tx, {
          operation: 'session.end_all',
          actor: actorOf(caller),
          payload,
          at: clock.now(),
        })
        return ended
      }),
    }),
  }),
  route({
    id: 'member.list',
    method: 'GET',
    url: '/api/members',
    may: 'granted',
    summary: '本机构人员名单 who holds an office at my authority',
    reply: Members,
    refusals: [],
    handler: async ({ database, clock, caller }: AccountsContext) => ({
      members: await database.read((tx) => listMembers(tx, clock, ownAuthority(caller))),
    }),
  }),
  route({
    id: 'member.appoint',
    method: 'POST',
    url: '/api/members',
    may: 'granted',
    summary: '任命本机构人员，给出开通链接 give somebody an office at my authority',
    body: Appoint,
    reply: Appointed,
    refusals: ['ACCOUNTS_PERSON_NAME', 'ACCOUNTS_OFFICE_NOT_YOURS', 'ACCOUNTS_TERM_INVALID'],
    handler: async ({ database, clock, caller }: AccountsContext, { body }) => {
      const { personId, token, endsAt } = await database.transact((tx) => appoint(tx, clock, caller, body))
      return { personId, link: `/invitation/${token}`, endsAt: endsAt.toISOString() }
    },
  }),
  route({
    id: 'member.dismiss',
    method: 'POST',
    url: '/api/members/dismiss',
    may: 'granted',
    summary: '免去本机构人员的职务 take all offices at my authority from somebody',
    body: Dismiss,
    reply: Done,
    refusals: ['ACCOUNTS_DISMISS_SELF', 'ACCOUNTS_NOT_A_MEMBER'],
    handler: async ({ database, clock, caller }: AccountsContext, { body }) => ({
      done: await database.transact((tx) => dismiss(tx, clock, caller, body.personId)),
    }),
  }),
  route({
    id: 'read.mine',
    method: 'GET',
    url: '/api/reads/mine',
    may: 'granted',
    summary:
      '谁查了我：本主体非公开信息的查询记录 who looked at what is not public about the subject I represent',
    query: Type.Object({
      after: Type.Optional(Type.String({ maxLength: 60, description: '上一页的 next' })),
    }),
    reply: ReadPage,
    refusals: ['LEDGER_PAGE_INVALID'],
    handler: ({ database, scope }: AccountsContext, { query }) =>
      readsOf(database, { subjectIds: scopeParameters(scope).subjectIds }, query.after),
  }),
  route({
    id: 'read.search',
    method: 'GET',
    url: '/api/reads',
    may: 'granted',
    discloses: '查询日志',
    summary: '查询日志 the log of reads, for auditors',
    query: Type.Object({
      purpose: Type.String({ minLength: 2, maxLength: 200, description: '用途' }),
      subject: Type.Optional(Type.String({ pattern: '^[0-9]{1,19}$', description: '主体编号' })),
      reader: Type.Optional(Type.String({ format: 'uuid', description: '查看人的账号' })),
      authority: Type.Optional(Type.String({ maxLength: 18, description: '机构代码' })),
      from: Type.Optional(Type.String({ format: 'date' })),
      to: Type.Optional(Type.String({ format: 'date', description: '含当日' })),
      after: Type.Optional(Type.String({ maxLength: 60, description: '上一页的 next' })),
    }),
    reply: ReadPage,
    refusals: ['LEDGER_PAGE_INVALID'],
    handler: ({ database }: AccountsContext, { query }) => {
      const { subject, reader, authority, from, to, after } = query
      const filter: ReadFilter = {
        ...(subject === undefined ? {} : { subjectIds: [subject] }),
        ...(reader === undefined ? {} : { readerId: reader }),
        ...(authority === undefined ? {} : { authorityCode: authority }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      }
      return readsOf(database, filter, after)
    },
  }),
]

/** The list of route ids that a person may use is what menus are made of; the guard alone decides. */
async function describeMe({ database, caller, scope, session }: AccountsContext) {
  const codes = scopeParameters(scope).authorityCodes
  const names = await database.read((tx) => authorityNames(tx, codes))
  return {
    person: { id: caller.id, name: caller.name },
    secondFactor: session?.secondFactor ?? false,
    csrf: session?.csrf ?? '',
    grants: scope.map((each) => ({
      role: each.role,
      roleName: ROLES[each.role].name,
      authority:
        each.authorityCode === null
          ? null
          : { code: each.authorityCode, name: names.get(each.authorityCode) ?? each.authorityCode },
      subjectId: each.subjectId === null ? null : String(each.subjectId),
      regionPrefix: each.regionPrefix,
      items: each.items,
      domains: each.domains,
    })),
    routes: [...new Set(scope.flatMap((each) => roleOf(each.role).routes))].sort(),
  }
}

const readsOf = (database: Database, filter: ReadFilter, after: string | undefined) =>
  database.read((tx) => listReads(tx, filter, READS_MAX, after))
