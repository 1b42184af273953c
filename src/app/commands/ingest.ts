import { contentOf, openFile, type Receipt, takeIn } from '../../collection/index.ts'
import { programClock } from '../clock.ts'
import { openProgramDatabase } from '../database.ts'
import { operator } from '../operator.ts'
import { progressBar } from '../progress.ts'
import { loadReference } from '../reference.ts'

interface Options {
  item: string
  provider: string
  json?: boolean
}

const SHOWN_REFUSALS = 20

/** `xinwang ingest FILE --item … --provider … [--json]` */
export async function ingest(place: string, options: Options): Promise<void> {
  const clock = programClock()
  const file = await openFile(place)
  try {
    const opened = await openProgramDatabase()
    try {
      await loadReference(opened.database, clock)
      const line = progressBar(options.json === true)
      const receipt = await takeIn(
        opened.database,
        clock,
        {
          item: options.item,
          providerCode: options.provider.trim().toUpperCase(),
          actor: operator(),
          channel: 'command',
          ...contentOf(file),
        },
        (rows, share) => line.show(share, `${rows.toLocaleString('zh-CN')} 行`),
      )
      line.end()
      process.stdout.write(options.json ? `${JSON.stringify(receipt)}\n` : describe(receipt))
    } finally {
      await opened.close()
    }
  } finally {
    await file.handle.close()
  }
}

function describe(receipt: Receipt): string {
  const { accepted } = receipt
  const lines = [
    `报送编号  ${receipt.submission}`,
    `数据行    ${receipt.rows}`,
    `入库      新增 ${accepted.new}，更新 ${accepted.changed}，无变化 ${accepted.unchanged}`,
    `退回      ${receipt.refused}（已列入疑问数据，改正后可重新报送）`,
    `自然人    ${receipt.naturalPersons}（只计数，未存储任何内容）`,
  ]
  for (const refusal of receipt.refusals.slice(0, SHOWN_REFUSALS)) {
    lines.push(`  第 ${refusal.row} 行 ${refusal.field} [${refusal.code}] ${refusal.message}`)
  }
  const more = receipt.refusals.length - SHOWN_REFUSALS
  if (more > 0) lines.push(`  …… 另有 ${more} 处，用 --json 查看全部`)
  return `${lines.join('\n')}\n`
}
