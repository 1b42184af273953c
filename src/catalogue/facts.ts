import type { FieldReader } from './condition.ts'
import type { ItemDefinition } from './item-schema.ts'
import { findField } from './item-schema.ts'
import type { PublicityFacts } from './rules/publicity.ts'

/** What a row's fields do not say and the caller may know: see `PublicityFacts`. */
export interface FactsBesideTheRow {
  summaryProcedure?: boolean
  sector?: string | null
}

/**
 * Makes a function from a row's normalised fields to the facts on which publicity is decided, by the item's roles.
 * Rows must have passed validation: the decision date is there.
 */
export function compilePublicityFacts(
  item: ItemDefinition,
): (read: FieldReader, beside?: FactsBesideTheRow) => PublicityFacts {
  const { decided_on, valid_until, submitted_publicity_end, gravity_source } = item.roles
  if (item.publicity.rule === 'licence') {
    return (read) => ({
      rule: 'licence',
      decidedOn: read(decided_on) ?? '',
      validUntil: (valid_until && read(valid_until)) || null,
    })
  }
  const separator = (gravity_source && findField(item, gravity_source)?.separator) || ';'
  return (read, beside) => {
    const kinds = (gravity_source && read(gravity_source)) || ''
    return {
      rule: 'penalty',
      decidedOn: read(decided_on) ?? '',
      penaltyKinds: kinds === '' ? [] : kinds.split(separator),
      submittedEnd: (submitted_publicity_end && read(submitted_publicity_end)) || null,
      ...beside,
    }
  }
}
