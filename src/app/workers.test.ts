import { expect, test } from 'vitest'
import { world } from '../../test/support/world.ts'
import { startWorkers, type Worker } from './workers.ts'

test('a worker runs again and again, one that fails is named and tried again later, and stopping waits for what is under way', async () => {
  await using w = await world()
  const events: string[] = []
  const seen = Promise.withResolvers<void>()
  let finish = () => {}
  const workers: Worker[] = [
    {
      name: '清点',
      pauseMs: 1,
      run: async ({ database }) => {
        await database.read((tx) => tx.query('SELECT 1'))
        events.push('counted')
        if (events.filter((event) => event === 'counted').length === 3) seen.resolve()
      },
    },
    {
      name: '坏的',
      pauseMs: 60_000,
      run: async () => {
        throw new Error('no such folder')
      },
    },
    {
      name: '慢的',
      pauseMs: 1,
      run: () =>
        new Promise((resolve) => {
          finish = () => {
            events.push('slow one finished')
            resolve()
          }
        }),
    },
  ]
  const lines: object[] = []
  const started = startWorkers(workers, w, (line) => lines.push(line))
  await seen.promise
  const stopped = started.stop().then(() => events.push('stopped'))
  finish()
  await stopped
  expect(events.slice(-2)).toEqual(['slow one finished', 'stopped'])
  expect(lines).toEqual([{ worker: '坏的', failed: 'Error: no such folder' }])
})
