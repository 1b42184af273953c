import type { Actor } from '../ledger/index.ts'
import type { RoleId } from './rules/roles.ts'

/** Who asks. */
export interface Caller {
  kind: 'person' | 'client'
  id: string
  name: string
  /** The authority acted for; null for a representative, and where several would do. */
  authorityCode: string | null
  /** The subject represented; null in an office. */
  subjectId: bigint | null
}

/** One grant that opens the route: where, and about what, the caller may do it. */
export interface Scope {
  role: RoleId
  authorityCode: string | null
  /** Significant digits of the region; '' never, null for a representative. */
  regionPrefix: string | null
  /** Item codes; null is every item. */
  items: string[] | null
  /** Domains; null is every domain. */
  domains: string[] | null
  subjectId: bigint | null
}

/** Scope as parameters of a query: authorities, region prefixes and subjects of all grants together. */
export function scopeParameters(scope: readonly Scope[]) {
  const present = <T>(values: (T | null)[]): T[] => [...new Set(values)].filter((value) => value !== null)
  return {
    authorityCodes: present(scope.map((each) => each.authorityCode)),
    regionPrefixes: present(scope.map((each) => each.regionPrefix)),
    subjectIds: present(scope.map((each) => each.subjectId)).map(String),
  }
}

/** What a single matter is about, as far as rights are concerned. */
export interface Matter {
  authorityCode?: string
  regionCode?: string
  item?: string
  domain?: string
  subjectId?: bigint
}

/** Whether some grant covers the whole matter. What the matter does not say is not asked. */
export const covers = (scope: readonly Scope[], matter: Matter): boolean =>
  scope.some(
    (each) =>
      (matter.authorityCode === undefined || each.authorityCode === matter.authorityCode) &&
      (matter.regionCode === undefined ||
        (each.regionPrefix !== null && matter.regionCode.startsWith(each.regionPrefix))) &&
      (matter.item === undefined || each.items === null || each.items.includes(matter.item)) &&
      (matter.domain === undefined || each.domains === null || each.domains.includes(matter.domain)) &&
      (matter.subjectId === undefined || each.subjectId === matter.subjectId),
  )

/** The caller as the acts name them. */
export const actorOf = (caller: Caller): Actor => ({
  kind: caller.kind === 'client' ? 'client' : caller.subjectId === null ? 'officer' : 'representative',
  name: `${caller.name} (${caller.id})`,
  ...(caller.authorityCode === null ? {} : { authorityCode: caller.authorityCode }),
})
