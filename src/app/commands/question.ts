import { invalid } from '../../kernel/index.ts'
import { type Answer, answerQuestion, listQuestions } from '../../subjects/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'

const KINDS = { two_names_one_code: '一码多名', two_codes_one_organisation: '一主体多码' } as const
const ANSWERS: Answer[] = ['same', 'different', 'unsure']

/** `xinwang question list` */
export async function listOpenQuestions(): Promise<void> {
  const opened = await openProgramDatabase()
  try {
    const questions = await opened.database.read((tx) => listQuestions(tx))
    if (questions.length === 0) process.stdout.write('没有待判断的疑问数据。\n')
    for (const { id, kind, facts } of questions) {
      process.stdout.write(`${id}  ${KINDS[kind]}  在册“${facts.known}”  报送“${facts.claimed}”\n`)
    }
  } finally {
    await opened.close()
  }
}

/** `xinwang question answer ID same|different|unsure --officer … --because …` */
export async function answerOpenQuestion(
  id: string,
  answer: string,
  options: { officer: string; because: string },
): Promise<void> {
  const known = ANSWERS.find((each) => each === answer)
  if (!known) {
    throw invalid({
      code: 'APP_ANSWER_UNKNOWN',
      message: `“${answer}”不是可用的判断。`,
      next: '请填 same（同一主体）、different（不是）或 unsure（无法判断）。',
    })
  }
  const clock = programClock()
  const opened = await openProgramDatabase()
  try {
    await opened.database.transact((tx) =>
      answerQuestion(tx, clock, { kind: 'officer', name: options.officer }, id, known, options.because),
    )
    process.stdout.write('判断已留存；判断为同一主体的，相关行可重新报送。\n')
  } finally {
    await opened.close()
  }
}
