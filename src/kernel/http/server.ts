import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { absent, invalid, type XinwangError } from '../errors.ts'
import { internalCause } from '../internal-cause.ts'
import { sendFile } from './outgoing-file.ts'
import { type ProblemBody, problemBody, toXinwangError } from './problem.ts'
import type { IncomingFile, OutgoingFile, Permission, Route } from './route.ts'

const JSON_BODY_LIMIT_BYTES = 64 * 1024 * 1024
export const FILE_LIMIT_BYTES = 4 * 1024 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 30 * 60_000
const PUBLIC_REQUESTS_PER_MINUTE = 600

export interface ServerOptions<Context> {
  routes: Route<Context>[]
  /** Makes what a handler gets, after checking that the asker may; throws `refused` otherwise. */
  admit: (may: Permission, request: FastifyRequest, route: Route<Context>) => Promise<Context>
  /** Addresses of reverse proxies whose X-Forwarded-For is believed. */
  trustedProxies?: string[]
  /** How a person's browser is told of an error on a page (not under /api) that was asked for by this address. */
  renderError: (problem: ProblemBody, address: string) => Promise<string>
  /** Error lines for the operator: ids and codes, never contents. */
  log: (line: { errorId?: string; code: string; route: string; internal?: string }) => void
}

/** Builds the HTTP server from the list of routes. Does not listen yet. */
export async function buildServer<Context>(options: ServerOptions<Context>): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    trustProxy: options.trustedProxies?.length ? options.trustedProxies : false,
    bodyLimit: JSON_BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: (_error, socket) => answerBrokenRequest(socket),
    frameworkErrors: (error, _request, reply) => answerBadAddress(error, reply),
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: true },
    ajv: { customOptions: { allErrors: true, coerceTypes: true, removeAdditional: false } },
  })
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(cookie)
  await app.register(rateLimit, { max: PUBLIC_REQUESTS_PER_MINUTE, timeWindow: '1 minute' })
  await app.register(multipart, {
    limits: { files: 1, fields: 10, fieldSize: 10_000, fileSize: FILE_LIMIT_BYTES },
  })
  answerErrors(app, options)
  keepRawJson(app)
  letGoOfRefusedUploads(app)
  for (const route of options.routes) addRoute(app, route, options)
  return app
}

/** What is not HTTP at all (a line break in a header, a cut-off request) gets the same kind of answer as the rest. */
function answerBrokenRequest(socket: Socket): void {
  if (!socket.writable) return
  const body = JSON.stringify(problemBody(toXinwangError({ statusCode: 400 })))
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** An address that cannot be decoded or is far too long never reaches the routes, nor the headers they all get. */
function answerBadAddress(error: FastifyError, reply: FastifyReply) {
  const body = problemBody(toXinwangError({ statusCode: error.statusCode ?? 400 }))
  return reply
    .code(body.status)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'")
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(body))
}

function answerErrors<Context>(app: FastifyInstance, options: ServerOptions<Context>): void {
  const answer = (error: XinwangError, request: FastifyRequest) => {
    const body = problemBody(error)
    if (error.kind === 'fault') {
      options.log({
        code: error.code,
        route: request.routeOptions.url ?? '-',
        ...(body.errorId ? { errorId: body.errorId } : {}),
        ...(error.internal ? { internal: error.internal } : {}),
      })
    }
    return body
  }
  app.setErrorHandler(async (thrown, request, reply) => {
    const error = toXinwangError(thrown)
    const body = answer(error, request)
    if (wantsPage(request))
      return reply
        .code(error.status)
        .type('text/html; charset=utf-8')
        .send(await options.renderError(body, request.url))
    return reply.code(error.status).type('application/problem+json; charset=utf-8').send(body)
  })
  app.setNotFoundHandler(() => {
    throw absent({
      code: 'KERNEL_NO_SUCH_ADDRESS',
      message: '没有这个地址的页面。',
      next: '请从首页按名称或统一社会信用代码查询。',
    })
  })
}

const wantsPage = (request: FastifyRequest) =>
  !request.url.startsWith('/api') && !request.url.startsWith('/healthz')

/** JSON bodies are kept as bytes too: a submission is identified by the digest of exactly what was sent. */
function keepRawJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      const raw = body as Buffer
      ;(request as FastifyRequest & { rawBody?: Buffer }).rawBody = raw
      done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)))
    } catch {
      done(
        invalid({
          code: 'KERNEL_JSON_INVALID',
          message: '提交的内容不是有效的 JSON（须为 UTF-8 编码）。',
          next: '请检查括号、引号和编码后重新提交。',
        }),
      )
    }
  })
}

/** The rest of an upload that was refused early is let through this long, so that the answer arrives. */
const LINGER_MS = 3_000

/** Without this, a client that sends on after it was refused would keep its connection, and the server from stopping. */
function letGoOfRefusedUploads(app: FastifyInstance): void {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete || raw.destroyed) return
    raw.unpipe()
    raw.resume()
    setTimeout(() => raw.destroy(), LINGER_MS).unref()
  })
}

function addRoute<Context>(
  app: FastifyInstance,
  route: Route<Context>,
  options: ServerOptions<Context>,
): void {
  const admitted = new WeakMap<FastifyRequest, Context>()
  app.route({
    method: route.method,
    url: route.url.replace(/\{(\w+)\}/g, ':$1'),
    schema: {
      ...(route.path ? { params: route.path } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.body && !route.acceptsFile ? { body: route.body } : {}),
      ...(route.files ? {} : { response: { 200: route.reply } }),
    },
    // Before the body is read: who may not send is not listened to.
    onRequest: async (request) => {
      admitted.set(request, await options.admit(route.may, request, route))
    },
    handler: async (request, reply) => {
      const context = admitted.get(request)!
      const answer = await route.handler(context, {
        path: request.params,
        query: request.query,
        body: request.body,
        raw: (request as FastifyRequest & { rawBody?: Buffer }).rawBody,
        file: route.acceptsFile && request.isMultipart() ? () => incomingFile(request) : undefined,
      })
      if (route.files) return sendFile(reply, route, answer as OutgoingFile)
      reply.type('application/json; charset=utf-8')
      return answer
    },
  })
}

async function incomingFile(request: FastifyRequest): Promise<IncomingFile> {
  const part = await request.file().catch((error: unknown) => {
    if ((error as Partial<FastifyError>).statusCode) throw error
    throw invalid({
      code: 'KERNEL_FORM_INVALID',
      message: '提交的表单无法解析，可能没有传完或格式有误。',
      next: '请以 multipart/form-data 重新提交，item 字段在前，file 字段在后。',
      internal: internalCause(error),
    })
  })
  if (!part) {
    throw invalid({
      code: 'KERNEL_FILE_MISSING',
      message: '没有收到文件。',
      next: '请在 file 字段中附上要报送的文件。',
    })
  }
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(part.fields)) {
    if (value && !Array.isArray(value) && value.type === 'field') fields[name] = String(value.value)
  }
  return { fileName: part.filename ?? 'file', stream: part.file, fields }
}
