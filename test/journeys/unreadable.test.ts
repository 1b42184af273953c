import { expect, test } from 'vitest'
import { inventFirms } from '../../seed/firms.ts'
import { penaltyRow } from '../../seed/rows.ts'
import { csvOf, tableOf } from '../support/delivery.ts'
import { world } from '../support/world.ts'

/** More than one chunk, so that without care the first would be filed before the end is read. */
const ROWS = 5000

test('a long file whose last line cannot be read is refused whole: nothing of it is filed, nothing stays open', async () => {
  await using w = await world()
  const by = { ...w.regulator, short: '虚构' }
  const firms = inventFirms(50)
  const rows = Array.from({ length: ROWS }, (_, i) =>
    penaltyRow(firms[i % firms.length]!, by, '2026-09-28', 3, i),
  )
  const whole = Buffer.from(csvOf(tableOf(rows)))
  const broken = Buffer.concat([whole, Buffer.from([0xff, 0xfe, 0xff]), Buffer.from('\r\n')])
  const before = await w.contents()

  await expect(w.send(broken)).rejects.toMatchObject({ kind: 'invalid', code: 'COLLECTION_ENCODING_MIXED' })
  expect(await w.contents()).toEqual(before)

  const receipt = await w.send(whole)
  expect(receipt.accepted.new).toBe(ROWS)
})
