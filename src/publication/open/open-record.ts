import { Type } from 'typebox'
import { type PublishedItem, publicFields } from '../../catalogue/index.ts'
import type { OpenRecord } from '../contract.ts'

/** A public record as the queries of open data give it. */
export const OpenRow = Type.Object({
  subjectId: Type.String(),
  recordKey: Type.String(),
  uscc: Type.String(),
  name: Type.String(),
  documentNumber: Type.String(),
  authorityCode: Type.String(),
  decidedOn: Type.String(),
  publicFrom: Type.String(),
  publicUntil: Type.Union([Type.String(), Type.Null()]),
  fields: Type.Record(Type.String(), Type.String()),
})
export type OpenRow = Type.Static<typeof OpenRow>

/** What is given out of a record: the same as on the public page, never a field that is not public. */
export function openRecord({ definition }: PublishedItem, row: OpenRow): OpenRecord {
  return {
    id: `${definition.code}-${row.subjectId}-${row.recordKey.replaceAll('-', '')}`,
    code: row.uscc,
    name: row.name,
    documentNumber: row.documentNumber,
    authorityCode: row.authorityCode,
    decidedOn: row.decidedOn,
    publicFrom: row.publicFrom,
    publicUntil: row.publicUntil,
    fields: Object.fromEntries(
      publicFields(definition)
        .filter((field) => row.fields[field.code] !== undefined)
        .map((field) => [field.code, row.fields[field.code]!]),
    ),
  }
}
