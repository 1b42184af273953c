import pg from 'pg'

const LONGEST_MESSAGE = 300
const FRAMES = 4

/**
 * What may be written of an error into the operator's log: where it happened and of what kind, never what somebody
 * submitted. PostgreSQL and the parsers of the platform quote the value they stumbled over, and such a value can be a
 * person's name or number, so everything quoted, every run of digits and every Chinese word is blotted out.
 * @param error whatever was thrown
 */
export function internalCause(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`
  if (error instanceof pg.DatabaseError) {
    const place = Object.entries({
      schema: error.schema,
      table: error.table,
      column: error.column,
      constraint: error.constraint,
      routine: error.routine,
    })
      .filter(([, value]) => value)
      .map(([name, value]) => ` ${name}=${value}`)
    return `PostgreSQL ${error.code}:${place.join('')}${framesOf(error)}`
  }
  const code = (error as NodeJS.ErrnoException).code
  return `${error.name}${code ? ` ${code}` : ''}: ${blotOut(error.message)}${framesOf(error)}`
}

/** `text` without anything that could be somebody's. */
function blotOut(text: string): string {
  return text
    .slice(0, LONGEST_MESSAGE)
    .replace(/"[^"]*("|$)|'[^']*('|$)|`[^`]*(`|$)/g, '"…"')
    .replace(/\S+@\S+/g, '…')
    .replace(/\d{5,}/g, '…')
    .replace(/\p{Script=Han}+/gu, '…')
}

/** Function, file and line of the nearest callers; a frame holds nothing of the data. */
const framesOf = (error: Error): string =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => ` <- ${line.trim().slice(3)}`)
    .join('')
