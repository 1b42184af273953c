import { expect, test } from 'vitest'
import { findInvitation } from '../../src/accounts/index.ts'
import { world } from '../support/world.ts'

const clerk = { name: '虚构新人', role: 'sending_clerk', endsOn: '2027-03-31' }

test('an administrator appoints somebody of the own authority, who gets a link, an office and an end', async () => {
  await using w = await world()
  const admin = await w.person({ role: 'authority_admin', authority: w.regulator })
  const { status, body } = await w.as(admin).post('/api/members', { ...clerk, items: ['CF'] })
  expect(status).toBe(200)
  const invited = await w.database.read((tx) => findInvitation(tx, w.clock, body.link.split('/').at(-1)))
  expect(invited).toEqual({ personId: body.personId, name: clerk.name, decides: false })
  const { body: list } = await w.as(admin).get('/api/members')
  expect(list.members).toContainEqual({
    personId: body.personId,
    name: clerk.name,
    role: 'sending_clerk',
    roleName: '报送员',
    endsOn: clerk.endsOn,
    opened: false,
  })
  expect(
    await w.query(
      `SELECT actor_name, authority_code, payload FROM ledger.act WHERE operation = 'member.appoint'`,
    ),
  ).toEqual([
    {
      actor_name: `${admin.name} (${admin.id})`,
      authority_code: w.regulator.code,
      payload: { person: body.personId, role: 'sending_clerk', until: clerk.endsOn, items: ['CF'] },
    },
  ])
  w.clock.set('2027-04-01')
  const later = await w.person({ role: 'authority_admin', authority: w.regulator })
  const { body: after } = await w.as(later).get('/api/members')
  expect(after.members.map(({ personId }: { personId: string }) => personId)).not.toContain(body.personId)
})

test('no administrator gives an office of the centre, one of a subject, one without end, or one elsewhere', async () => {
  await using w = await world()
  const admin = await w.person({ role: 'authority_admin', authority: w.regulator })
  const appoint = (change: object, more?: object) =>
    w.as(admin).post('/api/members', { ...clerk, ...change }, more)
  for (const role of [
    'centre_head',
    'auditor',
    'platform_operator',
    'subject_representative',
    'sending_client',
    'king',
  ]) {
    expect((await appoint({ role })).body, role).toMatchObject({ code: 'ACCOUNTS_OFFICE_NOT_YOURS' })
  }
  for (const endsOn of ['2026-01-01', '2036-01-01', '永久', '2027-02-30']) {
    expect((await appoint({ endsOn })).body, endsOn).toMatchObject({ code: 'ACCOUNTS_TERM_INVALID' })
  }
  expect((await appoint({ name: ' ' })).body).toMatchObject({ code: 'ACCOUNTS_PERSON_NAME' })
  const other = w.authorities.find(({ code }) => code !== w.regulator.code)!
  expect((await appoint({}, { 'x-xinwang-authority': other.code })).status).toBe(403)
  expect(await w.query(`SELECT FROM ledger.act WHERE operation = 'member.appoint'`)).toEqual([])
  const { body } = await w.as(admin).get('/api/members')
  expect(body.members).toHaveLength(1)
})

test('who is dismissed is out at once; nobody is dismissed twice, from elsewhere, or by themselves', async () => {
  await using w = await world()
  const admin = await w.person({ role: 'authority_admin', authority: w.regulator })
  const sender = await w.person({ role: 'sending_clerk', authority: w.regulator })
  const other = w.authorities.find(({ code }) => code !== w.regulator.code)!
  const stranger = await w.person({ role: 'sending_clerk', authority: other })
  const dismiss = async (personId: string) =>
    (await w.as(admin).post('/api/members/dismiss', { personId })).body
  expect(await dismiss(stranger.id)).toMatchObject({ code: 'ACCOUNTS_NOT_A_MEMBER' })
  expect(await dismiss(admin.id)).toMatchObject({ code: 'ACCOUNTS_DISMISS_SELF' })
  expect(await dismiss(sender.id)).toEqual({ done: 1 })
  expect((await w.as(sender).get('/api/me')).status).toBe(401)
  expect((await w.as(stranger).get('/api/me')).status).toBe(200)
  expect(await dismiss(sender.id)).toMatchObject({ code: 'ACCOUNTS_NOT_A_MEMBER' })
  expect(await w.query(`SELECT FROM ledger.act WHERE operation = 'member.dismiss'`)).toHaveLength(1)
})
