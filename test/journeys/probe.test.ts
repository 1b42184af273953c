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
  'read.mine': ['subject_representative'],
  'read.search': ['auditor'],
  'submission.create': ['sending_clerk', 'sending_client'],
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
  const answered = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(pairs, { minLength: pairs.length }), async (shuffled) => {
      for (const { id, asker } of shuffled) {
        // A fresh session each time: some of the routes end it.
        const person =
          asker === 'nobody'
            ? undefined
            : await w.person(
                asker === 'no grant'
                  ? {}
                  : {
                      role: asker,
                      ...(ROLES[asker].of === 'subject' ? { subjectId: 7n } : { authority: w.regulator }),
                    },
              )
        const reply = await ask(w, id, person)
        const code = String((reply.json() as { code?: string }).code)
        const wanted = expected(id, asker)
        const got = GUARD.test(code) ? reply.statusCode : 'in'
        expect(got, `${id} as ${asker}: ${reply.statusCode} ${code}`).toBe(wanted)
        answered.add(`${id} ${asker}`)
      }
    }),
    { numRuns: 2 },
  )
  expect(answered.size).toBe(allRoutes.length * ASKERS.length)
})

test('a key of a department’s system opens sending and nothing else', async () => {
  await using w = await world()
  const authorization = `Bearer ${await w.key(w.regulator.code)}`
  for (const { id, method, url, may } of allRoutes) {
    const reply = await w.app.inject({
      method,
      url: url.replace(/\{\w+\}/g, '1'),
      headers: { authorization },
    })
    const refused = GUARD.test(String((reply.json() as { code?: string }).code))
    expect(refused, id).toBe(may !== 'public' && id !== 'submission.create')
  }
})
