export {
  type CopyType,
  type CopyValue,
  copyRows,
  copyTuples,
  openTuples,
  type Tuples,
} from './copy.ts'
export {
  type Database,
  isPostgresError,
  openDatabase,
  type Tx,
  UNIQUE_VIOLATION,
} from './database.ts'
export { openApi, SESSION_COOKIE } from './http/openapi.ts'
export { Problem, type ProblemBody, problemBody, toXinwangError } from './http/problem.ts'
export {
  type IncomingFile,
  type OutgoingFile,
  type Permission,
  type Route,
  type RouteInput,
  route,
} from './http/route.ts'
export { buildServer, FILE_LIMIT_BYTES } from './http/server.ts'
export { MIGRATIONS, migrate } from './migrate.ts'
export { type EmbeddedServer, startEmbedded } from './postgres/embedded.ts'
export * from './pure.ts'
export {
  loadCalendar,
  loadOnce,
  loadReportingUnits,
  regionNames,
  storeCalendar,
  storeRegions,
  storeReportingUnits,
  wasLoaded,
} from './reference.ts'
export { loadSql, parseSqlFile, type SqlBlock, type SqlFile } from './sql.ts'
export { turns } from './turns.ts'
