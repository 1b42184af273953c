import { type Static, Type } from 'typebox'
import { absent, checkUscc, invalid, loadSql, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

const AuthorityRow = Type.Object({
  code: Type.String(),
  name: Type.String(),
  regionCode: Type.String(),
  tier: Type.Integer(),
  domain: Type.String(),
})

/** 机构: an authority that lawfully decides or provides, by its unified social credit code. */
export type Authority = Static<typeof AuthorityRow>

/**
 * Puts authorities into the register, or corrects their name, region and domain. All or none.
 * @throws invalid when a code is not a valid USCC
 */
export async function registerAuthorities(tx: Tx, authorities: Authority[]): Promise<void> {
  for (const authority of authorities) {
    const checked = checkUscc(authority.code)
    if (!checked.ok) {
      throw invalid({
        code: 'ACCOUNTS_AUTHORITY_CODE',
        message: `机构“${authority.name}”的代码 ${authority.code} 有误：${checked.message}`,
        next: '请核对机构的统一社会信用代码证书。',
      })
    }
  }
  await sql.run(tx, 'upsert_authorities', {
    codes: authorities.map((authority) => authority.code),
    names: authorities.map((authority) => authority.name),
    regionCodes: authorities.map((authority) => authority.regionCode),
    tiers: authorities.map((authority) => authority.tier),
    domains: authorities.map((authority) => authority.domain),
  })
}

/** All authorities; a province has some thousands. */
export const listAuthorities = (tx: Tx): Promise<Authority[]> =>
  sql.many(tx, 'list_authorities', {}, AuthorityRow)

/** @throws absent when no authority of the register has this code */
export async function getAuthority(tx: Tx, code: string): Promise<Authority> {
  const found = await sql.optional(tx, 'find_authority', { code }, AuthorityRow)
  if (!found) {
    throw absent({
      code: 'ACCOUNTS_AUTHORITY_UNKNOWN',
      message: `机构名录中没有代码为 ${code} 的单位。`,
      next: '请核对统一社会信用代码；新设机构请先由信用中心登记。',
    })
  }
  return found
}

/** Names of those of the codes that are registered. */
export async function authorityNames(tx: Tx, codes: string[]): Promise<Map<string, string>> {
  const rows = await sql.many(
    tx,
    'list_authority_names',
    { codes },
    Type.Object({ code: Type.String(), name: Type.String() }),
  )
  return new Map(rows.map((row) => [row.code, row.name]))
}
