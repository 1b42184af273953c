import { addDays, type Clock, type Day, invalid, isDay, type Tx, today } from '../kernel/index.ts'
import { insertGrant } from './grant.ts'
import { createPerson } from './person.ts'
import { type Decision, decide, propose } from './proposal.ts'
import { actorOf, type Caller } from './scope.ts'
import { invite } from './sign-in/invitation.ts'

export const REPRESENTATION = 'representation'

/** 代表资格: who may act for a subject, by what right, until when. */
export interface Representation {
  /** The subject's id as text. */
  subjectId: string
  name: string
  capacity: '法定代表人' | '负责人' | '委托代理人'
  /** What was looked at: licence, power of attorney and their numbers; no number of a person. */
  evidence: string
  endsOn: Day
}

const TERM_DAYS_MAX = 1096

/** An officer of the centre has looked at the papers and proposes that somebody represents a subject. @returns its number */
export async function proposeRepresentation(
  tx: Tx,
  clock: Clock,
  caller: Caller,
  wanted: Representation,
): Promise<string> {
  const first = today(clock)
  if (!isDay(wanted.endsOn) || wanted.endsOn < first || wanted.endsOn > addDays(first, TERM_DAYS_MAX)) {
    throw invalid({
      code: 'ACCOUNTS_TERM_INVALID',
      message: '代表期限的最后一天应在今天之后、三年之内。',
      next: '请按委托书或任职文件填写，格式为 2027-03-01。',
    })
  }
  if (wanted.name.trim() === '' || wanted.evidence.trim().length < 4) {
    throw invalid({
      code: 'ACCOUNTS_EVIDENCE_MISSING',
      message: '没有写明代表人姓名或核验过的材料。',
      next: '请写明核验了哪些证照、委托书及其文号；不要填写身份证号码。',
    })
  }
  return propose(tx, clock, caller, REPRESENTATION, { ...wanted, name: wanted.name.trim() })
}

/**
 * Another officer decides. With approval the person gets the grant and the link that opens the account.
 * @returns the token of the link; undefined when it was refused
 */
export async function decideRepresentation(
  tx: Tx,
  clock: Clock,
  caller: Caller,
  decision: Decision,
): Promise<string | undefined> {
  let token: string | undefined
  await decide(tx, clock, caller, REPRESENTATION, decision, async (payload) => {
    const wanted = payload as unknown as Representation
    const personId = await createPerson(tx, clock, wanted.name)
    await insertGrant(tx, clock, {
      personId,
      role: 'subject_representative',
      subjectId: BigInt(wanted.subjectId),
      endsOn: wanted.endsOn,
      grantedBy: actorOf(caller).name,
    })
    token = (await invite(tx, clock, personId)).token
  })
  return token
}
