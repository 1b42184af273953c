import { type Static, Type } from 'typebox'

/**
 * The small language in which the catalogue says when a field is required or a rule applies. A condition is a list of
 * clauses that must all hold.
 */
const strict = { additionalProperties: false } as const
const FieldCode = Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' })
const Values = Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })

export const Clause = Type.Union([
  /** The field's value is one of these. */
  Type.Object({ field: FieldCode, in: Values }, strict),
  /** The field's text contains one of these, anywhere. */
  Type.Object({ field: FieldCode, contains_any: Values }, strict),
  Type.Object({ field: FieldCode, matches: Type.String({ minLength: 1 }) }, strict),
  Type.Object({ field: FieldCode, filled: Type.Boolean() }, strict),
  Type.Object({ any_filled: Type.Array(FieldCode, { minItems: 1 }) }, strict),
  /** The field holds what the test handed in takes for a resident id. */
  Type.Object({ field: FieldCode, is_resident_id: Type.Literal(true) }, strict),
])

export const Condition = Type.Array(Clause, { minItems: 1 })

export type Clause = Static<typeof Clause>
export type Condition = Static<typeof Condition>

/** Reads a normalised field of a row; undefined or '' when it is empty. */
export type FieldReader = (code: string) => string | undefined

/** Tests a text for being a resident id; handed in, because code standards are the kernel's. */
export type ResidentIdTest = (text: string) => boolean

/** The fields a condition reads. */
export const fieldsOf = (condition: Condition): string[] =>
  condition.flatMap((clause) => ('any_filled' in clause ? clause.any_filled : [clause.field]))

/** Makes a condition into a function of a row; patterns are compiled once. */
export function compileCondition(
  condition: Condition,
  isResidentId: ResidentIdTest,
): (read: FieldReader) => boolean {
  const tests = condition.map((clause) => compileClause(clause, isResidentId))
  return (read) => tests.every((test) => test(read))
}

function compileClause(clause: Clause, isResidentId: ResidentIdTest): (read: FieldReader) => boolean {
  if ('any_filled' in clause) return (read) => clause.any_filled.some((code) => Boolean(read(code)))
  const { field } = clause
  if ('in' in clause) {
    const values = new Set(clause.in)
    return (read) => values.has(read(field) ?? '')
  }
  if ('contains_any' in clause) {
    return (read) => {
      const text = read(field) ?? ''
      return clause.contains_any.some((part) => text.includes(part))
    }
  }
  if ('matches' in clause) {
    const pattern = new RegExp(clause.matches, 'u')
    return (read) => pattern.test(read(field) ?? '')
  }
  if ('filled' in clause) return (read) => Boolean(read(field)) === clause.filled
  return (read) => isResidentId(read(field) ?? '')
}
