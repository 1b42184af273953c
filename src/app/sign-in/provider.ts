import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import Provider, { type KoaContextWithOIDC } from 'oidc-provider'
import { oidcStore } from '../../accounts/index.ts'
import type { Clock, Database } from '../../kernel/index.ts'
import { derivedKey, type SignInSettings } from './settings.ts'

export const PROVIDER_PATH = '/oidc'
export const CALLBACK_PATH = '/sign-in/callback'
export const CLIENT_ID = 'xinwang'

/** The secret between the platform and its own provider; the same on every machine that shares the secret file. */
export const clientSecretOf = (settings: SignInSettings): string =>
  derivedKey(settings, 'oidc client').toString('base64url')

/** DER head of an Ed25519 private key (RFC 8410); the 32 bytes of the key follow. */
const ED25519_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

function signingKey(settings: SignInSettings): JsonWebKey {
  const der = Buffer.concat([ED25519_HEAD, derivedKey(settings, 'oidc signing')])
  const jwk = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
  return { ...jwk, alg: 'Ed25519', use: 'sig' } as JsonWebKey
}

/** Seconds that parts of a sign-in live. */
const TTL = {
  Interaction: 600,
  Session: 600,
  Grant: 600,
  AuthorizationCode: 60,
  AccessToken: 60,
  IdToken: 300,
}

/**
 * The embedded identity provider, for installations without a unified identity and for demonstrations: OpenID Connect
 * with the code flow and PKCE, for the platform itself as the only client. It keeps nobody signed in: the platform's own
 * session does.
 */
export function embeddedProvider(database: Database, clock: Clock, settings: SignInSettings): Provider {
  const address = settings.publicAddress()
  const provider = new Provider(`${address}${PROVIDER_PATH}`, {
    adapter: oidcStore(database, clock),
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecretOf(settings),
        redirect_uris: [`${address}${CALLBACK_PATH}`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        id_token_signed_response_alg: 'Ed25519',
      },
    ],
    jwks: { keys: [signingKey(settings)] },
    cookies: { keys: [derivedKey(settings, 'oidc cookies').toString('base64url')] },
    claims: { openid: ['sub', 'amr'] },
    scopes: ['openid'],
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: TTL,
    interactions: { url: (_context, interaction) => `/identity/${interaction.uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    loadExistingGrant: (context) => grantItself(provider, context),
    renderError: (context, out) => {
      context.type = 'json'
      context.body = out
    },
  })
  // Only behind a proxy that ends TLS does somebody else say under which address was asked.
  provider.proxy = address.startsWith('https:')
  return provider
}

/** The platform is its provider's only client: there is nobody to whom consent could be refused. */
async function grantItself(provider: Provider, { oidc }: KoaContextWithOIDC) {
  const grant = new provider.Grant({ accountId: oidc.session!.accountId!, clientId: oidc.client!.clientId })
  grant.addOIDCScope('openid')
  await grant.save()
  return grant
}

/** Puts the provider's own addresses under `/oidc`. It reads its requests itself. */
export async function mountProvider(app: FastifyInstance, provider: () => Provider): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.all(`${PROVIDER_PATH}/*`, (request, reply) => {
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value)
      }
      const raw = request.raw as typeof request.raw & { originalUrl?: string }
      raw.originalUrl = raw.url!
      raw.url = raw.url!.slice(PROVIDER_PATH.length)
      provider().callback()(raw, reply.raw)
    })
  })
}
