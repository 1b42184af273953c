import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import pg from 'pg'
import { seedAuthorities } from '../seed/samples.ts'
import { registerAuthorities } from '../src/accounts/index.ts'
import { loadReference } from '../src/app/reference.ts'
import { getItemInForce, type ItemDefinition } from '../src/catalogue/index.ts'
import { fixedClock, invariant, migrate, openDatabase, today } from '../src/kernel/index.ts'

export const FOLDER = path.join(import.meta.dirname, '../var/bench')
export const DAY = '2026-09-28'

const clock = fixedClock(DAY)
export const authorities = seedAuthorities().map((authority) => ({ ...authority, short: '测速' }))

/** An empty, migrated database of this name on the server. @returns its address */
export async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  await withClient(serverUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}`)
  })
  const url = serverUrl.replace(/\/xinwang$/, `/${name}`)
  await migrate(url)
  return url
}

/** Loads the reference data and the invented authorities. @returns the item of penalties, of which the files are */
export async function loadForIntake(url: string): Promise<ItemDefinition> {
  const database = openDatabase(url)
  await loadReference(database, clock)
  await database.transact((tx) => registerAuthorities(tx, authorities))
  const { definition } = await database.read((tx) => getItemInForce(tx, '行政处罚', today(clock)))
  await database.close()
  return definition
}

export interface Timed {
  seconds: number
  peakMemoryMb: number
}

/**
 * Takes a file of `rows` rows in, in a process of its own, as the command line does, so that its memory is its own too.
 * @param provider place in `authorities` of who sends
 */
export async function timeIntake(url: string, place: string, rows: number, provider = 0): Promise<Timed> {
  const child = fork(
    path.join(import.meta.dirname, 'intake-process.ts'),
    [url, place, authorities[provider]!.code, DAY],
    { execArgv: process.execArgv },
  )
  const [timed] = (await once(child, 'message')) as [Timed & { filed: number }]
  await once(child, 'exit')
  invariant(timed.filed === rows, `only ${timed.filed} of ${rows} rows were filed`)
  return timed
}

export const checkpoint = (url: string) => withClient(url, (client) => client.query('CHECKPOINT'))

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

export const round = (value: number, digits: number): number =>
  Math.round(value * 10 ** digits) / 10 ** digits
