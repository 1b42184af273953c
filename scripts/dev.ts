import { type ChildProcess, spawn } from 'node:child_process'
import { watch } from 'node:fs'
import path from 'node:path'
import { watchWeb } from './build-web.ts'

const ROOT = path.join(import.meta.dirname, '..')
/** An editor writes a file in several steps; one restart after the last of them is enough. */
const SETTLE_MS = 200

/**
 * `npm run dev`: as `npm run up`, and again after every change. A change of the pages builds the portal anew, a change
 * of the server, the catalogue or the law starts it anew; the database goes on running in between.
 */
let server: ChildProcess | undefined
let restarting: Promise<void> | undefined

function start(): void {
  server = spawn(process.execPath, [path.join(ROOT, 'src/app/cli.ts'), 'up'], {
    stdio: 'inherit',
    env: { ...process.env, XINWANG_DEBUG: '1' },
  })
}

async function restart(why: string): Promise<void> {
  console.log(`\n↻ ${why}`)
  const old = server
  if (old && old.exitCode === null) {
    const gone = new Promise((resolve) => old.once('exit', resolve))
    old.kill('SIGTERM')
    await gone
  }
  start()
}

let settling: NodeJS.Timeout | undefined
function soon(why: string): void {
  clearTimeout(settling)
  settling = setTimeout(() => {
    restarting = (restarting ?? Promise.resolve()).then(() => restart(why))
  }, SETTLE_MS)
}

const web = await watchWeb({
  onBuilt: () => soon('网页已重新构建'),
  onError: (error) =>
    console.error(`网页构建失败：${error instanceof Error ? error.message : String(error)}`),
})
const watchers = ['src', 'catalogue', 'law', 'migrations'].map((folder) =>
  watch(path.join(ROOT, folder), { recursive: true }, (_event, name) => {
    if (name && !name.endsWith('.test.ts')) soon(`${folder}/${name} 已修改`)
  }),
)
start()

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    clearTimeout(settling)
    for (const watcher of watchers) watcher.close()
    await web.close()
    await restarting
    const old = server
    if (old && old.exitCode === null) {
      const gone = new Promise((resolve) => old.once('exit', resolve))
      if (signal === 'SIGTERM') old.kill('SIGTERM')
      await gone
    }
    process.exit(0)
  })
}
