import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { SAMPLES_FOLDER } from '../../seed/write-samples.ts'
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

test('the penalties file in the checkout yields the same refusals on any later day', async () => {
  await using w = await world({ on: '2031-03-05' })
  const place = path.join(SAMPLES_FOLDER, '行政处罚.xlsx')

  const receipt = await w.ingest(place, '行政处罚', w.regulator.code)

  expect(receipt).toMatchObject({ rows: 42, refused: 5, naturalPersons: 1 })
  expect(receipt.refusals.filter(({ field }) => field === 'CF_XDR_SHXYM')).toHaveLength(3)
  expect(receipt.refusals.filter(({ field }) => field === 'CF_JDRQ')).toHaveLength(2)
})
