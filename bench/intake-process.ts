import { contentOf, openFile, takeIn } from '../src/collection/index.ts'
import { fixedClock, openDatabase } from '../src/kernel/index.ts'

// Started by ingest.ts with: address of the database, file, provider, day. Answers with one message.

const [url, place, providerCode, day] = process.argv.slice(2) as [string, string, string, string]

const database = openDatabase(url)
let peak = 0
const sampler = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 20)
const started = performance.now()
const file = await openFile(place)
const receipt = await takeIn(database, fixedClock(day), {
  item: '行政处罚',
  providerCode,
  actor: { kind: 'operator', name: 'bench' },
  channel: 'command',
  ...contentOf(file),
})
const seconds = (performance.now() - started) / 1000
clearInterval(sampler)
await file.handle.close()
await database.close()
process.send?.({ seconds, peakMemoryMb: Math.round(peak / 2 ** 20), filed: receipt.accepted.new })
process.disconnect()
