import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { inject } from 'vitest'
import { type Firm, inventFirms } from '../../seed/firms.ts'
import { licenceRow, penaltyRow, type SampleRow } from '../../seed/rows.ts'
import { FIRMS, makeSamples, seedAuthorities } from '../../seed/samples.ts'
import {
  type Authority,
  createClient,
  type NewGrant,
  type RoleId,
  registerAuthorities,
} from '../../src/accounts/index.ts'
import { signedIn } from '../../src/accounts/testing.ts'
import { loadPortal } from '../../src/app/portal.ts'
import { createServer } from '../../src/app/server.ts'
import type { ExternalProvider } from '../../src/app/sign-in/settings.ts'
import { itemsInForce } from '../../src/catalogue/index.ts'
import { contentOf, openFile, type Receipt, takeIn } from '../../src/collection/index.ts'
import { type Database, fixedClock, openDatabase, SESSION_COOKIE, today } from '../../src/kernel/index.ts'
import { type Log, makeLogKey } from '../../src/ledger/index.ts'
import { contentsOf } from './contents.ts'
import { TEST_DAY } from './days.ts'
import { csvOf, multipartOf, tableOf } from './delivery.ts'

export type World = Awaited<ReturnType<typeof world>>

const FIRM_LIST: readonly Firm[] = inventFirms(FIRMS)

const OPERATOR = { kind: 'operator' as const, name: '测试' }

/**
 * A whole platform of its own: a copy of the migrated database, a clock that stands still until it is moved, the invented
 * authorities, and the server answering without a socket. `await using w = await world()` takes it down at the end.
 */
export async function world(
  options: { on?: string; url?: string; publicAddress?: string; external?: ExternalProvider } = {},
) {
  const name = `world_${randomUUID().replaceAll('-', '')}`
  if (!options.url) await onServer(`CREATE DATABASE "${name}" TEMPLATE xinwang_template`)
  const url = options.url ?? inject('postgresUrl').replace(/\/xinwang$/, `/${name}`)
  const database: Database = openDatabase(url)
  const clock = fixedClock(options.on ?? TEST_DAY)
  const folder = mkdtempSync(path.join(tmpdir(), 'xinwang-world-'))
  const authorities: Authority[] = seedAuthorities()
  await database.transact((tx) => registerAuthorities(tx, authorities))
  const portal = loadPortal()
  const spoolFolder = path.join(folder, 'spool')
  const log: Log = {
    folder: path.join(folder, 'ledger'),
    key: makeLogKey(path.join(folder, 'keys/ledger.pem'), 'test.example/ledger'),
  }
  /** What the operator would read on the error output. */
  const logged: object[] = []
  const app: FastifyInstance = await createServer({
    database,
    clock,
    portal: () => portal,
    spoolFolder,
    ledger: { folder: log.folder, key: async () => log.key.verifier },
    signIn: {
      publicAddress: () => options.publicAddress ?? addressOf(app),
      secret: Buffer.alloc(32, 7),
      ...(options.external ? { external: options.external } : {}),
    },
    log: (line) => logged.push(line),
  })
  /** 石家庄市虚构市场监督管理局, which sends the sample penalties. */
  const regulator = authorities.find((authority) => authority.name === '石家庄市虚构市场监督管理局')!
  return {
    url,
    database,
    clock,
    folder,
    spoolFolder,
    authorities,
    app,
    logged,
    log,
    regulator,
    firms: FIRM_LIST,
    ...whatDepartmentsDo({ database, clock, folder, regulator }),
    ...whatAskersDo(app),
    ...whatPeopleDo(app, database, clock),
    /** Every row of every table, as text. */
    contents: () => contentsOf(database),
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
      return database.read(async (tx) => (await tx.query<Row>(text, values)).rows)
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await database.close()
      rmSync(folder, { recursive: true, force: true })
      if (!options.url) await onServer(`DROP DATABASE "${name}" WITH (FORCE)`)
    },
  }
}

interface Department {
  database: Database
  clock: ReturnType<typeof fixedClock>
  folder: string
  regulator: Authority
}

/** Making rows and files, and handing them in as the command line does. */
function whatDepartmentsDo({ database, clock, folder, regulator }: Department) {
  const by = { ...regulator, short: '虚构石市监' }
  /** Writes a file of the world's own and says where. */
  const place = (fileName: string, bytes: string | Buffer): string => {
    const place = path.join(folder, fileName)
    writeFileSync(place, bytes)
    return place
  }
  /** Takes in a file of this machine, as the command line does. */
  const ingest = async (place: string, item: string, providerCode: string): Promise<Receipt> => {
    const file = await openFile(place)
    try {
      const delivery = {
        item,
        providerCode,
        actor: OPERATOR,
        channel: 'command' as const,
        ...contentOf(file),
      }
      return await takeIn(database, clock, delivery)
    } finally {
      await file.handle.close()
    }
  }
  return {
    place,
    ingest,
    /** A right row of a penalty on an invented firm by the regulator: cells by field code, some changed. */
    penalty(firm: number, change: SampleRow = {}, daysAgo = 30): SampleRow {
      return { ...penaltyRow(FIRM_LIST[firm]!, by, today(clock), daysAgo, 7000 + firm * 7), ...change }
    },
    /** A right row of a licence of an invented firm by the regulator. */
    licence(firm: number, change: SampleRow = {}, daysAgo = 30): SampleRow {
      return { ...licenceRow(FIRM_LIST[firm]!, by, today(clock), daysAgo, 5000 + firm * 5), ...change }
    },
    /** Sends rows (as csv under field codes) or a whole file from the regulator. */
    async send(
      what: SampleRow[] | string | Buffer,
      item = '行政处罚',
      providerCode = regulator.code,
    ): Promise<Receipt> {
      const bytes = Array.isArray(what) ? csvOf(tableOf(what)) : what
      return ingest(place(`${randomUUID()}.dat`, bytes), item, providerCode)
    },
    /** The sample files of the seed, dated relative to the world's day. */
    async samples() {
      const items = (await database.read((tx) => itemsInForce(tx, today(clock)))).map(
        (item) => item.definition,
      )
      return makeSamples(today(clock), items)
    },
    /** A key of a client of this authority. */
    async key(authorityCode: string): Promise<string> {
      const client = await database.transact((tx) =>
        createClient(tx, OPERATOR, clock, { authorityCode, name: '测试系统' }),
      )
      return client.key
    },
  }
}

/** Asking and handing in over HTTP, without a socket. */
function whatAskersDo(app: FastifyInstance) {
  return {
    /** What a browser gets. */
    async page(address: string) {
      const reply = await app.inject({ method: 'GET', url: address })
      return { status: reply.statusCode, html: reply.body, headers: reply.headers }
    },
    /** Hands a file in over HTTP. */
    async upload(key: string, item: string, fileName: string, bytes: string | Buffer) {
      const { payload, contentType } = multipartOf([
        { name: 'item', value: item },
        { name: 'file', value: bytes, fileName },
      ])
      const headers = { authorization: `Bearer ${key}`, 'content-type': contentType }
      const reply = await app.inject({ method: 'POST', url: '/api/submissions', headers, payload })
      return { status: reply.statusCode, body: reply.json() }
    },
    /** Hands rows in over HTTP as JSON; without a key when it is null. */
    async post(key: string | null, body: unknown) {
      const headers = {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        'content-type': 'application/json',
      }
      const payload = typeof body === 'string' ? body : JSON.stringify(body)
      const reply = await app.inject({ method: 'POST', url: '/api/submissions', headers, payload })
      return { status: reply.statusCode, headers: reply.headers, body: reply.json() }
    },
    /** What a program gets. */
    async get(address: string) {
      const reply = await app.inject({ method: 'GET', url: address })
      return { status: reply.statusCode, body: reply.json() }
    },
  }
}

/** Where a server that listens is reached. */
function addressOf(app: FastifyInstance): string {
  const bound = app.server.address()
  return typeof bound === 'object' && bound ? `http://127.0.0.1:${bound.port}` : 'http://127.0.0.1'
}

/** Whom a test lets sign in. Without authority and subject they hold no grant at all. */
export interface TestPerson {
  name: string
  id: string
  cookie: string
  csrf: string
}

/** Signing people in, and asking as they do. */
function whatPeopleDo(app: FastifyInstance, database: Database, clock: ReturnType<typeof fixedClock>) {
  let people = 0
  return {
    /** Somebody who is signed in, with a grant of the role for the authority (in its region) or the subject. */
    async person(
      options: Partial<Pick<NewGrant, 'items' | 'domains' | 'regionCode' | 'subjectId'>> & {
        role?: RoleId
        authority?: Authority
        secondFactor?: boolean
      } = {},
    ): Promise<TestPerson> {
      const { role, authority, secondFactor, ...rest } = options
      const name = `虚构人员${++people}`
      const grant = role && {
        role,
        ...(authority ? { authorityCode: authority.code, regionCode: authority.regionCode } : {}),
        ...rest,
      }
      const opened = await database.transact((tx) => signedIn(tx, clock, name, grant ?? null, secondFactor))
      return { name, id: opened.personId, cookie: `${SESSION_COOKIE}=${opened.token}`, csrf: opened.csrf }
    },
    /** What the person's browser asks, with cookie and, where something is written, the token of the page. */
    as(person: TestPerson) {
      const ask = async (method: 'GET' | 'POST', url: string, body?: unknown, more = {}) => {
        const reply = await app.inject({
          method,
          url: encodeURI(url),
          headers: {
            cookie: person.cookie,
            ...(method === 'GET'
              ? {}
              : { 'x-xinwang-csrf': person.csrf, 'content-type': 'application/json' }),
            ...more,
          },
          ...(method === 'GET' ? {} : { payload: JSON.stringify(body ?? {}) }),
        })
        const isJson = String(reply.headers['content-type']).includes('json')
        return { status: reply.statusCode, headers: reply.headers, body: isJson ? reply.json() : reply.body }
      }
      return {
        get: (url: string, more?: object) => ask('GET', url, undefined, more),
        post: (url: string, body?: unknown, more?: object) => ask('POST', url, body, more),
      }
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
