import { addDays, type Day, isDay, weekday } from './day.ts'
import { type FieldProblem, invalid, invariant } from './errors.ts'

/**
 * Working days as the State Council announces them each autumn for the year to come (国务院办公厅关于…年部分节假日安排的通知):
 * days off, and the Saturdays and Sundays worked in exchange. For a year not yet announced only weekends and New
 * Year's Day are known; what is computed from it is provisional and is computed again once the year is loaded.
 */
export type CalendarDayKind = 'off' | 'work'

export interface CalendarDay {
  on: Day
  kind: CalendarDayKind
  /** The holiday it belongs to, for example 春节. */
  name: string
}

/** What the announcement for one year says. It may reach into December of the year before. */
export interface Announcement {
  year: number
  days: ReadonlyMap<Day, CalendarDay>
}

/** Announcements by year. */
export type Calendar = ReadonlyMap<number, Announcement>

export interface WorkingDayResult {
  on: Day
  /** True when a later announcement may still move the day. */
  provisional: boolean
}

const yearOf = (day: Day): number => Number(day.slice(0, 4))

/** New Year's holiday is announced as a whole: its days in December are in the announcement for the next year. */
const announcementYear = (day: Day): number => yearOf(day) + (day.slice(5, 7) === '12' ? 1 : 0)

/** New Year's holiday has moved days back to 29 December at the earliest; one weekend more is allowed for. */
const NEXT_YEAR_REACHES_BACK_TO = '12-25'

/** True when the announcements that can touch this day are known. */
const isSettled = (calendar: Calendar, day: Day): boolean =>
  calendar.has(yearOf(day)) && (day.slice(5) < NEXT_YEAR_REACHES_BACK_TO || calendar.has(yearOf(day) + 1))

/** True when offices work on that day, as far as is known. */
export const isWorkingDay = (calendar: Calendar, day: Day): boolean => isWorked(calendar, day, weekday(day))

/** As `isWorkingDay` where the weekday is already known, as it is while days are counted off. */
function isWorked(calendar: Calendar, day: Day, dayOfWeek: number): boolean {
  const announced = calendar.get(announcementYear(day))?.days.get(day)
  if (announced) return announced.kind === 'work'
  return dayOfWeek <= 5 && day.slice(5) !== '01-01'
}

const nextWeekday = (dayOfWeek: number): number => (dayOfWeek % 7) + 1

/**
 * The `count`-th working day after `from`, which itself is day 0 whether or not it is one (民法典 第二百零一条: the day
 * a period starts on does not count). `count` is a whole number, 0 or more.
 */
export function addWorkingDays(calendar: Calendar, from: Day, count: number): WorkingDayResult {
  invariant(Number.isInteger(count) && count >= 0, `not a number of working days: ${count}`)
  let on = from
  let dayOfWeek = weekday(from)
  let provisional = false
  for (let left = count; left > 0; ) {
    on = addDays(on, 1)
    dayOfWeek = nextWeekday(dayOfWeek)
    if (!isSettled(calendar, on)) provisional = true
    if (isWorked(calendar, on, dayOfWeek)) left -= 1
  }
  return { on, provisional }
}

/**
 * Working days after `from` up to and including `to`, so that `addWorkingDays(c, from, n).on = to` gives `n`;
 * negative when `to` is earlier.
 */
export function workingDaysBetween(
  calendar: Calendar,
  from: Day,
  to: Day,
): { days: number; provisional: boolean } {
  if (to < from) {
    const { days, provisional } = workingDaysBetween(calendar, to, from)
    return { days: days === 0 ? 0 : -days, provisional }
  }
  let on = from
  let dayOfWeek = weekday(from)
  let days = 0
  let provisional = false
  while (on < to) {
    on = addDays(on, 1)
    dayOfWeek = nextWeekday(dayOfWeek)
    if (!isSettled(calendar, on)) provisional = true
    if (isWorked(calendar, on, dayOfWeek)) days += 1
  }
  return { days, provisional }
}

/** `calendar` with the announcements of `added`; for a year in both, the added one. */
export const withAnnouncements = (calendar: Calendar, added: Calendar): Calendar =>
  new Map([...calendar, ...added].sort(([a], [b]) => a - b))

/** A calendar of single days, as stored in a table; `years` are those that have been announced. */
export function calendarOf(days: Iterable<CalendarDay>, years: Iterable<number>): Calendar {
  const byYear = new Map([...years].map((year) => [year, new Map<Day, CalendarDay>()]))
  for (const day of days) {
    const year = announcementYear(day.on)
    invariant(byYear.has(year), `${day.on} belongs to the announcement for ${year}, which is not listed`)
    byYear.get(year)!.set(day.on, day)
  }
  return new Map([...byYear].sort(([a], [b]) => a - b).map(([year, map]) => [year, { year, days: map }]))
}

/** Every announced day in order, as to be stored in a table. */
export const calendarDays = (calendar: Calendar): CalendarDay[] =>
  [...calendar.values()]
    .flatMap((announcement) => [...announcement.days.values()])
    .sort((a, b) => (a.on < b.on ? -1 : 1))

const HEADER = 'date,kind,name'

/** The file `parseCalendarFile` reads. */
export const formatCalendarFile = (calendar: Calendar): string =>
  `${HEADER}\n${calendarDays(calendar)
    .map(({ on, kind, name }) => `${on},${kind},${name}\n`)
    .join('')}`

const KINDS: Readonly<Record<string, CalendarDayKind>> = { off: 'off', work: 'work', 休: 'off', 班: 'work' }

/**
 * Reads announcements from CSV: header `date,kind,name`, then one day a line, `kind` being `off` (休) or `work` (班).
 * Only the days that differ from an ordinary week need listing, New Year's Day of each year must be; dates in
 * December belong to the announcement for the following year. Throws `invalid` `KERNEL_CALENDAR_FILE` with one entry per
 * bad line and per implausible year, at most twenty.
 */
export function parseCalendarFile(text: string): Calendar {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const problems: FieldProblem[] = []
  const days = new Map<Day, CalendarDay>()
  const lineOf = new Map<Day, number>()
  if (lines[0]?.trim() !== HEADER) {
    problems.push({ field: '第 1 行', code: 'CALENDAR_FILE_HEADER', message: `首行应为 ${HEADER}。` })
  }
  for (let i = 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue
    const read = readCalendarLine(lines[i]!)
    const twice = 'on' in read ? lineOf.get(read.on) : undefined
    const problem = twice
      ? { code: 'CALENDAR_FILE_TWICE', message: `与第 ${twice} 行是同一天。` }
      : 'code' in read
        ? read
        : undefined
    if (problem) problems.push({ field: `第 ${i + 1} 行`, ...problem })
    else if ('on' in read) {
      days.set(read.on, read)
      lineOf.set(read.on, i + 1)
    }
  }
  const calendar = calendarOf(days.values(), new Set([...days.keys()].map(announcementYear)))
  if (problems.length === 0) {
    if (calendar.size === 0) {
      problems.push({ field: '文件', code: 'CALENDAR_FILE_EMPTY', message: '文件中没有一天。' })
    }
    for (const announcement of calendar.values()) problems.push(...implausible(announcement))
  }
  if (problems.length > 0) {
    throw invalid({
      code: 'KERNEL_CALENDAR_FILE',
      message: `节假日文件有 ${problems.length} 处错误，未载入，原日历不变。`,
      next: '请对照国务院办公厅的放假通知改正后重新载入。',
      fields: problems.slice(0, 20),
    })
  }
  return calendar
}

function readCalendarLine(line: string): CalendarDay | { code: string; message: string } {
  const [on, kindText, name, ...rest] = line.split(',').map((cell) => cell.trim())
  if (!on || !isDay(on)) {
    return { code: 'CALENDAR_FILE_DATE', message: `“${on ?? ''}”不是存在的日期，应写作 2027-01-01。` }
  }
  const kind = KINDS[kindText ?? '']
  if (!kind) {
    return { code: 'CALENDAR_FILE_KIND', message: `“${kindText ?? ''}”应为 off（休）或 work（班）。` }
  }
  if (!name || rest.length > 0) {
    return { code: 'CALENDAR_FILE_LINE', message: '应为三栏：日期,off 或 work,节日名称。' }
  }
  if (kind === 'work' && weekday(on) <= 5) {
    return { code: 'CALENDAR_FILE_WEEKDAY', message: `${on} 本来就是周一至周五，不能是调休上班日。` }
  }
  return { on, kind, name }
}

/** Days off that a year cannot lack (全国年节及纪念日放假办法, since 1999). */
const FIXED_HOLIDAYS = [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
] as const

/** The first day of the lunar year lies between 21 January and 20 February; its holiday has at least three days. */
const SPRING_FESTIVAL = { from: '01-20', to: '02-28', days: 3 }

/** Between 2004 and 2026 a year had 22 to 33 days off; more is a mistake. */
const MOST_DAYS_OFF = 45

function implausible({ year, days }: Announcement): FieldProblem[] {
  const all = [...days.values()]
  const off = all.filter((day) => day.kind === 'off')
  const problems: FieldProblem[] = []
  const report = (code: string, message: string) => problems.push({ field: `${year} 年`, code, message })
  for (const [monthDay, name] of FIXED_HOLIDAYS) {
    if (days.get(`${year}-${monthDay}`)?.kind !== 'off') {
      report('CALENDAR_YEAR_HOLIDAY', `缺少法定节日 ${year}-${monthDay}（${name}）放假。`)
    }
  }
  const spring = off.filter(
    ({ on }) => on >= `${year}-${SPRING_FESTIVAL.from}` && on <= `${year}-${SPRING_FESTIVAL.to}`,
  )
  if (spring.length < SPRING_FESTIVAL.days) {
    report('CALENDAR_YEAR_SPRING_FESTIVAL', '一月下旬至二月之间放假不足三天，缺少春节。')
  }
  const given = off.filter(({ on }) => weekday(on) <= 5).length
  const worked = all.length - off.length
  if (worked > given) {
    report('CALENDAR_YEAR_WORKED', `调休上班 ${worked} 天，多于周一至周五放假的 ${given} 天。`)
  }
  if (off.length > MOST_DAYS_OFF) {
    report('CALENDAR_YEAR_TOO_LONG', `放假 ${off.length} 天，超过合理上限 ${MOST_DAYS_OFF} 天。`)
  }
  return problems
}
