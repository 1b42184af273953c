import { invalid } from '../../kernel/index.ts'

/** One row as it stands in the file: 1-based row number as a spreadsheet shows it, cells as text. */
export interface SourceRow {
  number: number
  cells: string[]
}

/** Rows in order, in batches, read as they are asked for. */
export type RowStream = AsyncIterable<SourceRow[]>

/** A row of a table that was deleted or never filled: it stands in the file, but nobody reports anything with it. */
export const isBlankRow = (cells: string[]): boolean => cells.every((cell) => cell.trim() === '')

/** How much of a source has been read, for whoever shows progress; from 0 to 1. */
export interface Meter {
  share: number
}

/** Where a row could not be read, the file as a whole is refused and nothing of it is kept. */
export function unreadable(code: string, message: string, next: string, internal?: string) {
  return invalid({
    code: `COLLECTION_${code}`,
    message,
    next,
    ...(internal === undefined ? {} : { internal }),
  })
}

/** Longest row in characters. The longest lawful row is some 12,000; beyond this a quotation mark was left open. */
export const ROW_CHARACTERS_MAX = 1_000_000
/** Most columns in a row; the longest template has 36. */
export const COLUMNS_MAX = 2_000
