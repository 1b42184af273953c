export {
  type BatchBuilder,
  fieldsAt,
  type Gravity,
  openBatch,
  type RecordBatch,
  type RecordRow,
} from './batch.ts'
export { recomputeDeadlines } from './deadline.ts'
export { type Expectation, type Filing, fileRecords } from './file.ts'
