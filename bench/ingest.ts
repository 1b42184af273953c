import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { startEmbedded } from '../src/kernel/index.ts'
import { benchDepartments } from './departments.ts'
import { benchGrow } from './grow.ts'
import {
  authorities,
  checkpoint,
  DAY,
  FOLDER,
  freshDatabase,
  loadForIntake,
  round,
  timeIntake,
  withClient,
} from './intake.ts'
import { writePenalties } from './penalties-file.ts'
import { benchWorkbook } from './workbook.ts'

/** What an intake fills; a bare COPY of the same rows into the same indexed tables is the yardstick. */
const TABLES = ['subjects.subject', 'subjects.name', 'subjects.identifier', 'records.record']

interface Figures {
  bench: 'ingest'
  rows: number
  /** Time of the intake divided by the time of the bare COPY. */
  ratio: number
  rowsPerSecond: number
  copyRowsPerSecond: number
  peakMemoryMb: number
}

/**
 * `npm run bench -- ingest`: `--rows N` beside a bare COPY; `--grow` with ever more rows stored; `--departments N` at
 * once; `--workbook` an xlsx file.
 */
export async function benchIngest(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string' },
      grow: { type: 'boolean' },
      departments: { type: 'string' },
      workbook: { type: 'boolean' },
    },
  })
  const rows = values.rows === undefined ? undefined : Number(values.rows)
  mkdirSync(FOLDER, { recursive: true })
  const server = await startEmbedded(path.join(FOLDER, 'postgres'))
  try {
    if (values.grow) await benchGrow(server.url, rows)
    else if (values.departments) await benchDepartments(server.url, Number(values.departments), rows)
    else if (values.workbook) await benchWorkbook(server.url, rows)
    else await benchCopy(server.url, rows ?? 200_000)
  } finally {
    await server.stop()
  }
}

/**
 * Takes a file in, from disk to committed records, and in the same run copies the finished rows, in PostgreSQL's binary
 * form and over one connection, into empty tables with the same indexes.
 */
async function benchCopy(serverUrl: string, rows: number): Promise<void> {
  try {
    const intake = await freshDatabase(serverUrl, 'bench_intake')
    const file = path.join(FOLDER, `penalties-${rows}.csv`)
    await writePenalties(file, rows, await loadForIntake(intake), authorities, DAY)
    await checkpoint(intake)
    const taken = await timeIntake(intake, file, rows)
    const copy = await freshDatabase(serverUrl, 'bench_copy')
    await exportTables(intake)
    await checkpoint(copy)
    const copySeconds = await timeCopy(copy)
    report({
      bench: 'ingest',
      rows,
      ratio: round(taken.seconds / copySeconds, 2),
      rowsPerSecond: Math.round(rows / taken.seconds),
      copyRowsPerSecond: Math.round(rows / copySeconds),
      peakMemoryMb: taken.peakMemoryMb,
    })
  } finally {
    for (const table of TABLES) rmSync(exportPlace(table), { force: true })
  }
}

const exportPlace = (table: string) => path.join(FOLDER, `${table}.copy`)

async function exportTables(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const table of TABLES) {
      const stream = client.query(copyTo(`COPY ${table} TO STDOUT (FORMAT binary)`))
      await pipeline(stream, createWriteStream(exportPlace(table)))
    }
  })
}

async function timeCopy(url: string): Promise<number> {
  return withClient(url, async (client) => {
    const started = performance.now()
    for (const table of TABLES) {
      const stream = client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT binary)`))
      await pipeline(createReadStream(exportPlace(table), { highWaterMark: 1 << 20 }), stream)
    }
    return (performance.now() - started) / 1000
  })
}

function report(figures: Figures): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  console.table({
    'intake (file → records, subjects, quarantine, act)': {
      'rows/s': figures.rowsPerSecond,
      ratio: figures.ratio,
    },
    'bare COPY of the finished rows': { 'rows/s': figures.copyRowsPerSecond, ratio: 1 },
  })
}
