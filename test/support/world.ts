import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { inject } from 'vitest'
import { makeSamples, seedAuthorities } from '../../seed/samples.ts'
import { type Authority, createClient, registerAuthorities } from '../../src/accounts/index.ts'
import { loadPortal } from '../../src/app/portal.ts'
import { createServer } from '../../src/app/server.ts'
import { itemsInForce } from '../../src/catalogue/index.ts'
import { openFile, openRows, type Receipt, takeIn } from '../../src/collection/index.ts'
import { type Database, fixedClock, openDatabase, today } from '../../src/kernel/index.ts'
import { TEST_DAY } from './days.ts'

export type World = Awaited<ReturnType<typeof world>>

const OPERATOR = { kind: 'operator' as const, name: '测试' }

/**
 * A whole platform of its own: a copy of the migrated database, a clock that stands still until it is moved, the invented
 * authorities, and the server answering without a socket. `await using w = await world()` takes it down at the end.
 */
export async function world(options: { on?: string } = {}) {
  const name = `world_${randomUUID().replaceAll('-', '')}`
  await onServer(`CREATE DATABASE "${name}" TEMPLATE xinwang_template`)
  const url = inject('postgresUrl').replace(/\/xinwang$/, `/${name}`)
  const database: Database = openDatabase(url)
  const clock = fixedClock(options.on ?? TEST_DAY)
  const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-world-'))
  const authorities: Authority[] = seedAuthorities()
  await database.transact((tx) => registerAuthorities(tx, authorities))
  const portal = loadPortal()
  const spoolFolder = path.join(folder, 'spool')
  const app: FastifyInstance = await createServer({ database, clock, portal: () => portal, spoolFolder })

  return {
    url,
    database,
    clock,
    folder,
    spoolFolder,
    authorities,
    app,
    /** 石家庄市虚构市场监督管理局, which sends the sample penalties. */
    regulator: authorities.find((authority) => authority.name === '石家庄市虚构市场监督管理局')!,
    /** Takes in a file of this machine, as the command line does. */
    async ingest(place: string, item: string, providerCode: string): Promise<Receipt> {
      const file = await openFile(place)
      try {
        const rows = await openRows(file)
        const { name, bytes, digest } = file
        const delivery = { item, providerCode, actor: OPERATOR, channel: 'command' as const, name, bytes, digest, rows }
        return await takeIn(database, clock, delivery)
      } finally {
        await file.handle.close()
      }
    },
    /** The sample files of the seed, dated relative to the world's day. */
    async samples() {
      const items = await database.read((tx) => itemsInForce(tx, today(clock)))
      return makeSamples(
        today(clock),
        items.map((item) => item.definition),
      )
    },
    /** A key of a client of this authority. */
    async key(authorityCode: string): Promise<string> {
      const client = await database.transact((tx) =>
        createClient(tx, OPERATOR, clock, { authorityCode, name: '测试系统' }),
      )
      return client.key
    },
    /** What a browser gets. */
    async page(address: string) {
      const reply = await app.inject({ method: 'GET', url: address })
      return { status: reply.statusCode, html: reply.body, headers: reply.headers }
    },
    /** What a program gets. */
    async get(address: string) {
      const reply = await app.inject({ method: 'GET', url: address })
      return { status: reply.statusCode, body: reply.json() }
    },
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
      return database.read(async (tx) => (await tx.query<Row>(text, values)).rows)
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
      await onServer(`DROP DATABASE "${name}" WITH (FORCE)`)
    },
  }
}

async function onServer(statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  try {
    await admin.query(statement)
  } finally {
    await admin.end()
  }
}
