import ts from 'typescript'
import { parse as parseYaml } from 'yaml'
import { type Instrument, type Law, resolveCitation } from '../../src/catalogue/pure.ts'
import { parse, placeOf, type SourceTree, type Violation, walk } from './tree.ts'

/** `<instrument>#<article>`; an instrument's id has at least two words, so that colours and anchors are none. */
const CITATION = /^[a-z0-9]+(-[a-z0-9]+)+#[a-z0-9-]+$/
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** A citation and the day from which what it supports is in force, where that is said. */
export interface Citation {
  at: string
  citation: string
  on: string | undefined
}

/** Every citation in YAML values and in string literals of code. */
export function citationsOf(tree: SourceTree): Citation[] {
  const found: Citation[] = []
  for (const [file, source] of tree) {
    if (file.endsWith('.yaml')) found.push(...fromYaml(parseYaml(source), file, undefined))
    else found.push(...fromCode(file, source))
  }
  return found
}

function fromYaml(value: unknown, at: string, on: string | undefined): Citation[] {
  if (typeof value === 'string') return CITATION.test(value) ? [{ at, citation: value, on }] : []
  if (value === null || typeof value !== 'object') return []
  const day = dayOf(value as Record<string, unknown>) ?? on
  return Object.entries(value).flatMap(([key, part]) => fromYaml(part, `${at} ${key}`, day))
}

const dayOf = (value: Record<string, unknown>): string | undefined =>
  [value.in_force_from, value.from].find((day): day is string => typeof day === 'string' && DAY.test(day))

function fromCode(file: string, source: string): Citation[] {
  const parsed = parse(file, source)
  const found: Citation[] = []
  walk(parsed, (node) => {
    if (ts.isStringLiteralLike(node) && CITATION.test(node.text))
      found.push({ at: placeOf(parsed, node), citation: node.text, on: undefined })
  })
  return found
}

/** Citations of what `law/` does not know, or of what was not in force on the day they are used from. */
export function citationViolations(citations: readonly Citation[], law: Law): Violation[] {
  return citations.flatMap(({ at, citation, on }) => {
    const { instrument, article } = resolveCitation(law, citation)
    if (!instrument) return [{ at, what: `${citation}: no such instrument in law/` }]
    if (!article) return [{ at, what: `${citation}: ${instrument.id} has no such article` }]
    if (on !== undefined && !inForce(instrument, on))
      return [{ at, what: `${citation}: not in force on ${on}` }]
    return []
  })
}

const inForce = ({ in_force_from: from, in_force_until: until }: Instrument, on: string): boolean =>
  from <= on && (until === undefined || on <= until)
