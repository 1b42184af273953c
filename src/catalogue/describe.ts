import type { FieldDefinition, ItemDefinition } from './item-schema.ts'
import { type Law, resolveCitation } from './law-schema.ts'

/** Chinese name of every field by code, in the order of the item. */
export const fieldLabels = (item: ItemDefinition): Map<string, string> =>
  new Map(item.fields.map((field) => [field.code, field.name]))

/**
 * The fields that everybody may see, in the order of the item. Only a field that is both public and stored is among
 * them; an item that is itself not public has none.
 */
export const publicFields = (item: ItemDefinition): FieldDefinition[] =>
  item.disclosure === 'public'
    ? item.fields.filter((field) => field.disclosure === 'public' && field.keep === 'stored')
    : []

/** Keeps `left` and `right` characters and puts a star for each of the others. */
export function maskText(text: string, [left, right]: readonly [number, number]): string {
  const characters = [...text]
  if (characters.length <= left + right) return '*'.repeat(characters.length)
  const hidden = characters.length - left - right
  return (
    characters.slice(0, left).join('') +
    '*'.repeat(hidden) +
    characters.slice(characters.length - right).join('')
  )
}

export interface CitationText {
  citation: string
  /** 《标题》（文号） */
  title: string
  /** 第四十八条 */
  article: string
  summary: string
  /** The text was read against the source, instrument and article both. */
  verified: boolean
}

/** Writes a citation out for a reader; an unknown one is shown as it stands. */
export function describeCitation(law: Law, citation: string): CitationText {
  const { instrument, article } = resolveCitation(law, citation)
  if (!instrument || !article) return { citation, title: citation, article: '', summary: '', verified: false }
  return {
    citation,
    title: `《${instrument.title}》${instrument.number ? `（${instrument.number}）` : ''}`,
    article: article.label,
    summary: article.summary,
    verified: instrument.known === 'verified' && article.known === 'verified',
  }
}
