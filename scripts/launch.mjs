import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// Plain JavaScript for Node 20: this runs before anything is installed.

export const ROOT = path.join(import.meta.dirname, '..')
const MODULES = path.join(ROOT, 'node_modules')
const MARK = path.join(MODULES, '.installed-from')
const NODE = path.join(MODULES, '.bin/node')
const TURN = path.join(ROOT, '.installing')
const TURN_PAUSE_MS = 300
/**
 * Taking in a file makes many short-lived objects: a larger young space halves the time spent on collecting them, and on
 * two processors the collector's own threads only take turns with the database and the intake.
 */
const COLLECTOR = ['--max-semi-space-size=32', '--single-threaded-gc']
const [OLDEST_MAJOR, OLDEST_MINOR] = [22, 18]

/** Installs what the lock file names, unless it is installed already. Ends the process with one sentence if it cannot. */
export function installWhatIsMissing() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex')
  const installed = () => existsSync(MARK) && readFileSync(MARK, 'utf8') === lock
  if (installed()) return
  waitForMyTurn()
  try {
    if (!installed()) install(lock)
  } finally {
    rmSync(TURN, { force: true })
  }
}

/** Two commands started at once must not install into one folder; the second waits and finds it done. */
function waitForMyTurn() {
  for (;;) {
    try {
      writeFileSync(TURN, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    try {
      process.kill(Number(readFileSync(TURN, 'utf8')), 0)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TURN_PAUSE_MS)
    } catch {
      // Whoever held the turn was killed, or has just given it back.
      rmSync(TURN, { force: true })
    }
  }
}

function install(lock) {
  process.stderr.write('正在安装依赖（首次约一分钟）… installing dependencies\n')
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0) {
    const why = /ENOSPC/.test(result.stderr ?? '') ? '磁盘空间不足' : '请检查网络和 npm 设置'
    process.stderr.write(
      `${result.stderr ?? ''}\n依赖安装失败：${why}，然后重试。 Dependencies could not be installed.\n`,
    )
    process.exit(1)
  }
  writeFileSync(MARK, lock)
}

/** The Node that the project needs: the one running, or the one installed with the dependencies. */
function suitableNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (existsSync(NODE)) return NODE
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return process.execPath
  process.stderr.write(
    `需要 Node ${OLDEST_MAJOR}.${OLDEST_MINOR} 或更高版本；本机为 ${process.versions.node}，且此平台没有随依赖安装的版本。请升级 Node 后重试。\n`,
  )
  return process.exit(1)
}

/** Runs a TypeScript file of the project with what it needs installed; hands on signals and the exit code. */
export function launch(file, args) {
  installWhatIsMissing()
  const child = spawn(suitableNode(), [...COLLECTOR, path.join(ROOT, file), ...args], { stdio: 'inherit' })
  // The terminal sends Ctrl-C to the child as well; we only wait for it to finish cleanly.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : (code ?? 1)))
}
