import { readdirSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { loadPortal } from '../../src/app/portal.ts'
import { allRoutes, createServer } from '../../src/app/server.ts'
import { Receipt } from '../../src/collection/contract.ts'
import { spoolStream } from '../../src/collection/source/spool.ts'
import { openDatabase, Problem } from '../../src/kernel/index.ts'
import { PortalTotals, SearchResult, SubjectPage } from '../../src/publication/contract.ts'
import { xinwang } from '../support/command.ts'
import { differences } from '../support/contents.ts'
import { TEST_DAY } from '../support/days.ts'
import { csvOf, multipartOf, tableOf } from '../support/delivery.ts'
import { type World, world } from '../support/world.ts'

/** An answer that is a problem in the form of RFC 9457, of this status and code, with a way out. */
function expectProblem(reply: { status: number; body: unknown }, status: number, code: string): void {
  expect(reply).toMatchObject({ status, body: { status, code, type: `urn:xinwang:error:${code}` } })
  expect(Value.Check(Problem, reply.body)).toBe(true)
  const { title, detail } = reply.body as { title: string; detail: string }
  expect(`${title}${detail}`).toMatch(/^\p{Script=Han}/u)
}

const json = (w: World, ...rows: object[]) => ({
  item: '行政处罚',
  rows: rows.length > 0 ? rows : [w.penalty(0)],
})

describe('handing in', () => {
  test('as file and as rows takes in the same, and a file like the one before changes nothing', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const bytes = csvOf(tableOf([w.penalty(0), w.penalty(1, { CF_JDRQ: '昨天' })]))
    const file = await w.upload(key, '行政处罚', '九月.csv', bytes)
    expect(file).toMatchObject({
      status: 200,
      body: { rows: 2, accepted: { new: 1 }, refused: 1, naturalPersons: 0 },
    })
    expect(Object.keys(file.body)).toEqual([
      'rows',
      'accepted',
      'refused',
      'naturalPersons',
      'refusals',
      'submission',
    ])
    expect(Object.keys(file.body.refusals[0])).toEqual(['row', 'field', 'code', 'value', 'message'])
    const again = await w.upload(key, '行政处罚', '另名.csv', bytes)
    expect(again.body).toMatchObject({ accepted: { new: 0, unchanged: 1 }, submission: file.body.submission })
    const rows = await w.post(key, json(w, w.penalty(0), { ...w.penalty(2), CF_NR_FK: 0.5, BZ: null }))
    expect(rows).toMatchObject({ status: 200, body: { rows: 2, accepted: { new: 1, unchanged: 1 } } })
    expect(Value.Check(Receipt, rows.body)).toBe(true)
    expect(await w.query('SELECT channel, sender FROM collection.submission ORDER BY channel')).toMatchObject(
      [{ channel: 'file' }, { channel: 'json' }],
    )
  })

  test('under Chinese field names works too, and refusals count the rows from one', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const { CF_XDR_MC, CF_JDRQ: _, ...rest } = w.penalty(0)
    const row = { ...rest, 行政相对人名称: CF_XDR_MC, 处罚决定日期: '2026/9/1' }
    const { body } = await w.post(key, json(w, row, { ...row, 处罚决定日期: '后天' }))
    expect(body).toMatchObject({
      accepted: { new: 1 },
      refusals: [{ row: 2, field: 'CF_JDRQ', value: '后天' }],
    })
  })

  test('without a key, with a wrong one, or with one that has ended is refused before anything is read', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const wrong = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A')
    expectProblem(await w.post(null, json(w)), 401, 'ACCOUNTS_NOT_SIGNED_IN')
    expectProblem(await w.post(null, '{not json'), 401, 'ACCOUNTS_NOT_SIGNED_IN')
    for (const bad of [wrong, 'x', '', `${key} ${key}`, key.replace('xwk_', '')]) {
      expectProblem(await w.post(bad, json(w)), 401, 'ACCOUNTS_KEY_INVALID')
    }
    expectProblem(await w.upload(wrong, 'CF', 'a.csv', 'x'), 401, 'ACCOUNTS_KEY_INVALID')
    const [client] = await w.query<{ ends_on: string }>('SELECT ends_on FROM accounts.client')
    expect(client!.ends_on).toBe('2027-09-28')
    w.clock.set(client!.ends_on)
    expect((await w.post(key, json(w))).status).toBe(200)
    w.clock.advanceDays(1)
    expectProblem(await w.post(key, json(w)), 401, 'ACCOUNTS_KEY_INVALID')
    w.clock.set(TEST_DAY)
    await w.database.transact((tx) => tx.query('UPDATE accounts.client SET revoked_at = now()'))
    expectProblem(await w.post(key, json(w)), 401, 'ACCOUNTS_KEY_INVALID')
  })

  test('files under the authority of the key, whatever the rows say of themselves', async () => {
    await using w = await world()
    const other = w.authorities.find(({ code }) => code !== w.regulator.code)!
    const { body } = await w.post(await w.key(other.code), { ...json(w) })
    expect(body.accepted.new).toBe(1)
    expect(await w.query('SELECT provider_code FROM records.record')).toEqual([{ provider_code: other.code }])
    expect(await w.query('SELECT provider_code FROM collection.submission')).toEqual([
      { provider_code: other.code },
    ])
    const [act] = await w.query<{ authority_code: string; actor_kind: string }>(
      `SELECT authority_code, actor_kind FROM ledger.act WHERE operation = 'submission.accept'`,
    )
    expect(act).toEqual({ authority_code: other.code, actor_kind: 'client' })
  })

  test('what is no JSON, of another shape, of no known item or without rows is refused with what is wrong, and leaves nothing', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const before = await w.contents()
    const bad: [unknown, number, string][] = [
      ['{not json', 400, 'KERNEL_JSON_INVALID'],
      ['', 400, 'KERNEL_JSON_INVALID'],
      ['[]', 400, 'KERNEL_INPUT_INVALID'],
      ['null', 400, 'KERNEL_INPUT_INVALID'],
      [{ item: 'CF' }, 400, 'KERNEL_INPUT_INVALID'],
      [{ item: 'CF', rows: [] }, 400, 'KERNEL_INPUT_INVALID'],
      [{ item: 'CF', rows: [{ a: {} }] }, 400, 'KERNEL_INPUT_INVALID'],
      [{ item: 'CF', rows: [{ a: true }] }, 400, 'KERNEL_INPUT_INVALID'],
      [{ ...json(w), provider: 'x' }, 400, 'KERNEL_INPUT_INVALID'],
      [{ item: 'CF', rows: [{}] }, 400, 'COLLECTION_HEADER_NOT_FOUND'],
      [{ item: 'CF', rows: [{ __proto__: 'x', constructor: 'y' }] }, 400, 'COLLECTION_HEADER_NOT_FOUND'],
      [{ item: '不存在', rows: [w.penalty(0)] }, 404, 'CATALOGUE_ITEM_UNKNOWN'],
      [{ item: 'XK', rows: [w.penalty(0)] }, 400, 'COLLECTION_HEADER_NOT_FOUND'],
    ]
    for (const [body, status, code] of bad) expectProblem(await w.post(key, body), status, code)
    const latin = await w.app.inject({
      method: 'POST',
      url: '/api/submissions',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      payload: Buffer.from([0x7b, 0xff, 0x7d]),
    })
    expectProblem({ status: latin.statusCode, body: latin.json() }, 400, 'KERNEL_JSON_INVALID')
    expect(differences(before, await w.contents())).toEqual([])
  })

  test('a form with the file first, without a file, without an item or of another type is told what is missing', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const csv = csvOf(tableOf([w.penalty(0)]))
    const send = async (payload: string | Buffer, contentType: string) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': contentType }
      const reply = await w.app.inject({ method: 'POST', url: '/api/submissions', headers, payload })
      return { status: reply.statusCode, body: reply.json() }
    }
    const form = (...parts: Parameters<typeof multipartOf>[0]) => {
      const { payload, contentType } = multipartOf(parts)
      return send(payload, contentType)
    }
    const item = { name: 'item', value: '行政处罚' }
    const file = { name: 'file', value: csv, fileName: 'a.csv' }
    expectProblem(await form(file), 400, 'COLLECTION_ITEM_MISSING')
    expectProblem(await form(item), 400, 'KERNEL_FILE_MISSING')
    expectProblem(await form(), 400, 'KERNEL_FILE_MISSING')
    expectProblem(await form(item, { ...file, value: '' }), 400, 'COLLECTION_FILE_EMPTY')
    expectProblem(await send(csv, 'text/csv'), 415, 'KERNEL_MEDIA_TYPE')
    expectProblem(await send('x', 'multipart/form-data'), 400, 'KERNEL_FORM_INVALID')
    const { payload, contentType } = multipartOf([item, file])
    expect((await send(payload.subarray(0, payload.length - 80), contentType)).status).toBe(400)
    expect(await w.query('SELECT FROM collection.submission')).toEqual([])
    expect(await form(item, file)).toMatchObject({ status: 200 })
  })

  test('over a real connection a form that is refused early still gets its answer, however large the rest of it is', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const address = await w.app.listen({ port: 0, host: '127.0.0.1' })
    const post = async (authorization: string, parts: Parameters<typeof multipartOf>[0]) => {
      const { payload, contentType } = multipartOf(parts)
      const headers = { authorization, 'content-type': contentType }
      const reply = await fetch(`${address}/api/submissions`, {
        method: 'POST',
        headers,
        body: new Uint8Array(payload),
      })
      return { status: reply.status, body: await reply.json() }
    }
    const large = Buffer.alloc(20_000_000, '虚构,')
    const file = { name: 'file', value: large, fileName: 'a.csv' }
    expectProblem(
      await post(`Bearer ${key}`, [file, { name: 'item', value: 'CF' }]),
      400,
      'COLLECTION_ITEM_MISSING',
    )
    expectProblem(await post('Bearer x', [file]), 401, 'ACCOUNTS_KEY_INVALID')
    const rows = csvOf(tableOf([w.penalty(0)])) + '\r\n'.repeat(35_000_000)
    const blank = { name: 'file', value: rows, fileName: 'b.csv' }
    expect(await post(`Bearer ${key}`, [{ name: 'item', value: 'CF' }, blank])).toMatchObject({
      status: 200,
      body: { rows: 1, accepted: { new: 1 } },
    })
  })

  test('more than the limit is refused and nothing of it stays on the disk', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const large = JSON.stringify({ item: 'CF', rows: [{ a: '虚'.repeat(23_000_000) }] })
    expectProblem(await w.post(key, large), 413, 'KERNEL_TOO_LARGE')
    const stream = Readable.from([Buffer.alloc(600), Buffer.alloc(600)])
    await expect(spoolStream(stream, 'a.csv', w.spoolFolder, 1000)).rejects.toMatchObject({
      code: 'COLLECTION_FILE_TOO_LARGE',
      status: 413,
    })
    const cut = Readable.from(
      (async function* () {
        yield Buffer.alloc(600)
        throw new Error('aborted')
      })(),
    )
    await expect(spoolStream(cut, 'a.csv', w.spoolFolder, 1000)).rejects.toMatchObject({
      code: 'COLLECTION_UPLOAD_CUT_OFF',
    })
    const spooled = await spoolStream(Readable.from([Buffer.from('甲')]), '/etc/甲.csv', w.spoolFolder, 1000)
    expect(spooled).toMatchObject({ name: '甲.csv', bytes: 3 })
    expect(readdirSync(w.spoolFolder)).toEqual([])
    await spooled.handle.close()
  })
})

describe('asking', () => {
  test('of every public route gives exactly what its description promises', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    await w.send([w.licence(0)], 'XK')
    const { code, name } = w.firms[0]!
    const answers: [string, TSchema][] = [
      [`/api/subjects/${code}`, SubjectPage],
      [`/api/subjects?query=${encodeURIComponent(name)}`, SearchResult],
      ['/api/totals', PortalTotals],
    ]
    for (const [address, shape] of answers) {
      const { status, body } = await w.get(address)
      expect(status, address).toBe(200)
      expect(Value.Check(shape, body), address).toBe(true)
      expect(body, address).toEqual(Value.Clean(shape, structuredClone(body)))
    }
    expect(await w.get('/healthz')).toEqual({ status: 200, body: { status: 'ok', version: '0.1.0' } })
  })

  test('for what is not there or cannot be understood is answered with a problem', async () => {
    await using w = await world()
    const { code } = w.firms[0]!
    expectProblem(await w.get('/api/nowhere'), 404, 'KERNEL_NO_SUCH_ADDRESS')
    expectProblem(await w.get('/api'), 404, 'KERNEL_NO_SUCH_ADDRESS')
    expectProblem(await w.get('/api/submissions'), 404, 'KERNEL_NO_SUCH_ADDRESS')
    expectProblem(await w.get(`/api/subjects/${code}`), 404, 'PUBLICATION_SUBJECT_UNKNOWN')
    expectProblem(await w.get(`/api/subjects/${code.slice(0, 17)}`), 400, 'PUBLICATION_CODE_INVALID')
    expectProblem(await w.get('/api/subjects'), 400, 'KERNEL_INPUT_INVALID')
    expectProblem(await w.get('/api/subjects?query=a&query=b'), 400, 'KERNEL_INPUT_INVALID')
    expectProblem(await w.get(`/api/subjects?query=${'a'.repeat(201)}`), 400, 'KERNEL_INPUT_INVALID')
    const reply = await w.app.inject({ method: 'GET', url: '/api/nowhere' })
    expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  })

  test('while the database is away is answered with a fault that has a number and tells nothing of the inside', async () => {
    await using w = await world()
    const away = openDatabase('postgres://nobody:secret@127.0.0.1:1/none')
    const app = await createServer({
      database: away,
      clock: w.clock,
      portal: loadPortal,
      ledger: { folder: w.log.folder, key: async () => w.log.key.verifier },
      signIn: { publicAddress: () => 'http://127.0.0.1', secret: Buffer.alloc(32) },
      spoolFolder: w.spoolFolder,
    })
    for (const address of ['/healthz', '/api/totals', '/api/subjects?query=虚构', '/']) {
      const reply = await app.inject({ method: 'GET', url: encodeURI(address) })
      expect(reply.statusCode, address).toBe(503)
      expect(reply.body, address).toContain('无法连接数据库')
      expect(reply.body, address).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/)
      expect(reply.body, address).not.toMatch(/postgres|127\.0\.0\.1|DATABASE_URL|ECONNREFUSED|secret/)
    }
    await app.close()
    await away.close()
  })

  test('too often is told when to come again', async () => {
    await using w = await world()
    let status = 200
    for (let i = 0; i < 700 && status === 200; i++) {
      status = (await w.app.inject({ method: 'GET', url: '/assets/none' })).statusCode === 429 ? 429 : 200
    }
    const reply = await w.app.inject({ method: 'GET', url: '/api/totals' })
    expectProblem({ status: reply.statusCode, body: reply.json() }, 429, 'KERNEL_TOO_MANY')
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  })
})

describe('the description of the interface', () => {
  test('is OpenAPI 3.1, holds every route with its parameters and refusals, and nothing points nowhere', async () => {
    await using w = await world()
    const { body } = await w.get('/api/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    for (const route of allRoutes) {
      const operation = body.paths[route.url][route.method.toLowerCase()]
      expect(operation.operationId).toBe(route.id)
      for (const mediaType of route.files ?? ['application/json']) {
        expect(operation.responses['200'].content[mediaType].schema, route.id).toBeTruthy()
      }
      for (const code of route.refusals) expect(operation.responses.default.description).toContain(code)
      const named = [...route.url.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const parameters = operation.parameters.filter((parameter: { in: string }) => parameter.in === 'path')
      expect(parameters.map((parameter: { name: string }) => parameter.name)).toEqual(named)
    }
    const references = [...JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (match) => match[1]!,
    )
    expect(references.length).toBeGreaterThan(5)
    for (const name of references) expect(body.components.schemas).toHaveProperty(name)
    const intake = body.paths['/api/submissions'].post
    expect(intake.security).toEqual([{ clientKey: [] }, { session: [] }])
    expect(Object.keys(intake.requestBody.content)).toEqual(['application/json', 'multipart/form-data'])
  })
})

describe('the command line', () => {
  test('signs a key that opens the intake, and prints one object for a file, with the exit code that belongs to it', async () => {
    await using w = await world()
    const env = { DATABASE_URL: w.url, XINWANG_TODAY: TEST_DAY }
    const created = await xinwang(
      ['client', 'create', '--authority', w.regulator.code.toLowerCase(), '--name', '虚构业务系统'],
      env,
    )
    expect(created).toMatchObject({ code: 0, stderr: '' })
    const key = /xwk_\S+/.exec(created.stdout)![0]
    expect((await w.post(key, json(w))).status).toBe(200)
    expect(JSON.stringify([...(await w.contents()).values()])).not.toContain(key)

    const ingest = (place: string, ...more: string[]) =>
      xinwang(['ingest', place, '--item', '行政处罚', '--provider', w.regulator.code, ...more], env)
    const file = w.place('行政处罚.csv', csvOf(tableOf([w.penalty(1), w.penalty(2, { CF_JDRQ: '昨天' })])))
    const done = await ingest(file, '--json')
    expect(done).toMatchObject({ code: 0, stderr: '' })
    const receipt = JSON.parse(done.stdout)
    expect(Object.keys(receipt)).toEqual([
      'rows',
      'accepted',
      'refused',
      'naturalPersons',
      'refusals',
      'submission',
    ])
    expect(receipt).toMatchObject({ rows: 2, accepted: { new: 1, changed: 0, unchanged: 0 }, refused: 1 })
    const told = await ingest(file)
    expect(told).toMatchObject({ code: 0, stderr: '' })
    expect(told.stdout).toContain('无变化 1')
    expect(told.stdout).toContain('第 3 行 CF_JDRQ [DATE_INVALID]')
  })

  test('says on the error channel why a file could not be read, prints nothing else, and ends with 2', async () => {
    await using w = await world()
    const env = { DATABASE_URL: w.url, XINWANG_TODAY: TEST_DAY }
    const run = (place: string, item: string, provider: string) =>
      xinwang(['ingest', place, '--item', item, '--provider', provider, '--json'], env)
    const good = w.place('good.csv', csvOf(tableOf([w.penalty(0)])))
    const bad: [string, string, string, string][] = [
      [`${w.folder}/没有.csv`, 'CF', w.regulator.code, '文件不存在'],
      [w.folder, 'CF', w.regulator.code, '不是文件'],
      [w.place('empty.csv', ''), 'CF', w.regulator.code, '文件是空的'],
      [w.place('old.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0])), 'CF', w.regulator.code, '旧版 .xls'],
      [good, '不存在', w.regulator.code, '目录中没有'],
      [good, 'CF', w.firms[0]!.code, '机构名录中没有'],
    ]
    for (const [place, item, provider, reason] of bad) {
      const ended = await run(place, item, provider)
      expect(ended, reason).toMatchObject({ code: 2, stdout: '' })
      expect(ended.stderr, reason).toContain(reason)
    }
    expect((await xinwang(['ingest', good], env)).code).toBe(2)
    expect((await xinwang(['nonsense'], env)).code).toBe(2)
    expect(await w.query('SELECT FROM collection.submission')).toEqual([])
  })
})
