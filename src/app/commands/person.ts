import { createPerson, getAuthority, insertGrant, invite, isRole, roleOf } from '../../accounts/index.ts'
import { addMonths, type Day, invalid, isDay, today } from '../../kernel/index.ts'
import { appendAct } from '../../ledger/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { operator } from '../operator.ts'

/** Offices that the command line may fill: those who then appoint the others. */
const FIRST_OFFICES = ['authority_admin', 'centre_operator', 'centre_head', 'auditor']
const USUAL_MONTHS = 12

interface Options {
  name: string
  authority: string
  role: string
  until?: string
}

/** `xinwang person invite`: the first people of an installation, until its administrators appoint the others. */
export async function personInvite(options: Options): Promise<void> {
  const clock = programClock()
  const role = options.role
  if (!isRole(role) || !FIRST_OFFICES.includes(role)) {
    throw invalid({
      code: 'APP_OFFICE_NOT_FIRST',
      message: `命令行不能授予角色“${role}”。`,
      next: `可用：${FIRST_OFFICES.join('、')}；其他角色由机构管理员授予。`,
    })
  }
  const until = dayOf(options.until) ?? addMonths(today(clock), USUAL_MONTHS)
  const opened = await openProgramDatabase()
  try {
    const { token, endsAt } = await opened.database.transact(async (tx) => {
      const authority = await getAuthority(tx, options.authority.trim().toUpperCase())
      const personId = await createPerson(tx, clock, options.name)
      const by = operator()
      await insertGrant(tx, clock, {
        personId,
        role,
        authorityCode: authority.code,
        regionCode: authority.regionCode,
        endsOn: until,
        grantedBy: by.name,
      })
      const payload = { person: personId, role, authority: authority.code, until }
      await appendAct(tx, { operation: 'person.invite', actor: by, payload, at: clock.now() })
      return invite(tx, clock, personId)
    })
    process.stdout.write(
      [
        `人员    ${options.name.trim()}（${roleOf(role).name}，任期至 ${until}）`,
        `开通    ${publicAddress()}/invitation/${token}`,
        `有效至  ${endsAt.toISOString()}`,
        '链接只显示这一次，只能用一次；请当面或以单位内部的方式交给本人。',
        '',
      ].join('\n'),
    )
  } finally {
    await opened.close()
  }
}

function dayOf(text: string | undefined): Day | undefined {
  if (text === undefined || isDay(text)) return text
  throw invalid({
    code: 'APP_DAY_INVALID',
    message: `“${text}”不是日期。`,
    next: '请按 2027-03-01 的格式填写。',
  })
}

const publicAddress = (): string =>
  (process.env.XINWANG_PUBLIC_URL ?? `http://localhost:${process.env.PORT || 8080}`).replace(/\/$/, '')
