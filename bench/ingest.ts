import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { seedAuthorities } from '../seed/samples.ts'
import { registerAuthorities } from '../src/accounts/index.ts'
import { loadReference } from '../src/app/reference.ts'
import { getItemInForce } from '../src/catalogue/index.ts'
import { fixedClock, invariant, migrate, openDatabase, startEmbedded, today } from '../src/kernel/index.ts'
import { writePenalties } from './penalties-file.ts'

const FOLDER = path.join(import.meta.dirname, '../var/bench')
const DAY = '2026-09-28'
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
 * `npm run bench -- ingest --rows 200000`: takes a file in, from disk to committed records, and in the same run copies
 * the finished rows, in PostgreSQL's binary form and over one connection, into empty tables with the same indexes.
 */
export async function benchIngest(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rows: { type: 'string', default: '200000' } } })
  const rows = Number(values.rows)
  mkdirSync(FOLDER, { recursive: true })
  const server = await startEmbedded(path.join(FOLDER, 'postgres'))
  try {
    const intake = await freshDatabase(server.url, 'bench_intake')
    const file = await prepareFile(intake, rows)
    await checkpoint(intake)
    const taken = await timeIntake(intake, file, rows)
    const copy = await freshDatabase(server.url, 'bench_copy')
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
    await server.stop()
    for (const table of TABLES) rmSync(exportPlace(table), { force: true })
  }
}

async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
  const url = serverUrl.replace(/\/xinwang$/, `/${name}`)
  await migrate(url)
  return url
}

const clock = fixedClock(DAY)
const authorities = seedAuthorities().map((authority) => ({ ...authority, short: '测速' }))

async function prepareFile(url: string, rows: number): Promise<string> {
  const database = openDatabase(url)
  await loadReference(database, clock)
  await database.transact((tx) => registerAuthorities(tx, authorities))
  const { definition } = await database.read((tx) => getItemInForce(tx, '行政处罚', today(clock)))
  const place = path.join(FOLDER, `penalties-${rows}.csv`)
  await writePenalties(place, rows, definition, authorities, DAY)
  await database.close()
  return place
}

/** Runs the intake in a process of its own, as the command line does, so that its memory is its own too. */
async function timeIntake(
  url: string,
  place: string,
  rows: number,
): Promise<{ seconds: number; peakMemoryMb: number }> {
  const child = fork(
    path.join(import.meta.dirname, 'intake-process.ts'),
    [url, place, authorities[0]!.code, DAY],
    {
      execArgv: process.execArgv,
    },
  )
  const [timed] = (await once(child, 'message')) as [{ seconds: number; peakMemoryMb: number; filed: number }]
  await once(child, 'exit')
  invariant(timed.filed === rows, `only ${timed.filed} of ${rows} rows were filed`)
  return timed
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

const checkpoint = (url: string) => withClient(url, (client) => client.query('CHECKPOINT'))

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

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
