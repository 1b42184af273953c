import { benchIngest } from './ingest.ts'
import { benchLedger } from './ledger.ts'
import { benchReport } from './report.ts'

const BENCHES: Record<string, (args: string[]) => Promise<void>> = {
  ingest: benchIngest,
  ledger: benchLedger,
  report: benchReport,
}

const [name = '', ...args] = process.argv.slice(2).filter((arg) => arg !== '--')
const bench = BENCHES[name]
if (!bench) {
  process.stderr.write(`没有测速项目“${name}”；可用：${Object.keys(BENCHES).join('、')}\n`)
  process.exit(2)
}
await bench(args)
process.exit(0)
