import { readXlsx } from 'hucre'
import { expect, test } from 'vitest'
import { multipartOf } from '../support/delivery.ts'
import { inventedResidentId } from '../support/person.ts'
import { type World, world } from '../support/world.ts'

async function ask(
  w: World,
  person: Awaited<ReturnType<World['person']>>,
  table: string,
  purpose = '虚构项目招标资格核查',
) {
  const { payload, contentType } = multipartOf([{ name: 'file', value: table, fileName: '名单.csv' }])
  return w.app.inject({
    method: 'POST',
    url: `/api/batch-checks?purpose=${encodeURIComponent(purpose)}`,
    headers: { cookie: person.cookie, 'x-xinwang-csrf': person.csrf, 'content-type': contentType },
    payload,
  })
}

test('an authority checks a table of organisations for a purpose and gets a letter with an annex', async () => {
  await using w = await world()
  await w.send([w.penalty(0)])
  await w.send([w.licence(1)], 'XK')
  const resident = inventedResidentId(1)
  const table = `名称,代码\n甲,${w.firms[0]!.code}\n乙,${w.firms[1]!.code}\n丙,${w.firms[9]!.code}\n丁,91130102MA0000000X\n戊,${resident}\n`
  const head = await w.person({ role: 'authority_head', authority: w.regulator })
  const reply = await ask(w, head, table)
  expect(reply.statusCode).toBe(200)
  const { sheets } = await readXlsx(reply.rawPayload)
  const [letter, annex] = sheets
  const text = JSON.stringify(sheets)
  expect(JSON.stringify(letter!.rows)).toContain('共核查 4 个主体')
  expect(JSON.stringify(letter!.rows)).toContain('1 行涉及自然人')
  expect(text).not.toContain(resident)
  expect(annex!.rows[1]).toContain('查见正在公示的失信信息 1 条')
  expect(annex!.rows[2]).toContain('未查见正在公示的失信信息')
  expect(annex!.rows[3]).toContain('本平台没有该主体的信息')
  expect(String(annex!.rows[4])).toContain('代码有误')
  const acts = await w.query(`SELECT payload FROM ledger.act WHERE operation = 'batch-check.answer'`)
  expect(acts[0]!.payload).toMatchObject({ purpose: '虚构项目招标资格核查', subjects: 4, persons: 1 })
  expect(await w.contents()).not.toContain(resident)
})

test('without a purpose, without the right, or without a code in the table it is refused', async () => {
  await using w = await world()
  const head = await w.person({ role: 'authority_head', authority: w.regulator })
  expect((await ask(w, head, 'a\n', '')).json().code).toBe('APP_PURPOSE_MISSING')
  expect((await ask(w, head, '名称\n甲公司\n')).json().code).toBe('PUBLICATION_BATCH_EMPTY')
  const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator })
  expect((await ask(w, clerk, `${w.firms[0]!.code}\n`)).statusCode).toBe(403)
})
