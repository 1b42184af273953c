import { createClient } from '../../accounts/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { operator } from '../operator.ts'

/** `xinwang client create --authority … --name …` */
export async function clientCreate(options: { authority: string; name: string }): Promise<void> {
  const clock = programClock()
  const opened = await openProgramDatabase()
  try {
    const client = await opened.database.transact((tx) =>
      createClient(tx, operator(), clock, {
        authorityCode: options.authority.trim().toUpperCase(),
        name: options.name,
      }),
    )
    process.stdout.write(
      [
        `客户端  ${client.clientId}`,
        `密钥    ${client.key}`,
        `有效至  ${client.endsOn}`,
        '该密钥只显示这一次，平台只保存其摘要；请妥善保管，遗失须重新签发。',
        '',
      ].join('\n'),
    )
  } finally {
    await opened.close()
  }
}
