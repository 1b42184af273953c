import { hkdfSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { invalid } from '../../kernel/index.ts'
import { readSecret } from '../keys.ts'

/** An identity provider of somebody else: the province's unified identity. */
export interface ExternalProvider {
  issuer: string
  clientId: string
  clientSecret: string
}

export interface SignInSettings {
  /** Where browsers and the identity provider reach the platform: `https://…`, no slash at the end. */
  publicAddress: () => string
  /** Seals what the database must not hold in the open. */
  secret: Buffer
  /** Left out: the embedded provider. */
  external?: ExternalProvider
}

/** A key for one use only, derived from the secret (RFC 5869). */
export const derivedKey = ({ secret }: Pick<SignInSettings, 'secret'>, use: string, bytes = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `xinwang ${use}`, bytes))

/** From the environment; `fallbackAddress` where XINWANG_PUBLIC_URL is not set. @throws invalid when half is set */
export function signInSettings(fallbackAddress: () => string): SignInSettings {
  const given = process.env.XINWANG_PUBLIC_URL?.replace(/\/$/, '')
  const external = externalProvider()
  return {
    publicAddress: () => given ?? fallbackAddress(),
    secret: readSecret(),
    ...(external ? { external } : {}),
  }
}

function externalProvider(): ExternalProvider | undefined {
  const issuer = process.env.XINWANG_OIDC_ISSUER
  const clientId = process.env.XINWANG_OIDC_CLIENT_ID
  const secretFile = process.env.XINWANG_OIDC_CLIENT_SECRET_FILE
  if (!issuer) return undefined
  if (clientId && secretFile)
    return { issuer, clientId, clientSecret: readFileSync(secretFile, 'utf8').trim() }
  throw invalid({
    code: 'APP_OIDC_INCOMPLETE',
    message: '已设置 XINWANG_OIDC_ISSUER，但缺少客户端编号或密钥文件。',
    next: '请同时设置 XINWANG_OIDC_CLIENT_ID 和 XINWANG_OIDC_CLIENT_SECRET_FILE。',
  })
}
