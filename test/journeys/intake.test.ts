import { describe, expect, test } from 'vitest'
import { encodeGb18030 } from '../../seed/gb18030.ts'
import type { SampleRow } from '../../seed/rows.ts'
import { registerAuthorities } from '../../src/accounts/index.ts'
import { differences } from '../support/contents.ts'
import { csvOf, tableOf, xlsxOf } from '../support/delivery.ts'
import { fullWidth } from '../support/person.ts'
import { allNew, reasonsOf, shortOf } from '../support/receipt.ts'
import { type World, world } from '../support/world.ts'

/** The Chinese names of an item's fields, as headers. */
async function namesOf(w: World, item: string): Promise<(code: string) => string> {
  const [row] = await w.query<{ definition: { fields: { code: string; name: string }[] } }>(
    `SELECT definition FROM catalogue.item_version JOIN catalogue.item USING (item_no) WHERE code = $1`,
    [item],
  )
  const names = new Map(row!.definition.fields.map(({ code, name }) => [code, name]))
  return (code) => names.get(code) ?? code
}

/** The stored content of all records, without what differs from run to run. */
const recordsOf = (w: World) =>
  w.query(
    `SELECT subject_id::text AS subject, document_number, decided_on, fields, version
       FROM records.record ORDER BY subject_id, document_number`,
  )

describe('the same rows', () => {
  test('give the same records whether they come as workbook or csv, in UTF-8 or GB18030, under Chinese names or codes', async () => {
    const rows = (w: World) => [0, 1, 2].map((i) => w.penalty(i))
    const written: ((w: World) => Promise<string | Buffer>)[] = [
      async (w) => csvOf(tableOf(rows(w))),
      async (w) => `\ufeff${csvOf(tableOf(rows(w)))}`,
      async (w) => encodeGb18030(csvOf(tableOf(rows(w), await namesOf(w, 'CF')))),
      async (w) => csvOf(tableOf(rows(w), await namesOf(w, 'CF')), '\t'),
      async (w) => csvOf([['行政处罚信息报送表'], ...tableOf(rows(w), await namesOf(w, 'CF'))]),
      async (w) => {
        const [codes, ...body] = tableOf(rows(w))
        const names = await namesOf(w, 'CF')
        return xlsxOf([codes!.map(names), codes!, ...body])
      },
      async (w) => xlsxOf([['虚构报送表'], [], ...tableOf(rows(w), await namesOf(w, 'CF'))]),
      async (w) =>
        csvOf(tableOf(rows(w), await namesOf(w, 'CF')).map((row) => row.map((cell) => ` ${cell}\u3000`))),
    ]
    let expected: unknown
    for (const [i, write] of written.entries()) {
      await using w = await world()
      expect(shortOf(await w.send(await write(w))), `way ${i}`).toEqual(allNew(3))
      const records = await recordsOf(w)
      expected ??= records
      expect(records, `way ${i}`).toEqual(expected)
    }
  })

  test('of a licence are taken in by its name and by its code', async () => {
    await using w = await world()
    expect(shortOf(await w.send([w.licence(0)], '行政许可'))).toEqual(allNew(1))
    expect(shortOf(await w.send([w.licence(1)], 'xk'))).toEqual(allNew(1))
  })
})

describe('a cell', () => {
  test('in full-width characters means the same as in half-width ones', async () => {
    await using w = await world()
    const row = w.penalty(0)
    const wide = {
      CF_XDR_SHXYM: fullWidth(row.CF_XDR_SHXYM!),
      CF_JDRQ: fullWidth('20260828'),
      CF_NR_FK: '０．５',
    }
    expect(shortOf(await w.send([{ ...row, ...wide }]))).toEqual(allNew(1))
    const [stored] = await w.query<{ fields: SampleRow }>('SELECT fields FROM records.record')
    expect(stored!.fields).toMatchObject({
      CF_XDR_SHXYM: row.CF_XDR_SHXYM,
      CF_JDRQ: '2026-08-28',
      CF_NR_FK: '0.5',
    })
  })

  test('of a date is read in every accepted form, and as what Excel stores, with and without a date style', async () => {
    await using w = await world()
    const forms = [
      '2026-08-28',
      '2026/8/28',
      '2026.8.28',
      '2026年8月28日',
      '20260828',
      '2026-08-28 00:00:00',
      '46262',
      '46262.5',
    ]
    const [header, ...body] = tableOf(forms.map((form, i) => w.penalty(i, { CF_JDRQ: form })))
    const day = header!.indexOf('CF_JDRQ')
    const styled = tableOf([w.penalty(20)])[1]!.map((cell, i) =>
      i === day ? new Date('2026-08-28T00:00:00Z') : cell,
    )
    const plain = tableOf([w.penalty(21)])[1]!.map((cell, i) => (i === day ? 46262 : cell))
    expect(shortOf(await w.send(await xlsxOf([header!, ...body, styled, plain])))).toEqual(allNew(10))
    const days = await w.query('SELECT DISTINCT decided_on FROM records.record')
    expect(days).toEqual([{ decided_on: '2026-08-28' }])
  })

  test('of a date that does not exist, lies ahead or stands for none is refused with its value', async () => {
    await using w = await world()
    const days = ['2026-02-30', '2026-13-01', '1900-01-01', '2026-11-01', '2099-12-31', '28/8/2026', '昨天']
    const receipt = await w.send(days.map((day, i) => w.penalty(i, { CF_JDRQ: day })))
    expect(receipt.refusals.map(({ code, value }) => `${value} ${code}`)).toEqual([
      '2026-02-30 DATE_INVALID',
      '2026-13-01 DATE_INVALID',
      '1900-01-01 DATE_PLACEHOLDER',
      '2026-11-01 DECIDED_AFTER_UPLOAD',
      '2099-12-31 DATE_PLACEHOLDER',
      '28/8/2026 DATE_INVALID',
      '昨天 DATE_INVALID',
    ])
  })

  test('of an amount in 万元 is kept to the fen, as text or number, and a fine of nothing is refused', async () => {
    await using w = await world()
    const amounts: [string | number, string][] = [
      ['0.0001', '0.0001'],
      ['1,234.567891', '1234.567891'],
      ['0.500000', '0.5'],
      [0.1 + 0.2, '0.3'],
      [123456789.012345, '123456789.012345'],
    ]
    const [header, ...body] = tableOf(amounts.map((_, i) => w.penalty(i)))
    const column = header!.indexOf('CF_NR_FK')
    const rows = body.map((row, i) => row.map((cell, at) => (at === column ? amounts[i]![0] : cell)))
    expect(shortOf(await w.send(await xlsxOf([header!, ...rows])))).toEqual(allNew(5))
    const stored = await w.query<{ document: string; amount: string }>(
      `SELECT fields->>'CF_NR_FK' AS amount FROM records.record ORDER BY row_number`,
    )
    expect(stored.map(({ amount }) => amount)).toEqual(amounts.map(([, exact]) => exact))

    const bad = await w.send(
      ['0', '-1', '5000元', '1e3', '0.0000001', ''].map((CF_NR_FK, i) => w.penalty(10 + i, { CF_NR_FK })),
    )
    expect(bad.refusals.map(({ code }) => code)).toEqual([
      'FINE_NOT_POSITIVE',
      'AMOUNT_NEGATIVE',
      'AMOUNT_INVALID',
      'AMOUNT_INVALID',
      'AMOUNT_INVALID',
      'FIELD_REQUIRED',
    ])
  })

  test('with half a character, a control character or a very long text is refused or cleaned, and never breaks the intake', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const rows = [
      w.penalty(0, { CF_SY: '虚构事实\ud800' }),
      w.penalty(1, { CF_CFLB: `${'𠮷'.repeat(39)}\udc00` }),
      w.penalty(2, { CF_CFLB: `甲${'𠮷'.repeat(60)}` }),
      w.penalty(3, { CF_SY: '虚构\u0000事实\u200b' }),
      w.penalty(4, { CF_SY: '虚'.repeat(5001) }),
      w.penalty(5, { CF_XDR_SHXYM: `甲${'𠮷'.repeat(90)}` }),
    ]
    const { status, body } = await w.post(key, {
      item: 'CF',
      rows: rows.map((row) => ({ ...row, '多余\u0000\ud800': '1' })),
    })
    expect({ status, refused: body.refused, accepted: body.accepted?.new }).toEqual({
      status: 200,
      refused: 5,
      accepted: 1,
    })
    expect(reasonsOf(body)).toEqual([
      '1 CF_SY FIELD_ILL_FORMED',
      '2 CF_CFLB VALUE_NOT_LISTED',
      '3 CF_CFLB VALUE_NOT_LISTED',
      '5 CF_SY FIELD_TOO_LONG',
      '6 CF_XDR_SHXYM USCC_ALPHABET',
    ])
  })
})

describe('an older template', () => {
  test('of 2018 is carried over: the class is inferred from the code, the representative’s number is dropped', async () => {
    await using w = await world()
    const { CF_XDR_LB: _, ...row } = w.penalty(0)
    expect(shortOf(await w.send([{ ...row, CF_FR_SFZH: '139901198001010015' }]))).toEqual(allNew(1))
    const [stored] = await w.query<{ fields: SampleRow }>('SELECT fields FROM records.record')
    expect(stored!.fields.CF_XDR_LB).toBe('法人及非法人组织')
    expect(Object.keys(stored!.fields)).not.toContain('CF_FR_ZJHM')
  })

  const old = (w: World, firm: number, change: SampleRow = {}): SampleRow => ({
    CF_WSH: `虚构石罚〔2016〕${firm}号`,
    CF_CFMC: '未按规定公示年度报告',
    CF_CFLB1: '警告',
    CF_CFLB2: '罚款',
    CF_SY: '未在规定期限内公示。',
    CF_YJ: '《企业信息公示暂行条例》第十七条',
    CF_XDR_MC: w.firms[firm]!.name,
    CF_XDR_SHXYM: w.firms[firm]!.code,
    CF_JG: '给予警告，罚款若干。',
    CF_JDRQ: '2016/9/1',
    CF_XZJG: w.regulator.name,
    CF_ZT: '0',
    CF_SYFW: '0',
    DFBM: '130100',
    SJC: '2016-09-02 10:00:00',
    ...change,
  })

  test('of 2015 to 2017 is carried over: kinds joined, authority found by name, provider filled in', async () => {
    await using w = await world()
    expect(shortOf(await w.send([old(w, 0)]))).toEqual(allNew(1))
    const [stored] = await w.query<{ fields: SampleRow; authority_code: string; gravity: number }>(
      'SELECT fields, authority_code, gravity FROM records.record',
    )
    expect(stored!.authority_code).toBe(w.regulator.code)
    expect(stored!.fields).toMatchObject({
      CF_CFLB: '警告;罚款',
      CF_WFXW: '未按规定公示年度报告',
      CF_NR: '给予警告，罚款若干。',
      CF_SJLYDM: w.regulator.code,
      CF_XDR_LB: '法人及非法人组织',
    })
  })

  test('whose row was withdrawn, is not for the public, or names an unknown authority is refused', async () => {
    await using w = await world()
    const rows = [
      old(w, 0, { CF_ZT: '1' }),
      old(w, 1, { CF_SYFW: '1' }),
      old(w, 2, { CF_XZJG: '无此机关' }),
      old(w, 3),
    ]
    const receipt = await w.send(rows)
    expect(receipt.accepted.new).toBe(1)
    expect(reasonsOf(receipt)).toEqual([
      '2 CF_ZT COLUMN_VALUE_NOT_ADMITTED',
      '3 CF_SYFW COLUMN_VALUE_NOT_ADMITTED',
      '4 CF_CFJGDM FIELD_REQUIRED',
    ])
  })
})

describe('a file that cannot be read', () => {
  const readings: [string, (w: World) => Promise<string | Buffer>, string][] = [
    ['is empty', async () => '', 'COLLECTION_FILE_EMPTY'],
    ['has only a header', async (w) => csvOf(tableOf([w.penalty(0)]).slice(0, 1)), 'COLLECTION_NO_ROWS'],
    [
      'has only blank rows below its header',
      async (w) => `${csvOf(tableOf([w.penalty(0)]).slice(0, 1))},,,\r\n , ,\r\n`,
      'COLLECTION_NO_ROWS',
    ],
    ['has only blank lines', async () => '\r\n\r\n', 'COLLECTION_NO_ROWS'],
    ['has no header', async (w) => csvOf(tableOf([w.penalty(0)]).slice(1)), 'COLLECTION_HEADER_NOT_FOUND'],
    ['is of another item', async (w) => csvOf(tableOf([w.licence(0)])), 'COLLECTION_HEADER_NOT_FOUND'],
    [
      'lacks a column that is demanded',
      async (w) => csvOf(tableOf([w.penalty(0)]).map((row) => row.slice(0, -2).filter((_, i) => i !== 13))),
      'COLLECTION_COLUMN_MISSING',
    ],
    [
      'has a column twice',
      async (w) =>
        csvOf(tableOf([w.penalty(0)]).map((row, i) => [...row, i === 0 ? '处罚决定日期' : '2026-01-01'])),
      'COLLECTION_COLUMN_TWICE',
    ],
    [
      'is a workbook cut off',
      async (w) => (await xlsxOf(tableOf([w.penalty(0)]))).subarray(0, 2000),
      'COLLECTION_NOT_A_WORKBOOK',
    ],
    [
      'is an old .xls',
      async () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      'COLLECTION_OLD_OR_LOCKED_WORKBOOK',
    ],
    [
      'is a picture',
      async () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]),
      'COLLECTION_NOT_A_TABLE',
    ],
    [
      'is in two encodings',
      async (w) =>
        Buffer.concat([
          Buffer.from(csvOf(tableOf([w.penalty(0)], await namesOf(w, 'CF')))),
          encodeGb18030(csvOf(tableOf([w.penalty(1)]).slice(1))),
        ]),
      'COLLECTION_ENCODING_UNKNOWN',
    ],
  ]
  test.each(readings)(
    'because it %s is refused as a whole, and nothing of it is kept',
    async (_, write, code) => {
      await using w = await world()
      const bytes = await write(w)
      const before = await w.contents()
      await expect(w.send(bytes)).rejects.toMatchObject({ code, kind: 'invalid' })
      expect(differences(before, await w.contents())).toEqual([])
    },
  )

  test('because its item or provider is unknown, or the item not in force that day, is refused', async () => {
    await using w = await world()
    const rows = [w.penalty(0)]
    await expect(w.send(rows, '行政检查')).rejects.toMatchObject({ code: 'CATALOGUE_ITEM_UNKNOWN' })
    await expect(w.send(rows, '行政处罚', w.firms[0]!.code)).rejects.toMatchObject({
      code: 'ACCOUNTS_AUTHORITY_UNKNOWN',
    })
    w.clock.set('2024-12-31')
    await expect(w.send(rows)).rejects.toMatchObject({ code: 'CATALOGUE_ITEM_NOT_IN_FORCE', kind: 'refused' })
  })

  test('says of an unknown column that it was not used, and takes the others', async () => {
    await using w = await world()
    expect(shortOf(await w.send([{ ...w.penalty(0), 处罚心得: '虚构' }]))).toEqual(allNew(1))
    expect(await w.query('SELECT unknown_columns FROM collection.submission')).toEqual([
      { unknown_columns: ['处罚心得'] },
    ])
  })
})

describe('a file sent again', () => {
  test('changes nothing at all, and the receipt names the first submission', async () => {
    await using w = await world()
    const [penalties, licences] = await w.samples()
    for (const sample of [penalties!, licences!]) {
      const first = await w.send(sample.bytes, sample.item, sample.providerCode)
      const before = await w.contents()
      const second = await w.send(sample.bytes, sample.item, sample.providerCode)
      expect(differences(before, await w.contents())).toEqual([])
      expect(second).toEqual({
        ...first,
        accepted: { new: 0, changed: 0, unchanged: first.accepted.new },
      })
    }
  })

  test('with contradicting rows in it still changes nothing: which row was refused stays refused', async () => {
    await using w = await world()
    const rows = [w.penalty(0), w.penalty(1), w.penalty(0, { CF_SY: '另一种说法。' }), w.penalty(1)]
    const first = await w.send(rows)
    expect(shortOf(first)).toEqual({
      rows: 4,
      new: 2,
      changed: 0,
      unchanged: 1,
      refused: 1,
      naturalPersons: 0,
    })
    expect(reasonsOf(first)).toEqual(['4 CF_WSH DUPLICATE_IN_FILE'])
    expect(first.refusals[0]!.message).toContain('与第 2 行')
    const before = await w.contents()
    const second = await w.send(rows)
    expect(differences(before, await w.contents())).toEqual([])
    expect(second.refusals).toEqual(first.refusals)
  })

  test('whose rows contradict each other or records of other files settles after the first time', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const rows = [w.penalty(0), w.penalty(0, { CF_SY: '另一种说法。' }), w.penalty(1, { CF_JDRQ: '昨天' })]
    const first = await w.send(rows)
    expect(reasonsOf(first)).toEqual(['3 CF_WSH DUPLICATE_IN_FILE', '4 CF_JDRQ DATE_INVALID'])
    const before = await w.contents()
    await w.send(rows)
    expect(differences(before, await w.contents())).toEqual([])
  })

  test('of which a row is refused only now keeps its submission, so that quarantine can say where the row came from', async () => {
    await using w = await world()
    const authority = { ...w.authorities[3]!, code: w.firms[9]!.code, name: '临时虚构机关' }
    await w.database.transact((tx) => registerAuthorities(tx, [authority]))
    const rows = [w.penalty(0, { CF_CFJGDM: authority.code })]
    const first = await w.send(rows)
    expect(first.accepted.new).toBe(1)
    await w.database.transact((tx) =>
      tx.query('DELETE FROM accounts.authority WHERE code = $1', [authority.code]),
    )
    const second = await w.send(rows)
    expect(reasonsOf(second)).toEqual(['2 CF_CFJGDM AUTHORITY_UNKNOWN'])
    const orphans = await w.query(
      `SELECT q.submission_id FROM collection.quarantined_row q
         LEFT JOIN collection.submission s USING (submission_id) WHERE s.submission_id IS NULL`,
    )
    expect(orphans).toEqual([])
    const before = await w.contents()
    await w.send(rows)
    expect(differences(before, await w.contents())).toEqual([])
  })

  test('at the same time by two senders is taken in once', async () => {
    await using w = await world()
    const bytes = csvOf(tableOf(Array.from({ length: 50 }, (_, i) => w.penalty(i))))
    const receipts = await Promise.all([w.send(bytes), w.send(bytes), w.send(bytes)])
    expect(receipts.map(({ accepted }) => accepted.new).sort()).toEqual([0, 0, 50])
    expect(new Set(receipts.map(({ submission }) => submission)).size).toBe(1)
    expect(await w.query('SELECT count(*)::int AS records FROM records.record')).toEqual([{ records: 50 }])
  })

  test('under another name by another provider is another submission of the same records', async () => {
    await using w = await world()
    const bytes = csvOf(tableOf([w.penalty(0)]))
    const first = await w.send(bytes)
    const other = w.authorities.find((authority) => authority.code !== w.regulator.code)!
    const second = await w.send(bytes, '行政处罚', other.code)
    expect(second.submission).not.toBe(first.submission)
    expect(second.accepted).toEqual({ new: 0, changed: 0, unchanged: 1 })
  })
})

describe('a row', () => {
  test('that was changed becomes the next version, and the version before is kept as it was', async () => {
    await using w = await world()
    const [a, b] = [w.penalty(0), w.penalty(0, { CF_NR_FK: '0.8' })]
    await w.send([a])
    const [first] = await w.query<{ record: object }>('SELECT to_jsonb(r) AS record FROM records.record r')
    w.clock.advanceDays(1)
    expect((await w.send([b])).accepted).toEqual({ new: 0, changed: 1, unchanged: 0 })
    expect(await w.query(`SELECT version, fields->>'CF_NR_FK' AS fine FROM records.record`)).toEqual([
      { version: 2, fine: '0.8' },
    ])
    expect(await w.query('SELECT version, record FROM records.record_version')).toEqual([
      { version: 1, record: first!.record },
    ])

    const again = await w.send([a])
    expect(again.accepted).toEqual({ new: 0, changed: 1, unchanged: 0 })
    expect(await w.query(`SELECT version, fields->>'CF_NR_FK' AS fine FROM records.record`)).toEqual([
      { version: 3, fine: '0.5' },
    ])
    expect(await w.query('SELECT version FROM records.record_version ORDER BY version')).toEqual([
      { version: 1 },
      { version: 2 },
    ])
    expect((await w.send([a])).accepted).toEqual({ new: 0, changed: 0, unchanged: 1 })
  })

  test('that was changed shows its new content on the page and keeps the day on which it was first received', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    w.clock.advanceDays(3)
    await w.send([
      w.penalty(0, {
        CF_SY: '更正后的虚构事实。',
        CF_JDRQ: '2026-08-29',
        CF_WSH: w.penalty(0, {}, 33).CF_WSH!,
      }),
    ])
    await w.send([w.penalty(0, { CF_SY: '更正后的虚构事实。' }, 33)])
    const rows = await w.query<{ first: Date; last: Date }>(
      `SELECT first_received_at AS first, received_at AS last FROM records.record WHERE version = 2`,
    )
    expect(rows.length).toBe(1)
    expect(rows[0]!.first < rows[0]!.last).toBe(true)
    expect((await w.page(`/subjects/${w.firms[0]!.code}`)).html).toContain('更正后的虚构事实。')
  })

  test('is numbered in refusals as the spreadsheet shows it, blank rows and a title above counted', async () => {
    await using w = await world()
    const [header, good, bad] = tableOf([w.penalty(0), w.penalty(1, { CF_JDRQ: '昨天' })])
    const blank = header!.map(() => '')
    expect(
      reasonsOf(await w.send(await xlsxOf([['虚构报送表'], header!, blank, good!, blank, blank, bad!]))),
    ).toEqual(['7 CF_JDRQ DATE_INVALID'])
    expect(reasonsOf(await w.send(csvOf([header!, blank, good!, [''], bad!])))).toEqual([
      '5 CF_JDRQ DATE_INVALID',
    ])
  })

  test('that was refused waits in quarantine with its reason and a deadline, once however often it is sent', async () => {
    await using w = await world()
    const bad = w.penalty(0, { CF_JDRQ: '昨天' })
    await w.send([bad])
    await w.send([bad, w.penalty(1)])
    const kept = await w.query<{ content: SampleRow; problems: { code: string }[]; due_on: string }>(
      'SELECT content, problems, due_on, provider_code FROM collection.quarantined_row',
    )
    expect(kept.length).toBe(1)
    expect(kept[0]!.content.CF_JDRQ).toBe('昨天')
    expect(kept[0]!.problems.map(({ code }) => code)).toEqual(['DATE_INVALID'])
    // Seven working days after Monday 2026-09-28, over the holidays of 1 to 7 October and the working Saturday after.
    expect(kept[0]!.due_on).toBe('2026-10-13')
  })
})
