import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import {
  type Clock,
  type Database,
  maskPersonalNumbers,
  type ProblemBody,
  resemblesResidentId,
} from '../kernel/index.ts'
import type { PortalView } from '../publication/contract.ts'
import { getPortalTotals, getSubjectPage, listExamples, searchSubjects } from '../publication/index.ts'
import { PORTAL_FOLDER, type Portal } from './portal.ts'
import { addReportPages } from './report-pages.ts'
import { addSignIn } from './sign-in/index.ts'
import type { SignInSettings } from './sign-in/settings.ts'

interface Pages {
  database: Database
  clock: Clock
  portal: () => Promise<Portal>
  /** The platform holds invented data. */
  demo: boolean
}

const OBJECTION_HINT =
  '认为信息有误、已过公示期或不属于本单位的，可向作出决定的机关或信用中心提出异议，免费办理。'

/** The public pages. Each is rendered whole on the server from the same views the public API gives. */
export async function addPages(
  app: FastifyInstance,
  { database, clock, portal, demo, signIn }: Pages & { signIn: SignInSettings },
): Promise<void> {
  const show = async (reply: FastifyReply, view: PortalView) => {
    const { render } = await portal()
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', view.page === 'form' ? 'no-store' : 'no-cache')
      .send(render(view, { demo }))
  }

  await app.register(fastifyStatic, {
    root: path.join(PORTAL_FOLDER, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
  })

  await addReportPages(app, { database, clock, show })
  await addSignIn(app, database, clock, signIn, (reply, form) => show(reply, { page: 'form', form }))

  app.get('/', async (_request, reply) => {
    const [totals, examples] = await database.read(async (tx) => [
      await getPortalTotals(tx, clock),
      await listExamples(tx, clock),
    ])
    return show(reply, { page: 'home', totals, examples })
  })

  app.get<{ Querystring: { query?: string; after?: string } }>('/subjects', async (request, reply) => {
    const { query, after } = request.query
    const result = await database.read((tx) =>
      searchSubjects(tx, clock, first(query), first(after) || undefined),
    )
    return show(reply, { page: 'search', result })
  })

  app.get<{ Params: { code: string } }>('/subjects/:code', async (request, reply) => {
    const subject = await database.read((tx) => getSubjectPage(tx, clock, request.params.code))
    if (subject.subject.code !== request.params.code)
      return reply.redirect(`/subjects/${subject.subject.code}`, 301)
    return show(reply, { page: 'subject', subject, objectionHint: OBJECTION_HINT })
  })
}

/** A parameter given twice arrives as a list; the first counts. */
const first = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? (value[0] ?? '') : (value ?? '')

/** The page for somebody who arrived at the wrong place, or at a bad moment. */
export async function renderProblem(
  { portal, demo }: Pick<Pages, 'portal' | 'demo'>,
  problem: ProblemBody,
  address: string,
): Promise<string> {
  const { render } = await portal()
  const help = {
    code: problem.code,
    title: problem.title,
    message: problem.detail,
    next: problem.next ?? '请返回首页重新查询。',
    asked: problem.status < 500 ? askedFor(address) : null,
  }
  const view: PortalView = { page: 'help', status: problem.status, help }
  return render(problem.errorId ? { ...view, errorId: problem.errorId } : view, { demo })
}

const ASKED_CHARACTERS_MAX = 100

/**
 * What was asked for, to be shown back: a subject's code as it was typed, otherwise the address. Nothing that could be
 * a person's number.
 */
function askedFor(address: string): string | null {
  let place: string
  try {
    place = decodeURIComponent(address.split('?', 1)[0]!)
  } catch {
    return null
  }
  const asked = (/^\/subjects\/([^/]+)\/?$/.exec(place)?.[1] ?? place).slice(0, ASKED_CHARACTERS_MAX)
  const personal = asked.split('/').some(resemblesResidentId) || maskPersonalNumbers(asked) !== asked
  return personal ? null : asked.toWellFormed()
}
