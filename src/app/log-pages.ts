import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { absent } from '../kernel/index.ts'
import { CHECKPOINT_FILE, formatKey, type NoteKey, readIfThere } from '../ledger/index.ts'

const TILE = /^(entries|[0-9]{1,2})\/(x[0-9]{3}\/)*[0-9]{3}(\.p\/[0-9]{1,3})?$/
const YEAR_SECONDS = 31_536_000

/**
 * The log's files (c2sp.org/tlog-tiles) under `/ledger/`: `checkpoint`, `tile/…`, and `key`, by which the heads are signed.
 * A tile never changes once it is there; the checkpoint does with every head.
 */
export function addLogPages(app: FastifyInstance, folder: string, key: () => Promise<NoteKey>): void {
  const missing = () =>
    absent({
      code: 'APP_LOG_FILE_MISSING',
      message: '存证日志中没有这个文件。',
      next: '请从 /ledger/checkpoint 读取最新的检查点，再按 tlog-tiles 的规则取用。',
    })
  app.get('/ledger/checkpoint', async (_request, reply) => {
    const note = readIfThere(path.join(folder, CHECKPOINT_FILE))
    if (!note) throw missing()
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(note)
  })
  app.get('/ledger/key', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${formatKey(await key())}\n`),
  )
  app.get<{ Params: { '*': string } }>('/ledger/tile/*', async (request, reply) => {
    const name = request.params['*']
    const bytes = TILE.test(name) ? readIfThere(path.join(folder, 'tile', name)) : undefined
    if (!bytes) throw missing()
    return reply
      .type('application/octet-stream')
      .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
      .send(bytes)
  })
}
