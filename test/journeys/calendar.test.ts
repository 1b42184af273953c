import { expect, test } from 'vitest'
import { inventFirms } from '../../seed/firms.ts'
import { penaltyRow } from '../../seed/rows.ts'
import { loadHolidays } from '../../src/collection/index.ts'
import { type World, world } from '../support/world.ts'

const OPERATOR = { kind: 'operator' as const, name: '管理员' }

/** What an administrator types from the announcement for 2027; invented here, as 2027 is not announced yet. */
const ANNOUNCEMENT = [
  'date,kind,name',
  '2027-01-01,off,元旦',
  '2027-01-02,off,元旦',
  '2027-01-03,off,元旦',
  '2027-01-04,off,元旦',
  '2027-01-09,work,元旦',
  '2027-02-05,off,春节',
  '2027-02-06,off,春节',
  '2027-02-07,off,春节',
  '2027-05-01,off,劳动节',
  '2027-10-01,off,国庆节',
  '2027-10-02,off,国庆节',
  '2027-10-03,off,国庆节',
].join('\n')

/** One good and one bad penalty, decided on the world's day, which is close to a year that is not announced. */
async function sendTwo(w: World): Promise<void> {
  const [good, bad] = inventFirms(2)
  const by = { ...w.regulator, short: '虚构' }
  const on = '2026-12-28'
  const key = await w.key(w.regulator.code)
  const reply = await w.app.inject({
    method: 'POST',
    url: '/api/submissions',
    headers: { authorization: `Bearer ${key}` },
    payload: {
      item: '行政处罚',
      rows: [penaltyRow(good!, by, on, 0, 1), { ...penaltyRow(bad!, by, on, 0, 2), CF_XDR_SHXYM: '123' }],
    },
  })
  expect(reply.json()).toMatchObject({ rows: 2, accepted: { new: 1 }, refused: 1 })
}

const deadlines = (w: World) =>
  w.query<{ due: string; provisional: boolean }>(
    `SELECT due_on::text AS due, due_provisional AS provisional FROM records.record
     UNION ALL
     SELECT due_on::text, due_provisional FROM collection.quarantined_row`,
  )

test('a deadline that reaches into a year not announced is provisional, and is computed anew when the year is loaded', async () => {
  await using w = await world({ on: '2026-12-28' })
  await sendTwo(w)
  // 29, 30, 31 December, then 4 to 7 January: only New Year's Day is known to be off.
  expect(await deadlines(w)).toEqual([
    { due: '2027-01-07', provisional: true },
    { due: '2027-01-07', provisional: true },
  ])

  const { years, recomputed } = await w.database.transact((tx) =>
    loadHolidays(tx, w.clock, OPERATOR, ANNOUNCEMENT, '测试用放假安排'),
  )

  expect({ years, recomputed }).toEqual({ years: [2027], recomputed: 2 })
  // The Monday is off and the Saturday after it is worked, which is not needed yet.
  expect(await deadlines(w)).toEqual([
    { due: '2027-01-08', provisional: false },
    { due: '2027-01-08', provisional: false },
  ])
})

test('loading the same announcement twice moves nothing the second time', async () => {
  await using w = await world({ on: '2026-12-28' })
  await sendTwo(w)
  const load = () =>
    w.database.transact((tx) => loadHolidays(tx, w.clock, OPERATOR, ANNOUNCEMENT, '测试用放假安排'))
  await load()
  expect((await load()).recomputed).toBe(0)
})

test('an announcement with a mistake in it changes nothing and names the line', async () => {
  await using w = await world({ on: '2026-12-28' })
  await sendTwo(w)
  const before = await deadlines(w)
  const load = w.database.transact((tx) =>
    loadHolidays(
      tx,
      w.clock,
      OPERATOR,
      ANNOUNCEMENT.replace('2027-01-02,off', '2027-02-30,off'),
      '有错的文件',
    ),
  )
  await expect(load).rejects.toMatchObject({
    kind: 'invalid',
    fields: [expect.objectContaining({ field: '第 3 行' })],
  })
  expect(await deadlines(w)).toEqual(before)
})
