import { randomUUID } from 'node:crypto'
import { type Clock, type Day, loadSql, type Tx, today } from '../kernel/index.ts'
import type { RoleId } from './rules/roles.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

/** What is granted to whom: an office at an authority within a region, or the representation of one subject. */
export interface NewGrant {
  personId?: string
  clientId?: string
  role: RoleId
  authorityCode?: string
  /** Twelve digits; the grant reaches this region and everything inside it. */
  regionCode?: string
  subjectId?: bigint
  /** Item codes; left out: every item. */
  items?: string[]
  /** Domains; left out: every domain. */
  domains?: string[]
  endsOn: Day
  /** Who granted it, as acts name them. */
  grantedBy: string
}

/** Writes a grant that begins today. Whether it may be given is for the command to have decided. @returns its id */
export async function insertGrant(tx: Tx, clock: Clock, grant: NewGrant): Promise<string> {
  const grantId = randomUUID()
  await sql.run(tx, 'insert_grant', {
    grantId,
    personId: grant.personId ?? null,
    clientId: grant.clientId ?? null,
    role: grant.role,
    authorityCode: grant.authorityCode ?? null,
    subjectId: grant.subjectId === undefined ? null : String(grant.subjectId),
    regionCode: grant.regionCode ?? null,
    items: grant.items ?? null,
    domains: grant.domains ?? null,
    startsOn: today(clock),
    endsOn: grant.endsOn,
    grantedBy: grant.grantedBy,
    at: clock.now(),
  })
  return grantId
}
