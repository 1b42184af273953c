import { Worker } from 'node:worker_threads'
import type { ReportContent } from './content.ts'
import type { Issue } from './layout.ts'
import type { PdfAnswer, PdfTask } from './pdf-thread.ts'

/** Papers set at the same time; each thread holds the fonts, some 100 MB. */
const THREADS = 2

interface Waiting {
  done: (pdf: Buffer) => void
  failed: (error: Error) => void
}
interface Thread {
  worker: Worker
  waiting: Map<number, Waiting>
}

const threads: Thread[] = []
let tasks = 0

/** Sets a report as PDF, in a thread of its own so that the server goes on answering. Threads start at first use. */
export function printReport(content: ReportContent, issue: Issue): Promise<Buffer> {
  const thread = freeThread()
  const task = ++tasks
  return new Promise((done, failed) => {
    thread.waiting.set(task, { done, failed })
    thread.worker.ref()
    thread.worker.postMessage({ task, content, issue } satisfies PdfTask)
  })
}

function freeThread(): Thread {
  if (threads.length < THREADS && threads.every(({ waiting }) => waiting.size > 0)) return startThread()
  return threads.reduce((least, each) => (each.waiting.size < least.waiting.size ? each : least))
}

function startThread(): Thread {
  const worker = new Worker(new URL('./pdf-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 400 },
  })
  const thread: Thread = { worker, waiting: new Map() }
  threads.push(thread)
  worker.on('message', (answer: PdfAnswer) => {
    const waiting = thread.waiting.get(answer.task)
    thread.waiting.delete(answer.task)
    // A thread at rest does not keep a command from ending.
    if (thread.waiting.size === 0) worker.unref()
    if ('pdf' in answer) waiting?.done(Buffer.from(answer.pdf))
    else waiting?.failed(new Error(answer.error))
  })
  const end = (error: Error) => {
    const index = threads.indexOf(thread)
    if (index >= 0) threads.splice(index, 1)
    for (const { failed } of thread.waiting.values()) failed(error)
    thread.waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`the thread that sets reports ended (${code})`)))
  return thread
}
