import { randomUUID } from 'node:crypto'
import { type Clock, invalid, loadSql, type Tx } from '../kernel/index.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

/** Longer than any name that an identity document carries. */
const NAME_MAX = 100

/**
 * Opens an account for somebody who is to act for an authority or a subject. Nothing is kept of the person but the name.
 * @returns the person's id
 * @throws invalid when the name is blank or too long
 */
export async function createPerson(tx: Tx, clock: Clock, name: string): Promise<string> {
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > NAME_MAX) {
    throw invalid({
      code: 'ACCOUNTS_PERSON_NAME',
      message: trimmed === '' ? '没有填写姓名。' : `姓名超过 ${NAME_MAX} 个字。`,
      next: '请按身份证件填写姓名。',
    })
  }
  const personId = randomUUID()
  await sql.run(tx, 'insert_person', { personId, name: trimmed, at: clock.now() })
  return personId
}
