import { compileCondition, type FieldReader, type ResidentIdTest } from './condition.ts'
import type { ItemDefinition, SubjectKind } from './item-schema.ts'

export interface SubjectClass {
  /** The value of the class field, as the catalogue spells it. */
  value: string
  kind: SubjectKind
  /**
   * How it was found: `declared` in the row; `identity`, the row carries a person's number where an organisation's code
   * belongs, whatever it declares; `inferred`, the row declares nothing that the catalogue knows.
   */
  by: 'declared' | 'identity' | 'inferred'
}

/**
 * Who a row is about. This is the first thing asked of a row: one about a natural person is counted and dropped before
 * any other check, so that nothing of it is kept even as a refusal (charter 2). Doubt falls on the person's side: a row
 * without a class, without any organisation's code and without an organisation's name counts as a natural person's.
 *
 * @param isResidentId the kernel's test of 公民身份号码
 * @returns a function of a row; fields are read normalised
 */
export function compileSubjectClass(
  item: ItemDefinition,
  isResidentId: ResidentIdTest,
): (read: FieldReader) => SubjectClass {
  const { values, natural_person_when, when_absent, otherwise } = item.subject_class
  const classField = item.roles.subject_class
  const synonyms = item.fields.find((field) => field.code === classField)?.value_synonyms ?? {}
  const kinds = new Map(Object.entries(values))
  const person = [...kinds].find(([, kind]) => kind === 'natural_person')?.[0] ?? otherwise
  const identity = natural_person_when.map((condition) => compileCondition(condition, isResidentId))
  const inferences = when_absent.map((each) => ({
    holds: compileCondition(each.when, isResidentId),
    value: each.class,
  }))

  return (read) => {
    const written = read(classField) ?? ''
    const declared = kinds.has(written) ? written : (synonyms[written] ?? '')
    const declaredKind = kinds.get(declared)
    if (declaredKind === 'natural_person') return { value: declared, kind: declaredKind, by: 'declared' }
    if (identity.some((holds) => holds(read)))
      return { value: person, kind: 'natural_person', by: 'identity' }
    if (declaredKind) return { value: declared, kind: declaredKind, by: 'declared' }
    const value = inferences.find(({ holds }) => holds(read))?.value ?? otherwise
    return { value, kind: kinds.get(value) ?? 'natural_person', by: 'inferred' }
  }
}
