import { expect, test } from 'vitest'
import { world } from '../../test/support/world.ts'
import { loadCalendar, loadOnce, regionNames, storeCalendar, wasLoaded } from './reference.ts'
import { addWorkingDays, calendarDays, parseCalendarFile } from './working-days.ts'

test('a year announced again is replaced as a whole, and the other years stay as they were', async () => {
  await using w = await world()
  const before = await w.database.read(loadCalendar)
  expect(calendarDays(before).filter(({ on }) => on.startsWith('2025')).length).toBeGreaterThan(20)
  const days = ['01-01', '02-17', '02-18', '02-19', '05-01', '10-01', '10-02', '10-03'].map(
    (day) => `2026-${day}`,
  )
  const announced = parseCalendarFile(
    `date,kind,name\n${days.map((day) => `${day},off,虚构假`).join('\n')}\n`,
  )
  await w.database.transact((tx) => storeCalendar(tx, announced, '虚构通知', w.clock.now()))
  const after = await w.database.read(loadCalendar)
  const of = (year: string, days: typeof before) => calendarDays(days).filter(({ on }) => on.startsWith(year))
  expect(of('2026', after).map(({ on }) => on)).toEqual(days)
  expect(of('2025', after)).toEqual(of('2025', before))
  expect(addWorkingDays(after, '2026-09-30', 1)).toMatchObject({ on: '2026-10-05' })
  expect(addWorkingDays(before, '2026-09-30', 1)).toMatchObject({ on: '2026-10-08' })
})

test('a region is named from the province down; one that is not known is left out', async () => {
  await using w = await world()
  const names = await w.database.read((tx) => regionNames(tx, ['130102000000', '139999000000']))
  expect([...names]).toEqual([['130102000000', ['河北省', '石家庄市', '长安区']]])
  expect((await w.database.read((tx) => regionNames(tx, []))).size).toBe(0)
})

test('the same content is loaded once, changed content again, and a load that fails is not counted', async () => {
  await using w = await world()
  let loads = 0
  const load = (content: string) =>
    w.database.transact((tx) =>
      loadOnce(tx, '测试', content, w.clock.now(), async () => {
        loads++
        if (content === 'bad') throw new Error('cannot be loaded')
      }),
    )
  expect([await load('a'), await load('a'), await load('b')]).toEqual([true, false, true])
  await expect(load('bad')).rejects.toThrow('cannot be loaded')
  expect([await load('b'), loads]).toEqual([false, 3])
  expect(await w.database.read((tx) => wasLoaded(tx, '测试'))).toBe(true)
  expect(await w.database.read((tx) => wasLoaded(tx, '从未'))).toBe(false)
})
