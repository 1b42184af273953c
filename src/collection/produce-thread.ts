import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { invariant, XinwangError } from '../kernel/index.ts'
import { type PreparedChunk, type Production, produceChunks } from './produce.ts'
import type { FromThread, ToThread } from './producer.ts'

// The other thread of an intake: makes chunks as long as the first one has credit for them.

async function run(port: MessagePort, { production, credit }: { production: Production; credit: number }) {
  let left = credit
  let wake: () => void = () => undefined
  port.on('message', (_: ToThread) => {
    left++
    wake()
  })
  const send = (message: FromThread, moved: ArrayBuffer[] = []) => port.postMessage(message, moved)
  try {
    for await (const chunk of produceChunks(production)) {
      while (left === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      left--
      send({ chunk }, buffersOf(chunk))
    }
    send({ end: true })
  } catch (error) {
    send({ error: describeError(error) })
  } finally {
    port.close()
  }
}

const buffersOf = ({ batch, places, claimOf }: PreparedChunk): ArrayBuffer[] => [
  batch.tuples.buffer,
  batch.ends.buffer,
  batch.subjectIds.buffer,
  batch.rowNumbers.buffer,
  batch.keys.buffer,
  batch.digests.buffer,
  places.buffer,
  claimOf.buffer,
]

/** Classes do not pass between threads; an error of ours is taken apart here and put together again there. */
function describeError(error: unknown) {
  if (!(error instanceof XinwangError))
    return { kind: undefined, text: String((error as Error)?.stack ?? error) }
  const { kind, code, message, next, citation, fields, internal, status } = error
  return { kind, text: { code, message, next, citation, fields, internal, status } }
}

invariant(parentPort, 'started as a thread')
await run(parentPort, workerData as { production: Production; credit: number })
