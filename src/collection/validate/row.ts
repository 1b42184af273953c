import {
  compileCondition,
  compileSubjectClass,
  type FieldReader,
  type ItemDefinition,
} from '../../catalogue/pure.ts'
import { isBlankCode, isResidentId, normaliseCode } from '../../kernel/pure.ts'
import type { ColumnMap, FieldColumn } from './columns.ts'
import { compileField, type FieldChecker } from './field-check.ts'
import { holdsResidentId, maskNumberOfPerson, type RowProblem, shownValue } from './problem.ts'
import { compileRules, type RuleSurroundings } from './rule-check.ts'
import { cleanText, isBlank } from './text.ts'

/** What became of one row. Of a natural person's row nothing but its number is known afterwards. */
export type RowOutcome =
  | { kind: 'naturalPerson' }
  | { kind: 'refused'; problems: RowProblem[]; content: Record<string, string> }
  | { kind: 'valid'; values: RowValues }

/** A valid row: field code → stored text, only fields that may be stored. */
export interface RowValues {
  read: FieldReader
  /** Stored fields that are filled, in order of code: the canonical content of the record. */
  stored: Record<string, string>
}

export interface Surroundings extends RuleSurroundings {
  provider: { code: string; name: string }
  /** The register's code for an authority's full name. */
  authorityNamed(name: string): string | undefined
}

/** Validates one row of the file whose columns were mapped. Pure: the same row gives the same outcome. */
export type RowValidator = (row: number, cells: string[], surroundings: Surroundings) => RowOutcome

/** Compiles an item and the columns of one file into its row validator. The same code runs wherever rows are checked. */
export function compileRowValidator(item: ItemDefinition, columns: ColumnMap): RowValidator {
  const plan = makePlan(item, columns)
  return (row, cells, surroundings) => {
    const raw = readCells(plan, cells)
    fillFromSurroundings(plan, raw, surroundings)
    const readRaw = (code: string) => raw[plan.index.get(code)!] ?? ''
    // Charter 2: decided before anything else is looked at, and in doubt against storing.
    if (isAboutPerson(plan, readRaw)) return { kind: 'naturalPerson' }

    const problems: RowProblem[] = []
    checkAdmitted(plan, row, cells, problems)
    const values = checkFields(plan, row, raw, problems)
    const read = (code: string) => values[plan.index.get(code)!]
    checkObligations(plan, row, values, read, problems)
    checkRules(plan, row, raw, read, surroundings, problems)
    if (problems.length > 0) return { kind: 'refused', problems, content: maskedContent(plan, raw, problems) }
    return { kind: 'valid', values: { read, stored: storedContent(plan, values) } }
  }
}

/**
 * Whether a row is about a natural person. Without any code of an organisation its class is only a word: then the row
 * is judged as if it declared none, so that a person sent as 法人 does not stay in quarantine by name.
 */
function isAboutPerson(plan: Plan, read: (code: string) => string): boolean {
  if (plan.classOf(read).kind === 'natural_person') return true
  const { subject_codes, subject_class } = plan.item.roles
  const written = (code: string) => (isBlankCode(normaliseCode(read(code))) ? '' : read(code))
  if (subject_codes.some((code) => written(code) !== '')) return false
  const undeclared = (code: string) =>
    code === subject_class ? '' : subject_codes.includes(code) ? written(code) : read(code)
  return plan.classOf(undeclared).kind === 'natural_person'
}

interface Plan {
  item: ItemDefinition
  columns: ColumnMap
  index: Map<string, number>
  checkers: FieldChecker[]
  required: (((read: FieldReader) => boolean) | undefined)[]
  rules: ReturnType<typeof compileRules>
  classOf: ReturnType<typeof compileSubjectClass>
  /** Field indexes of what is stored, ordered by code. */
  stored: number[]
  /** Indexes of fields that may have to be filled. */
  obliged: number[]
  /** Columns that, when filled, say something of other fields too. */
  implying: FieldColumn[]
}

function makePlan(item: ItemDefinition, columns: ColumnMap): Plan {
  const condition = (when: Parameters<typeof compileCondition>[0]) => compileCondition(when, isResidentId)
  const excused = new Set(columns.generation?.not_demanded ?? [])
  return {
    item,
    columns,
    index: new Map(item.fields.map((field, i) => [field.code, i])),
    checkers: item.fields.map(compileField),
    required: item.fields.map((field) => (field.required_when ? condition(field.required_when) : undefined)),
    rules: compileRules(item, columns.generation?.id),
    classOf: compileSubjectClass(item, holdsResidentId),
    stored: item.fields
      .map((field, i) => ({ code: field.code, keep: field.keep, i }))
      .filter(({ keep }) => keep === 'stored')
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ i }) => i),
    obliged: item.fields.flatMap((field, i) =>
      field.obligation === 'optional' || field.keep === 'natural_person_only' || excused.has(field.code)
        ? []
        : [i],
    ),
    implying: columns.ofField.flat().filter(({ old }) => old?.implies),
  }
}

/** The cleaned text of each field, older templates' columns carried over; '' where there is nothing. */
function readCells(plan: Plan, cells: string[]): string[] {
  const raw = plan.columns.ofField.map((columns) => {
    if (columns.length === 0) return ''
    if (columns.length === 1) return cellValue(columns[0]!, cells)
    const parts = columns.map((column) => cellValue(column, cells)).filter((text) => text !== '')
    return [...new Set(parts)].join(columns[0]!.old?.join ?? '')
  })
  for (const { index, old } of plan.implying) {
    if (isBlank(cleanText(cells[index] ?? ''))) continue
    for (const [code, value] of Object.entries(old?.implies ?? {})) raw[plan.index.get(code)!] ||= value
  }
  return raw
}

function cellValue({ index, old }: FieldColumn, cells: string[]): string {
  const text = cleanText(cells[index] ?? '')
  if (isBlank(text)) return ''
  return old?.values?.[text] ?? text
}

/** Fills what an older template does not carry. */
function fillFromSurroundings(plan: Plan, raw: string[], surroundings: Surroundings): void {
  const readRaw = (code: string) => raw[plan.index.get(code)!]!
  for (const fill of plan.columns.fills) {
    const target = plan.index.get(fill.field)!
    if (raw[target] !== '') continue
    if ('from_field' in fill) raw[target] = readRaw(fill.from_field)
    else if ('authority_named_in' in fill) {
      raw[target] = surroundings.authorityNamed(readRaw(fill.authority_named_in)) ?? ''
    } else if (fill.from === 'provider_code') raw[target] = surroundings.provider.code
    else if (fill.from === 'provider_name') raw[target] = surroundings.provider.name
    else raw[target] = plan.classOf(readRaw).value
  }
}

function checkAdmitted(plan: Plan, row: number, cells: string[], problems: RowProblem[]): void {
  for (const { index, header, column, allowed } of plan.columns.admitted) {
    const text = cleanText(cells[index] ?? '')
    if (allowed.has(text)) continue
    const message = `${column.says}${column.fix}`
    problems.push({ row, field: header, code: 'COLUMN_VALUE_NOT_ADMITTED', value: shownValue(text), message })
  }
}

function checkFields(plan: Plan, row: number, raw: string[], problems: RowProblem[]): string[] {
  return raw.map((text, i) => {
    if (text === '') return ''
    const checked = plan.checkers[i]!(text)
    if ('value' in checked) return checked.value
    const value = isPersonal(checked.code) ? '' : shownCell(plan, i, text)
    problems.push({
      row,
      field: plan.item.fields[i]!.code,
      code: checked.code,
      value,
      message: checked.message,
    })
    return ''
  })
}

/** Fields that have a problem already; undefined, the usual case, when none has. */
const faultyFields = (problems: RowProblem[]): Set<string> | undefined =>
  problems.length === 0 ? undefined : new Set(problems.map((problem) => problem.field))

function checkObligations(
  plan: Plan,
  row: number,
  values: string[],
  read: FieldReader,
  problems: RowProblem[],
): void {
  const faulty = faultyFields(problems)
  for (const i of plan.obliged) {
    const field = plan.item.fields[i]!
    if (values[i] !== '' || faulty?.has(field.code)) continue
    if (field.obligation === 'conditional' && !plan.required[i]?.(read)) continue
    problems.push({
      row,
      field: field.code,
      code: 'FIELD_REQUIRED',
      value: '',
      message: `${field.name}为必填，现为空。${field.hint}`,
    })
  }
}

function checkRules(
  plan: Plan,
  row: number,
  raw: string[],
  read: FieldReader,
  surroundings: Surroundings,
  problems: RowProblem[],
): void {
  const faulty = faultyFields(problems) ?? new Set()
  for (const { rule, broken } of plan.rules) {
    for (const code of broken(read, surroundings)) {
      // One fault per cell: what follows from a wrong value is no news.
      if (faulty.has(code)) continue
      faulty.add(code)
      const i = plan.index.get(code)!
      const value = shownCell(plan, i, raw[i]!)
      problems.push({ row, field: code, code: rule.id, value, message: `${rule.says}${rule.fix}` })
    }
  }
}

function storedContent(plan: Plan, values: string[]): Record<string, string> {
  const content: Record<string, string> = {}
  for (const i of plan.stored) if (values[i] !== '') content[plan.item.fields[i]!.code] = values[i]!
  return content
}

/** Nothing of a cell whose field may not be stored is shown back: the receipt of a refusal is stored too. */
const shownCell = (plan: Plan, i: number, text: string): string =>
  plan.item.fields[i]!.keep === 'stored' ? shownValue(text) : ''

/** The kernel's refusals of a person's number in place of an organisation's code. */
const isPersonal = (problem: string): boolean => problem.endsWith('_IS_RESIDENT_ID')

/** What quarantine keeps of a refused row: only fields that may be stored, people's numbers masked or left out. */
function maskedContent(plan: Plan, raw: string[], problems: RowProblem[]): Record<string, string> {
  const personal = new Set(problems.filter(({ code }) => isPersonal(code)).map(({ field }) => field))
  const content: Record<string, string> = {}
  for (const i of plan.stored) {
    const { code } = plan.item.fields[i]!
    if (raw[i] !== '' && !personal.has(code)) content[code] = maskNumberOfPerson(raw[i]!.toWellFormed())
  }
  return content
}
