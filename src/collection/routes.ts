import { Compile } from 'typebox/compile'
import { actorOf, type Caller, covers, type Scope } from '../accounts/index.ts'
import { getItemInForce } from '../catalogue/index.ts'
import {
  type Clock,
  type Database,
  FILE_LIMIT_BYTES,
  invalid,
  type Route,
  type RouteInput,
  refused,
  route,
  today,
} from '../kernel/index.ts'
import { sha256 } from '../ledger/index.ts'
import { JsonDelivery, Receipt } from './contract.ts'
import { takeIn } from './intake.ts'
import { contentOf } from './source/open.ts'
import { spoolStream } from './source/spool.ts'

/** What the intake needs: who sends for which authority, and where uploads may be held while they are read. */
export interface IntakeContext {
  database: Database
  clock: Clock
  caller: Caller
  scope: readonly Scope[]
  spoolFolder: string
}

export const collectionRoutes: Route<IntakeContext>[] = [
  route({
    id: 'submission.create',
    method: 'POST',
    url: '/api/submissions',
    may: 'granted',
    summary: '报送：xlsx 或 csv 文件（multipart），或 JSON 数组 hand in a file or rows',
    body: JsonDelivery,
    acceptsFile: true,
    reply: Receipt,
    refusals: [
      'COLLECTION_ITEM_NOT_YOURS',
      'CATALOGUE_ITEM_UNKNOWN',
      'CATALOGUE_ITEM_NOT_IN_FORCE',
      'COLLECTION_BUSY',
      'COLLECTION_COLUMN_MISSING',
      'COLLECTION_COLUMN_TWICE',
      'COLLECTION_ENCODING_MIXED',
      'COLLECTION_ENCODING_UNKNOWN',
      'COLLECTION_FILE_EMPTY',
      'COLLECTION_FILE_TOO_LARGE',
      'COLLECTION_HEADER_NOT_FOUND',
      'COLLECTION_ITEM_MISSING',
      'COLLECTION_NOT_A_TABLE',
      'COLLECTION_NOT_A_WORKBOOK',
      'COLLECTION_NO_ROWS',
      'COLLECTION_OLD_OR_LOCKED_WORKBOOK',
      'COLLECTION_ROW_TOO_LONG',
      'COLLECTION_TOO_MANY_COLUMNS',
      'COLLECTION_UNPACKS_TOO_LARGE',
      'COLLECTION_UPLOAD_CUT_OFF',
      'KERNEL_FILE_MISSING',
      'KERNEL_FORM_INVALID',
      'KERNEL_JSON_INVALID',
      'KERNEL_MEDIA_TYPE',
      'KERNEL_TOO_LARGE',
    ],
    handler: (context, input) => (input.file ? takeFile(context, input.file) : takeJson(context, input)),
  }),
]

async function takeFile(context: IntakeContext, file: NonNullable<RouteInput['file']>) {
  const incoming = await file()
  const item = incoming.fields.item
  if (!item) {
    throw invalid({
      code: 'COLLECTION_ITEM_MISSING',
      message: '没有说明报送的是哪个目录项目。',
      next: '请在 file 之前附上表单字段 item，例如 item=行政处罚。',
    })
  }
  const spooled = await spoolStream(incoming.stream, incoming.fileName, context.spoolFolder, FILE_LIMIT_BYTES)
  try {
    return await takeIn(context.database, context.clock, {
      item,
      ...(await senderOf(context, item)),
      channel: 'file',
      ...contentOf(spooled),
    })
  } finally {
    await spooled.handle.close()
  }
}

async function takeJson(context: IntakeContext, { raw, body }: { raw: Buffer | undefined; body: unknown }) {
  const delivery = checkDelivery(body)
  const bytes = raw ?? Buffer.from(JSON.stringify(delivery))
  return takeIn(context.database, context.clock, {
    item: delivery.item,
    ...(await senderOf(context, delivery.item)),
    channel: 'json',
    name: 'json',
    bytes: bytes.length,
    digest: Buffer.from(sha256(bytes), 'hex'),
    source: { kind: 'json', delivery },
  })
}

/**
 * For whom it is sent, by whom.
 * @throws refused when the sender's grants do not reach this item
 */
async function senderOf({ database, clock, caller, scope }: IntakeContext, item: string) {
  const { definition } = await database.read((tx) => getItemInForce(tx, item, today(clock)))
  const providerCode = caller.authorityCode
  if (providerCode !== null && covers(scope, { authorityCode: providerCode, item: definition.code })) {
    return { providerCode, actor: actorOf(caller) }
  }
  throw refused({
    code: 'COLLECTION_ITEM_NOT_YOURS',
    message: `您的授权不包括报送“${definition.name}”。`,
    next: '请由本单位的机构管理员调整授权，或请负责该目录的同事报送。',
    status: 403,
  })
}

const deliveryShape = Compile(JsonDelivery)

/** The server leaves this body to us, because the route takes files too. */
function checkDelivery(body: unknown): JsonDelivery {
  if (deliveryShape.Check(body)) return body
  const fields = [...deliveryShape.Errors(body)].slice(0, 20).map((error) => ({
    field: error.instancePath || '(body)',
    code: 'KERNEL_SHAPE',
    message: '不符合接口要求的形状',
  }))
  throw invalid({
    code: 'KERNEL_INPUT_INVALID',
    message: '提交的内容不符合接口要求：应为 {"item": "行政处罚", "rows": [{…}]}，各值为文字或数字。',
    next: '请按 /api/openapi.json 核对后重新提交。',
    fields,
  })
}
