import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { processesOf, varFolder } from '../support/cluster.ts'
import { type Running, startXinwang, xinwang } from '../support/command.ts'
import { TEST_DAY } from '../support/days.ts'

const environment = (folder: string, more: Record<string, string> = {}) => ({
  XINWANG_VAR: folder,
  XINWANG_TODAY: TEST_DAY,
  PORT: '0',
  ...more,
})

/** The address the program says it serves on. */
async function addressOf(run: Running): Promise<string> {
  const output = await run.prints(/信网已启动： http:\/\/localhost:\d+/)
  return /http:\/\/localhost:\d+/.exec(output)![0]
}

/** Files under a folder that anybody may read, and folders that anybody may list. */
const openToAll = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .concat(folder)
    .filter((place) => (statSync(place).mode & 0o004) !== 0)
    .map((place) => path.relative(folder, place))

test('on an empty machine one command ends in a page with data, the next start loads nothing again, and a killed one is recovered', async () => {
  using place = varFolder()
  const began = performance.now()
  const first = startXinwang(['up'], environment(place.folder))
  const address = await addressOf(first)
  console.log(`start.test: first start ${Math.round(performance.now() - began)} ms`)
  const page = await fetch(address)
  expect(page.status).toBe(200)
  const example = /\/subjects\/(\w{18})/.exec(await page.text())
  expect(example, 'the home page names an organisation to look at').not.toBeNull()
  const subject = await (await fetch(`${address}/api${example![0]}`)).json()
  expect(
    subject.sections.flatMap((section: { records: unknown[] }) => section.records).length,
  ).toBeGreaterThan(0)
  expect(first.output()).toContain('载入基础数据')
  expect(first.output()).toContain('载入示例省份')
  expect(openToAll(place.folder)).toEqual([])

  const command = /npm run xinwang -- (ingest .*)/.exec(first.output())![1]!.trim().split(/\s+/)
  const again = await xinwang([...command, '--json'], environment(place.folder))
  expect(again).toMatchObject({ code: 0, stderr: '' })
  const receipt = JSON.parse(again.stdout)
  expect(receipt).toMatchObject({ accepted: { new: 0, unchanged: 36 }, refused: 5, naturalPersons: 1 })

  first.signal('SIGINT')
  const stopped = await first.finished
  expect(stopped).toMatchObject({ code: 0, stderr: '' })
  expect(stopped.stdout).toContain('已停止')
  expect(processesOf(place.folder)).toEqual([])

  const reopened = performance.now()
  const second = startXinwang(['up'], environment(place.folder))
  await addressOf(second)
  console.log(`start.test: second start ${Math.round(performance.now() - reopened)} ms`)
  expect(second.output()).toContain('基础数据已是最新')
  expect(second.output()).toContain('示例省份已载入')
  expect(second.output()).not.toContain('载入基础数据')

  second.signal('SIGKILL')
  await second.finished
  expect(processesOf(place.folder)).not.toEqual([])
  const third = startXinwang(['up'], environment(place.folder))
  expect((await fetch(await addressOf(third))).status).toBe(200)
  third.signal('SIGTERM')
  expect(await third.finished).toMatchObject({ code: 0 })
  expect(processesOf(place.folder)).toEqual([])
}, 180_000)

test('a first start killed half way is finished by the next one', async () => {
  using place = varFolder()
  const run = startXinwang(['up'], environment(place.folder))
  await run.prints('启动数据库')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  run.signal('SIGKILL')
  await run.finished
  const next = startXinwang(['up'], environment(place.folder))
  await next.prints('载入基础数据')
  next.signal('SIGKILL')
  await next.finished
  const last = startXinwang(['up'], environment(place.folder))
  const address = await addressOf(last)
  const totals = await (await fetch(`${address}/api/totals`)).json()
  expect(totals.subjects).toBe(320)
  last.signal('SIGINT')
  expect(await last.finished).toMatchObject({ code: 0 })
  expect(processesOf(place.folder)).toEqual([])
}, 180_000)

describe('a start that cannot be', () => {
  /** One clear sentence on the error channel, what to do next, no stack; a code that is not zero. */
  function expectSentence(
    ended: { code: number | null; stdout: string; stderr: string },
    sentence: string,
    code: string,
  ) {
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain(sentence)
    expect(ended.stderr).toContain(`（${code}）`)
    expect(ended.stderr).not.toMatch(/\n\s+at |Error:/)
    expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(3)
  }

  test('because the port is in use says so and stops the database it started', async () => {
    using place = varFolder()
    const blocker = createServer()
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, 'localhost', () => resolve((blocker.address() as { port: number }).port))
    })
    const ended = await xinwang(['up'], environment(place.folder, { PORT: String(port), XINWANG_SEED: 'no' }))
    blocker.close()
    expectSentence(ended, `端口 ${port} 已被其他程序占用`, 'APP_PORT_IN_USE')
    expect(processesOf(place.folder)).toEqual([])
  }, 120_000)

  test('because the port is no port, or the day no day, says so', async () => {
    using place = varFolder()
    const port = await xinwang(['up'], environment(place.folder, { PORT: 'http' }))
    expect(port).toMatchObject({ code: 2, stdout: '' })
    expect(port.stderr).toContain('不是端口号')
    const day = await xinwang(['up'], environment(place.folder, { XINWANG_TODAY: 'heute' }))
    expect(day.code).toBe(2)
    expect(day.stderr).toContain('XINWANG_TODAY')
  })

  test('because its folder cannot be made says where', async () => {
    using place = varFolder()
    writeFileSync(path.join(place.folder, 'file'), '')
    const ended = await xinwang(['up'], environment(path.join(place.folder, 'file/var')))
    expectSentence(ended, '无法建立数据目录', 'APP_VAR_NOT_WRITABLE')
  })

  test('because the data is of another PostgreSQL says which, and touches nothing', async () => {
    using place = varFolder()
    const home = path.join(place.folder, 'postgres')
    mkdirSync(path.join(home, 'cluster'), { recursive: true, mode: 0o711 })
    writeFileSync(path.join(home, 'cluster/PG_VERSION'), '13\n')
    writeFileSync(path.join(home, 'initialised'), '')
    const ended = await xinwang(['up'], environment(place.folder))
    expectSentence(ended, '由 PostgreSQL 13 建立', 'KERNEL_DATABASE_VERSION')
    expect(readdirSync(path.join(home, 'cluster'))).toEqual(['PG_VERSION'])
  })

  test('because DATABASE_URL leads nowhere says so, whatever is wrong with it', async () => {
    using place = varFolder()
    for (const url of [
      'postgres://x:y@127.0.0.1:1/none',
      'postgres://x@no-such-host.invalid/none',
      'not a url',
    ]) {
      const ended = await xinwang(['up'], environment(place.folder, { DATABASE_URL: url }))
      expectSentence(ended, '无法连接数据库', 'KERNEL_DATABASE_UNREACHABLE')
      expect(ended.stderr).not.toContain('x:y')
    }
    expect(readdirSync(place.folder)).toEqual([])
  }, 120_000)
})
