import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { fault, invalid } from '../../kernel/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { LOG_FOLDER, programLog } from '../log.ts'
import { SPOOL } from '../paths.ts'
import { loadPortal } from '../portal.ts'
import { loadReference } from '../reference.ts'
import { isSeeded, type SeedReport, sampleCommand, seedProvince } from '../seed.ts'
import { createServer } from '../server.ts'
import { signInSettings } from '../sign-in/settings.ts'
import { allWorkers, startWorkers } from '../workers.ts'

const DEFAULT_PORT = 8080
/** Requests under way at Ctrl-C get this long to finish. */
const DRAIN_MS = 5_000

/** `xinwang up`: everything a newcomer needs, until Ctrl-C. */
export async function up(): Promise<void> {
  const port = portFromEnvironment()
  const clock = programClock()
  const stopped = stopRequested()
  const step = (text: string) => process.stdout.write(`• ${text}\n`)

  step('启动数据库')
  const opened = await openProgramDatabase()
  try {
    const loaded = await loadReference(opened.database, clock)
    step(loaded.length > 0 ? `载入基础数据：${loaded.join('、')}` : '基础数据已是最新')
    const seeded = await seedProvince(opened.database, clock)
    const demo = await isSeeded(opened.database)
    step(seeded ? describeSeed(seeded) : demo ? '示例省份已载入' : '不载入示例省份（XINWANG_SEED=no）')
    step('准备网站')
    const { buildWeb } = await import('../../../scripts/build-web.ts')
    await buildWeb()
    const portal = loadPortal()
    const app = await createServer({
      database: opened.database,
      clock,
      portal: () => portal,
      spoolFolder: SPOOL,
      ledger: {
        folder: LOG_FOLDER,
        key: async () => (await programLog(opened.database)).key.verifier,
      },
      signIn: signInSettings(() => `http://localhost:${port}`),
      demo,
      trustedProxies: trustedProxies(),
    })
    await listen(app, port)
    const workers = startWorkers(allWorkers, { database: opened.database, clock }, (line) =>
      process.stderr.write(`${JSON.stringify(line)}\n`),
    )
    process.stdout.write(welcome(app, demo))
    await stopped
    process.stdout.write('\n正在停止……\n')
    await Promise.race([Promise.all([app.close(), workers.stop()]), sleep(DRAIN_MS)])
  } finally {
    await opened.close()
  }
  process.stdout.write('已停止。\n')
  process.exit(0)
}

function portFromEnvironment(): number {
  const text = process.env.PORT
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw invalid({
    code: 'APP_PORT_INVALID',
    message: `PORT 的值“${text}”不是端口号。`,
    next: '请写 1 到 65535 之间的整数。',
  })
}

/** Addresses of the reverse proxies in front, which alone may say for whom they ask. */
const trustedProxies = (): string[] =>
  (process.env.XINWANG_TRUSTED_PROXIES ?? '').split(',').flatMap((address) => address.trim() || [])

async function listen(
  app: { listen(options: { port: number; host: string }): Promise<string> },
  port: number,
) {
  try {
    await app.listen({ port, host: process.env.HOST ?? 'localhost' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw fault({
      code: code === 'EADDRINUSE' ? 'APP_PORT_IN_USE' : 'APP_CANNOT_LISTEN',
      message:
        code === 'EADDRINUSE'
          ? `端口 ${port} 已被其他程序占用。`
          : `无法在端口 ${port} 上提供服务（${code}）。`,
      next: `请停止占用该端口的程序，或用 PORT=${port + 1} npm run up 换一个端口。`,
      internal: String(error),
    })
  }
}

/** One Ctrl-C can arrive twice: from the terminal, and handed on by the launcher. */
const SAME_REQUEST_MS = 500

/** Resolves at the first Ctrl-C or request to end; another one after that ends at once. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    let again = false
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (again) process.exit(130)
        resolve()
        setTimeout(() => {
          again = true
        }, SAME_REQUEST_MS).unref()
      })
    }
  })
}

const describeSeed = (report: SeedReport): string =>
  `载入示例省份：机构 ${report.authorities} 个，记录 ${report.records} 条，退回 ${report.refused} 行，自然人行 ${report.naturalPersons} 行（未存储）`

function welcome(app: FastifyInstance, demo: boolean): string {
  const at = app.server.address()
  const address = `http://localhost:${typeof at === 'object' && at ? at.port : DEFAULT_PORT}`
  const example = demo
    ? [
        '可以先试试：',
        `  · 打开 ${address} ，按名称的一部分查询（如“虚构”）`,
        '  · 报送一个带典型错误的文件（另开一个终端）：',
        `      ${sampleCommand()}`,
      ]
    : [`  · 打开 ${address}`]
  return [
    '',
    `信网已启动： ${address}`,
    '',
    ...example,
    `  · 公共接口说明 ${address}/api/openapi.json`,
    '按 Ctrl-C 停止。',
    '',
  ].join('\n')
}
