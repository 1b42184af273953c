import {
  type Column,
  type Fill,
  type Generation,
  type ItemDefinition,
  matchHeaders,
} from '../../catalogue/pure.ts'
import { invalid } from '../../kernel/pure.ts'

type FieldColumn = Extract<Column, { kind: 'field' }>
type AdmitColumn = Extract<Column, { kind: 'admit' }>

/** How the columns of one file fill the fields of an item. */
export interface ColumnMap {
  /** The older template the file was made with; undefined for the present one. */
  generation: Generation | undefined
  /** Per field of the item, in its order: the columns of the file that carry it. */
  ofField: { index: number; column: FieldColumn }[][]
  /** Columns that are not carried but only admitted with certain values. */
  admitted: { index: number; column: AdmitColumn; allowed: Set<string> }[]
  fills: Fill[]
  unknownColumns: string[]
}

/** A header row is one in which this many columns are known; fewer, and it is a title or data. */
const KNOWN_HEADERS_MIN = 3

/** Whether a row of cells is a header of this item: Chinese names, field codes or synonyms. */
export const isHeaderRow = (item: ItemDefinition, cells: string[]): boolean =>
  matchHeaders(item, cells).known >= KNOWN_HEADERS_MIN

/**
 * Maps a file's header to the item's fields. Strict: what is neither a field, nor a column of an older template, nor
 * declared as ignored is reported; a field carried twice or a demanded one that is missing refuses the file.
 * @throws invalid
 */
export function mapColumns(item: ItemDefinition, header: string[]): ColumnMap {
  const match = matchHeaders(item, header)
  const nameOf = (code: string) => item.fields.find((field) => field.code === code)?.name ?? code
  if (match.claimedTwice.length > 0) {
    throw invalid({
      code: 'COLLECTION_COLUMN_TWICE',
      message: `有两列都对应“${match.claimedTwice.map(nameOf).join('、')}”，无法判断以哪一列为准。`,
      next: '请删去多余的一列后重新报送。',
    })
  }
  if (match.missing.length > 0) {
    throw invalid({
      code: 'COLLECTION_COLUMN_MISSING',
      message: `缺少必填列：${match.missing.map(nameOf).join('、')}。`,
      next: `请使用“${item.name}”的模板，表头用中文名称或数据项代码。`,
    })
  }
  const columns = match.columns.map((column, index) => ({ column, index }))
  return {
    generation: match.generation,
    ofField: item.fields.map((field) =>
      columns.flatMap(({ column, index }) =>
        column.kind === 'field' && column.field === field.code ? [{ column, index }] : [],
      ),
    ),
    admitted: columns.flatMap(({ column, index }) =>
      column.kind === 'admit' ? [{ column, index, allowed: new Set(['', ...column.admit]) }] : [],
    ),
    fills: match.generation?.fills ?? [],
    unknownColumns: columns.flatMap(({ column }) =>
      column.kind === 'unknown' && column.header.trim() !== '' ? [column.header] : [],
    ),
  }
}
