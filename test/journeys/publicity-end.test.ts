import { describe, expect, test } from 'vitest'
import type { SampleRow } from '../../seed/rows.ts'
import { type World, world } from '../support/world.ts'

/** Where a record is seen by the public: page, interface, and the count in search results. */
async function shown(w: World, row: SampleRow): Promise<{ page: boolean; api: number; count: number }> {
  const code = row.CF_XDR_SHXYM ?? row.XK_XDR_SHXYM!
  const document = row.CF_WSH ?? row.XK_WSH!
  const { html } = await w.page(`/subjects/${code}`)
  const { body } = await w.get(`/api/subjects/${code}`)
  const records = body.sections.flatMap(
    (section: { records: { documentNumber: string }[] }) => section.records,
  )
  const { body: found } = await w.get(`/api/subjects?query=${code}`)
  return {
    page: html.includes(document),
    api: records.filter((record: { documentNumber: string }) => record.documentNumber === document).length,
    count: found.subjects[0].publicRecords,
  }
}

const SHOWN = { page: true, api: 1, count: 1 }
const GONE = { page: false, api: 0, count: 0 }

describe('a penalty', () => {
  const periods: [string, SampleRow, string][] = [
    ['of general gravity after a year', {}, '2027-08-29'],
    ['of serious gravity after three years', { CF_CFLB: '责令停产停业' }, '2029-08-29'],
    [
      'decided on a last of February after a year, on the last of February',
      { CF_JDRQ: '2028-02-29', CF_YXQ: '2099-12-31' },
      '2029-02-28',
    ],
    ['with an earlier end of publicity as submitted on that day', { CF_GSJZQ: '2026-12-01' }, '2026-12-01'],
    [
      'with a later end of publicity as submitted at the end of the law all the same',
      { CF_GSJZQ: '2031-01-01' },
      '2027-08-29',
    ],
    ['of several kinds by the gravest of them', { CF_CFLB: '警告;责令停产停业' }, '2029-08-29'],
  ]
  test.each(periods)(
    '%s is shown on the last day and gone on the next, everywhere',
    async (_, change, last) => {
      await using w = await world({ on: change.CF_JDRQ ?? '2026-09-28' })
      const row = { ...w.penalty(0, {}, 0), CF_JDRQ: '2026-08-29', CF_YXQ: '2099-12-31', ...change }
      expect((await w.send([row])).refusals).toEqual([])
      expect(await shown(w, row)).toEqual(SHOWN)
      w.clock.set(last)
      expect(await shown(w, row)).toEqual(SHOWN)
      w.clock.advanceDays(1)
      expect(await shown(w, row)).toEqual(GONE)
      w.clock.advanceDays(-1)
      expect(await shown(w, row)).toEqual(SHOWN)
    },
  )

  test('of minor gravity is never shown, not even on the day it was decided', async () => {
    await using w = await world()
    for (const [i, kinds] of ['警告', '通报批评', '警告;通报批评'].entries()) {
      const row = w.penalty(i, { CF_CFLB: kinds, CF_NR_FK: '' }, 0)
      expect((await w.send([row])).accepted.new).toBe(1)
      expect(await shown(w, row), kinds).toEqual(GONE)
    }
    expect((await w.get('/api/totals')).body.records).toMatchObject([{ total: 3 }, {}])
  })

  test('decided under the rules before April 2026 is shown for the shorter of both periods', async () => {
    await using w = await world({ on: '2026-01-15' })
    const row = w.penalty(0, { CF_JDRQ: '2026-01-10' })
    await w.send([row])
    w.clock.set('2027-01-10')
    expect(await shown(w, row)).toEqual(SHOWN)
    w.clock.advanceDays(1)
    expect(await shown(w, row)).toEqual(GONE)
  })

  test('that arrives after its publicity has ended is filed and never shown', async () => {
    await using w = await world()
    const row = w.penalty(0, { CF_JDRQ: '2019-08-01' })
    expect((await w.send([row])).accepted.new).toBe(1)
    expect(await shown(w, row)).toEqual(GONE)
  })

  test('that is over leaves the firm’s page up, and says that nothing is shown', async () => {
    await using w = await world()
    const row = w.penalty(0)
    await w.send([row])
    w.clock.set('2040-01-01')
    const { status, html } = await w.page(`/subjects/${row.CF_XDR_SHXYM}`)
    expect(status).toBe(200)
    expect(html).toContain(w.firms[0]!.name)
    expect(html).not.toContain(row.CF_SY)
    expect(
      (await w.get(`/api/subjects/${row.CF_XDR_SHXYM}`)).body.sections.map(
        ({ total }: { total: number }) => total,
      ),
    ).toEqual([0, 0])
  })
})

describe('a licence', () => {
  test('is shown to the end of its validity and gone on the next day', async () => {
    await using w = await world()
    const row = w.licence(0, { XK_YXQZI: '2030-06-30' })
    await w.send([row], 'XK')
    w.clock.set('2030-06-30')
    expect(await shown(w, row)).toEqual(SHOWN)
    w.clock.advanceDays(1)
    expect(await shown(w, row)).toEqual(GONE)
  })

  test('without end is shown as long as the platform stands', async () => {
    await using w = await world()
    const row = w.licence(0, { XK_YXQZI: '2099-12-31' })
    await w.send([row], 'XK')
    w.clock.set('2150-01-01')
    expect(await shown(w, row)).toEqual(SHOWN)
  })
})
