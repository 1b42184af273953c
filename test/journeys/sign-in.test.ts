import { createServer as listenOnce } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createPerson, findInvitation, insertGrant, invite, type RoleId } from '../../src/accounts/index.ts'
import { totpCode } from '../../src/accounts/sign-in/totp.ts'
import { embeddedClient } from '../support/identity.ts'
import { type World, world } from '../support/world.ts'

/** A browser without script: keeps cookies, follows redirects, fills the form of the page. */
function browserOf() {
  const jars = new Map<string, Map<string, { value: string; path: string }>>()
  const cookiesFor = (url: URL) =>
    [...(jars.get(url.host) ?? [])]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  const keep = (url: URL, headers: Headers) => {
    const jar = jars.get(url.host) ?? new Map()
    for (const line of headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(/;\s*/)
      const [name, value] = [pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1)]
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/'
      if (value === '' || attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one))) jar.delete(name)
      else jar.set(name, { value, path })
    }
    jars.set(url.host, jar)
  }
  const visit = async (address: string, form?: Record<string, string>) => {
    let url = new URL(address)
    let body: string | undefined = form && new URLSearchParams(form).toString()
    for (let hops = 0; hops < 15; hops++) {
      const reply = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        redirect: 'manual',
        headers: {
          cookie: cookiesFor(url),
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(body === undefined ? {} : { body }),
      })
      keep(url, reply.headers)
      const next = reply.headers.get('location')
      if (next === null)
        return { url, status: reply.status, html: await reply.text(), headers: reply.headers }
      url = new URL(next, url)
      body = undefined
    }
    throw new Error('too many redirects')
  }
  return { visit, cookies: (url: URL) => cookiesFor(url), forget: () => jars.clear() }
}

function actionOf(html: string): string {
  const form = /<form [^>]*action="([^"]+)"[^>]*>/.exec(html)
  if (!form) throw new Error(`no form on the page: ${html.replace(/<[^>]+>/g, ' ').slice(0, 500)}`)
  return form[1]!
}

async function freePort(): Promise<number> {
  const server = listenOnce().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Somebody with an office and the link that opens the account. */
async function invited(w: World, role: RoleId, name = '虚构人员') {
  return w.database.transact(async (tx) => {
    const personId = await createPerson(tx, w.clock, name)
    await insertGrant(tx, w.clock, {
      personId,
      role,
      authorityCode: w.regulator.code,
      regionCode: w.regulator.regionCode,
      endsOn: '2027-06-30',
      grantedBy: '测试',
    })
    return { personId, ...(await invite(tx, w.clock, personId)) }
  })
}

const PASSWORD = 'correct horse battery'

describe('an account at the embedded provider', () => {
  test('a clerk opens it by the link, signs in, sees the own account and signs out; the link opens nothing again', {
    timeout: 60_000,
  }, async () => {
    await using w = await world()
    const base = await w.app.listen({ port: 0, host: '127.0.0.1' })
    const { token } = await invited(w, 'sending_clerk', '虚构报送员甲')
    const browser = browserOf()

    const opening = await browser.visit(`${base}/invitation/${token}`)
    expect(opening.html).toContain('虚构报送员甲')
    expect(opening.headers.get('cache-control')).toBe('no-store')
    const post = (form: Record<string, string>) => browser.visit(base + actionOf(opening.html), form)
    const weak = await post({ loginName: 'jia', password: 'short', again: 'short' })
    expect(weak).toMatchObject({ status: 400, html: expect.stringContaining('至少 12 个字符') })
    const differs = await post({ loginName: 'jia', password: PASSWORD, again: `${PASSWORD}!` })
    expect(differs.html).toContain('两次输入的密码不一样')
    expect(differs.html).not.toContain(PASSWORD)
    expect((await post({ loginName: 'jia', password: PASSWORD, again: PASSWORD })).html).toContain(
      '账号已开通',
    )
    expect((await post({ loginName: 'yi', password: PASSWORD, again: PASSWORD })).status).toBe(404)

    const form = await browser.visit(`${base}/sign-in?to=/account`)
    expect(form.html).toContain('动态口令')
    const wrong = await browser.visit(base + actionOf(form.html), { loginName: 'jia', password: 'wrong' })
    expect(wrong).toMatchObject({ status: 401, html: expect.stringContaining('登录名、密码或动态口令不对') })
    const account = await browser.visit(base + actionOf(form.html), { loginName: 'JIA', password: PASSWORD })
    expect(account).toMatchObject({ status: 200, html: expect.stringContaining('虚构报送员甲，您已登录') })
    expect(account.url.pathname).toBe('/account')
    expect(account.html).toContain('报送员')

    const me = async () =>
      fetch(`${base}/api/me`, { headers: { cookie: browser.cookies(new URL(`${base}/api/me`)) } })
    expect(await (await me()).json()).toMatchObject({ secondFactor: false, routes: ['submission.create'] })
    const csrf = /name="csrf" value="([^"]+)"/.exec(account.html)![1]!
    expect((await browser.visit(`${base}/sign-out`, { csrf: 'x' })).status).toBe(403)
    await browser.visit(`${base}/sign-out`, { csrf })
    expect((await me()).status).toBe(401)
    expect((await browser.visit(`${base}/sign-in`)).html).toContain('密码')
  })

  test('an office that decides sets up a second factor first, and cannot sign in without it', {
    timeout: 60_000,
  }, async () => {
    await using w = await world()
    const base = await w.app.listen({ port: 0, host: '127.0.0.1' })
    const { token } = await invited(w, 'auditor')
    const browser = browserOf()
    const opening = await browser.visit(`${base}/invitation/${token}`)
    const second = await browser.visit(base + actionOf(opening.html), {
      loginName: 'auditor',
      password: PASSWORD,
      again: PASSWORD,
    })
    expect(second.html).toContain('data:image/png;base64,')
    const secret = /<figcaption[^>]*>([A-Z2-7 ]+)</.exec(second.html)![1]!.replaceAll(' ', '')
    const confirm = (code: string) => browser.visit(base + actionOf(second.html), { code })
    expect((await confirm('000000')).html).toContain('动态口令不对')
    const done = await confirm(totpCode(secret, w.clock.now()))
    const recovery = [...done.html.matchAll(/class="quotable">([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})</g)].map(
      (found) => found[1]!,
    )
    expect(recovery).toHaveLength(10)

    const signIn = async (code: string) => {
      const form = await browser.visit(`${base}/sign-in`)
      return browser.visit(base + actionOf(form.html), { loginName: 'auditor', password: PASSWORD, code })
    }
    expect((await signIn('')).status).toBe(401)
    expect((await signIn(totpCode(secret, w.clock.now()))).status, 'a code that was used').toBe(401)
    w.clock.advanceMinutes(1)
    expect((await signIn(totpCode(secret, w.clock.now()))).url.pathname).toBe('/account')
    const reads = await fetch(`${base}/api/reads?purpose=${encodeURIComponent('审计')}`, {
      headers: { cookie: browser.cookies(new URL(`${base}/api/reads`)) },
    })
    expect(reads.status).toBe(200)
    expect((await signIn(recovery[0]!)).url.pathname).toBe('/account')
    expect((await signIn(recovery[0]!)).status, 'a recovery code twice').toBe(401)
  })

  test('whoever guesses must wait, twice as long each time, and learns nothing of which names there are', {
    timeout: 60_000,
  }, async () => {
    await using w = await world()
    const base = await w.app.listen({ port: 0, host: '127.0.0.1' })
    const { token } = await invited(w, 'sending_clerk')
    const browser = browserOf()
    const opening = await browser.visit(`${base}/invitation/${token}`)
    await browser.visit(base + actionOf(opening.html), {
      loginName: 'zhen',
      password: PASSWORD,
      again: PASSWORD,
    })
    const answers: Record<string, string[]> = { zhen: [], bucunzai: [] }
    for (const loginName of Object.keys(answers)) {
      const form = await browser.visit(`${base}/sign-in`)
      for (let attempt = 0; attempt < 7; attempt++) {
        const { status, html } = await browser.visit(base + actionOf(form.html), {
          loginName,
          password: 'guess',
        })
        answers[loginName]!.push(`${status} ${/role="alert"[^>]*>([^<]+)</.exec(html)![1]}`)
      }
    }
    expect(answers.zhen).toEqual(answers.bucunzai)
    expect(answers.zhen!.map((answer) => answer.slice(0, 3))).toEqual([
      '401',
      '401',
      '401',
      '401',
      '401',
      '429',
      '429',
    ])
    const form = await browser.visit(`${base}/sign-in`)
    const right = { loginName: 'zhen', password: PASSWORD }
    expect((await browser.visit(base + actionOf(form.html), right)).status).toBe(429)
    w.clock.advanceMinutes(1)
    expect((await browser.visit(base + actionOf(form.html), right)).url.pathname).toBe('/account')
  })

  test('a sign-in that was begun elsewhere, twice, or by somebody else’s hand does not end in a session', {
    timeout: 60_000,
  }, async () => {
    await using w = await world()
    const base = await w.app.listen({ port: 0, host: '127.0.0.1' })
    const browser = browserOf()
    const begun = await browser.visit(`${base}/sign-in`)
    const other = browserOf()
    expect((await other.visit(begun.url.href)).status).toBe(400)
    expect((await other.visit(`${base}/sign-in/callback?code=x&state=y`)).html).toContain('登录没有完成')
    expect((await browser.visit(`${base}/sign-in/callback?code=x&state=y`)).status).toBe(400)
    expect((await other.visit(`${base}/account`)).html).toContain('密码')
    for (const to of ['https://example.org', '//example.org', '/\\example.org', 'javascript:1']) {
      const { headers } = await fetch(`${base}/sign-in?to=${encodeURIComponent(to)}`, { redirect: 'manual' })
      const cookie = headers.getSetCookie().find((line) => line.startsWith('xinwang_signing_in='))!
      const underWay = JSON.parse(Buffer.from(cookie.split(/[=;]/)[1]!, 'base64url').toString())
      expect(underWay.to).toBe('/account')
      expect(cookie).toMatch(/HttpOnly/i)
      expect(cookie).toMatch(/SameSite=Lax/i)
    }
  })

  test('a link ends after seven days, and a new one takes the place of the old', async () => {
    await using w = await world()
    const first = await invited(w, 'sending_clerk')
    const second = await w.database.transact((tx) => invite(tx, w.clock, first.personId))
    const find = (token: string) => w.database.read((tx) => findInvitation(tx, w.clock, token))
    await expect(find(first.token)).rejects.toMatchObject({ code: 'ACCOUNTS_INVITATION_OVER' })
    expect(await find(second.token)).toMatchObject({ personId: first.personId })
    w.clock.advanceDays(8)
    await expect(find(second.token)).rejects.toMatchObject({ code: 'ACCOUNTS_INVITATION_OVER' })
  })
})

describe('an identity provider of somebody else', () => {
  test('vouches for people; whom nobody invited has no account, whoever vouches', {
    timeout: 60_000,
  }, async () => {
    const port = await freePort()
    const address = `http://127.0.0.1:${port}`
    // Another platform's embedded provider stands for the province's identity; both know the client by name and secret.
    await using province = await world({ publicAddress: address })
    const identity = await province.app.listen({ port, host: '127.0.0.1' })
    const person = await invited(province, 'sending_clerk')
    const atHome = browserOf()
    const opening = await atHome.visit(`${identity}/invitation/${person.token}`)
    const login = { loginName: 'sheng', password: PASSWORD }
    await atHome.visit(identity + actionOf(opening.html), { ...login, again: PASSWORD })

    await using w = await world({ publicAddress: address, external: embeddedClient(address) })
    const base = address
    const browser = browserOf()
    const guest = await invited(w, 'sending_clerk', '虚构报送员乙')
    // The platform is asked without a socket: its public address is where the province's identity answers.
    const ask = (url: string, cookie = '') => w.app.inject({ url, headers: { cookie } })
    const cookieOf = (reply: Awaited<ReturnType<typeof ask>>, name: string) =>
      reply.cookies.find((one) => one.name === name)?.value
    const signIn = async (from: string) => {
      // Otherwise the province would let them in by the session that it keeps itself.
      browser.forget()
      const left = await ask(from)
      const underWay = `xinwang_signing_in=${cookieOf(left, 'xinwang_signing_in')}`
      const form = await browser.visit(left.headers.location!)
      const { location } = await atCallback(browser, base + actionOf(form.html), login)
      return ask(location, underWay)
    }
    const stranger = await signIn('/sign-in')
    expect(stranger.statusCode).toBe(403)
    expect(stranger.body).toContain('没有账号')
    const invitation = await ask(`/invitation/${guest.token}`)
    expect(invitation.headers.location).toContain('/sign-in?invitation=')
    const known = await signIn(invitation.headers.location!)
    expect(known.headers.location).toBe('/account')
    const again = await signIn('/sign-in')
    const session = `xinwang_session=${cookieOf(again, 'xinwang_session')}`
    expect((await ask('/api/me', session)).json()).toMatchObject({ person: { name: '虚构报送员乙' } })
    expect((await ask(`/invitation/${guest.token}`)).statusCode).toBe(404)
  })
})

/** Fills the provider's form and stops where it sends the browser back. */
async function atCallback(
  browser: ReturnType<typeof browserOf>,
  address: string,
  form: Record<string, string>,
): Promise<{ location: string }> {
  const original = globalThis.fetch
  let location = ''
  globalThis.fetch = async (input, init) => {
    if (String(input).includes('/sign-in/callback')) {
      location = String(input)
      return new Response('')
    }
    return original(input, init)
  }
  try {
    await browser.visit(address, form)
  } finally {
    globalThis.fetch = original
  }
  return { location: location.replace(/^https?:\/\/[^/]+/, '') }
}
