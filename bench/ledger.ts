import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fixedClock, openDatabase, startEmbedded } from '../src/kernel/index.ts'
import { appendAct, checkLog, makeLogKey, proveAct, publishLog, readIfThere } from '../src/ledger/index.ts'
import { DAY, FOLDER, freshDatabase, round } from './intake.ts'

const LIMIT_ACTS_PER_SECOND = 5000
const LIMIT_PROOF_MS = 5
const ACTS_PER_TRANSACTION = 1000
const PROOFS = 500

/**
 * `npm run bench -- ledger [--acts N]`: acts that are committed already are given their places, written into tiles and signed;
 * then proofs are made out of the tiles, and the whole log is derived again. Each figure stands beside its limit.
 */
export async function benchLedger(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { acts: { type: 'string', default: '100000' } } })
  const acts = Number(values.acts)
  const folder = path.join(FOLDER, 'ledger')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const server = await startEmbedded(path.join(FOLDER, 'postgres'))
  const database = openDatabase(await freshDatabase(server.url, 'bench_ledger'))
  try {
    const clock = fixedClock(DAY)
    const ids: string[] = []
    for (let done = 0; done < acts; done += ACTS_PER_TRANSACTION) {
      await database.transact(async (tx) => {
        for (let i = 0; i < ACTS_PER_TRANSACTION; i++) {
          const payload = { submission: 'bench', chunk: done + i }
          const actor = { kind: 'operator' as const, name: 'bench' }
          ids.push(await appendAct(tx, { operation: 'bench.act', actor, payload, at: clock.now() }))
        }
      })
    }
    const log = { folder, key: makeLogKey(path.join(folder, 'keys/ledger.pem'), 'bench.example/ledger') }
    const sequencing = await secondsOf(() => publishLog(database, log))
    const read = async (name: string) => readIfThere(path.join(folder, name))
    const proving = await secondsOf(async () => {
      for (let i = 0; i < PROOFS; i++) {
        const id = ids[(i * 7919) % ids.length]!
        await database.read((tx) => proveAct(tx, read, log.key.verifier, id))
      }
    })
    const checking = await secondsOf(() => checkLog({ read, key: log.key.verifier, database }))
    const figures = {
      bench: 'ledger',
      acts,
      actsPerSecond: Math.round(acts / sequencing),
      limitActsPerSecond: LIMIT_ACTS_PER_SECOND,
      proofMs: round((proving / PROOFS) * 1000, 2),
      limitProofMs: LIMIT_PROOF_MS,
      verifiedPerSecond: Math.round(acts / checking),
    }
    process.stdout.write(`${JSON.stringify(figures)}\n`)
    console.table([figures])
  } finally {
    await database.close()
    await server.stop()
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
