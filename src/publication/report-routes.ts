import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { invalid, type Route, type RouteInput, route } from '../kernel/index.ts'
import { IssuerKeys, ReportCheck, ReportKeys, ReportView } from './contract.ts'
import { checkReportFile, getReport, getReportFile, issueReport, listReportKeys } from './report/issue.ts'
import { publicUrl } from './report/office.ts'
import type { PublicContext } from './routes.ts'

const VerifyCode = Type.Object({ code: Type.String({ maxLength: 60, description: '核验码' }) })
/** No report is larger; more is not read. */
export const REPORT_BYTES_MAX = 20 * 1024 * 1024

/** The bytes of an uploaded report. @throws invalid when there is none or it is larger than any report */
export async function uploadedReport(file: RouteInput['file']): Promise<Buffer> {
  const incoming = await file?.()
  if (!incoming) {
    throw invalid({
      code: 'PUBLICATION_REPORT_FILE_MISSING',
      message: '没有收到报告文件。',
      next: '请以 multipart/form-data 的 file 字段附上 PDF 文件。',
    })
  }
  let bytes = 0
  incoming.stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > REPORT_BYTES_MAX) incoming.stream.destroy(tooLarge())
  })
  return buffer(incoming.stream)
}

const tooLarge = () =>
  invalid({
    code: 'PUBLICATION_REPORT_TOO_LARGE',
    message: '文件超过 20 MB，不是本平台出具的报告。',
    next: '请选择从本平台下载的原始 PDF 文件。',
    status: 413,
  })

/** Reports for everybody: only what is public stands in them, so nobody is asked who they are. */
export const reportRoutes: Route<PublicContext>[] = [
  route({
    id: 'report.issue',
    method: 'POST',
    url: '/api/reports',
    may: 'public',
    summary: '生成公共信用信息报告 issue the public credit information report of an organisation',
    body: Type.Object({ code: Type.String({ maxLength: 60, description: '统一社会信用代码' }) }),
    reply: ReportView,
    refusals: ['PUBLICATION_CODE_INVALID', 'PUBLICATION_SUBJECT_UNKNOWN'],
    handler: ({ database, clock }, { body }) => issueReport(database, clock, body.code),
  }),
  route({
    id: 'report.verify',
    method: 'GET',
    url: '/api/reports/{code}',
    may: 'public',
    summary: '凭核验码核验报告 verify a report by its code',
    path: VerifyCode,
    reply: ReportView,
    refusals: ['PUBLICATION_REPORT_UNKNOWN'],
    handler: ({ database, clock }, { path }) => database.read((tx) => getReport(tx, clock, path.code)),
  }),
  route({
    id: 'report.download',
    method: 'GET',
    url: '/api/reports/{code}/file',
    may: 'public',
    summary: '下载报告文件 the sealed PDF of a report',
    path: VerifyCode,
    reply: Type.Any(),
    files: ['application/pdf'],
    refusals: ['PUBLICATION_REPORT_UNKNOWN', 'PUBLICATION_REPORT_SUPERSEDED', 'PUBLICATION_REPORT_ERASED'],
    handler: async ({ database, clock }, { path }) => ({
      ...(await database.read((tx) => getReportFile(tx, clock, path.code))),
      mediaType: 'application/pdf',
      inline: true,
    }),
  }),
  route({
    id: 'report.check',
    method: 'POST',
    url: '/api/reports/check',
    may: 'public',
    summary: '核验报告文件是否被改动 check a report file byte for byte',
    acceptsFile: true,
    reply: ReportCheck,
    refusals: [
      'PUBLICATION_REPORT_FILE_MISSING',
      'PUBLICATION_REPORT_NOT_SEALED',
      'PUBLICATION_REPORT_TOO_LARGE',
    ],
    handler: async ({ database, clock }, { file }) => {
      const bytes = await uploadedReport(file)
      return database.read((tx) => checkReportFile(tx, clock, bytes))
    },
  }),
  route({
    id: 'report-key.list',
    method: 'GET',
    url: '/api/report-keys',
    may: 'public',
    summary: '报告签名公钥 public keys that seal reports, present and past',
    reply: ReportKeys,
    refusals: [],
    handler: async ({ database }) => ({ keys: await database.read(listReportKeys) }),
  }),
  route({
    id: 'credential-issuer.get',
    method: 'GET',
    url: '/.well-known/jwt-vc-issuer',
    may: 'public',
    summary: '凭证签发者公钥 keys of the issuer of credentials (SD-JWT VC issuer metadata)',
    reply: IssuerKeys,
    refusals: [],
    handler: async ({ database }) => ({
      issuer: publicUrl(),
      jwks: {
        keys: (await database.read(listReportKeys)).map(({ keyId, publicKey }) => ({
          ...publicKey,
          kid: keyId,
          alg: 'ES256',
          use: 'sig',
        })),
      },
    }),
  }),
]
