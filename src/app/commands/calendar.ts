import { readFileSync } from 'node:fs'
import { loadHolidays } from '../../collection/index.ts'
import { invalid } from '../../kernel/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { operator } from '../operator.ts'

/** `xinwang calendar load FILE --source …` */
export async function calendarLoad(place: string, options: { source: string }): Promise<void> {
  let text: string
  try {
    text = readFileSync(place, 'utf8')
  } catch (error) {
    throw invalid({
      code: 'APP_FILE_UNREADABLE',
      message: `${place}：文件不存在或没有读取权限。`,
      next: '请核对路径。',
      internal: String(error),
    })
  }
  const clock = programClock()
  const opened = await openProgramDatabase()
  try {
    const { years, recomputed } = await opened.database.transact((tx) =>
      loadHolidays(tx, clock, operator(), text, options.source),
    )
    process.stdout.write(`已载入 ${years.join('、')} 年的放假安排，重算报送期限 ${recomputed} 条。\n`)
  } finally {
    await opened.close()
  }
}
