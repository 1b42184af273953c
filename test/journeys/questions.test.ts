import { describe, expect, test } from 'vitest'
import type { SampleRow } from '../../seed/rows.ts'
import { answerQuestion, listQuestions } from '../../src/subjects/index.ts'
import { allNew, reasonsOf, shortOf } from '../support/receipt.ts'
import { world } from '../support/world.ts'

const OFFICER = { kind: 'officer' as const, name: '虚构办事员' }

describe('one organisation', () => {
  test('under two names raises one question, and its rows wait until a person has answered', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const renamed = [
      w.penalty(0, { CF_XDR_MC: '石家庄虚构更名商贸有限公司', CF_WSH: '虚构石罚〔2026〕另1号' }),
    ]
    const refused = await w.send(renamed)
    expect(reasonsOf(refused)).toEqual(['2 CF_XDR_MC SUBJECT_NAME_DIFFERS'])
    await w.send(renamed)
    const questions = await w.database.read((tx) => listQuestions(tx))
    expect(questions).toMatchObject([
      {
        kind: 'two_names_one_code',
        facts: { known: w.firms[0]!.name, claimed: '石家庄虚构更名商贸有限公司' },
      },
    ])
    const answer = (because: string) =>
      w.database.transact((tx) => answerQuestion(tx, w.clock, OFFICER, questions[0]!.id, 'same', because))
    await expect(answer(' ')).rejects.toMatchObject({ code: 'SUBJECTS_ANSWER_BARE' })
    await answer('营业执照变更登记')
    await expect(answer('再答一次')).rejects.toMatchObject({ code: 'SUBJECTS_QUESTION_UNKNOWN' })
    expect((await w.send(renamed)).accepted.new).toBe(1)
    const { body } = await w.get('/api/subjects?query=虚构更名')
    expect(body.subjects).toMatchObject([
      { code: w.firms[0]!.code, matchedFormerName: '石家庄虚构更名商贸有限公司' },
    ])
    expect(await w.query(`SELECT actor_name FROM ledger.act WHERE operation = 'question.answer'`)).toEqual([
      { actor_name: OFFICER.name },
    ])
  })

  test('judged to be another stays a question answered, and its rows stay refused without a new question', async () => {
    await using w = await world()
    await w.send([w.penalty(0)])
    const other = [w.penalty(0, { CF_XDR_MC: '石家庄虚构他人商贸有限公司', CF_WSH: '虚构石罚〔2026〕另2号' })]
    await w.send(other)
    const [question] = await w.database.read((tx) => listQuestions(tx))
    await w.database.transact((tx) =>
      answerQuestion(tx, w.clock, OFFICER, question!.id, 'different', '代码抄错'),
    )
    expect((await w.send(other)).refused).toBe(1)
    expect(await w.database.read((tx) => listQuestions(tx))).toEqual([])
  })

  test('under two unified codes with one organisation code is a question, and a row with the older code alone is filed', async () => {
    await using w = await world()
    const [code, name] = [w.firms[0]!.code, w.firms[0]!.name]
    const old = (change: SampleRow): SampleRow => ({
      CF_WSH: '虚构石罚〔2016〕1号',
      CF_CFMC: '虚构违法行为类型',
      CF_CFLB1: '罚款',
      CF_SY: '虚构事实。',
      CF_YJ: '虚构依据',
      CF_XDR_MC: name,
      CF_XDR_SHXYM: '',
      CF_XDR_ZDM: `${code.slice(8, 16)}-${code[16]}`,
      CF_JG: '罚款。',
      CF_JDRQ: '2016-09-01',
      CF_XZJG: w.regulator.name,
      ...change,
    })
    expect(shortOf(await w.send([old({})]))).toEqual(allNew(1))
    expect(await w.query('SELECT uscc FROM subjects.subject')).toEqual([{ uscc: null }])
    expect(shortOf(await w.send([w.penalty(0)]))).toEqual(allNew(1))
    expect(await w.query('SELECT uscc FROM subjects.subject')).toEqual([{ uscc: code }])
    expect((await w.get(`/api/subjects/${code}`)).body.subject.name).toBe(name)
  })
})
