export { recomputeDeadlines } from './deadline.ts'
export { type Expectation, type Filing, fileRecords, type Gravity, type RecordRow } from './file.ts'
