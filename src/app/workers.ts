import { setTimeout as sleep } from 'node:timers/promises'
import { sweepOidcState } from '../accounts/index.ts'
import type { Clock, Database } from '../kernel/index.ts'
import { publishLog } from '../ledger/index.ts'
import { advanceFeed, eraseOldReports, publishTotals } from '../publication/index.ts'
import { programLog } from './log.ts'

export interface WorkerContext {
  database: Database
  clock: Clock
}

/**
 * Work that goes on beside answering: sequencing the ledger, watching folders, clocks of cases. Each `run` does what is due
 * now and returns; it must be safe to run twice and on two machines at once (a lock in the database, or idempotent).
 */
export interface Worker {
  /** Shown in the log when it fails. */
  name: string
  /** Rest between two runs, milliseconds. */
  pauseMs: number
  run: (context: WorkerContext, stopping: AbortSignal) => Promise<void>
}

/** Every worker of the program, listed by hand. */
export const allWorkers: Worker[] = [
  {
    name: 'ledger.sequence',
    pauseMs: 1000,
    run: async ({ database }) => {
      await publishLog(database, await programLog(database))
    },
  },
  { name: 'report.erase', pauseMs: 3_600_000, run: eraseOldReports },
  {
    name: 'sign-in leftovers',
    pauseMs: 10 * 60_000,
    run: async ({ database, clock }) => {
      await sweepOidcState(database, clock)
    },
  },
  { name: 'dataset.advance', pauseMs: 300_000, run: advanceFeed },
  { name: 'total.publish', pauseMs: 3_600_000, run: async (context) => void (await publishTotals(context)) },
]

const LONGEST_PAUSE_MS = 5 * 60_000

/**
 * Runs the workers until `stop` is called, which waits for what is under way. A run that fails is written to the log, and
 * the pause before the next one doubles up to five minutes; the other workers go on.
 */
export function startWorkers(
  workers: Worker[],
  context: WorkerContext,
  log: (line: { worker: string; failed: string }) => void,
): { stop: () => Promise<void> } {
  const stopping = new AbortController()
  const running = Promise.all(workers.map((worker) => keepRunning(worker, context, stopping.signal, log)))
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}

async function keepRunning(
  worker: Worker,
  context: WorkerContext,
  stopping: AbortSignal,
  log: (line: { worker: string; failed: string }) => void,
): Promise<void> {
  let pauseMs = worker.pauseMs
  while (!stopping.aborted) {
    try {
      await worker.run(context, stopping)
      pauseMs = worker.pauseMs
    } catch (error) {
      if (!stopping.aborted) log({ worker: worker.name, failed: String(error) })
      pauseMs = Math.min(Math.max(pauseMs, 1000) * 2, Math.max(LONGEST_PAUSE_MS, worker.pauseMs))
    }
    await sleep(pauseMs, undefined, { signal: stopping }).catch(() => undefined)
  }
}
