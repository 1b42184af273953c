import { addMonths, type Clock, type Tx, today } from '../kernel/index.ts'
import { insertGrant, type NewGrant } from './grant.ts'
import { createPerson } from './person.ts'
import { type OpenedSession, openSession } from './session.ts'

/** Somebody with one grant who has just signed in, as tests need them. */
export async function signedIn(
  tx: Tx,
  clock: Clock,
  name: string,
  grant: Omit<NewGrant, 'personId' | 'endsOn' | 'grantedBy'> | null,
  secondFactor = true,
): Promise<OpenedSession & { personId: string }> {
  const personId = await createPerson(tx, clock, name)
  if (grant) {
    await insertGrant(tx, clock, {
      ...grant,
      personId,
      endsOn: addMonths(today(clock), 12),
      grantedBy: '测试',
    })
  }
  return { personId, ...(await openSession(tx, clock, { personId, secondFactor })) }
}
