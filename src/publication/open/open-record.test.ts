import path from 'node:path'
import { expect, test } from 'vitest'
import { loadCatalogue } from '../../catalogue/index.ts'
import { openRecord } from './open-record.ts'

test('no field of any item goes out that is not both public and stored', () => {
  const { items } = loadCatalogue(path.join(import.meta.dirname, '../../..'))
  expect(items.length).toBeGreaterThan(0)
  for (const { definition } of items) {
    const fields = Object.fromEntries(definition.fields.map(({ code }) => [code, `值-${code}`]))
    const row = {
      subjectId: '1',
      recordKey: '00000000-0000-0000-0000-000000000001',
      uscc: '91130102MA1000009X',
      name: '虚构公司',
      documentNumber: '虚构〔2026〕1号',
      authorityCode: '11130100MA9000118E',
      decidedOn: '2026-09-01',
      publicFrom: '2026-09-01',
      publicUntil: null,
      fields,
    }
    const given = Object.keys(openRecord({ itemNo: 1, version: 1, definition }, row).fields)
    const allowed = definition.fields
      .filter(
        ({ disclosure, keep }) =>
          definition.disclosure === 'public' && disclosure === 'public' && keep === 'stored',
      )
      .map(({ code }) => code)
    expect(given, definition.code).toEqual(allowed)
    expect(given.length, definition.code).toBeLessThan(definition.fields.length)
  }
})
