import { createPublicKey, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { subjectIdOf } from '../../src/subjects/index.ts'
import { type World, world } from '../support/world.ts'

const representative = (w: World, firm = 0) =>
  w.person({
    role: 'subject_representative',
    subjectId: subjectIdOf('organisation_code', w.firms[firm]!.code.slice(8, 17)),
  })

const wanted = (w: World, change = {}) => ({
  code: w.firms[0]!.code,
  from: '2025-01-01',
  until: w.clock.now().toISOString().slice(0, 10),
  domains: ['市场监管', '生态环境'],
  ...change,
})

test('a representative gets a special report of the chosen period and domains; nobody else does', async () => {
  await using w = await world()
  await w.send([w.penalty(0)])
  await w.send([w.licence(0)], 'XK')
  const own = w.as(await representative(w))
  const { status, body } = await own.post('/api/special-reports', wanted(w))
  expect(body).toMatchObject({ kind: 'special', status: 'current' })
  expect(status).toBe(200)
  expect(body.overview).toEqual([
    { label: '市场监管领域', value: '查见 1 条，详见正文' },
    { label: '生态环境领域', value: '未查见违法违规记录' },
  ])
  const acts = await w.query(`SELECT actor_kind FROM ledger.act WHERE operation = 'special-report.issue'`)
  expect(acts).toEqual([{ actor_kind: 'representative' }])

  const other = w.as(await representative(w, 1))
  expect((await other.post('/api/special-reports', wanted(w))).body.code).toBe('PUBLICATION_NOT_YOUR_SUBJECT')
  const clerk = w.as(await w.person({ role: 'sending_clerk', authority: w.regulator }))
  expect((await clerk.post('/api/special-reports', wanted(w))).status).toBe(403)
  expect((await own.post('/api/special-reports', wanted(w, { from: '2001-01-01' }))).body.code).toBe(
    'PUBLICATION_PERIOD_INVALID',
  )
  expect((await own.post('/api/special-reports', wanted(w, { domains: ['占星'] }))).body.code).toBe(
    'PUBLICATION_DOMAIN_UNKNOWN',
  )
})

test('the report becomes a credential whose signature the published key verifies, until it is superseded', async () => {
  await using w = await world()
  await w.send([w.penalty(0)])
  const own = w.as(await representative(w))
  const report = (await own.post('/api/special-reports', wanted(w))).body
  const { body } = await own.post('/api/credentials', { report: report.verifyCode })
  const [jwt = '', ...disclosures] = (body.credential as string).split('~')
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString())
  expect(alg).toBe('ES256')
  const { jwks } = (await w.get('/.well-known/jwt-vc-issuer')).body
  const key = createPublicKey({
    key: jwks.keys.find((each: { kid: string }) => each.kid === kid),
    format: 'jwk',
  })
  const statement = Buffer.from(`${head}.${claims}`)
  expect(
    verify('sha256', statement, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  ).toBe(true)
  const told = JSON.parse(Buffer.from(claims, 'base64url').toString())
  expect(told.organisation_code).toBe(w.firms[0]!.code)
  expect(told.conclusions).toBeUndefined()
  expect(disclosures.map((each) => Buffer.from(each, 'base64url').toString()).join()).toContain('未查见')

  const other = w.as(await representative(w, 1))
  expect((await other.post('/api/credentials', { report: report.verifyCode })).body.code).toBe(
    'PUBLICATION_NOT_YOUR_SUBJECT',
  )
  await w.send([w.penalty(0, { CF_NR: '虚构：更正后的处罚内容。' })])
  expect((await own.post('/api/credentials', { report: report.verifyCode })).body.code).toBe(
    'PUBLICATION_REPORT_SUPERSEDED',
  )
})
