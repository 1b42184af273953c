import { invariant } from '../kernel/pure.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/**
 * RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units (section 3.2.3), numbers and strings as
 * ECMAScript writes them (3.2.2), no white space. Numbers that are not finite and lone surrogates have no canonical
 * form (3.2.2.2, I-JSON) and are a defect here.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number') {
    invariant(Number.isFinite(value), 'a number without canonical form')
    return JSON.stringify(value)
  }
  if (typeof value === 'string') {
    invariant(value.isWellFormed(), 'a lone surrogate has no canonical form')
    return JSON.stringify(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalJson(key)}:${canonicalJson(value[key]!)}`)
  return `{${members.join(',')}}`
}
