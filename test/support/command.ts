import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A command line under way, in a process group of its own. */
export interface Running {
  child: ChildProcess
  finished: Promise<Finished>
  output(): string
  /** Resolves when the text has been printed; rejects when the command ends without it. */
  prints(text: string | RegExp): Promise<string>
  /** Sends the signal to the command and everything it started except what has left its group. */
  signal(name: NodeJS.Signals): void
}

/** Starts `node bin/xinwang.mjs …` as a user would; `env` is added to the environment. */
export function startXinwang(args: string[], env: Record<string, string> = {}): Running {
  const surroundings = { ...process.env, ...env }
  for (const name of ['DATABASE_URL', 'XINWANG_VAR', 'PORT']) if (!(name in env)) delete surroundings[name]
  const child = spawn(process.execPath, [path.join(ROOT, 'bin/xinwang.mjs'), ...args], {
    cwd: ROOT,
    env: surroundings,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stdout = ''
  let stderr = ''
  const listeners = new Set<() => void>()
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  // Where an assertion fails first, nothing goes on running.
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) signalGroup(child, 'SIGKILL')
  })
  return {
    child,
    finished,
    output: () => stdout,
    prints: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (typeof text === 'string' ? stdout.includes(text) : text.test(stdout)) resolve(stdout)
        }
        listeners.add(look)
        look()
        finished.then((end) =>
          reject(new Error(`ended without printing ${text}:\n${end.stdout}${end.stderr}`)),
        )
      }),
    signal: (name) => signalGroup(child, name),
  }
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Runs a command line to its end. */
export const xinwang = (args: string[], env?: Record<string, string>): Promise<Finished> =>
  startXinwang(args, env).finished
