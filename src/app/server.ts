import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type AccountsContext, accountsRoutes, GUARD_REFUSALS, proposalRoutes } from '../accounts/index.ts'
import { collectionRoutes, type IntakeContext } from '../collection/index.ts'
import { buildServer, type Clock, type Database, openApi, type Route, route } from '../kernel/index.ts'
import type { NoteKey } from '../ledger/index.ts'
import {
  batchRoutes,
  figuresRoutes,
  openRoutes,
  ownReportRoutes,
  type PublicContext,
  publicationRoutes,
  reportRoutes,
} from '../publication/index.ts'
import { enter } from './enter.ts'
import { addLogPages } from './log-pages.ts'
import { addPages, renderProblem } from './pages.ts'
import type { Portal } from './portal.ts'
import type { SignInSettings } from './sign-in/settings.ts'

export const VERSION = '0.1.0'

export interface ServerDependencies {
  database: Database
  clock: Clock
  portal: () => Promise<Portal>
  spoolFolder: string
  signIn: SignInSettings
  /** Folder of the log's files and the key that signs them. */
  ledger: { folder: string; key: () => Promise<NoteKey> }
  /** The platform holds invented data; every page says so. */
  demo?: boolean
  /** Addresses of reverse proxies whose X-Forwarded-For is believed; none by default. */
  trustedProxies?: string[]
  /** Where lines for the operator go; the error output by default. */
  log?: (line: object) => void
}

type Context = PublicContext & Partial<IntakeContext & AccountsContext>
type AnyRoute = Route<Context>

const healthRoute = route({
  id: 'health.get',
  method: 'GET',
  url: '/healthz',
  may: 'public',
  summary: '运行状况 health of the service and its database',
  reply: Type.Object({ status: Type.Literal('ok'), version: Type.String() }, { $id: 'Health' }),
  refusals: ['KERNEL_DATABASE_UNREACHABLE'],
  handler: async ({ database }: PublicContext) => {
    await database.read((tx) => tx.query('SELECT 1'))
    return { status: 'ok', version: VERSION }
  },
})

const openApiRoute = route({
  id: 'openapi.get',
  method: 'GET',
  url: '/api/openapi.json',
  may: 'public',
  summary: '本接口的 OpenAPI 3.1 说明 this description',
  reply: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  refusals: [],
  handler: async (_context: PublicContext) => openApi(allRoutes, VERSION),
})

/** Every route of the program, listed by hand in the order of the rooms. */
const listed = [
  ...accountsRoutes,
  ...proposalRoutes,
  ...collectionRoutes,
  ...publicationRoutes,
  ...reportRoutes,
  ...ownReportRoutes,
  ...openRoutes,
  ...figuresRoutes,
  ...batchRoutes,
  healthRoute,
  openApiRoute,
] as unknown as AnyRoute[]

/** With the guard's own refusals, which every route that is not public can answer with. */
export const allRoutes: AnyRoute[] = listed.map((each) =>
  each.may === 'public' ? each : { ...each, refusals: [...GUARD_REFUSALS, ...each.refusals] },
)

/** The server with all routes and pages; not listening yet. */
export async function createServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const { database, clock, portal, spoolFolder, demo = false } = dependencies
  const app = await buildServer<Context>({
    routes: allRoutes,
    trustedProxies: dependencies.trustedProxies ?? [],
    admit: async (_may, request, wanted) => ({
      ...(await enter(database, clock, wanted, request)),
      spoolFolder,
    }),
    renderError: (problem, address) => renderProblem({ portal, demo }, problem, address),
    log: dependencies.log ?? ((line) => process.stderr.write(`${JSON.stringify(line)}\n`)),
  })
  addLogPages(app, dependencies.ledger.folder, dependencies.ledger.key)
  await addPages(app, { database, clock, portal, demo, signIn: dependencies.signIn })
  return app
}
