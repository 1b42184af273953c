import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  type Clock,
  type Database,
  invalid,
  type ProblemBody,
  problemBody,
  toXinwangError,
} from '../kernel/index.ts'
import type { PortalView, ReportCheck } from '../publication/contract.ts'
import {
  checkReportFile,
  getFigures,
  getReport,
  issueReport,
  REPORT_BYTES_MAX,
} from '../publication/index.ts'

interface ReportPages {
  database: Database
  clock: Clock
  show: (reply: FastifyReply, view: PortalView) => Promise<FastifyReply>
}

/** Asking for a report, verifying one, and figures: pages that need no script. */
export async function addReportPages(
  app: FastifyInstance,
  { database, clock, show }: ReportPages,
): Promise<void> {
  const answer = async (reply: FastifyReply, asked: string, check: () => Promise<ReportCheck>) => {
    try {
      return await show(reply, { page: 'verify', asked, check: await check(), problem: null })
    } catch (thrown) {
      const error = toXinwangError(thrown)
      if (error.kind === 'fault') throw thrown
      return show(reply.code(error.status), {
        page: 'verify',
        asked,
        check: null,
        problem: sentenceOf(problemBody(error)),
      })
    }
  }

  app.get<{ Querystring: { code?: string | string[] } }>('/verify', async (request, reply) => {
    const asked = [request.query.code ?? ''].flat()[0]!.slice(0, 60)
    if (asked === '') return show(reply, { page: 'verify', asked, check: null, problem: null })
    return answer(reply, asked, async () => ({
      intact: true,
      message: '',
      report: await database.read((tx) => getReport(tx, clock, asked)),
    }))
  })

  app.get<{ Querystring: { item?: string | string[] } }>('/figures', async (request, reply) => {
    const item = [request.query.item ?? ''].flat()[0]!.slice(0, 40)
    return show(reply, {
      page: 'figures',
      figures: await database.read((tx) => getFigures(tx, clock, item || undefined)),
    })
  })

  app.post('/verify', async (request, reply) =>
    answer(reply, '', async () => {
      const part = request.isMultipart()
        ? await request.file({ limits: { fileSize: REPORT_BYTES_MAX } })
        : undefined
      if (!part?.filename) throw noFile()
      const bytes = await part.toBuffer()
      return database.read((tx) => checkReportFile(tx, clock, bytes))
    }),
  )

  await app.register(async (forms) => {
    if (!forms.hasContentTypeParser(FORM))
      forms.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: 10_000 }, (_request, body, done) =>
        done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      )
    forms.post<{ Body: { code?: string } | null }>('/reports', async (request, reply) => {
      const report = await issueReport(database, clock, String(request.body?.code ?? ''))
      return reply.redirect(`/verify?code=${report.verifyCode}`, 303)
    })
  })
}

/** What a form without a script sends. */
const FORM = 'application/x-www-form-urlencoded'

const noFile = () =>
  invalid({
    code: 'PUBLICATION_REPORT_FILE_MISSING',
    message: '没有收到报告文件。',
    next: '请选择要核验的 PDF 文件，或者改凭核验码核验。',
  })

const sentenceOf = ({ detail, next }: ProblemBody) => ({ message: detail, next: next ?? '' })
