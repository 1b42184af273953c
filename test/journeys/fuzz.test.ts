import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ROLES, type RoleId } from '../../src/accounts/index.ts'
import { allRoutes, VERSION } from '../../src/app/server.ts'
import { openApi } from '../../src/kernel/index.ts'
import { multipartOf } from '../support/delivery.ts'
import { addressOf, type Description, type Operation, operationsOf, valuesOf } from '../support/fuzz.ts'
import { type World, world } from '../support/world.ts'

const REQUESTS = 10_000
/** Fixed, so that a red run is red again; another by XINWANG_FUZZ_SEED. */
const SEED = Number(process.env.XINWANG_FUZZ_SEED ?? 20_260_928)

/** Stands in what only some may read; nobody of this test may. */
const SECRET = '绝密之语甲乙丙丁'

/** What no answer may hold: the inside of the program, and the secret. */
const LEAKS =
  /node_modules|\/src\/|\.ts:\d|at async |syntax error at|violates|pg_catalog|relation "|column "|password_digest|key_digest/

const description = JSON.parse(JSON.stringify(openApi(allRoutes, VERSION))) as Description
const operations = operationsOf(description)

interface Shot {
  operation: Operation
  values: Record<string, unknown>
  body: unknown
  as: number
  upload: boolean
}

const shots: fc.Arbitrary<Shot> = fc.constantFrom(...operations).chain((operation) =>
  fc.constantFrom(0, 1, 1, 4).chain((spoil) =>
    fc.record({
      operation: fc.constant(operation),
      values: fc.record(
        Object.fromEntries(
          operation.parameters.map(({ name, schema }) => [name, valuesOf(schema, description, spoil)]),
        ),
        { requiredKeys: operation.parameters.filter((one) => one.required).map((one) => one.name) },
      ),
      body: operation.body ? valuesOf(operation.body, description, spoil) : fc.constant(undefined),
      as: fc.nat(),
      upload: operation.acceptsFile ? fc.boolean() : fc.constant(false),
    }),
  ),
)

/** One request as a program would send it; each from an address of its own, so that the rate limit stays out of it. */
async function fire(w: World, askers: Record<string, string>[], shot: Shot, number: number) {
  const { operation, values, body, as, upload } = shot
  const form = upload
    ? multipartOf([
        { name: 'item', value: String((body as { item?: unknown } | null)?.item ?? '行政处罚') },
        { name: 'file', value: JSON.stringify(body) ?? '', fileName: '文件.csv' },
      ])
    : undefined
  return w.app.inject({
    method: operation.method as 'GET',
    url: addressOf(operation, values),
    remoteAddress: `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`,
    headers: {
      ...askers[as % askers.length],
      ...(form
        ? { 'content-type': form.contentType }
        : body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
    },
    ...(form
      ? { payload: form.payload }
      : body === undefined
        ? {}
        : { payload: JSON.stringify(body)?.toWellFormed() ?? '' }),
  })
}

test(`${REQUESTS} requests made from the description, right ones and spoilt ones, end in no fault and tell nothing they should not`, {
  timeout: 600_000,
}, async () => {
  await using w = await world()
  await w.send([w.penalty(0), w.penalty(1, { CF_JDRQ: SECRET }), w.penalty(2)])
  const key = await w.key(w.regulator.code)
  const signedIn = []
  for (const role of Object.keys(ROLES) as RoleId[]) {
    const person = await w.person({
      role,
      ...(ROLES[role].of === 'subject' ? { subjectId: 1n } : { authority: w.regulator }),
    })
    signedIn.push({ cookie: person.cookie, 'x-xinwang-csrf': person.csrf })
  }
  const askers = [
    ...signedIn,
    {},
    { authorization: 'Bearer xwk_nonsense' },
    { authorization: `Bearer ${key}` },
    { cookie: 'xinwang=%00; a=b' },
  ] as Record<string, string>[]
  console.log(`seed ${SEED}`)
  let number = 0
  const seen = new Map<string, Set<number>>()
  await fc.assert(
    fc.asyncProperty(shots, async (shot) => {
      number += 1
      const reply = await fire(w, askers, shot, number)
      const id = shot.operation.id
      seen.set(id, (seen.get(id) ?? new Set()).add(reply.statusCode))
      expect(reply.statusCode, `${id}: ${reply.body.slice(0, 500)}`).toBeLessThan(500)
      expect(reply.body).not.toMatch(LEAKS)
      expect(reply.body).not.toContain(SECRET)
      expect(reply.headers['x-content-type-options']).toBe('nosniff')
      if (reply.statusCode >= 400) expect(reply.json()).toMatchObject({ status: reply.statusCode })
    }),
    { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
  )
  expect(number).toBe(REQUESTS)
  expect(w.logged).toEqual([])
  expect([...seen.keys()].sort()).toEqual(operations.map((one) => one.id).sort())
  expect((await w.app.inject('/healthz')).statusCode).toBe(200)
})
