import type { TSchema } from 'typebox'
import { Problem } from './problem.ts'
import type { Permission, Route } from './route.ts'

/** Name of the cookie that carries a session. */
export const SESSION_COOKIE = 'xinwang_session'

/** The OpenAPI 3.1 description of the routes; schemas with an `$id` become named components. */
export function openApi<Context>(routes: Route<Context>[], version: string): Record<string, unknown> {
  const schemas: Record<string, unknown> = {}
  const place = (schema: TSchema): unknown => hoist(schema, schemas)
  const paths: Record<string, Record<string, unknown>> = {}
  place(Problem)
  for (const route of routes) {
    paths[route.url] ??= {}
    paths[route.url]![route.method.toLowerCase()] = operation(route, place)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: '信网 Xinwang 公共接口',
      version,
      description: '只涉及组织（企业、个体工商户、事业单位、社会组织等），不提供任何自然人的信息。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        clientKey: { type: 'http', scheme: 'bearer', description: '机构客户端密钥' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: '登录会话；写操作另须请求头 x-xinwang-csrf',
        },
      },
    },
  }
}

/** Who a description says may enter; which roles, stands in docs/permissions.md. */
const SECURITY: Record<Permission, object[]> = {
  public: [],
  self: [{ session: [] }],
  granted: [{ clientKey: [] }, { session: [] }],
}

function operation<Context>(route: Route<Context>, place: (schema: TSchema) => unknown) {
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return {
    operationId: route.id,
    summary: route.summary,
    security: SECURITY[route.may],
    parameters: [...parameters('path', route.path, place), ...parameters('query', route.query, place)],
    ...(route.body ? { requestBody: requestBody(route, place) } : {}),
    responses: {
      200: { description: '成功', content: success(route, place) },
      default: {
        description: `问题说明（RFC 9457）。可能的代码：${[...route.refusals, 'KERNEL_INPUT_INVALID'].join('、')}`,
        content: problem,
      },
    },
  }
}

function success<Context>(route: Route<Context>, place: (schema: TSchema) => unknown) {
  if (!route.files) return { 'application/json': { schema: place(route.reply) } }
  return Object.fromEntries(
    route.files.map((mediaType) => [mediaType, { schema: { type: 'string', contentMediaType: mediaType } }]),
  )
}

function requestBody<Context>(route: Route<Context>, place: (schema: TSchema) => unknown) {
  const file = {
    'multipart/form-data': {
      schema: {
        type: 'object',
        required: ['item', 'file'],
        properties: {
          item: { type: 'string' },
          file: { type: 'string', contentMediaType: 'application/octet-stream' },
        },
      },
    },
  }
  return {
    required: true,
    content: { 'application/json': { schema: place(route.body!) }, ...(route.acceptsFile ? file : {}) },
  }
}

type ObjectSchema = TSchema & { properties?: Record<string, TSchema>; required?: string[] }

function parameters(
  place: 'path' | 'query',
  schema: ObjectSchema | undefined,
  put: (schema: TSchema) => unknown,
) {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: schema?.required?.includes(name) ?? false,
    schema: put(property),
  }))
}

/** Replaces every sub-schema that has an `$id` by a reference, collecting it once among the components. */
function hoist(schema: unknown, into: Record<string, unknown>): unknown {
  if (Array.isArray(schema)) return schema.map((part) => hoist(part, into))
  if (schema === null || typeof schema !== 'object') return schema
  const { $id, ...rest } = schema as Record<string, unknown>
  const copy = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, hoist(part, into)]))
  if (typeof $id !== 'string') return copy
  into[$id] = copy
  return { $ref: `#/components/schemas/${$id}` }
}
