import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { world } from '../../test/support/world.ts'
import { appendAct } from './act.ts'
import { canonicalJson } from './canonical-json.ts'

const ACT = {
  operation: 'test.act',
  actor: { kind: 'officer' as const, name: '虚构办事员', authorityCode: '虚构机关' },
  subjectId: 42n,
  payload: { 内容: '虚构', 数: [1, null] },
}

test('an act’s commitment is SHA-256 of its salt and its canonical text, so that whoever holds both can prove it', async () => {
  await using w = await world()
  const at = w.clock.now()
  const id = await w.database.transact((tx) => appendAct(tx, { ...ACT, at }))
  const [row] = await w.query<{ salt: Buffer; commitment: Buffer; payload: object; subject_id: string }>(
    'SELECT salt, commitment, payload, subject_id FROM ledger.act WHERE act_id = $1',
    [id],
  )
  const statement = canonicalJson({
    act: id,
    at: at.toISOString(),
    authority: '虚构机关',
    by: { kind: 'officer', name: '虚构办事员' },
    operation: 'test.act',
    payload: ACT.payload,
    subject: '42',
  })
  const expected = createHash('sha256')
    .update(Buffer.concat([row!.salt, Buffer.from(statement)]))
    .digest()
  expect(row!.commitment.equals(expected)).toBe(true)
  expect(row).toMatchObject({ payload: ACT.payload, subject_id: '42' })
})

test('the same act twice is two acts with commitments that tell nothing of their being alike', async () => {
  await using w = await world()
  const at = w.clock.now()
  await w.database.transact(async (tx) => {
    await appendAct(tx, { ...ACT, at })
    await appendAct(tx, { ...ACT, at })
  })
  const rows = await w.query<{ commitment: Buffer }>(
    `SELECT commitment FROM ledger.act WHERE operation = 'test.act'`,
  )
  expect(new Set(rows.map((row) => row.commitment.toString('hex'))).size).toBe(2)
})

test('an act is there exactly when what it records is there', async () => {
  await using w = await world()
  const undone = w.database.transact(async (tx) => {
    await appendAct(tx, { ...ACT, at: w.clock.now() })
    throw new Error('the decision was not made')
  })
  await expect(undone).rejects.toThrow('not made')
  expect(await w.query(`SELECT FROM ledger.act WHERE operation = 'test.act'`)).toEqual([])
})
