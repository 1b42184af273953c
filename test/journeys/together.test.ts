import { expect, test } from 'vitest'
import { csvOf, tableOf } from '../support/delivery.ts'
import { world } from '../support/world.ts'

const DEPARTMENTS = 20

test('twenty departments that send at the same moment are all served, and so is who only looks something up', {
  timeout: 120_000,
}, async () => {
  await using w = await world()
  const senders = w.authorities.slice(0, DEPARTMENTS)
  const keys = await Promise.all(senders.map((sender) => w.key(sender.code)))
  const file = (number: number) =>
    csvOf(
      tableOf(
        Array.from({ length: 40 }, (_, row) =>
          w.penalty((number * 40 + row) % w.firms.length, {
            CF_WSH: `虚构罚〔2026〕${number * 100 + row}号`,
          }),
        ),
      ),
    )
  const sending = keys.map((key, number) => w.upload(key, '行政处罚', `第${number}家.csv`, file(number)))
  const looking = Array.from({ length: 30 }, () => w.get('/api/totals'))
  const replies = await Promise.all([...sending, ...looking])
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200))
  const filed = (await Promise.all(sending)).reduce((sum, { body }) => sum + body.accepted.new, 0)
  expect(filed).toBe(senders.length * 40)
})
