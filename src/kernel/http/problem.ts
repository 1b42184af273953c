import { randomUUID } from 'node:crypto'
import type { FastifyError } from 'fastify'
import { Type } from 'typebox'
import { isConnectionLost, isDiskFull } from '../database.ts'
import { type FieldProblem, fault, invalid, XinwangError } from '../errors.ts'
import { internalCause } from '../internal-cause.ts'

/** RFC 9457 problem details, with the field list and the way out that this platform adds. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    next: Type.Optional(Type.String()),
    citation: Type.Optional(Type.String()),
    fields: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() })),
    ),
    errorId: Type.Optional(Type.String({ description: '请在反馈时提供 quote this to the operator' })),
  },
  { $id: 'Problem' },
)

const TITLES = { invalid: '输入有误', refused: '不予办理', absent: '未找到', fault: '系统故障' } as const

export interface ProblemBody {
  type: string
  title: string
  status: number
  code: string
  detail: string
  next?: string
  citation?: string
  fields?: FieldProblem[]
  errorId?: string
}

/** Turns whatever was thrown into one of the four kinds. Unknown errors become a fault with an id; nothing leaks. */
export function toXinwangError(error: unknown): XinwangError {
  if (error instanceof XinwangError) return error
  const known = error as Partial<FastifyError>
  if (known.validation) {
    return invalid({
      code: 'KERNEL_INPUT_INVALID',
      message: '提交的内容不符合接口要求。',
      next: '请按 /api/openapi.json 核对所列字段后重新提交。',
      fields: known.validation.map((entry) => ({
        field: `${known.validationContext ?? ''}${entry.instancePath ?? ''}` || '(body)',
        code: `KERNEL_${String(entry.keyword ?? 'shape').toUpperCase()}`,
        message: describeKeyword(entry.keyword ?? '', entry.params ?? {}),
      })),
    })
  }
  if (isConnectionLost(error)) {
    return fault(
      {
        code: 'KERNEL_DATABASE_LOST',
        message: '数据库连接中断，操作没有完成。',
        next: '数据库恢复后请原样重做一次：已完成的部分不会重复，未完成的会接着办理。',
        internal: internalCause(error),
        status: 503,
      },
      error,
    )
  }
  if (isDiskFull(error)) {
    return fault(
      {
        code: 'KERNEL_DISK_FULL',
        message: '磁盘空间不足，操作没有完成。',
        next: '请清理磁盘后原样重做一次：已完成的部分不会重复，未完成的会接着办理。',
        internal: internalCause(error),
        status: 507,
      },
      error,
    )
  }
  const status = known.statusCode
  if (status && status >= 400 && status < 500) return clientError(status)
  return fault(
    { code: 'KERNEL_FAULT', message: '系统出现故障，本次操作未生效。', internal: internalCause(error) },
    error,
  )
}

function clientError(status: number): XinwangError {
  const texts: Record<number, [string, string, string]> = {
    413: ['KERNEL_TOO_LARGE', '提交的内容超过允许的大小。', '请拆分文件后分次报送。'],
    414: ['KERNEL_ADDRESS_TOO_LONG', '地址过长，无法查询。', '请核对地址，或从首页按名称、代码查询。'],
    415: ['KERNEL_MEDIA_TYPE', '不支持这种内容类型。', '请使用 application/json 或 multipart/form-data。'],
    429: ['KERNEL_TOO_MANY', '访问过于频繁。', '请按 Retry-After 给出的秒数等待后再试。'],
  }
  const [code, message, next] = texts[status] ?? [
    'KERNEL_INPUT_INVALID',
    '请求无法解析。',
    '请核对请求格式后重试。',
  ]
  return invalid({ code, message, next, status })
}

function describeKeyword(keyword: string, parameters: Record<string, unknown>): string {
  switch (keyword) {
    case 'required':
      return `缺少 ${String(parameters.missingProperty)}`
    case 'type':
      return `类型应为 ${String(parameters.type)}`
    case 'maxLength':
      return `长度不得超过 ${String(parameters.limit)}`
    case 'minLength':
      return `长度不得少于 ${String(parameters.limit)}`
    case 'additionalProperties':
      return `不认识的字段 ${String(parameters.additionalProperty)}`
    default:
      return '不符合要求'
  }
}

/** What an asker can do about a fault; the way out that the error itself names is for whoever runs the platform. */
const AFTER_A_FAULT = '请稍后再试；一直如此的，请把编号告诉平台的运维人员。'

/** The body that goes out. A fault gets an id that the log line carries too. */
export function problemBody(error: XinwangError): ProblemBody {
  const next = error.kind === 'fault' ? AFTER_A_FAULT : error.next
  return {
    type: `urn:xinwang:error:${error.code}`,
    title: TITLES[error.kind],
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(next ? { next } : {}),
    ...(error.citation ? { citation: error.citation } : {}),
    ...(error.fields.length > 0 ? { fields: error.fields } : {}),
    ...(error.kind === 'fault' ? { errorId: randomUUID() } : {}),
  }
}
