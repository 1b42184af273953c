import { invalid } from '../../kernel/index.ts'
import { publishTotals, replayTotal } from '../../publication/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { operator } from '../operator.ts'

/** `xinwang total publish` */
export async function totalPublish(): Promise<void> {
  const opened = await openProgramDatabase()
  try {
    const total = await publishTotals({ database: opened.database, clock: programClock() }, operator())
    process.stdout.write(
      `编号      ${total.totalId}\n增量位置  ${total.feedPosition}\n存证规模  ${total.ledgerSize}\n摘要      ${total.hash}\n`,
    )
  } finally {
    await opened.close()
  }
}

/** `xinwang total replay ID`: computes a published total anew and compares. */
export async function totalReplay(totalId: string): Promise<void> {
  const opened = await openProgramDatabase()
  try {
    const replay = await opened.database.read((tx) => replayTotal(tx, programClock(), totalId))
    if (!replay.same) {
      throw invalid({
        code: 'APP_TOTAL_DIFFERS',
        message: `重算结果与公布的不一致：公布 ${replay.published}，重算 ${replay.replayed}。`,
        next: replay.queryChanged
          ? '程序的查询已经改过，请用公布时的版本重算。'
          : '请保存数据库副本并交审计核查增量表是否被改动。',
      })
    }
    process.stdout.write(`${JSON.stringify(replay.total.value, null, 2)}\n重算一致：${replay.replayed}\n`)
  } finally {
    await opened.close()
  }
}
