import { hash, type JsonWebKey, randomBytes, sign } from 'node:crypto'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { type Clock, type Database, refused } from '../../kernel/index.ts'
import { type Actor, appendAct } from '../../ledger/index.ts'
import type { ReportView } from '../contract.ts'
import { getReport, normaliseVerifyCode } from './issue.ts'
import { issuingKey, publicUrl } from './office.ts'

/** Shorter than most publicity periods run: what is carried about must be fetched anew, the paper is asked about instead. */
const VALID_DAYS = 30
const SECONDS_PER_DAY = 86_400

/** What kind of credential this is. */
const credentialType = () => `${publicUrl()}/credentials/report`

/**
 * The report as an SD-JWT VC (ES256) for the holder's wallet: who holds it may show the conclusion without the rest. The
 * same key signs as seals the file. Bound to the holder's key when one is given.
 * @throws refused when the report is superseded
 */
export async function issueCredential(
  database: Database,
  clock: Clock,
  report: ReportView,
  subjectId: bigint,
  actor: Actor,
  holderKey?: JsonWebKey,
): Promise<{ credential: string; type: string; until: string }> {
  if (report.status === 'superseded' || report.subject === null) {
    throw refused({
      code: 'PUBLICATION_REPORT_SUPERSEDED',
      message: '报告已被取代或者已清除，不能再出具凭证。',
      next: '请重新生成报告，再出具凭证。',
    })
  }
  const now = clock.now()
  const iat = Math.floor(now.getTime() / 1000)
  const exp = iat + VALID_DAYS * SECONDS_PER_DAY
  const claims = {
    iss: publicUrl(),
    iat,
    exp,
    vct: credentialType(),
    verify: `${publicUrl()}/verify?code=${report.verifyCode}`,
    organisation_code: report.subject.code,
    organisation_name: report.subject.name,
    report_number: report.number,
    report_kind: report.kind,
    cut_off: report.cutOff,
    conclusions: report.overview.map(({ label, value }) => `${label}：${value}`),
    ...(holderKey ? { cnf: { jwk: holderKey } } : {}),
  }
  const credential = await instance().issue(
    claims,
    { _sd: ['organisation_name', 'report_number', 'conclusions'] },
    { header: { kid: issuingKey().keyId } },
  )
  await database.transact((tx) =>
    appendAct(tx, {
      operation: 'credential.issue',
      actor,
      subjectId,
      payload: {
        report: report.number,
        credential: hash('sha256', credential),
        until: new Date(exp * 1000).toISOString(),
      },
      at: now,
    }),
  )
  return { credential, type: claims.vct, until: new Date(exp * 1000).toISOString() }
}

function instance() {
  return new SDJwtVcInstance({
    signer: (data: string) =>
      sign('sha256', Buffer.from(data), { key: issuingKey().privateKey, dsaEncoding: 'ieee-p1363' }).toString(
        'base64url',
      ),
    signAlg: 'ES256',
    hasher: (data: string | ArrayBuffer, algorithm: string) =>
      Uint8Array.from(
        Buffer.from(
          hash(algorithm.replace('-', ''), typeof data === 'string' ? data : Buffer.from(data), 'hex'),
          'hex',
        ),
      ),
    hashAlg: 'sha-256',
    saltGenerator: (length: number) => randomBytes(length).toString('base64url').slice(0, length),
  })
}

/** The report a credential is wanted of. @throws absent when no report has this code */
export const reportForCredential = (database: Database, clock: Clock, code: string) =>
  database.read((tx) => getReport(tx, clock, normaliseVerifyCode(code)))
