import { Worker } from 'node:worker_threads'
import { type ErrorKind, type ErrorText, XinwangError } from '../kernel/index.ts'
import { type PreparedChunk, type Production, produceChunks } from './produce.ts'

/** Deliveries are told apart by number. `more`: the chunk sent last was taken; `stop`: nobody wants any more. */
export type ToThread = { open: number; production: Production } | { more: number } | { stop: number }

type Made =
  | { chunk: PreparedChunk }
  | { end: true }
  | { error: { kind: ErrorKind | undefined; text: unknown } }

export type FromThread = { of: number } & Made

/** Below this a file is done before a thread has started. */
const THREAD_BYTES_MIN = 2_000_000

/**
 * The chunks of a submission, made ahead while the database works: in another thread when the file is large, so that
 * both processors are busy and the server goes on answering. All large deliveries share that one thread.
 */
export function chunksAhead(production: Production): AsyncGenerator<PreparedChunk> {
  const { source } = production
  return source.kind === 'file' && source.bytes >= THREAD_BYTES_MIN
    ? threadChunks(production)
    : produceChunks(production)
}

interface Inbox {
  arrived: Made[]
  wake: () => void
}

interface Thread {
  worker: Worker
  inboxes: Map<number, Inbox>
}

let thread: Thread | undefined
let opened = 0

/** The thread that is running, or a new one. It ends with the last delivery. */
function theThread(): Thread {
  if (thread) return thread
  const worker = new Worker(new URL('./produce-thread.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: 64, maxOldGenerationSizeMb: 300 },
  })
  const started: Thread = { worker, inboxes: new Map() }
  const put = (of: number, made: Made) => {
    const inbox = started.inboxes.get(of)
    inbox?.arrived.push(made)
    inbox?.wake()
  }
  worker.on('message', ({ of, ...made }: FromThread) => put(of, made as Made))
  worker.on('error', (error) => {
    if (thread === started) thread = undefined
    for (const of of started.inboxes.keys()) {
      put(of, { error: { kind: undefined, text: String(error.stack ?? error) } })
    }
  })
  thread = started
  return started
}

async function* threadChunks(production: Production): AsyncGenerator<PreparedChunk> {
  const { worker, inboxes } = theThread()
  const say = (message: ToThread) => worker.postMessage(message)
  const number = ++opened
  const inbox: Inbox = { arrived: [], wake: () => undefined }
  inboxes.set(number, inbox)
  say({ open: number, production })
  try {
    while (true) {
      const made = inbox.arrived.shift()
      if (!made) {
        await new Promise<void>((resolve) => {
          inbox.wake = resolve
        })
        continue
      }
      if ('end' in made) return
      if ('error' in made) throw errorFrom(made.error)
      yield made.chunk
      say({ more: number })
    }
  } finally {
    say({ stop: number })
    inboxes.delete(number)
    if (inboxes.size === 0) {
      if (thread?.worker === worker) thread = undefined
      await worker.terminate()
    }
  }
}

function errorFrom({ kind, text }: { kind: ErrorKind | undefined; text: unknown }): Error {
  return kind ? new XinwangError(kind, text as ErrorText) : new Error(String(text))
}
