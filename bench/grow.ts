import { rmSync } from 'node:fs'
import path from 'node:path'
import {
  authorities,
  checkpoint,
  DAY,
  FOLDER,
  freshDatabase,
  loadForIntake,
  round,
  timeIntake,
} from './intake.ts'
import { writePenalties } from './penalties-file.ts'

/** Rows that are stored before a file is timed. */
const MARKS = [100_000, 1_000_000, 5_000_000, 10_000_000, 20_000_000]
const TIMED_ROWS = 200_000
const FILL_ROWS = 1_000_000
/** A row may cost this much more, or less, than at the first mark. */
const LIMIT = 1.15

/**
 * `--grow [--rows N]`: fills the platform through the intake itself, and at each mark up to N stored rows times a file of
 * rows and firms that are not there yet. A row must cost the same whatever is stored.
 */
export async function benchGrow(serverUrl: string, upTo = MARKS.at(-1)!): Promise<void> {
  const url = await freshDatabase(serverUrl, 'bench_grow')
  const item = await loadForIntake(url)
  let stored = 0
  const take = async (rows: number): Promise<number> => {
    const file = path.join(FOLDER, 'growing.csv')
    await writePenalties(file, rows, item, authorities, DAY, stored)
    await checkpoint(url)
    const { seconds } = await timeIntake(url, file, rows)
    rmSync(file)
    stored += rows
    return (seconds / rows) * 1e6
  }
  const costs: { stored: number; microseconds: number; ratio: number }[] = []
  for (const mark of MARKS.filter((each) => each <= upTo)) {
    while (stored < mark) await take(Math.min(FILL_ROWS, mark - stored))
    const before = stored
    const microseconds = await take(TIMED_ROWS)
    const first = costs[0]?.microseconds ?? microseconds
    costs.push({
      stored: before,
      microseconds: round(microseconds, 1),
      ratio: round(microseconds / first, 2),
    })
    process.stdout.write(`${JSON.stringify({ bench: 'ingest --grow', limit: LIMIT, ...costs.at(-1) })}\n`)
  }
  console.table(costs)
}
