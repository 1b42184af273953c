import {
  compileCondition,
  type FieldReader,
  type FieldRule,
  type ItemDefinition,
} from '../../catalogue/pure.ts'
import { type Day, isResidentId } from '../../kernel/pure.ts'
import { holdsNumberOfPerson } from './problem.ts'

/** What rules may ask of the world beside the row. */
export interface RuleSurroundings {
  /** Day on which the file arrived. */
  receivedOn: Day
  isAuthority(code: string): boolean
}

/** A compiled rule: the fields of the row that break it. */
export interface RuleCheck {
  rule: FieldRule
  broken(read: FieldReader, surroundings: RuleSurroundings): string[]
}

/** Compiles the rules that refuse a row, for files of one generation; the present template has none (`undefined`). */
export function compileRules(item: ItemDefinition, generation: string | undefined): RuleCheck[] {
  return item.rules
    .filter((rule) => rule.severity === 'error')
    .filter(
      (rule) => !rule.generations || (generation !== undefined && rule.generations.includes(generation)),
    )
    .map((rule) => {
      const applies = rule.when ? compileCondition(rule.when, isResidentId) : () => true
      const check = compileRule(rule)
      return { rule, broken: (read, surroundings) => (applies(read) ? check(read, surroundings) : NONE) }
    })
}

type Check = RuleCheck['broken']

/** What nearly every rule answers for nearly every row; one array for all of them. */
const NONE: string[] = []

function compileRule(rule: FieldRule): Check {
  const { fields } = rule
  if (rule.rule === 'must_be_empty') {
    return (read) => (fields.some((field) => read(field)) ? fields.filter((field) => read(field)) : NONE)
  }
  if (rule.rule === 'at_least_one_filled') {
    return (read) => (fields.some((field) => Boolean(read(field))) ? NONE : [fields[0]!])
  }
  const breaks = compileValueTest(rule)
  return (read, surroundings) => {
    let broken = NONE
    for (const field of fields) {
      const value = read(field)
      if (value === undefined || value === '' || !breaks(value, read, surroundings)) continue
      broken = [...broken, field]
    }
    return broken
  }
}

type ValueTest = (value: string, read: FieldReader, surroundings: RuleSurroundings) => boolean

type ValueRule = Exclude<FieldRule, { rule: 'must_be_empty' | 'at_least_one_filled' }>

function compileValueTest(rule: ValueRule): ValueTest {
  switch (rule.rule) {
    case 'not_after_upload':
      return (value, _, { receivedOn }) => value > receivedOn
    case 'not_before':
      return (value, read) => {
        const other = read(rule.other)
        return Boolean(other) && value < other!
      }
    case 'not_before_day':
      return (value) => value < rule.day
    case 'not_one_of': {
      const values = new Set(rule.values)
      return (value) => values.has(value)
    }
    case 'matches': {
      const pattern = new RegExp(rule.pattern, 'u')
      return (value) => !pattern.test(value)
    }
    case 'not_matches': {
      const pattern = new RegExp(rule.pattern, 'u')
      return (value) => pattern.test(value)
    }
    case 'excludes': {
      const values = new Set(rule.values)
      return (value) => value.split(/[;；]/).some((part) => values.has(part))
    }
    case 'above':
      return (value) => !(Number(value) > rule.value)
    case 'at_least':
      return (value) => !(Number(value) >= rule.value)
    case 'at_most':
      return (value) => !(Number(value) <= rule.value)
    case 'known_authority':
      return (value, _, { isAuthority }) => !isAuthority(value)
    case 'no_personal_number':
      return (value) => holdsNumberOfPerson(value)
  }
}
