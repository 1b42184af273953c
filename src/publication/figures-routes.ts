import { Type } from 'typebox'
import { type Route, route } from '../kernel/index.ts'
import { Figures } from './contract.ts'
import { figuresCsv, getFigures } from './figures/figures.ts'
import { drawMap, drawTrend } from './figures/map.ts'
import type { PublicContext } from './routes.ts'

const Wanted = Type.Object({
  item: Type.Optional(Type.String({ maxLength: 40, description: '目录项目代码' })),
})
const MISSING = ['PUBLICATION_FIGURES_MISSING']
const SVG = 'image/svg+xml'

/** Figures for the public, from published totals only; each picture has its table. */
export const figuresRoutes: Route<PublicContext>[] = [
  route({
    id: 'figures.get',
    method: 'GET',
    url: '/api/figures',
    may: 'public',
    summary: '各考核单元的公示信息数 published counts by reporting unit',
    query: Wanted,
    reply: Figures,
    refusals: MISSING,
    handler: ({ database, clock }, { query }) => database.read((tx) => getFigures(tx, clock, query.item)),
  }),
  route({
    id: 'figures.download',
    method: 'GET',
    url: '/api/figures/table',
    may: 'public',
    summary: '统计表下载（CSV） the table as a file',
    query: Wanted,
    reply: Type.Any(),
    files: ['text/csv; charset=utf-8'],
    refusals: MISSING,
    handler: async ({ database, clock }, { query }) => {
      const figures = await database.read((tx) => getFigures(tx, clock, query.item))
      return {
        fileName: `${figures.item.name}-${figures.computedOn}.csv`,
        mediaType: 'text/csv; charset=utf-8',
        body: Buffer.from(figuresCsv(figures)),
      }
    },
  }),
  route({
    id: 'figures.draw',
    method: 'GET',
    url: '/api/figures/{picture}',
    may: 'public',
    summary: '统计图（SVG） map or trend as a picture',
    path: Type.Object({ picture: Type.Union([Type.Literal('map.svg'), Type.Literal('trend.svg')]) }),
    query: Wanted,
    reply: Type.Any(),
    files: [SVG],
    refusals: MISSING,
    handler: async ({ database, clock }, { path, query }) => {
      const figures = await database.read((tx) => getFigures(tx, clock, query.item))
      const picture = path.picture === 'map.svg' ? drawMap(figures) : drawTrend(figures)
      return { fileName: path.picture, mediaType: SVG, body: Buffer.from(await picture), inline: true }
    },
  }),
]
