export { type PublicContext, publicationRoutes } from './routes.ts'
export { searchSubjects } from './search.ts'
export { getSubjectPage } from './subject-page.ts'
export { getPortalTotals, listExamples } from './totals.ts'
