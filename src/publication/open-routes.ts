import { Type } from 'typebox'
import { itemsInForce } from '../catalogue/index.ts'
import { type Route, route, today } from '../kernel/index.ts'
import { Datasets, FeedPage, PublishedTotals } from './contract.ts'
import { feedEnd, listChanges } from './open/feed.ts'
import { openSnapshot, SNAPSHOT_TYPES, type SnapshotFormat } from './open/snapshot.ts'
import { listTotals } from './open/total.ts'
import type { PublicContext } from './routes.ts'

const Item = Type.String({ maxLength: 40, description: '目录项目，名称或代码' })
const NO_ITEM = ['CATALOGUE_ITEM_UNKNOWN', 'CATALOGUE_ITEM_NOT_IN_FORCE']
const LARGEST_CURSOR_DIGITS = 18

/** Open data: whole, in changes, and as totals that can be computed anew. */
export const openRoutes: Route<PublicContext>[] = [
  route({
    id: 'dataset.list',
    method: 'GET',
    url: '/api/open-data',
    may: 'public',
    summary: '开放数据集及增量位置 data sets and where the feed of changes ends now',
    reply: Datasets,
    refusals: [],
    handler: ({ database, clock }) =>
      database.read(async (tx) => ({
        asOf: today(clock),
        cursor: await feedEnd(tx),
        datasets: (await itemsInForce(tx, today(clock)))
          .filter(({ definition }) => definition.disclosure === 'public')
          .map(({ definition }) => ({
            item: { code: definition.code, name: definition.name },
            formats: Object.keys(SNAPSHOT_TYPES),
          })),
      })),
  }),
  route({
    id: 'dataset.download',
    method: 'GET',
    url: '/api/open-data/snapshot',
    may: 'public',
    summary: '下载数据集全量（CSV、JSON Lines、Parquet） the whole of a data set',
    query: Type.Object({
      item: Item,
      format: Type.Union([Type.Literal('csv'), Type.Literal('jsonl'), Type.Literal('parquet')]),
    }),
    reply: Type.Any(),
    files: Object.values(SNAPSHOT_TYPES),
    refusals: NO_ITEM,
    handler: ({ database, clock }, { query }) =>
      openSnapshot(database, clock, query.item, query.format as SnapshotFormat),
  }),
  route({
    id: 'dataset.follow',
    method: 'GET',
    url: '/api/open-data/changes',
    may: 'public',
    summary: '数据集增量，含撤下 changes after a cursor, removals included',
    query: Type.Object({
      item: Item,
      after: Type.String({
        pattern: `^\\d{1,${LARGEST_CURSOR_DIGITS}}$`,
        description: '上次的 next；从头取用 0',
      }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    reply: FeedPage,
    refusals: NO_ITEM,
    handler: ({ database, clock }, { query }) =>
      database.read((tx) => listChanges(tx, clock, query.item, query.after, query.limit)),
  }),
  route({
    id: 'total.list',
    method: 'GET',
    url: '/api/published-totals',
    may: 'public',
    summary: '公布的统计数及其查询、存证规模和摘要 published totals that can be computed anew',
    reply: PublishedTotals,
    refusals: [],
    handler: async ({ database }) => ({ totals: await database.read(listTotals) }),
  }),
]
