import { expect, test } from 'vitest'
import { findInvitation } from '../../src/accounts/index.ts'
import { type World, world } from '../support/world.ts'

const wanted = {
  subjectId: '7001',
  name: '虚构代表甲',
  capacity: '法定代表人',
  evidence: '营业执照副本（虚构）',
  endsOn: '2027-06-30',
}

const centreOf = (w: World) => w.authorities.find(({ name }) => name.includes('虚构政务服务局'))!

async function centre(w: World) {
  const authority = centreOf(w)
  return {
    officer: await w.person({ role: 'centre_operator', authority }),
    head: await w.person({ role: 'centre_head', authority }),
  }
}

test('who represents a subject is proposed by one and decided by another, with reasons, and then gets a link', async () => {
  await using w = await world()
  const { officer, head } = await centre(w)
  const { body: proposed } = await w.as(officer).post('/api/representations', wanted)
  expect(await w.query('SELECT FROM accounts.role_grant WHERE subject_id IS NOT NULL')).toEqual([])
  const { body: open } = await w.as(head).get('/api/proposals?purpose=核对代表资格')
  expect(open.proposals).toMatchObject([
    { proposalId: proposed.proposalId, payload: wanted, proposer: officer.name },
  ])
  expect(
    await w.query('SELECT subject_id::text FROM ledger.disclosure WHERE subject_id IS NOT NULL'),
  ).toEqual([{ subject_id: '7001' }])
  const decision = { ...proposed, approve: true, because: '材料齐全' }
  const { status, body } = await w.as(head).post('/api/representations/decide', decision)
  expect(status).toBe(200)
  const invited = await w.database.read((tx) => findInvitation(tx, w.clock, body.link.split('/').at(-1)))
  expect(invited.name).toBe(wanted.name)
  expect(
    await w.query(
      'SELECT role, subject_id::text, ends_on::text FROM accounts.role_grant WHERE subject_id IS NOT NULL',
    ),
  ).toEqual([{ role: 'subject_representative', subject_id: '7001', ends_on: wanted.endsOn }])
  const acts = await w.query(
    `SELECT operation, actor_name FROM ledger.act WHERE operation LIKE 'representation.%' ORDER BY position`,
  )
  expect(acts).toEqual([
    { operation: 'representation.propose', actor_name: `${officer.name} (${officer.id})` },
    { operation: 'representation.decide', actor_name: `${head.name} (${head.id})` },
  ])
  const twice = await w.as(head).post('/api/representations/decide', decision)
  expect(twice.body).toMatchObject({ status: 404, code: 'ACCOUNTS_PROPOSAL_OVER' })
})

test('one person with both offices cannot do both; the database itself would not have it', async () => {
  await using w = await world()
  const { officer } = await centre(w)
  const authority = centreOf(w)
  await w.database.transact((tx) =>
    tx.query(
      `INSERT INTO accounts.role_grant SELECT gen_random_uuid(), person_id, NULL, 'centre_head', authority_code, NULL,
              region_code, NULL, NULL, starts_on, ends_on, granted_by, granted_at, NULL
         FROM accounts.role_grant WHERE person_id = $1`,
      [officer.id],
    ),
  )
  const { body: proposed } = await w.as(officer).post('/api/representations', wanted)
  const own = await w
    .as(officer)
    .post('/api/representations/decide', { ...proposed, approve: true, because: '自己同意' })
  expect(own.body).toMatchObject({ status: 403, code: 'ACCOUNTS_FOUR_EYES' })
  await expect(
    w.database.transact((tx) =>
      tx.query(
        `UPDATE accounts.proposal SET decided_by = proposed_by, decided_at = proposed_at, decision = 'approved', because = 'x'`,
      ),
    ),
  ).rejects.toThrow('proposal_four_eyes')
  expect(await w.query('SELECT FROM accounts.role_grant WHERE subject_id IS NOT NULL')).toEqual([])
  expect(authority.code).toBeTruthy()
})

test('a proposal that is refused has no effect; one of another authority, without reason or papers is not taken', async () => {
  await using w = await world()
  const { officer, head } = await centre(w)
  const elsewhere = await w.person({ role: 'centre_head', authority: w.regulator })
  const { body: proposed } = await w.as(officer).post('/api/representations', wanted)
  const decide = async (person: typeof head, change: object) =>
    (
      await w.as(person).post('/api/representations/decide', {
        ...proposed,
        approve: false,
        because: '委托书过期',
        ...change,
      })
    ).body
  expect(await decide(elsewhere, {})).toMatchObject({ code: 'ACCOUNTS_PROPOSAL_OVER' })
  expect(await decide(head, { because: ' ' })).toMatchObject({ code: 'ACCOUNTS_BECAUSE_MISSING' })
  expect(await decide(officer, {})).toMatchObject({ code: 'ACCOUNTS_NOT_GRANTED' })
  expect(await decide(head, {})).toEqual({ link: null })
  expect(await w.query('SELECT FROM accounts.role_grant WHERE subject_id IS NOT NULL')).toEqual([])
  for (const [change, code] of [
    [{ evidence: '' }, 'ACCOUNTS_EVIDENCE_MISSING'],
    [{ name: ' ' }, 'ACCOUNTS_EVIDENCE_MISSING'],
    [{ endsOn: '2040-01-01' }, 'ACCOUNTS_TERM_INVALID'],
  ] as const) {
    expect((await w.as(officer).post('/api/representations', { ...wanted, ...change })).body).toMatchObject({
      code,
    })
  }
})
