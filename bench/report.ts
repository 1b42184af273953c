import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fixedClock, invariant, openDatabase, startEmbedded } from '../src/kernel/index.ts'
import { issueReport, searchSubjects } from '../src/publication/index.ts'
import { authorities, DAY, FOLDER, freshDatabase, loadForIntake, round, timeIntake } from './intake.ts'
import { writePenalties } from './penalties-file.ts'

const ROWS = 20_000
const LIMIT_SECONDS = 2

/**
 * `npm run bench -- report --at-once 20`: issues that many reports of different organisations at the same moment, each
 * composed, set, sealed, stored and written to the ledger; after both threads have started. Says how long
 * each took.
 */
export async function benchReport(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'at-once': { type: 'string', default: '20' } } })
  const atOnce = Number(values['at-once'])
  mkdirSync(FOLDER, { recursive: true })
  process.env.XINWANG_KEYS = path.join(FOLDER, 'keys')
  const server = await startEmbedded(path.join(FOLDER, 'postgres'))
  const url = await freshDatabase(server.url, 'bench_report')
  const place = path.join(FOLDER, `penalties-${ROWS}.csv`)
  await writePenalties(place, ROWS, await loadForIntake(url), authorities, DAY)
  await timeIntake(url, place, ROWS)
  const database = openDatabase(url)
  const clock = fixedClock(DAY)
  try {
    const codes = await someCodes(database, clock, atOnce + 3)
    invariant(codes.length === atOnce + 3, `only ${codes.length} organisations to report on`)
    const timed = async (code: string) => {
      const started = performance.now()
      await issueReport(database, clock, code)
      return (performance.now() - started) / 1000
    }
    const [first] = await Promise.all(codes.slice(0, 2).map(timed))
    const alone = await timed(codes[2]!)
    const seconds = (await Promise.all(codes.slice(3).map(timed))).sort((a, b) => a - b)
    const figures = {
      bench: 'report',
      atOnce,
      firstSeconds: round(first!, 2),
      aloneSeconds: round(alone, 2),
      medianSeconds: round(seconds[Math.floor(atOnce / 2)]!, 2),
      slowestSeconds: round(seconds.at(-1)!, 2),
      memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
      reached: seconds.at(-1)! <= LIMIT_SECONDS,
    }
    process.stdout.write(`${JSON.stringify(figures)}\n`)
  } finally {
    await database.close()
    await server.stop()
  }
}

async function someCodes(
  database: ReturnType<typeof openDatabase>,
  clock: ReturnType<typeof fixedClock>,
  wanted: number,
): Promise<string[]> {
  const codes: string[] = []
  let after: string | undefined
  do {
    const page = await database.read((tx) => searchSubjects(tx, clock, '公司', after))
    codes.push(...page.subjects.map((subject) => subject.code))
    after = page.next ?? undefined
  } while (after !== undefined && codes.length < wanted)
  return codes.slice(0, wanted)
}
