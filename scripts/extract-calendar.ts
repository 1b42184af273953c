import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type CalendarDay, calendarOf, formatCalendarFile, parseCalendarFile } from '../src/kernel/pure.ts'

/**
 * Makes src/kernel/calendar/state-council.csv from the installed `chinese-days` (MIT), which transcribes the yearly
 * notices of the State Council: node scripts/extract-calendar.ts
 */
const data = createRequire(import.meta.url).resolve('chinese-days/dist/chinese-days.json')
const source = JSON.parse(readFileSync(data, 'utf8')) as Record<
  'holidays' | 'workdays',
  Record<string, string>
>

/** `Spring Festival,春节,4` → 春节 */
const chineseName = (label: string): string => label.split(',')[1] ?? label

const entries = (days: Record<string, string>, kind: CalendarDay['kind']): CalendarDay[] =>
  Object.entries(days).map(([on, label]) => ({ on, kind, name: chineseName(label) }))

const days = [...entries(source.holidays, 'off'), ...entries(source.workdays, 'work')]
const text = formatCalendarFile(calendarOf(days, new Set(days.map(({ on }) => Number(on.slice(0, 4))))))
const calendar = parseCalendarFile(text)
const target = join(import.meta.dirname, '..', 'src', 'kernel', 'calendar', 'state-council.csv')
writeFileSync(target, text)
console.log(`${days.length} days of ${calendar.size} years written to ${target}`)
