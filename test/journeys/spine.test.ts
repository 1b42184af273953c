import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { world } from '../support/world.ts'

test('the sample penalties file yields exactly its one natural person, three bad codes and two bad dates', async () => {
  await using w = await world()
  const [penalties] = await w.samples()
  const place = path.join(w.folder, penalties!.name)
  writeFileSync(place, penalties!.bytes)

  const receipt = await w.ingest(place, '行政处罚', penalties!.providerCode)

  expect(receipt.naturalPersons).toBe(1)
  expect(receipt.refused).toBe(5)
  expect(receipt.accepted).toEqual({ new: 36, changed: 0, unchanged: 0 })
  expect(receipt.rows).toBe(42)
  expect(receipt.refusals.map(({ field, code }) => `${field} ${code}`)).toEqual([
    'CF_XDR_SHXYM USCC_CHECK_CHARACTER',
    'CF_XDR_SHXYM USCC_SCIENTIFIC',
    'CF_XDR_SHXYM USCC_LENGTH',
    'CF_JDRQ DATE_INVALID',
    'CF_JDRQ DECIDED_AFTER_UPLOAD',
  ])
})
