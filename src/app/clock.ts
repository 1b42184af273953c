import { type Clock, fixedClock, invalid, isDay, wallClock } from '../kernel/index.ts'

/**
 * The program's clock: the wall clock, or the day in XINWANG_TODAY (for demonstrations and tests of what happens when
 * a period ends).
 */
export function programClock(): Clock {
  const day = process.env.XINWANG_TODAY
  if (!day) return wallClock
  if (!isDay(day)) {
    throw invalid({
      code: 'APP_TODAY_INVALID',
      message: `XINWANG_TODAY 的值“${day}”不是日期。`,
      next: '请写成 2026-04-01 的形式，或去掉该环境变量。',
    })
  }
  return fixedClock(day)
}
