import { type MessagePort, parentPort } from 'node:worker_threads'
import { invariant, turns, XinwangError } from '../kernel/index.ts'
import { type PreparedChunk, type Production, produceChunks } from './produce.ts'
import type { FromThread, ToThread } from './producer.ts'

// The other thread of the intakes: makes the chunks of every large delivery, a few at a time, so that its memory does not
// grow with the number of deliveries.

/** Chunks that are being made or wait for the database, of all deliveries together; more would only take memory. */
const CHUNKS_AT_ONCE = 3

const inTurn = turns(CHUNKS_AT_ONCE)

interface Making {
  stopped: boolean
  /** Called when the chunk that was sent last has been taken. */
  taken: (() => void)[]
}

const makings = new Map<number, Making>()

function receive(port: MessagePort, message: ToThread): void {
  if ('open' in message) {
    const making: Making = { stopped: false, taken: [] }
    makings.set(message.open, making)
    void make(port, message.open, making, message.production)
  } else if ('more' in message) {
    makings.get(message.more)?.taken.shift()?.()
  } else {
    const making = makings.get(message.stop)
    if (!making) return
    making.stopped = true
    for (const taken of making.taken.splice(0)) taken()
  }
}

async function make(port: MessagePort, of: number, making: Making, production: Production): Promise<void> {
  const chunks = produceChunks(production)
  try {
    while (!making.stopped && (await makeOne(port, of, making, chunks))) {}
    port.postMessage({ of, end: true } satisfies FromThread)
  } catch (error) {
    port.postMessage({ of, error: describeError(error) } satisfies FromThread)
  } finally {
    makings.delete(of)
    await chunks.return(undefined)
  }
}

/**
 * Makes one chunk when it is its turn and sends it. The place is kept until the chunk has been taken; the next one may
 * be asked for before that.
 * @returns false when there are no more
 */
function makeOne(
  port: MessagePort,
  of: number,
  making: Making,
  chunks: AsyncGenerator<PreparedChunk>,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    inTurn(async () => {
      const next = making.stopped ? { done: true as const, value: undefined } : await chunks.next()
      if (next.done) return resolve(false)
      const taken = new Promise<void>((done) => making.taken.push(done))
      port.postMessage({ of, chunk: next.value } satisfies FromThread, buffersOf(next.value))
      resolve(true)
      await taken
    }).catch(reject)
  })
}

const buffersOf = ({ batch, places, claimOf, leaves }: PreparedChunk): ArrayBuffer[] => [
  batch.tuples.buffer,
  batch.ends.buffer,
  batch.subjectIds.buffer,
  batch.rowNumbers.buffer,
  batch.keys.buffer,
  batch.digests.buffer,
  places.buffer,
  claimOf.buffer,
  leaves.buffer,
]

/** Classes do not pass between threads; an error of ours is taken apart here and put together again there. */
function describeError(error: unknown) {
  if (!(error instanceof XinwangError))
    return { kind: undefined, text: String((error as Error)?.stack ?? error) }
  const { kind, code, message, next, citation, fields, internal, status } = error
  return { kind, text: { code, message, next, citation, fields, internal, status } }
}

invariant(parentPort, 'started as a thread')
const port = parentPort
port.on('message', (message: ToThread) => receive(port, message))
