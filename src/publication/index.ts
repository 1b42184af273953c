export { batchRoutes } from './batch-routes.ts'
export { getFigures } from './figures/figures.ts'
export { figuresRoutes } from './figures-routes.ts'
export { advanceFeed } from './open/feed.ts'
export { publishTotals, replayTotal } from './open/total.ts'
export { openRoutes } from './open-routes.ts'
export { type OwnReportContext, ownReportRoutes } from './own-report-routes.ts'
export { composeReport, type SpecialScope } from './report/content.ts'
export {
  CHANGED,
  checkReportFile,
  eraseOldReports,
  getReport,
  getReportFile,
  INTACT,
  issueReport,
  listReportKeys,
  notSealed,
  reportsWithRecord,
} from './report/issue.ts'
export { issuingKey } from './report/office.ts'
export { isSealIntact, readSeal } from './report/seal.ts'
export { REPORT_BYTES_MAX, reportRoutes } from './report-routes.ts'
export { type PublicContext, publicationRoutes } from './routes.ts'
export { searchSubjects } from './search.ts'
export { getSubjectPage } from './subject-page.ts'
export { getPortalTotals, listExamples } from './totals.ts'
