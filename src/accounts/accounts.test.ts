import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { world } from '../../test/support/world.ts'
import { authorityNames, getAuthority, listAuthorities, registerAuthorities } from './authority.ts'
import { createClient, findClient } from './client.ts'

const OPERATOR = { kind: 'operator' as const, name: '测试' }

test('a client’s key is shown once, kept only as its digest, and stands for its authority until it ends', async () => {
  await using w = await world()
  const { code } = w.regulator
  const client = await w.database.transact((tx) =>
    createClient(tx, OPERATOR, w.clock, { authorityCode: code, name: ' 虚构业务系统 ' }),
  )
  expect(client).toMatchObject({ key: expect.stringMatching(/^xwk_[\w-]{43}$/), endsOn: '2027-09-28' })
  const [row] = await w.query<{ key_digest: Buffer; name: string }>(
    'SELECT key_digest, name FROM accounts.client',
  )
  expect(row!.key_digest.toString('hex')).toBe(createHash('sha256').update(client.key).digest('hex'))
  expect(row!.name).toBe('虚构业务系统')
  const find = () => w.database.read((tx) => findClient(tx, w.clock, client.key))
  expect(await find()).toEqual({ clientId: client.clientId, name: '虚构业务系统', authorityCode: code })
  w.clock.set(client.endsOn)
  expect(await find()).toBeDefined()
  w.clock.advanceDays(1)
  expect(await find()).toBeUndefined()
})

test('creating a client is on the record, without the key; creating it twice gives two keys', async () => {
  await using w = await world()
  const create = () =>
    w.database.transact((tx) =>
      createClient(tx, OPERATOR, w.clock, { authorityCode: w.regulator.code, name: '系统' }),
    )
  const [first, second] = [await create(), await create()]
  expect(first.key).not.toBe(second.key)
  const acts = await w.query<{ payload: { client: string } }>(
    `SELECT payload FROM ledger.act WHERE operation = 'client.create' ORDER BY position`,
  )
  expect(acts.map(({ payload }) => payload.client)).toEqual([first.clientId, second.clientId])
  expect(JSON.stringify(acts)).not.toContain(first.key)
})

test('no client is created without a name or for an authority nobody registered', async () => {
  await using w = await world()
  const create = (authorityCode: string, name: string) =>
    w.database.transact((tx) => createClient(tx, OPERATOR, w.clock, { authorityCode, name }))
  await expect(create(w.regulator.code, ' ')).rejects.toMatchObject({
    code: 'ACCOUNTS_CLIENT_NAME',
    kind: 'invalid',
  })
  await expect(create(w.firms[0]!.code, '系统')).rejects.toMatchObject({
    code: 'ACCOUNTS_AUTHORITY_UNKNOWN',
    kind: 'absent',
  })
  expect(await w.query('SELECT FROM accounts.client')).toEqual([])
})

test('authorities are registered all or none, and registering one again corrects it', async () => {
  await using w = await world()
  const before = await w.database.read(listAuthorities)
  const good = { ...w.regulator, name: '更名后的虚构机关' }
  const bad = { ...w.regulator, code: `${w.regulator.code.slice(0, 17)}?` }
  const register = (...list: (typeof good)[]) => w.database.transact((tx) => registerAuthorities(tx, list))
  await expect(register(good, bad)).rejects.toMatchObject({ code: 'ACCOUNTS_AUTHORITY_CODE' })
  expect(await w.database.read(listAuthorities)).toEqual(before)
  await register(good)
  expect((await w.database.read((tx) => getAuthority(tx, good.code))).name).toBe('更名后的虚构机关')
  expect((await w.database.read(listAuthorities)).length).toBe(before.length)
  const names = await w.database.read((tx) => authorityNames(tx, [good.code, w.firms[0]!.code]))
  expect([...names]).toEqual([[good.code, '更名后的虚构机关']])
})
