import { contentOf, openFile, takeIn } from '../src/collection/index.ts'
import { fixedClock, openDatabase } from '../src/kernel/index.ts'

// Started by departments.ts with: address of the database, day, then file and provider in turn. Answers with one message.

const [url, day, ...deliveries] = process.argv.slice(2) as [string, string, ...string[]]

const database = openDatabase(url)
let peak = 0
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 20)
const pairs = Array.from({ length: deliveries.length / 2 }, (_, i) => deliveries.slice(2 * i, 2 * i + 2))
const started = performance.now()
const each = await Promise.all(
  pairs.map(async ([place, providerCode]) => {
    const file = await openFile(place!)
    const receipt = await takeIn(database, fixedClock(day), {
      item: '行政处罚',
      providerCode: providerCode!,
      actor: { kind: 'operator', name: 'bench' },
      channel: 'command',
      ...contentOf(file),
    })
    await file.handle.close()
    return { seconds: (performance.now() - started) / 1000, filed: receipt.accepted.new }
  }),
)
clearInterval(sampler)
await database.close()
process.send?.({ each, peakMemoryMb: Math.round(peak / 2 ** 20) })
process.disconnect()
