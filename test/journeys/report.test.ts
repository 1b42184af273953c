import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { eraseOldReports, reportsWithRecord } from '../../src/publication/index.ts'
import { startXinwang } from '../support/command.ts'
import { multipartOf } from '../support/delivery.ts'
import { type World, world } from '../support/world.ts'

async function ask(w: World, code: string) {
  const reply = await w.app.inject({ method: 'POST', url: '/api/reports', payload: { code } })
  return { status: reply.statusCode, body: reply.json() }
}

const download = (w: World, code: string) => w.app.inject({ method: 'GET', url: `/api/reports/${code}/file` })

async function check(w: World, file: Buffer) {
  const { payload, contentType } = multipartOf([{ name: 'file', value: file, fileName: '报告.pdf' }])
  const headers = { 'content-type': contentType }
  const reply = await w.app.inject({ method: 'POST', url: '/api/reports/check', headers, payload })
  return { status: reply.statusCode, body: reply.json() }
}

describe('whoever asks for the report of an organisation', () => {
  test('gets a sealed PDF, verifies it by code and by file, and one changed byte is noticed', async () => {
    await using w = await world()
    await w.send([w.penalty(0), w.penalty(1)])
    const { status, body } = await ask(w, w.firms[0]!.code)
    expect(status).toBe(200)
    expect(body).toMatchObject({ status: 'current', kind: 'public', available: true })
    expect(body.overview).toContainEqual({ label: '行政管理', value: '1 条' })
    const file = (await download(w, body.verifyCode)).rawPayload
    expect(file.subarray(0, 5).toString()).toBe('%PDF-')
    expect(createHash('sha256').update(file).digest('hex')).toBe(body.fileSha256)
    expect((await check(w, file)).body).toMatchObject({ intact: true, report: { number: body.number } })
    for (const place of [40, Math.floor(file.length / 2), file.length - 60]) {
      const changed = Buffer.from(file)
      changed[place] = changed[place]! ^ 1
      const { body: told } = await check(w, changed)
      expect(told.intact ?? false, String(place)).toBe(false)
    }
    expect((await check(w, Buffer.from('%PDF-1.3 not ours'))).body.code).toBe('PUBLICATION_REPORT_NOT_SEALED')
    const acts = await w.query(`SELECT payload FROM ledger.act WHERE operation = 'report.issue'`)
    expect(acts).toHaveLength(1)
    expect(acts[0]!.payload.file).toBe(body.fileSha256)
  })

  test('checks the file on a machine without database or network', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const { body } = await ask(w, w.firms[0]!.code)
    const file = (await download(w, body.verifyCode)).rawPayload
    const keys = w.place('keys.json', JSON.stringify((await w.get('/api/report-keys')).body))
    const check = (bytes: Buffer) =>
      startXinwang(['report', 'check', w.place('报告.pdf', bytes), '--key', keys]).finished
    const good = await check(file)
    expect([good.code, good.stderr]).toEqual([0, ''])
    expect(good.stdout).toContain('逐字节一致')
    const changed = Buffer.from(file)
    changed[500] = changed[500]! ^ 1
    const bad = await check(changed)
    expect([bad.code, bad.stdout]).toEqual([2, ''])
    expect(bad.stderr).toContain('APP_REPORT_CHANGED')
    expect((await check(Buffer.from('%PDF-1.7'))).stderr).toContain('PUBLICATION_REPORT_NOT_SEALED')
  })

  test('gets the same report for the same content on the same day', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const first = await ask(w, w.firms[0]!.code)
    const second = await ask(w, w.firms[0]!.code)
    expect(second.body.number).toBe(first.body.number)
  })

  test('is told that it is superseded when a record was corrected, and can no longer download it', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const { body } = await ask(w, w.firms[0]!.code)
    await w.send([w.penalty(0, { CF_NR: '虚构：更正后的处罚内容。' })])
    const after = await w.get(`/api/reports/${body.verifyCode}`)
    expect(after.body).toMatchObject({ status: 'superseded', available: false, overview: [] })
    expect((await download(w, body.verifyCode)).json().code).toBe('PUBLICATION_REPORT_SUPERSEDED')
    const [row] = await w.query(
      `SELECT subject_id::text AS s, item_no, record_key FROM publication.report_record`,
    )
    const found = await w.database.read((tx) =>
      reportsWithRecord(tx, { subjectId: row!.s, itemNo: row!.item_no, recordKey: row!.record_key }),
    )
    expect(found.map((each) => each.number)).toEqual([body.number])
  })

  test('is told when more was published since, and when publicity ended', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const { body } = await ask(w, w.firms[0]!.code)
    await w.send([w.licence(0)], 'XK')
    expect((await w.get(`/api/reports/${body.verifyCode}`)).body.status).toBe('newer')
    w.clock.advanceDays(365 * 4)
    expect((await w.get(`/api/reports/${body.verifyCode}`)).body.status).toBe('superseded')
    await eraseOldReports(w)
    expect((await w.get(`/api/reports/${body.verifyCode}`)).body).toMatchObject({
      subject: null,
      available: false,
    })
    expect(await w.query('SELECT file, content FROM publication.report')).toEqual([
      { file: null, content: null },
    ])
  })

  test('reads the latest two hundred of many, and how many there are', async () => {
    await using w = await world()
    const many = Array.from({ length: 230 }, (_, i) =>
      w.penalty(0, { CF_WSH: `虚构石罚〔2026〕多${i + 1}号` }),
    )
    await w.send(many)
    const { body } = await ask(w, w.firms[0]!.code)
    expect(body).toMatchObject({ status: 'current' })
    expect(body.overview).toContainEqual({ label: '行政管理', value: '230 条' })
    const [row] = await w.query('SELECT content FROM publication.report')
    const parts = row!.content.chapters[0].parts.filter((part: { total: number }) => part.total > 0)
    expect(parts.map((part: { entries: unknown[] }) => part.entries.length)).toEqual([200])
  })

  test('is told what is wrong with a code', async () => {
    await using w = await world()
    expect((await ask(w, '123')).body.code).toBe('PUBLICATION_CODE_INVALID')
    expect((await ask(w, w.firms[5]!.code)).body.code).toBe('PUBLICATION_SUBJECT_UNKNOWN')
    expect((await w.get('/api/reports/0000')).body.code).toBe('PUBLICATION_REPORT_UNKNOWN')
  })

  test('does it all on pages without a script', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const { html } = await w.page(`/subjects/${w.firms[0]!.code}`)
    expect(html).toContain('action="/reports"')
    const asked = await w.app.inject({
      method: 'POST',
      url: '/reports',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `code=${w.firms[0]!.code}`,
    })
    expect(asked.statusCode).toBe(303)
    const verified = await w.page(asked.headers.location!)
    expect(verified.html).toContain('有效')
    expect(verified.html).toContain(w.firms[0]!.name)
    expect((await w.page('/verify?code=AAAA-BBBB-CCCC-DDDD')).status).toBe(404)
    const empty = await w.app.inject({ method: 'POST', url: '/verify' })
    expect(empty.body).toContain('没有收到报告文件')
  })
})
