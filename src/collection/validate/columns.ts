import {
  type Fill,
  foldHeader,
  type Generation,
  type ItemDefinition,
  type OldColumn,
} from '../../catalogue/pure.ts'
import { invalid } from '../../kernel/pure.ts'
import { shownValue } from './problem.ts'
import { cleanText } from './text.ts'

type CarriedColumn = Extract<OldColumn, { field: string }>
type AdmitColumn = Extract<OldColumn, { admit: string[] }>

/** A column of the file that fills a field; `old` when an older template says how it is carried over. */
export interface FieldColumn {
  index: number
  old: CarriedColumn | undefined
}

/** How the columns of one file fill the fields of an item. */
export interface ColumnMap {
  /** The older template the file was made with; undefined for the present one. */
  generation: Generation | undefined
  /** Per field of the item, in its order: the columns of the file that carry it. */
  ofField: FieldColumn[][]
  /** Columns that are not carried but only admitted with certain values. */
  admitted: { index: number; header: string; column: AdmitColumn; allowed: Set<string> }[]
  fills: Fill[]
  unknownColumns: string[]
}

/** A header row is one in which this many columns are known; fewer, and it is a title or data. */
const KNOWN_HEADERS_MIN = 3

/** Whether a row of cells is a header of this item: Chinese names, field codes or synonyms. */
export function isHeaderRow(item: ItemDefinition, cells: string[]): boolean {
  const headers = item.fields.flatMap((field) => [field.code, field.name, ...field.synonyms])
  for (const generation of item.generations) {
    headers.push(...generation.recognised_by, ...generation.columns.flatMap((column) => column.headers))
  }
  const known = new Set(headers.map(foldHeader))
  return cells.filter((cell) => known.has(foldHeader(cell))).length >= KNOWN_HEADERS_MIN
}

/**
 * Maps a file's header to the item's fields. Strict: what is neither a field, nor a column of an older template, nor
 * declared as ignored is reported; a field carried twice or a demanded one that is missing refuses the file.
 * @throws invalid
 */
export function mapColumns(item: ItemDefinition, header: string[]): ColumnMap {
  const folded = header.map(foldHeader)
  const present = new Set(folded)
  const generation = item.generations.find((each) => isOf(item, each, present))
  const map: ColumnMap = {
    generation,
    ofField: item.fields.map(() => []),
    admitted: [],
    fills: generation?.fills ?? [],
    unknownColumns: [],
  }
  const ignored = new Set(item.ignored_columns.flatMap((column) => column.headers.map(foldHeader)))
  for (const [index, name] of folded.entries()) {
    if (name === '' || placeOldColumn(item, map, index, name, header[index]!)) continue
    const field = item.fields.findIndex((each) => headersOf(each).includes(name))
    if (field >= 0) map.ofField[field]!.push({ index, old: undefined })
    else if (!ignored.has(name)) map.unknownColumns.push(shownValue(cleanText(header[index]!)))
  }
  refuseTwice(item, map)
  refuseMissing(item, map)
  return map
}

const headersOf = (field: ItemDefinition['fields'][number]) =>
  [field.code, field.name, ...field.synonyms].map(foldHeader)

function isOf(item: ItemDefinition, generation: Generation, present: Set<string>): boolean {
  const has = (code: string) => {
    const field = item.fields.find((each) => each.code === code)
    return field !== undefined && headersOf(field).some((name) => present.has(name))
  }
  if (generation.not_with.some(has)) return false
  if (generation.recognised_by.some((header) => present.has(foldHeader(header)))) return true
  return generation.recognised_by_missing !== undefined && !has(generation.recognised_by_missing)
}

function placeOldColumn(
  item: ItemDefinition,
  map: ColumnMap,
  index: number,
  name: string,
  header: string,
): boolean {
  const old = map.generation?.columns.find((column) =>
    column.headers.some((each) => foldHeader(each) === name),
  )
  if (!old) return false
  if ('admit' in old) map.admitted.push({ index, header, column: old, allowed: new Set(['', ...old.admit]) })
  else map.ofField[item.fields.findIndex((field) => field.code === old.field)]!.push({ index, old })
  return true
}

function refuseTwice(item: ItemDefinition, map: ColumnMap): void {
  const twice = item.fields.filter(
    (_, i) => map.ofField[i]!.length > 1 && !map.ofField[i]!.every(({ old }) => old?.join !== undefined),
  )
  if (twice.length === 0) return
  throw invalid({
    code: 'COLLECTION_COLUMN_TWICE',
    message: `有两列都对应“${twice.map((field) => field.name).join('、')}”，无法判断以哪一列为准。`,
    next: '请删去多余的一列后重新报送。',
  })
}

function refuseMissing(item: ItemDefinition, map: ColumnMap): void {
  const supplied = new Set([
    ...map.fills.map((fill) => fill.field),
    ...map.ofField.flat().flatMap(({ old }) => Object.keys(old?.implies ?? {})),
    ...(map.generation?.not_demanded ?? []),
  ])
  const missing = item.fields.filter(
    (field, i) =>
      field.obligation === 'mandatory' && map.ofField[i]!.length === 0 && !supplied.has(field.code),
  )
  if (missing.length === 0) return
  throw invalid({
    code: 'COLLECTION_COLUMN_MISSING',
    message: `缺少必填列：${missing.map((field) => field.name).join('、')}。`,
    next: `请使用“${item.name}”的模板，表头用中文名称或数据项代码。`,
  })
}
