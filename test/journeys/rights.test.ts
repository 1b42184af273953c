import { describe, expect, test } from 'vitest'
import { type World, world } from '../support/world.ts'

const rows = (w: World) => ({ item: '行政处罚', rows: [w.penalty(0)] })

const problem = (status: number, code: string) => ({ status, body: { status, code } })

describe('who may enter', () => {
  test('nobody, a wrong cookie, a session that was ended and somebody without a grant are told apart, and nothing more', async () => {
    await using w = await world()
    const nobody = await w.app.inject({ method: 'GET', url: '/api/me' })
    expect(nobody.json()).toMatchObject({ status: 401, code: 'ACCOUNTS_NOT_SIGNED_IN' })
    const stranger = await w.person()
    expect(await w.as({ ...stranger, cookie: 'xinwang_session=x' }).get('/api/me')).toMatchObject(
      problem(401, 'ACCOUNTS_SESSION_ENDED'),
    )
    expect(await w.as(stranger).get('/api/me')).toMatchObject({
      status: 200,
      body: { person: { id: stranger.id, name: stranger.name }, grants: [], routes: [] },
    })
    expect(await w.as(stranger).post('/api/submissions', rows(w))).toMatchObject(
      problem(403, 'ACCOUNTS_NOT_GRANTED'),
    )
    expect(await w.as(stranger).get('/api/reads?purpose=核查')).toMatchObject(
      problem(403, 'ACCOUNTS_NOT_GRANTED'),
    )
  })

  test('a clerk sends for the own authority, under the own name, and the act says so', async () => {
    await using w = await world()
    const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator })
    expect(await w.as(clerk).post('/api/submissions', rows(w))).toMatchObject({
      status: 200,
      body: { accepted: { new: 1 } },
    })
    const acts = await w.query(
      `SELECT DISTINCT actor_kind, actor_name, authority_code FROM ledger.act WHERE operation LIKE 'submission.%'`,
    )
    expect(acts).toEqual([
      {
        actor_kind: 'officer',
        actor_name: `${clerk.name} (${clerk.id})`,
        authority_code: w.regulator.code,
      },
    ])
    const { body } = await w.as(clerk).get('/api/me')
    expect(body).toMatchObject({
      routes: ['submission.create'],
      grants: [{ role: 'sending_clerk', roleName: '报送员', authority: { name: w.regulator.name } }],
    })
  })

  test('a grant for one item does not open another', async () => {
    await using w = await world()
    const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator, items: ['XK'] })
    expect(await w.as(clerk).post('/api/submissions', rows(w))).toMatchObject(
      problem(403, 'COLLECTION_ITEM_NOT_YOURS'),
    )
    expect(await w.as(clerk).post('/api/submissions', { item: 'xk', rows: [w.licence(0)] })).toMatchObject({
      status: 200,
    })
  })

  test('without the token of the platform’s own page nothing is written, whoever’s cookie comes along', async () => {
    await using w = await world()
    const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator })
    const other = await w.person({ role: 'sending_clerk', authority: w.regulator })
    for (const csrf of ['', 'x', other.csrf]) {
      expect(await w.as({ ...clerk, csrf }).post('/api/submissions', rows(w))).toMatchObject(
        problem(403, 'ACCOUNTS_CSRF'),
      )
    }
    expect(await w.query('SELECT FROM collection.submission')).toEqual([])
    expect(await w.as({ ...clerk, csrf: '' }).get('/api/me')).toMatchObject({ status: 200 })
  })

  test('a grant ends by its date, a session by idleness and by its age', async () => {
    await using w = await world()
    const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator })
    const me = async () => (await w.as(clerk).get('/api/me')).status
    w.clock.advanceMinutes(29)
    expect(await me()).toBe(200)
    w.clock.advanceMinutes(29)
    expect(await me()).toBe(200)
    w.clock.advanceMinutes(31)
    expect(await me()).toBe(401)
    const busy = await w.person({ role: 'sending_clerk', authority: w.regulator })
    let hours = 0
    for (; hours < 24; hours += 0.25) {
      if ((await w.as(busy).get('/api/me')).status !== 200) break
      w.clock.advanceMinutes(15)
    }
    expect(hours).toBe(12.25)
    w.clock.advanceDays(370)
    const late = await w.person()
    await w.database.transact((tx) =>
      tx.query(`UPDATE accounts.session SET person_id = $1 WHERE person_id = $2`, [clerk.id, late.id]),
    )
    expect((await w.as(late).get('/api/me')).body).toMatchObject({ grants: [] })
  })

  test('signing out ends this session, signing out everywhere ends all, and of one person only', async () => {
    await using w = await world()
    const [one, other] = [await w.person(), await w.person()]
    expect(await w.as(one).post('/api/me/sign-out')).toMatchObject({ status: 200, body: { done: 1 } })
    expect(await w.as(one).get('/api/me')).toMatchObject(problem(401, 'ACCOUNTS_SESSION_ENDED'))
    expect(await w.as(other).post('/api/me/sign-out-everywhere')).toMatchObject({ body: { done: 1 } })
    expect(await w.as(other).get('/api/me')).toMatchObject(problem(401, 'ACCOUNTS_SESSION_ENDED'))
    expect(
      await w.query(`SELECT operation FROM ledger.act WHERE operation = 'session.end_all'`),
    ).toHaveLength(1)
  })

  test('an office that decides is not opened by a password alone', async () => {
    await using w = await world()
    const auditor = await w.person({ role: 'auditor', authority: w.regulator, secondFactor: false })
    expect(await w.as(auditor).get('/api/reads?purpose=年度审计')).toMatchObject(
      problem(403, 'ACCOUNTS_SECOND_FACTOR_NEEDED'),
    )
    const proper = await w.person({ role: 'auditor', authority: w.regulator })
    expect(await w.as(proper).get('/api/reads?purpose=年度审计')).toMatchObject({ status: 200 })
  })

  test('whoever works for two authorities says for which one a delivery is', async () => {
    await using w = await world()
    const clerk = await w.person({ role: 'sending_clerk', authority: w.regulator })
    const second = w.authorities.find(({ code }) => code !== w.regulator.code)!
    await w.database.transact((tx) =>
      tx.query(
        `INSERT INTO accounts.role_grant SELECT gen_random_uuid(), person_id, NULL, role, $2, NULL, $3, NULL, NULL,
                starts_on, ends_on, granted_by, granted_at, NULL FROM accounts.role_grant WHERE person_id = $1`,
        [clerk.id, second.code, second.regionCode],
      ),
    )
    expect(await w.as(clerk).post('/api/submissions', rows(w))).toMatchObject(
      problem(409, 'ACCOUNTS_AUTHORITY_UNCLEAR'),
    )
    const as = (code: string) => ({ 'x-xinwang-authority': code })
    expect(await w.as(clerk).post('/api/submissions', rows(w), as(w.regulator.code))).toMatchObject({
      status: 200,
    })
    const third = w.authorities.find(({ code }) => ![w.regulator.code, second.code].includes(code))!
    expect(await w.as(clerk).post('/api/submissions', rows(w), as(third.code))).toMatchObject(
      problem(403, 'ACCOUNTS_NOT_GRANTED'),
    )
  })
})

describe('谁查了我', () => {
  const reads = (w: World) =>
    w.query(`SELECT route, reader_name, purpose, fields_class, subject_id FROM ledger.disclosure`)

  test('a look at what is not public needs a purpose and is written down; without one nothing is shown', async () => {
    await using w = await world()
    const auditor = await w.person({ role: 'auditor', authority: w.regulator })
    for (const query of ['', '?purpose=', '?purpose=x']) {
      const { status } = await w.as(auditor).get(`/api/reads${query}`)
      expect(status, query).toBe(400)
    }
    expect(await reads(w)).toEqual([])
    const found = await w.as(auditor).get('/api/reads?purpose=年度审计')
    expect(found).toMatchObject({
      status: 200,
      body: { reads: [{ route: 'read.search', reader: auditor.name, purpose: '年度审计' }] },
    })
    expect(await reads(w)).toEqual([
      {
        route: 'read.search',
        reader_name: auditor.name,
        purpose: '年度审计',
        fields_class: '查询日志',
        subject_id: null,
      },
    ])
  })

  test('a subject sees the looks at itself and at nobody else; page by page none is lost and none comes twice', async () => {
    await using w = await world()
    const [mine, others] = [7001n, 7002n]
    await w.database.transact(async (tx) => {
      for (let look = 0; look < 230; look++) {
        await tx.query(
          `INSERT INTO ledger.disclosure VALUES
             (gen_random_uuid(), $1, 'quarantine.list', 'person', gen_random_uuid(), '虚构查询人', NULL, '核查', '疑问数据',
              $2::timestamptz + make_interval(secs => $3))`,
          [String(look % 2 ? mine : others), w.clock.now(), Math.floor(look / 10)],
        )
      }
    })
    const representative = await w.person({ role: 'subject_representative', subjectId: mine })
    const seen: string[] = []
    let after = ''
    do {
      const { body } = await w.as(representative).get(`/api/reads/mine${after}`)
      for (const read of body.reads) {
        expect(read.subjectId).toBe(String(mine))
        seen.push(read.at)
      }
      after = body.next ? `?after=${body.next}` : ''
    } while (after)
    expect(seen).toHaveLength(115)
    expect(seen).toEqual([...seen].sort().reverse())
    expect(await w.as(representative).get('/api/reads/mine?after=x')).toMatchObject(
      problem(400, 'LEDGER_PAGE_INVALID'),
    )
  })

  test('the database itself keeps the log for five years and changes nothing in it', async () => {
    await using w = await world()
    const put = (age: string) =>
      w.database.transact((tx) =>
        tx.query(
          `INSERT INTO ledger.disclosure VALUES (gen_random_uuid(), 1, 'x.y', 'person', gen_random_uuid(), '虚构', NULL, '核查', 'x', now() - $1::interval)`,
          [age],
        ),
      )
    await put('0 days')
    await put('4 years 360 days')
    await put('5 years 10 days')
    const run = (statement: string) => w.database.transact((tx) => tx.query(statement))
    await expect(run('DELETE FROM ledger.disclosure')).rejects.toThrow('kept for five years')
    await expect(run(`UPDATE ledger.disclosure SET purpose = '改了'`)).rejects.toThrow('kept for five years')
    await expect(run('TRUNCATE ledger.disclosure')).rejects.toThrow()
    await run(`DELETE FROM ledger.disclosure WHERE read_at < now() - interval '5 years'`)
    expect(await w.query('SELECT FROM ledger.disclosure')).toHaveLength(2)
  })
})
