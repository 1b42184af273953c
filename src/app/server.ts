import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { findClient } from '../accounts/index.ts'
import { collectionRoutes, type IntakeContext } from '../collection/index.ts'
import {
  buildServer,
  type Clock,
  type Database,
  openApi,
  type Permission,
  type Route,
  refused,
  route,
} from '../kernel/index.ts'
import { type PublicContext, publicationRoutes } from '../publication/index.ts'
import { addPages, renderProblem } from './pages.ts'
import type { Portal } from './portal.ts'

export const VERSION = '0.1.0'

export interface ServerDependencies {
  database: Database
  clock: Clock
  portal: () => Promise<Portal>
  spoolFolder: string
  /** The platform holds invented data; every page says so. */
  demo?: boolean
  /** Addresses of reverse proxies whose X-Forwarded-For is believed; none by default. */
  trustedProxies?: string[]
  /** Where lines for the operator go; the error output by default. */
  log?: (line: object) => void
}

type AnyRoute = Route<PublicContext & Partial<IntakeContext>>

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
export const allRoutes = [
  ...collectionRoutes,
  ...publicationRoutes,
  healthRoute,
  openApiRoute,
] as unknown as AnyRoute[]

/** The server with all routes and pages; not listening yet. */
export async function createServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const { database, clock, portal, spoolFolder, demo = false } = dependencies
  const app = await buildServer<PublicContext & Partial<IntakeContext>>({
    routes: allRoutes,
    trustedProxies: dependencies.trustedProxies ?? [],
    admit: async (may: Permission, request: FastifyRequest) => {
      if (may === 'public') return { database, clock }
      const actor = await clientOf(database, clock, request)
      return { database, clock, actor, spoolFolder }
    },
    renderError: (problem, address) => renderProblem({ portal, demo }, problem, address),
    log: dependencies.log ?? ((line) => process.stderr.write(`${JSON.stringify(line)}\n`)),
  })
  await addPages(app, { database, clock, portal, demo })
  return app
}

async function clientOf(database: Database, clock: Clock, request: FastifyRequest) {
  const header = request.headers.authorization
  if (!header) {
    throw refused({
      code: 'ACCOUNTS_KEY_MISSING',
      message: '报送接口须以机构客户端密钥访问。',
      next: '请在请求头写 Authorization: Bearer <密钥>；密钥由平台运维用 xinwang client create 签发。',
      status: 401,
    })
  }
  const key = /^Bearer (\S+)$/.exec(header)?.[1] ?? ''
  const actor = await database.read((tx) => findClient(tx, clock, key))
  if (!actor?.authorityCode) {
    throw refused({
      code: 'ACCOUNTS_KEY_INVALID',
      message: '密钥无效、已撤销或已过期。',
      next: '请核对密钥；过期的请向平台运维申请新密钥。',
      status: 401,
    })
  }
  return { ...actor, authorityCode: actor.authorityCode }
}
