import type { FastifyRequest } from 'fastify'
import { type Admission, admit, type Caller } from '../accounts/index.ts'
import { type Clock, type Database, invalid, type Route, SESSION_COOKIE } from '../kernel/index.ts'
import { recordRead, recordSubjectsRead } from '../ledger/index.ts'

/** What every handler gets. */
export interface Entered extends Omit<Admission, 'caller'> {
  database: Database
  clock: Clock
  /** There whenever the route is not public. */
  caller: Caller
  /** To be told of the subjects that a disclosing route shows, before it answers. */
  noteSubjects: (subjectIds: readonly bigint[]) => Promise<void>
}

/**
 * Lets a request in, or not; and where the route shows what is not public, writes the read log first. There is no setting
 * by which this could be left out.
 * @throws refused by the guard; invalid without a purpose
 */
export async function enter(
  database: Database,
  clock: Clock,
  route: Pick<Route<never>, 'id' | 'may' | 'discloses' | 'method'>,
  request: FastifyRequest,
): Promise<Entered> {
  const admission = await admit(database, clock, route, {
    authorization: request.headers.authorization,
    session: request.cookies[SESSION_COOKIE],
    csrf: headerOf(request, 'x-xinwang-csrf'),
    authority: headerOf(request, 'x-xinwang-authority'),
    writes: route.method !== 'GET',
  })
  const caller = admission.caller as Caller
  const noteSubjects = await logRead(database, clock, route, caller, request)
  return { ...admission, database, clock, caller, noteSubjects }
}

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

const PURPOSE_MIN = 2
const PURPOSE_MAX = 200

async function logRead(
  database: Database,
  clock: Clock,
  route: Pick<Route<never>, 'id' | 'discloses'>,
  caller: Caller,
  request: FastifyRequest,
): Promise<Entered['noteSubjects']> {
  if (route.discloses === undefined) return async () => undefined
  const given = (request.query as { purpose?: unknown }).purpose
  const purpose = typeof given === 'string' ? given.trim() : ''
  if (purpose.length < PURPOSE_MIN || purpose.length > PURPOSE_MAX) {
    throw invalid({
      code: 'APP_PURPOSE_MISSING',
      message: `查看非公开信息须写明用途（${PURPOSE_MIN} 至 ${PURPOSE_MAX} 个字）。`,
      next: '请在 purpose 中写明为办理何事查看；用途会记入查询日志，被查的主体可以看到。',
    })
  }
  const { kind, id, name, authorityCode } = caller
  const read = {
    route: route.id,
    reader: { kind, id, name },
    authorityCode,
    purpose,
    fieldsClass: route.discloses,
  }
  const disclosureId = await database.transact((tx) => recordRead(tx, clock, read))
  return (subjectIds) =>
    database.transact((tx) => recordSubjectsRead(tx, clock, disclosureId, read, subjectIds))
}
