import { setTimeout as later } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { turns } from './turns.ts'

test('so many run at a time and no more, and each comes to its end whatever becomes of the others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { maxLength: 30 }),
      async (places, works) => {
        const inTurn = turns(places)
        let running = 0
        const ended = await Promise.allSettled(
          works.map((fails) =>
            inTurn(async () => {
              expect(++running).toBeLessThanOrEqual(places)
              await Promise.resolve()
              running--
              if (fails) throw new Error('failed')
            }),
          ),
        )
        expect(ended.map(({ status }) => status === 'rejected')).toEqual(works)
        expect(running).toBe(0)
      },
    ),
  )
})

test('a long work that takes a turn for each piece lets the others in between its pieces', async () => {
  const inTurn = turns(1)
  const order: string[] = []
  const work = async (name: string, pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      await inTurn(async () => {
        await later(0)
        order.push(name)
      })
    }
  }
  await Promise.all([work('long', 6), work('short', 2), work('middle', 3)])
  expect(order.indexOf('short')).toBe(1)
  expect(order.lastIndexOf('short')).toBeLessThan(6)
  expect(order.at(-1)).toBe('long')
})
