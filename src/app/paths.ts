import path from 'node:path'

/** The checkout's own folders. */
export const ROOT = path.join(import.meta.dirname, '../..')

/** Everything the program writes at run time; XINWANG_VAR moves it (tests have their own). */
export const VAR = process.env.XINWANG_VAR ? path.resolve(process.env.XINWANG_VAR) : path.join(ROOT, 'var')
export const POSTGRES_HOME = path.join(VAR, 'postgres')
export const SPOOL = path.join(VAR, 'spool')
export const SAMPLES = path.join(VAR, 'samples')
