import { type Static, Type } from 'typebox'
import { absent, type Clock, invalid, loadSql, type Tx, today } from '../kernel/index.ts'
import { type Actor, appendAct } from '../ledger/index.ts'
import { foldName, gramsOf } from './name.ts'

const sql = loadSql(import.meta.url, 'subjects.sql')

/** A person's judgement of whether two names or codes mean one organisation. Stored, never asked again. */
export type Answer = 'same' | 'different' | 'unsure'

const Kind = Type.Union([Type.Literal('two_names_one_code'), Type.Literal('two_codes_one_organisation')])
const Facts = Type.Object({ known: Type.String(), claimed: Type.String() })
const QuestionRow = Type.Object({
  subjectId: Type.String(),
  questionKey: Type.String(),
  kind: Kind,
  facts: Facts,
})

export interface OpenQuestion {
  /** `<subject id>.<key>` */
  id: string
  kind: Static<typeof Kind>
  facts: Static<typeof Facts>
}

const LISTED_MAX = 200

/** Questions that nobody has answered yet, oldest first, 200 at most. */
export async function listQuestions(tx: Tx): Promise<OpenQuestion[]> {
  const rows = await sql.many(tx, 'list_questions', { limit: LISTED_MAX }, QuestionRow)
  return rows.map(({ subjectId, questionKey, kind, facts }) => ({
    id: `${subjectId}.${questionKey}`,
    kind,
    facts,
  }))
}

/**
 * Stores an officer's judgement. `same` on two names of one code: the claimed name becomes a known former name, so that
 * rows under it are filed from now on; nothing that is stored is rewritten.
 * @throws absent when there is no such open question; invalid without a reason
 */
export async function answerQuestion(
  tx: Tx,
  clock: Clock,
  officer: Actor,
  id: string,
  answer: Answer,
  because: string,
): Promise<void> {
  if (because.trim() === '' || officer.name.trim() === '') {
    throw invalid({
      code: 'SUBJECTS_ANSWER_BARE',
      message: '判断须写明工作人员和理由。',
      next: '请补充后重新提交。',
    })
  }
  const match = /^(\d{1,19})\.([0-9a-f-]{36})$/.exec(id)
  const row = match
    ? await sql.optional(
        tx,
        'answer_question',
        {
          subjectId: match[1],
          questionKey: match[2],
          answer,
          answeredBy: officer.name,
          because,
          answeredAt: clock.now(),
        },
        Type.Object({ kind: Kind, facts: Facts }),
      )
    : undefined
  if (!match || !row) {
    throw absent({
      code: 'SUBJECTS_QUESTION_UNKNOWN',
      message: `没有编号为 ${id} 的待判断问题，或已有判断。`,
      next: '用 xinwang question list 查看待判断的问题。',
    })
  }
  const subjectId = match[1]!
  if (answer === 'same' && row.kind === 'two_names_one_code') {
    const folded = foldName(row.facts.claimed)
    await sql.run(tx, 'insert_former_name', {
      subjectId,
      folded,
      name: row.facts.claimed,
      at: clock.now(),
      formerUntil: today(clock),
      grams: gramsOf(folded),
    })
  }
  await appendAct(tx, {
    operation: 'question.answer',
    actor: officer,
    subjectId: BigInt(subjectId),
    payload: { question: id, kind: row.kind, answer, because },
    at: clock.now(),
  })
}
