import { Worker } from 'node:worker_threads'
import { type ErrorKind, type ErrorText, XinwangError } from '../kernel/index.ts'
import { type PreparedChunk, type Production, produceChunks } from './produce.ts'

/** A chunk more may be made. */
export type ToThread = 'more'
export type FromThread =
  | { chunk: PreparedChunk }
  | { end: true }
  | { error: { kind: ErrorKind | undefined; text: unknown } }

/** Below this a file is done before a thread has started. */
const THREAD_BYTES_MIN = 2_000_000
/** Chunks that may wait for the database; more would only take memory. */
const CREDIT = 2

/**
 * The chunks of a submission, made ahead while the database works: in a thread of their own when the file is large, so
 * that both processors are busy and the server goes on answering.
 */
export function chunksAhead(production: Production): AsyncGenerator<PreparedChunk> {
  const { source } = production
  return source.kind === 'file' && source.bytes >= THREAD_BYTES_MIN
    ? threadChunks(production)
    : produceChunks(production)
}

async function* threadChunks(production: Production): AsyncGenerator<PreparedChunk> {
  const thread = new Worker(new URL('./produce-thread.ts', import.meta.url), {
    workerData: { production, credit: CREDIT },
    resourceLimits: { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 300 },
  })
  const arrived: FromThread[] = []
  let wake: () => void = () => undefined
  const put = (message: FromThread) => {
    arrived.push(message)
    wake()
  }
  thread.on('message', put)
  thread.on('error', (error) => put({ error: { kind: undefined, text: String(error.stack ?? error) } }))
  try {
    while (true) {
      const message = arrived.shift()
      if (!message) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      if ('end' in message) return
      if ('error' in message) throw errorFrom(message.error)
      yield message.chunk
      thread.postMessage('more' satisfies ToThread)
    }
  } finally {
    await thread.terminate()
  }
}

function errorFrom({ kind, text }: { kind: ErrorKind | undefined; text: unknown }): Error {
  return kind ? new XinwangError(kind, text as ErrorText) : new Error(String(text))
}
