import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES, type RoleId } from '../../src/accounts/index.ts'
import { allRoutes } from '../../src/app/server.ts'
import { type TestPerson, type World, world } from '../support/world.ts'

/**
 * Every route is asked by every role. The oracle knows nothing of the guard: it is the table of who may do what, written
 * down here a second time by hand, so that a slip in the roles shows as a difference.
 */
const OPENS: Record<string, 'anybody' | 'people' | RoleId[]> = {
  'me.get': 'people',
  'session.end': 'people',
  'session.end_all': 'people',
  'member.list': ['authority_admin', 'authority_head'],
  'member.appoint': ['authority_admin'],
  'member.dismiss': ['authority_admin'],
  'proposal.list': ['centre_operator', 'centre_head'],
  'representation.propose': ['centre_operator'],
  'representation.decide': ['centre_head'],
  'read.mine': ['subject_representative'],
  'read.search': ['auditor'],
  'submission.create': ['sending_clerk', 'sending_client'],
  'report.issue': 'anybody',
  'report.verify': 'anybody',
  'report.download': 'anybody',
  'report.check': 'anybody',
  'report-key.list': 'anybody',
  'credential-issuer.get': 'anybody',
  'special-report.issue': ['subject_representative'],
  'credential.issue': ['subject_representative'],
  'dataset.list': 'anybody',
  'dataset.download': 'anybody',
  'dataset.follow': 'anybody',
  'total.list': 'anybody',
  'figures.get': 'anybody',
  'figures.download': 'anybody',
  'figures.draw': 'anybody',
  'batch-check.answer': ['authority_head', 'centre_operator', 'counter_clerk'],
  'subject.search': 'anybody',
  'subject.get': 'anybody',
  'totals.get': 'anybody',
  'health.get': 'anybody',
  'openapi.get': 'anybody',
}

type Asker = RoleId | 'nobody' | 'no grant'

const ASKERS: Asker[] = ['nobody', 'no grant', ...(Object.keys(ROLES) as RoleId[])]

/** What the guard must answer: in, not signed in, or not allowed. */
function expected(routeId: string, asker: Asker): 'in' | 401 | 403 {
  const opens = OPENS[routeId]!
  if (opens === 'anybody') return 'in'
  if (asker === 'nobody') return 401
  if (opens === 'people') return 'in'
  return opens.includes(asker as RoleId) ? 'in' : 403
}

const GUARD = /^ACCOUNTS_(NOT_SIGNED_IN|KEY_INVALID|SESSION_ENDED|CSRF|NOT_GRANTED|SECOND_FACTOR_NEEDED)$/

async function ask(w: World, routeId: string, person: TestPerson | undefined) {
  const { method, url } = allRoutes.find((route) => route.id === routeId)!
  const address = url.replace(/\{\w+\}/g, '1')
  const headers = person ? { cookie: person.cookie, 'x-xinwang-csrf': person.csrf } : {}
  return w.app.inject({ method, url: address, headers })
}

test('the table names every route, and no other', () => {
  expect(Object.keys(OPENS).sort()).toEqual(allRoutes.map(({ id }) => id).sort())
})

test('every role names only routes that exist and are granted, and every granted route is opened by some role', () => {
  const granted = allRoutes.filter(({ may }) => may === 'granted').map(({ id }) => id)
  const named = Object.values(ROLES).flatMap((role) => [...role.routes])
  expect([...new Set(named)].sort()).toEqual(granted.sort())
})

test('every route, asked by every role, lets in whom the table lets in and nobody else', {
  timeout: 120_000,
}, async () => {
  await using w = await world()
  const pairs = allRoutes.flatMap(({ id }) => ASKERS.map((asker) => ({ id, asker })))
  // In an order of chance, so that what one asker leaves behind shows in another's answer.
  const [order] = fc.sample(fc.shuffledSubarray(pairs, { minLength: pairs.length }), 1)
  for (const { id, asker } of order!) {
    const reply = await ask(w, id, await personAs(w, asker))
    const code = codeOf(reply)
    const got = GUARD.test(code) ? reply.statusCode : 'in'
    expect(got, `${id} as ${asker}: ${reply.statusCode} ${code}`).toBe(expected(id, asker))
  }
  expect(order).toHaveLength(allRoutes.length * ASKERS.length)
})

/** A fresh session each time: some of the routes end it. */
async function personAs(w: World, asker: Asker): Promise<TestPerson | undefined> {
  if (asker === 'nobody') return undefined
  if (asker === 'no grant') return w.person()
  return w.person({
    role: asker,
    ...(ROLES[asker].of === 'subject' ? { subjectId: 7n } : { authority: w.regulator }),
  })
}

/** The code of a refusal; '' for anything else, a file included. */
const codeOf = (reply: Awaited<ReturnType<typeof ask>>): string =>
  String(reply.headers['content-type']).includes('problem+json') ? reply.json().code : ''

test('a key of a department’s system opens sending and nothing else', async () => {
  await using w = await world()
  const authorization = `Bearer ${await w.key(w.regulator.code)}`
  for (const { id, method, url, may } of allRoutes) {
    const reply = await w.app.inject({
      method,
      url: url.replace(/\{\w+\}/g, '1'),
      headers: { authorization },
    })
    expect(GUARD.test(codeOf(reply)), id).toBe(may !== 'public' && id !== 'submission.create')
  }
})
