import type { JsonDelivery } from '../contract.ts'
import { isBlankRow, type RowStream } from './source.ts'
import { numberText } from './xlsx-cell.ts'

const ROWS_PER_BATCH = 1000

/** The rows of a JSON delivery as a table: the header is the union of their keys; row numbers count the array from 1. */
export async function* readJson(delivery: JsonDelivery): RowStream {
  const keys = new Set<string>()
  for (const row of delivery.rows) for (const key of Object.keys(row)) keys.add(key)
  const header = [...keys]
  yield [{ number: 0, cells: header }]
  for (let from = 0; from < delivery.rows.length; from += ROWS_PER_BATCH) {
    yield delivery.rows
      .slice(from, from + ROWS_PER_BATCH)
      .map((row, i) => ({ number: from + i + 1, cells: header.map((key) => cellOf(row[key])) }))
      .filter(({ cells }) => !isBlankRow(cells))
  }
}

const cellOf = (value: string | number | null | undefined): string =>
  typeof value === 'number' ? numberText(String(value)) : (value ?? '')
