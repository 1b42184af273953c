import { Type } from 'typebox'
import { actorOf, type Caller, covers, listAuthorities, type Scope } from '../accounts/index.ts'
import {
  addMonths,
  type Clock,
  checkUscc,
  type Database,
  invalid,
  isDay,
  organisationCodeOf,
  type Route,
  refused,
  route,
  type Tx,
  today,
} from '../kernel/index.ts'
import { subjectIdOf } from '../subjects/index.ts'
import { CredentialReply, ReportView } from './contract.ts'
import type { SpecialScope } from './report/content.ts'
import { issueCredential, reportForCredential } from './report/credential.ts'
import { issueReport } from './report/issue.ts'

/** What a representative's routes need. */
export interface OwnReportContext {
  database: Database
  clock: Clock
  caller: Caller
  scope: readonly Scope[]
}

/** Longest period a special report may look back. */
const YEARS_MAX = 5

const subjectIdOfCode = (code: string): bigint | null => {
  const checked = checkUscc(code)
  return checked.ok ? subjectIdOf('organisation_code', organisationCodeOf(checked.value)) : null
}

/** @throws refused when the caller does not represent the organisation of this code */
function requireOwn(scope: readonly Scope[], code: string): bigint {
  const subjectId = subjectIdOfCode(code)
  if (subjectId !== null && covers(scope, { subjectId })) return subjectId
  throw refused({
    code: 'PUBLICATION_NOT_YOUR_SUBJECT',
    message: '您不是这个主体的代表，不能替它办理。',
    next: '请核对统一社会信用代码，或先办理主体代表授权。',
  })
}

async function checkedScope(tx: Tx, clock: Clock, wanted: SpecialScope): Promise<SpecialScope> {
  const on = today(clock)
  const { from, until } = wanted
  if (!isDay(from) || !isDay(until) || from > until || until > on || from < addMonths(on, -12 * YEARS_MAX)) {
    throw invalid({
      code: 'PUBLICATION_PERIOD_INVALID',
      message: `期间须在近 ${YEARS_MAX} 年内，起始日不晚于截止日，截止日不晚于今天。`,
      next: '请写成 2026-01-01 的形式后重试。',
    })
  }
  const known = new Set((await listAuthorities(tx)).map(({ domain }) => domain))
  const domains = [...new Set(wanted.domains)]
  const unknown = domains.filter((domain) => !known.has(domain))
  if (unknown.length > 0) {
    throw invalid({
      code: 'PUBLICATION_DOMAIN_UNKNOWN',
      message: `没有“${unknown.join('、')}”领域的机关。`,
      next: `可选领域：${[...known].sort().join('、')}。`,
    })
  }
  return { from, until, domains }
}

/** What a representative asks for about the subject they stand for. */
export const ownReportRoutes: Route<OwnReportContext>[] = [
  route({
    id: 'special-report.issue',
    method: 'POST',
    url: '/api/special-reports',
    may: 'granted',
    summary:
      '生成专项信用报告（有无违法违规记录证明版） issue the special report of the subject one represents',
    body: Type.Object({
      code: Type.String({ maxLength: 60, description: '统一社会信用代码' }),
      from: Type.String({ maxLength: 10, description: '期间起始日 YYYY-MM-DD' }),
      until: Type.String({ maxLength: 10, description: '期间截止日 YYYY-MM-DD' }),
      domains: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 60, description: '领域' }),
    }),
    reply: ReportView,
    refusals: [
      'PUBLICATION_NOT_YOUR_SUBJECT',
      'PUBLICATION_PERIOD_INVALID',
      'PUBLICATION_DOMAIN_UNKNOWN',
      'PUBLICATION_SUBJECT_UNKNOWN',
    ],
    handler: async ({ database, clock, caller, scope }, { body }) => {
      requireOwn(scope, body.code)
      const wanted = await database.read((tx) => checkedScope(tx, clock, body))
      return issueReport(database, clock, body.code, wanted, actorOf(caller))
    },
  }),
  route({
    id: 'credential.issue',
    method: 'POST',
    url: '/api/credentials',
    may: 'granted',
    summary: '把报告出具为可验证凭证 the report as a verifiable credential (SD-JWT VC)',
    body: Type.Object({
      report: Type.String({ maxLength: 60, description: '报告核验码' }),
      holderKey: Type.Optional(
        Type.Object(
          {
            kty: Type.Literal('EC'),
            crv: Type.Literal('P-256'),
            x: Type.String({ maxLength: 64 }),
            y: Type.String({ maxLength: 64 }),
          },
          { additionalProperties: false, description: '持有人钱包的公钥 JWK' },
        ),
      ),
    }),
    reply: CredentialReply,
    refusals: ['PUBLICATION_REPORT_UNKNOWN', 'PUBLICATION_NOT_YOUR_SUBJECT', 'PUBLICATION_REPORT_SUPERSEDED'],
    handler: async ({ database, clock, caller, scope }, { body }) => {
      const report = await reportForCredential(database, clock, body.report)
      const subjectId = requireOwn(scope, report.subject?.code ?? '')
      return issueCredential(database, clock, report, subjectId, actorOf(caller), body.holderKey)
    },
  }),
]
