import { Type } from 'typebox'
import { type Clock, type Database, type Route, route } from '../kernel/index.ts'
import { PortalTotals, SearchResult, SubjectPage } from './contract.ts'
import { searchSubjects } from './search.ts'
import { getSubjectPage } from './subject-page.ts'
import { getPortalTotals } from './totals.ts'

/** What the public routes need; there is no actor, anybody may ask. */
export interface PublicContext {
  database: Database
  clock: Clock
}

export const publicationRoutes: Route<PublicContext>[] = [
  route({
    id: 'subject.search',
    method: 'GET',
    url: '/api/subjects',
    may: 'public',
    summary: '按名称或代码查询组织 search organisations by name or code',
    query: Type.Object({
      query: Type.String({ maxLength: 200, description: '名称的一部分，或统一社会信用代码、组织机构代码' }),
      after: Type.Optional(Type.String({ maxLength: 40, description: '上一页的 next' })),
    }),
    reply: SearchResult,
    refusals: [],
    handler: ({ database, clock }, { query }) =>
      database.read((tx) => searchSubjects(tx, clock, query.query, query.after)),
  }),
  route({
    id: 'subject.get',
    method: 'GET',
    url: '/api/subjects/{code}',
    may: 'public',
    summary: '一个组织的公示信息 the public record of one organisation',
    path: Type.Object({ code: Type.String({ maxLength: 60, description: '统一社会信用代码' }) }),
    reply: SubjectPage,
    refusals: ['PUBLICATION_CODE_INVALID', 'PUBLICATION_SUBJECT_UNKNOWN'],
    handler: ({ database, clock }, { path }) => database.read((tx) => getSubjectPage(tx, clock, path.code)),
  }),
  route({
    id: 'totals.get',
    method: 'GET',
    url: '/api/totals',
    may: 'public',
    summary: '平台归集总量 totals of what the platform holds',
    reply: PortalTotals,
    refusals: [],
    handler: ({ database, clock }) => database.read((tx) => getPortalTotals(tx, clock)),
  }),
]
