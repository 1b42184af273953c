import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { admit, checkCredential, checkCsrf, endSession, endSessionsOf, roleOf } from '../../accounts/index.ts'
import { type Clock, type Database, refused, SESSION_COOKIE, XinwangError } from '../../kernel/index.ts'
import type { FormPage } from '../../publication/contract.ts'
import { derivedKey, type SignInSettings } from './settings.ts'

export interface SignInPages {
  database: Database
  clock: Clock
  settings: SignInSettings
  show: (reply: FastifyReply, form: FormPage) => Promise<FastifyReply>
}

/** Forms of sign-in are small; a password has 128 characters at most. */
const FORM_BYTES = 10_000

/** Gives the routes of a scope the fields of an ordinary HTML form as their body. */
export function takeForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
  )
}

export const fieldOf = (request: FastifyRequest, name: string): string => {
  const value = (request.body as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' ? value : ''
}

const signInForm = (uid: string, loginName: string, problem: string | null): FormPage => ({
  title: '登录',
  lead: '供机构工作人员和主体代表使用。查询公示信息不需要登录。',
  problem,
  action: `/identity/${encodeURIComponent(uid)}`,
  fields: [
    { name: 'loginName', label: '登录名', type: 'text', autocomplete: 'username', value: loginName },
    { name: 'password', label: '密码', type: 'password', autocomplete: 'current-password', value: '' },
    {
      name: 'code',
      label: '动态口令',
      hint: '已设置动态口令的填手机上的 6 位数字，手机不在身边的填一个恢复码；没有设置的不填。',
      type: 'code',
      autocomplete: 'one-time-code',
      value: '',
      optional: true,
    },
  ],
  submit: '登录',
  links: [],
})

/** The page on which the embedded provider asks who it is. */
export function addIdentityPages(
  scope: FastifyInstance,
  { database, clock, settings, show }: SignInPages,
  provider: () => Provider,
): void {
  const sealingKey = derivedKey(settings, 'totp')
  scope.get<{ Params: { uid: string } }>('/identity/:uid', async (request, reply) => {
    const { uid } = await underWay(provider(), request, reply)
    return show(reply, signInForm(uid, '', null))
  })
  scope.post<{ Params: { uid: string } }>('/identity/:uid', async (request, reply) => {
    const { uid } = await underWay(provider(), request, reply)
    const loginName = fieldOf(request, 'loginName')
    try {
      const given = { loginName, password: fieldOf(request, 'password'), code: fieldOf(request, 'code') }
      const { personId, secondFactor } = await checkCredential(database, clock, sealingKey, given)
      const login = { accountId: personId, amr: secondFactor ? ['pwd', 'otp'] : ['pwd'], remember: false }
      return reply.redirect(await provider().interactionResult(request.raw, reply.raw, { login }), 303)
    } catch (error) {
      if (!(error instanceof XinwangError) || error.kind === 'fault') throw error
      return show(reply.code(error.status), signInForm(uid, loginName, `${error.message}${error.next ?? ''}`))
    }
  })
}

/** @throws refused when this browser has no sign-in under way */
async function underWay(provider: Provider, request: FastifyRequest, reply: FastifyReply) {
  try {
    return await provider.interactionDetails(request.raw, reply.raw)
  } catch {
    throw refused({
      code: 'APP_SIGN_IN_BROKEN',
      message: '登录没有完成：可能等待过久、中途换了浏览器，或从旧页面返回。',
      next: '请从头重新登录。',
      status: 400,
    })
  }
}

/** 我的账号, and signing out, as pages without script. */
export function addAccountPages(scope: FastifyInstance, { database, clock, show }: SignInPages): void {
  const enter = (request: FastifyRequest) =>
    admit(
      database,
      clock,
      { id: 'me.get', may: 'self' },
      { session: request.cookies[SESSION_COOKIE], writes: false },
    )
  scope.get('/account', async (request, reply) => {
    if (!request.cookies[SESSION_COOKIE]) return reply.redirect('/sign-in')
    const { caller, scope: grants, session } = await enter(request)
    return show(reply, {
      title: '我的账号',
      lead: `${caller!.name}，您已登录。`,
      problem: null,
      facts: grants.map((grant) => ({
        label: roleOf(grant.role).name,
        text: grant.authorityCode ?? `主体 ${grant.subjectId}`,
      })),
      action: '/sign-out',
      fields: [{ name: 'csrf', label: '', type: 'hidden', autocomplete: 'off', value: session!.csrf }],
      submit: '退出登录（所有设备）',
      links: [{ text: '返回首页', address: '/' }],
    })
  })
  scope.post('/sign-out', async (request, reply) => {
    const { caller, session } = await enter(request)
    checkCsrf(session!, fieldOf(request, 'csrf'))
    await database.transact(async (tx) => {
      await endSession(tx, clock, session!)
      await endSessionsOf(tx, clock, caller!.id)
    })
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).redirect('/', 303)
  })
}
