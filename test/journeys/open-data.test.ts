import { parquetReadObjects } from 'hyparquet'
import { describe, expect, test } from 'vitest'
import { advanceFeed, publishTotals, replayTotal } from '../../src/publication/index.ts'
import { type World, world } from '../support/world.ts'

const snapshot = (w: World, format: string, item = 'CF') =>
  w.app.inject({ method: 'GET', url: `/api/open-data/snapshot?item=${item}&format=${format}` })
const changes = async (w: World, after: string, more = '') =>
  (await w.get(`/api/open-data/changes?item=CF&after=${after}${more}`)).body

describe('whoever copies the open data', () => {
  test('gets the same public records in three forms, and nothing that is not public', async () => {
    await using w = await world()
    await w.send([w.penalty(0), w.penalty(1), w.penalty(2)])
    const lines = (await snapshot(w, 'jsonl')).body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(3)
    const csv = (await snapshot(w, 'csv')).body
    expect(csv.split('\r\n')).toHaveLength(5)
    const bytes = (await snapshot(w, 'parquet')).rawPayload
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
    const rows = await parquetReadObjects({ file })
    expect(rows.map((row) => row.id)).toEqual(lines.map((line) => line.id))
    expect(rows[0]!.name).toBe(lines[0].name)
    expect(csv).not.toContain('法定代表人证件')
    expect((await snapshot(w, 'csv', 'NOPE')).json().code).toBe('CATALOGUE_ITEM_UNKNOWN')
  })

  test('follows changes from where it stopped, corrections, ends and withdrawals among them', async () => {
    await using w = await world()
    await w.send([w.penalty(0), w.penalty(1), w.penalty(2)])
    await advanceFeed(w)
    const first = await changes(w, '0', '&limit=2')
    expect(first.more).toBe(true)
    const second = await changes(w, first.next)
    expect([...first.changes, ...second.changes].map((each) => each.action)).toEqual(['put', 'put', 'put'])
    await advanceFeed(w)
    expect((await changes(w, second.next)).changes).toEqual([])

    await w.send([w.penalty(0, { CF_NR: '虚构：更正后的处罚内容。' })])
    await advanceFeed(w)
    const corrected = await changes(w, second.next)
    expect(corrected.changes).toHaveLength(1)
    expect(corrected.changes[0].record.fields.CF_NR).toContain('更正后')

    w.clock.advanceDays(365 * 4)
    await advanceFeed(w)
    const ended = await changes(w, corrected.next)
    expect(ended.changes.map((each: { reason: string }) => each.reason)).toEqual(['ended', 'ended', 'ended'])
    expect((await changes(w, '0')).changes.every((each: { record: unknown }) => each.record === null)).toBe(
      true,
    )
  })

  test('computes a published total anew, also after the data has changed', async () => {
    await using w = await world()
    await w.send([0, 1, 2, 3, 4, 5, 6].map((firm) => w.penalty(firm)))
    const total = await publishTotals(w)
    expect(await publishTotals(w)).toEqual(total)
    expect(total.value.items.find((item) => item.code === 'CF')!.total).toBe(7)
    await w.send([w.penalty(9)])
    await advanceFeed(w)
    const replay = await w.database.read((tx) => replayTotal(tx, w.clock, total.totalId))
    expect(replay).toMatchObject({ same: true, queryChanged: false })
    expect((await w.get('/api/published-totals')).body.totals[0].hash).toBe(total.hash)
    await expect(w.database.read((tx) => replayTotal(tx, w.clock, 'units-1999-01-01'))).rejects.toThrow(
      '没有公布过',
    )
  })
})
