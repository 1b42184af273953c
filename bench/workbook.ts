import { createReadStream, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { writeXlsx } from 'hucre'
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

const ROWS = 100_000
const LIMIT_SECONDS = 30

/** `--workbook [--rows N]`: an xlsx file of so many rows, from disk to committed records, against the limit of 30 seconds. */
export async function benchWorkbook(serverUrl: string, rows = ROWS): Promise<void> {
  const url = await freshDatabase(serverUrl, 'bench_workbook')
  const csv = path.join(FOLDER, 'workbook.csv')
  await writePenalties(csv, rows, await loadForIntake(url), authorities, DAY)
  const file = path.join(FOLDER, 'workbook.xlsx')
  const table: string[][] = []
  for await (const line of createInterface({ input: createReadStream(csv) })) table.push(line.split(','))
  writeFileSync(file, await writeXlsx({ sheets: [{ name: '数据', rows: table }] }))
  await checkpoint(url)
  const { seconds, peakMemoryMb } = await timeIntake(url, file, rows)
  for (const place of [csv, file]) rmSync(place)
  const figures = {
    bench: 'ingest --workbook',
    rows,
    seconds: round(seconds, 1),
    limit: LIMIT_SECONDS,
    ratio: round(seconds / LIMIT_SECONDS, 2),
    peakMemoryMb,
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  console.table([figures])
}
