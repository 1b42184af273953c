import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { invariant } from '../src/kernel/index.ts'
import { authorities, checkpoint, DAY, FOLDER, freshDatabase, loadForIntake, round } from './intake.ts'
import { writePenalties } from './penalties-file.ts'

const ROWS_EACH = 10_000
const LARGE_TIMES = 10

interface Answer {
  each: { seconds: number; filed: number }[]
  peakMemoryMb: number
}

/**
 * `--departments N [--rows N]`: so many departments send a file at the same moment to one server, and one of them sends
 * ten times as much as each of the others. Nobody starves when the small ones are done long before the large one is, at
 * hardly different times; beside it one department sends all the rows alone.
 */
export async function benchDepartments(
  serverUrl: string,
  departments: number,
  rows = ROWS_EACH,
): Promise<void> {
  const url = await freshDatabase(serverUrl, 'bench_departments')
  const item = await loadForIntake(url)
  const sizes = Array.from({ length: departments }, (_, number) => (number === 0 ? rows * LARGE_TIMES : rows))
  const all = sizes.reduce((sum, one) => sum + one, 0)
  const files: string[] = []
  let after = 0
  for (const size of [...sizes, all]) {
    files.push(path.join(FOLDER, `department-${files.length}.csv`))
    await writePenalties(files.at(-1)!, size, item, authorities, DAY, after)
    after += size
  }
  const together = await timeTogether(url, files.slice(0, -1), sizes)
  const alone = await timeTogether(url, files.slice(-1), [all])
  for (const file of files) rmSync(file)
  const small = together.each.slice(1).map(({ seconds }) => seconds)
  const average = small.reduce((sum, one) => sum + one, 0) / small.length
  const large = together.each[0]!.seconds
  const figures = {
    bench: 'ingest --departments',
    departments,
    rows: all,
    /** The last of the small files against their average: 1 is perfectly even. */
    slowestToAverage: round(Math.max(...small) / average, 2),
    /** When the small ones were done, as a share of the time of the large one. */
    smallToLarge: round(Math.max(...small) / large, 2),
    togetherToAlone: round(Math.max(large, ...small) / alone.each[0]!.seconds, 2),
    rowsPerSecond: Math.round(all / Math.max(large, ...small)),
    peakMemoryMb: together.peakMemoryMb,
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  console.table([figures])
}

async function timeTogether(url: string, files: string[], sizes: number[]): Promise<Answer> {
  await checkpoint(url)
  const deliveries = files.flatMap((file, number) => [file, authorities[number % authorities.length]!.code])
  const child = fork(path.join(import.meta.dirname, 'departments-process.ts'), [url, DAY, ...deliveries], {
    execArgv: process.execArgv,
  })
  const [answer] = (await once(child, 'message')) as [Answer]
  await once(child, 'exit')
  for (const [number, { filed }] of answer.each.entries()) {
    invariant(filed === sizes[number], `only ${filed} of ${sizes[number]} rows were filed`)
  }
  return answer
}
