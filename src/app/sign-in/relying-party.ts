import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as oidc from 'openid-client'
import {
  bindIdentity,
  closeInvitation,
  findByIdentity,
  findInvitation,
  openSession,
} from '../../accounts/index.ts'
import { type Clock, type Database, refused, SESSION_COOKIE, type Tx } from '../../kernel/index.ts'
import { appendAct } from '../../ledger/index.ts'
import { CALLBACK_PATH, CLIENT_ID, clientSecretOf, PROVIDER_PATH } from './provider.ts'
import type { SignInSettings } from './settings.ts'

/** What is remembered in the browser between leaving for the provider and coming back. */
interface UnderWay {
  state: string
  nonce: string
  verifier: string
  to: string
  invitation?: string
}

const UNDER_WAY_COOKIE = 'xinwang_signing_in'
const UNDER_WAY_SECONDS = 600
const UNDER_WAY_PATH = '/sign-in'

/** The name under which accounts of the embedded provider are kept, whatever address the platform has. */
export const EMBEDDED_ISSUER = 'embedded'

/** RFC 8176: how somebody was recognised, beside what they know. */
const SECOND_FACTORS = ['otp', 'mfa', 'hwk', 'swk', 'sms', 'fpt', 'face', 'sc']

interface Setting {
  database: Database
  clock: Clock
  settings: SignInSettings
}

/** Leaving for the identity provider, and coming back with a session. */
export function addRelyingParty(app: FastifyInstance, setting: Setting): void {
  const configuration = configured(setting.settings)
  app.get<{ Querystring: { to?: unknown; invitation?: unknown } }>('/sign-in', async (request, reply) =>
    leave(reply, setting.settings, await configuration(), request.query),
  )
  app.get(CALLBACK_PATH, async (request, reply) => comeBack(request, reply, setting, await configuration()))
}

/** Asks the provider what it can, once; after a failure again with the next request. */
function configured(settings: SignInSettings): () => Promise<oidc.Configuration> {
  let known: Promise<oidc.Configuration> | undefined
  return () => {
    known ??= discover(settings).catch((error: unknown) => {
      known = undefined
      throw error
    })
    return known
  }
}

function discover(settings: SignInSettings): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = settings.external ?? {
    issuer: `${settings.publicAddress()}${PROVIDER_PATH}`,
    clientId: CLIENT_ID,
    clientSecret: clientSecretOf(settings),
  }
  const metadata = settings.external ? undefined : { id_token_signed_response_alg: 'Ed25519' }
  // An address without TLS is for a machine's own use: the embedded provider during a demonstration.
  const execute = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []
  return oidc.discovery(new URL(issuer), clientId, metadata, oidc.ClientSecretBasic(clientSecret), {
    execute,
  })
}

async function leave(
  reply: FastifyReply,
  settings: SignInSettings,
  configuration: oidc.Configuration,
  query: { to?: unknown; invitation?: unknown },
) {
  const underWay: UnderWay = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    to: ownAddress(query.to),
    ...(typeof query.invitation === 'string' ? { invitation: query.invitation } : {}),
  }
  const address = oidc.buildAuthorizationUrl(configuration, {
    redirect_uri: `${settings.publicAddress()}${CALLBACK_PATH}`,
    scope: 'openid',
    state: underWay.state,
    nonce: underWay.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(underWay.verifier),
    code_challenge_method: 'S256',
    // Whoever signed out of the platform must not be let in again by a session that the embedded provider still has.
    ...(settings.external ? {} : { prompt: 'login' }),
  })
  return reply
    .setCookie(UNDER_WAY_COOKIE, Buffer.from(JSON.stringify(underWay)).toString('base64url'), {
      ...cookieOptions(settings),
      path: UNDER_WAY_PATH,
      maxAge: UNDER_WAY_SECONDS,
    })
    .redirect(address.href)
}

/** Only a path of the platform itself; anything else would send people elsewhere in its name. */
function ownAddress(to: unknown): string {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && to.length < 500 ? to : '/account'
}

export const cookieOptions = (settings: SignInSettings) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: settings.publicAddress().startsWith('https:'),
  path: '/',
})

async function comeBack(
  request: FastifyRequest,
  reply: FastifyReply,
  { database, clock, settings }: Setting,
  configuration: oidc.Configuration,
) {
  const underWay = readUnderWay(request.cookies[UNDER_WAY_COOKIE])
  const claims = await exchange(configuration, new URL(`${settings.publicAddress()}${request.url}`), underWay)
  const issuer = settings.external ? claims.iss : EMBEDDED_ISSUER
  const amr = Array.isArray(claims.amr) ? claims.amr : []
  const secondFactor = amr.some((how) => SECOND_FACTORS.includes(String(how)))
  const session = await database.transact(async (tx) => {
    if (underWay.invitation) await acceptInvitation(tx, clock, underWay.invitation, issuer, claims.sub)
    const personId = await findByIdentity(tx, issuer, claims.sub)
    if (personId === undefined) throw noAccount()
    return openSession(tx, clock, { personId, secondFactor })
  })
  return reply
    .clearCookie(UNDER_WAY_COOKIE, { path: UNDER_WAY_PATH })
    .setCookie(SESSION_COOKIE, session.token, cookieOptions(settings))
    .redirect(underWay.to)
}

async function acceptInvitation(tx: Tx, clock: Clock, token: string, issuer: string, externalId: string) {
  const { personId, name } = await findInvitation(tx, clock, token)
  await bindIdentity(tx, personId, { issuer, externalId })
  await closeInvitation(tx, clock, token)
  await appendAct(tx, {
    operation: 'invitation.accept',
    actor: { kind: 'officer', name: `${name} (${personId})` },
    payload: { person: personId, issuer },
    at: clock.now(),
  })
}

function readUnderWay(cookie: string | undefined): UnderWay {
  try {
    return JSON.parse(Buffer.from(cookie!, 'base64url').toString('utf8')) as UnderWay
  } catch {
    throw signInBroken()
  }
}

async function exchange(configuration: oidc.Configuration, address: URL, underWay: UnderWay) {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, address, {
      pkceCodeVerifier: underWay.verifier,
      expectedState: underWay.state,
      expectedNonce: underWay.nonce,
      idTokenExpected: true,
    })
    return tokens.claims()!
  } catch {
    throw signInBroken()
  }
}

const signInBroken = () =>
  refused({
    code: 'APP_SIGN_IN_BROKEN',
    message: '登录没有完成：可能等待过久、中途换了浏览器，或从旧页面返回。',
    next: '请从头重新登录。',
    status: 400,
  })

const noAccount = () =>
  refused({
    code: 'APP_NO_ACCOUNT',
    message: '您的身份已经核实，但在本平台没有账号。',
    next: '请向本单位的机构管理员申请开通链接，并用该链接登录一次。',
    status: 403,
  })
