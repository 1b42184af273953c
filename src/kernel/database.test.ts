import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  type Database,
  isConnectionLost,
  isPostgresError,
  openDatabase,
  UNIQUE_VIOLATION,
} from './database.ts'

let database: Database

beforeAll(() => {
  database = openDatabase(inject('postgresUrl'))
})
afterAll(() => database.close())

test('what a transaction did is there when it returns and gone when it throws', async () => {
  await database.transact((tx) => tx.query('CREATE TABLE IF NOT EXISTS public.trial (n int PRIMARY KEY)'))
  await database.transact((tx) => tx.query('TRUNCATE public.trial'))
  await database.transact((tx) => tx.query('INSERT INTO public.trial VALUES (1)'))
  const undone = database.transact(async (tx) => {
    await tx.query('INSERT INTO public.trial VALUES (2)')
    throw new Error('thought better of it')
  })
  await expect(undone).rejects.toThrow('thought better')
  expect((await database.read((tx) => tx.query('SELECT n FROM public.trial'))).rows).toEqual([{ n: 1 }])
  const twice = await database
    .transact((tx) => tx.query('INSERT INTO public.trial VALUES (1)'))
    .catch((error) => error)
  expect(isPostgresError(twice, UNIQUE_VIOLATION)).toBe(true)
  await database.transact((tx) => tx.query('DROP TABLE public.trial'))
})

test('a reading transaction cannot write', async () => {
  await expect(database.read((tx) => tx.query('CREATE TABLE public.never (n int)'))).rejects.toMatchObject({
    code: '25006',
  })
})

test('a date stays the text it is, in whatever zone the machine stands', async () => {
  const { rows } = await database.read((tx) =>
    tx.query(`SELECT DATE '2026-03-01' AS day, NULL::date AS none`),
  )
  expect(rows).toEqual([{ day: '2026-03-01', none: null }])
})

test('a connection that the server ends fails its query, is told for what it is, and is replaced', async () => {
  const killed = database.session(async (session) => {
    const { rows } = await session.query('SELECT pg_backend_pid() AS pid')
    await database.read((tx) => tx.query('SELECT pg_terminate_backend($1)', [rows[0].pid]))
    // Between two queries nobody waits for an answer; the program must not end by it.
    await new Promise((resolve) => setTimeout(resolve, 100))
    return session.query('SELECT 1')
  })
  const error = await killed.catch((thrown: unknown) => thrown)
  expect(isConnectionLost(error)).toBe(true)
  const duringQuery = await database
    .transact(async (tx) => {
      await tx.query('SELECT pg_terminate_backend(pg_backend_pid())')
      return tx.query('SELECT 1')
    })
    .catch((thrown: unknown) => thrown)
  expect(isConnectionLost(duringQuery)).toBe(true)
  expect((await database.read((tx) => tx.query('SELECT 1 AS one'))).rows).toEqual([{ one: 1 }])
  expect(isConnectionLost(new Error('anything else'))).toBe(false)
})

test('a server that is not there is one clear fault', async () => {
  const nowhere = openDatabase('postgres://nobody:secret@127.0.0.1:1/none')
  const error = await nowhere.read((tx) => tx.query('SELECT 1')).catch((thrown) => thrown)
  expect(error).toMatchObject({ kind: 'fault', code: 'KERNEL_DATABASE_UNREACHABLE', status: 503 })
  expect(error.message).not.toContain('secret')
  await nowhere.close()
})
