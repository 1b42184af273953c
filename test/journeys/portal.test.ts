import { describe, expect, test } from 'vitest'
import type { SampleRow } from '../../seed/rows.ts'
import { answerQuestion, listQuestions } from '../../src/subjects/index.ts'
import { inventedResidentId, residentIdWithSlip } from '../support/person.ts'
import { type World, world } from '../support/world.ts'

const textOf = (html: string) =>
  html
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')

const search = (w: World, query: string) => w.page(`/subjects?query=${encodeURIComponent(query)}`)

/** What stands in the search box. */
const boxOf = (html: string) =>
  /<input[^>]*name="query"[^>]*>/.exec(html)![0].match(/value="([^"]*)"/)?.[1] ?? ''

describe('whoever looks for an organisation', () => {
  test('finds it by part of its name, its code however it is written, its organisation code and a former name', async () => {
    await using w = await world()
    await w.send([w.penalty(0), w.penalty(1)])
    const { code, name } = w.firms[0]!
    await w.send([w.penalty(0, { CF_XDR_MC: '石家庄虚构改名商贸有限公司', CF_WSH: '虚构石罚〔2026〕改1号' })])
    const [question] = await w.database.read((tx) => listQuestions(tx))
    await w.database.transact((tx) =>
      answerQuestion(tx, w.clock, { kind: 'officer', name: '虚构办事员' }, question!.id, 'same', '变更登记'),
    )
    const organisationCode = code.slice(8, 17)
    const queries = [
      name.slice(3, 8),
      name,
      code,
      code.toLowerCase(),
      ` ${code.slice(0, 6)} ${code.slice(6)} `,
      organisationCode,
      `${organisationCode.slice(0, 8)}-${organisationCode[8]}`,
      '虚构改名商贸',
    ]
    for (const query of queries) {
      const { status, html } = await search(w, query)
      expect(status, query).toBe(200)
      expect(html, query).toContain(`/subjects/${code}`)
      expect(textOf(html), query).toContain(name)
      expect(html, query).not.toContain(w.firms[1]!.code)
    }
    expect(textOf((await search(w, '虚构改名商贸')).html)).toContain('石家庄虚构改名商贸有限公司')
  })

  test('sees base data, licence and penalty with source, dates, the end of publicity and why', async () => {
    await using w = await world()
    const [penalty, licence] = [w.penalty(0), w.licence(0)]
    await w.send([penalty])
    await w.send([licence], 'XK')
    const { status, html } = await w.page(`/subjects/${w.firms[0]!.code}`)
    expect(status).toBe(200)
    const text = textOf(html)
    for (const shown of [
      w.firms[0]!.name,
      '企业',
      '长安区',
      w.regulator.name,
      penalty.CF_WSH!,
      penalty.CF_SY!,
      licence.XK_WSH!,
      licence.XK_NR!,
      '2026-08-29',
      '2027-08-29',
      licence.XK_YXQZI!,
    ]) {
      expect(text, shown).toContain(shown)
    }
  })

  test('is sent from the code in other letters and widths to the one address of the page', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const { code } = w.firms[0]!
    for (const spelling of [
      code.toLowerCase(),
      encodeURIComponent(` ${code} `),
      `${code.slice(0, 8)}-${code.slice(8)}`,
    ]) {
      const { status, headers } = await w.page(`/subjects/${spelling}`)
      expect({ status, location: headers.location }, spelling).toEqual({
        status: 301,
        location: `/subjects/${code}`,
      })
    }
  })

  test('is told which character of a code is wrong, and finds the code in the search box to put it right', async () => {
    await using w = await world()
    const { code } = w.firms[0]!
    const wrong = code.slice(0, 17) + (code[17] === '3' ? '4' : '3')
    const { status, html } = await w.page(`/subjects/${wrong}`)
    expect(status).toBe(400)
    expect(textOf(html)).toContain(`末位应为 ${code[17]}，现为 ${wrong[17]}`)
    expect(boxOf(html)).toBe(wrong)
    const unknown = await w.page(`/subjects/${code}`)
    expect(unknown.status).toBe(404)
    expect(textOf(unknown.html)).toContain('没有这个组织的信息')
    expect(boxOf(unknown.html)).toBe(code)
  })

  test('gets a page that helps at an address that does not exist, and a 404 with it', async () => {
    await using w = await world()
    for (const address of [
      '/nowhere',
      '/subjects/a/b',
      '/admin.php',
      '/assets/none.css',
      '/%E4%B8%8D%E5%AD%98%E5%9C%A8',
    ]) {
      const { status, html, headers } = await w.page(address)
      expect(status, address).toBe(404)
      expect(headers['content-type'], address).toContain('text/html')
      expect(textOf(html), address).toContain('请从首页按名称或统一社会信用代码查询')
      expect(html, address).toContain('name="query"')
      expect(boxOf(html), address).toBe('')
    }
    expect(textOf((await w.page('/%E4%B8%8D%E5%AD%98%E5%9C%A8')).html)).toContain('/不存在')
  })

  test('never sees a number of a person repeated, whether searched for or in an address', async () => {
    await using w = await world()
    for (const number of [inventedResidentId(1), residentIdWithSlip(2), '13990119800101001']) {
      for (const { html } of [
        await search(w, number),
        await w.page(`/subjects/${number}`),
        await w.page(`/somebody/${number}`),
      ]) {
        expect(html).not.toContain(number.length === 17 ? inventedResidentId(1) : number)
      }
      expect((await w.page(`/subjects/${number}`)).status).toBe(400)
    }
    expect(textOf((await search(w, inventedResidentId(1))).html)).toContain('不提供任何自然人的查询')
  })

  test('with a hostile or broken question gets an ordinary answer', async () => {
    await using w = await world()
    await w.send([w.penalty(0), w.penalty(1)])
    const questions = [
      '<script>alert(1)</script>',
      `"><img src=x onerror=alert(1)>`,
      `'; DROP TABLE subjects.subject; --`,
      '%',
      '%%',
      '__',
      '\\',
      '\\\\%',
      '虚构%',
      '\u0000虚构\u0000',
      '\u202e虚构',
      '虚'.repeat(5000),
      '🏢🏢',
    ]
    for (const question of questions) {
      const { status, html } = await search(w, question)
      expect(status, question).toBe(200)
      expect(html, question).not.toMatch(/<script>alert|<img src=x/)
    }
    expect((await search(w, '%%')).html).not.toContain(w.firms[0]!.code)
    expect((await search(w, '\u0000虚构\u0000')).html).toContain(w.firms[0]!.code)
    const raw = [
      ['/subjects?query=%E8%99%9A%E6%9E%84&after=1.2.9999999999999999999', 200],
      ['/subjects?query=%E8%99%9A%E6%9E%84&after=%00', 200],
      ['/subjects?query=a&query=%E8%99%9A%E6%9E%84', 200],
      ['/subjects?query=%ff%fe', 200],
      ['/subjects?query', 200],
      ['/subjects', 200],
      ['/subjects/%00', 400],
      ['/subjects/%ff', 400],
      ['/subjects/%F0%9F%8F%A2', 400],
      [`/subjects/${'9'.repeat(400)}`, 400],
      [`/subjects/${'9'.repeat(4000)}`, 414],
      ['/subjects/..%2f..%2fetc%2fpasswd', 400],
      ['/assets/..%2f..%2fpackage.json', 404],
    ] as const
    for (const [address, status] of raw) expect((await w.page(address)).status, address).toBe(status)
  })

  test('turns the pages of many results and sees each organisation once', async () => {
    await using w = await world()
    await w.send(Array.from({ length: 60 }, (_, i) => w.penalty(i)))
    const seen: string[] = []
    let after = ''
    for (let page = 0; page < 5; page++) {
      const { body } = await w.get(`/api/subjects?query=${encodeURIComponent('虚构')}${after}`)
      seen.push(...body.subjects.map((subject: { code: string }) => subject.code))
      if (body.next === null) break
      after = `&after=${encodeURIComponent(body.next)}`
      expect((await w.page(`/subjects?query=${encodeURIComponent('虚构')}${after}`)).status).toBe(200)
    }
    expect(seen.length).toBe(60)
    expect(new Set(seen).size).toBe(60)
  })
})

describe('what is not public', () => {
  /** A right row of an item with a word that can be told in every stored field that is not public. */
  async function marked(w: World, item: 'CF' | 'XK'): Promise<{ row: SampleRow; marks: string[] }> {
    const [found] = await w.query<{
      definition: { fields: { code: string; disclosure: string; keep: string; type: string }[] }
    }>(`SELECT definition FROM catalogue.item_version JOIN catalogue.item USING (item_no) WHERE code = $1`, [
      item,
    ])
    const row = item === 'CF' ? w.penalty(0) : w.licence(0)
    const fixed: SampleRow = {
      [`${item}_XDR_GSZC`]: '130100000012348',
      [`${item}_XDR_SWDJ`]: '139900000000099',
      [`${item}_XDR_SYDW`]: '113990000123',
      [`${item}_XDR_ZZJG`]: w.firms[0]!.code.slice(8, 17),
      CF_GSJZQ: '2027-03-03',
    }
    const marks: string[] = []
    for (const { code, disclosure, keep, type } of found!.definition.fields) {
      if (disclosure === 'public' || keep === 'natural_person_only' || code.endsWith('_LB')) continue
      if (code.endsWith('_ZJLX')) row[code] = '其他-暗号证件'
      else row[code] = fixed[code] ?? `暗号${code.replaceAll('_', '')}`
      if (!code.endsWith('_ZZJG') && type !== 'date') marks.push(row[code]!)
    }
    return { row, marks: [...marks, '其他-暗号证件'] }
  }

  test.each(['CF', 'XK'] as const)(
    'of %s reaches neither page nor interface, in no field and no attribute',
    async (item) => {
      await using w = await world()
      const { row, marks } = await marked(w, item)
      expect(marks.length).toBeGreaterThan(5)
      const receipt = await w.send([row], item)
      expect(receipt.refusals).toEqual([])
      const { code, name } = w.firms[0]!
      const stored = JSON.stringify(await w.query('SELECT fields FROM records.record'))
      expect(stored).toContain(marks[0])
      const answers = [
        (await w.page(`/subjects/${code}`)).html,
        (await search(w, name)).html,
        (await w.page('/')).html,
        JSON.stringify((await w.get(`/api/subjects/${code}`)).body),
        JSON.stringify((await w.get(`/api/subjects?query=${encodeURIComponent(name)}`)).body),
      ]
      expect(answers[0]).toContain(row[`${item}_WSH`])
      for (const answer of answers) for (const mark of marks) expect(answer).not.toContain(mark)
    },
  )

  test('cannot be searched for: a representative, a registration number and a remark find nobody', async () => {
    await using w = await world()
    const { row, marks } = await marked(w, 'CF')
    await w.send([row])
    for (const mark of marks) {
      expect((await w.get(`/api/subjects?query=${encodeURIComponent(mark)}`)).body.subjects, mark).toEqual([])
    }
  })
})
