import { expect, test } from 'vitest'
import { publishTotals } from '../../src/publication/index.ts'
import { world } from '../support/world.ts'

test('figures come from published totals: a map, a table, a trend, and how to compute them anew', async () => {
  await using w = await world()
  expect((await w.page('/figures')).status).toBe(404)
  await w.send([0, 1, 2, 3, 4, 5, 6].map((firm) => w.penalty(firm)))
  await publishTotals(w)
  const { html } = await w.page('/figures?item=CF')
  expect(html).toContain('石家庄市')
  expect(html).toContain('xinwang total replay units-')
  expect(html).not.toContain('逐日变化')
  const map = await w.app.inject({ method: 'GET', url: '/api/figures/map.svg?item=CF' })
  expect(map.headers['content-type']).toBe('image/svg+xml')
  expect(map.body).toMatch(/^<svg/)
  expect(map.body).toContain('雄安新区')
  const table = await w.app.inject({ method: 'GET', url: '/api/figures/table?item=CF' })
  expect(table.body).toContain('石家庄市,7,')

  w.clock.advanceDays(1)
  await w.send([w.penalty(8)])
  await publishTotals(w)
  expect((await w.page('/figures?item=CF')).html).toContain('逐日变化')
  const trend = await w.app.inject({ method: 'GET', url: '/api/figures/trend.svg?item=CF' })
  expect(trend.body).toMatch(/^<svg/)
  expect((await w.get('/api/figures?item=NOPE')).body.code).toBe('PUBLICATION_FIGURES_MISSING')
})
