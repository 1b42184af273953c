import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SampleRow } from '../../seed/rows.ts'
import type { Receipt } from '../../src/collection/index.ts'
import type { Database } from '../../src/kernel/index.ts'
import { rootOf } from '../../src/ledger/index.ts'
import { installation } from '../support/cluster.ts'
import { type Finished, startXinwang } from '../support/command.ts'
import { TEST_DAY } from '../support/days.ts'
import { csvOf, tableOf } from '../support/delivery.ts'
import { type World, world } from '../support/world.ts'

const ROWS = 30_000
const KILLS = 15

/** Numbers that look random and are the same again for the same seed: XINWANG_TEST_SEED repeats a run that failed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Thousands of rows, in which everything happens that can happen to a row. */
function manyRows(w: World): SampleRow[] {
  const base = w.firms.slice(0, 300).map((_, i) => w.penalty(i))
  return Array.from({ length: ROWS }, (_, i) => {
    const row = { ...base[i % base.length]!, CF_WSH: `虚构石市监罚〔2026〕${i}号` }
    if (i % 97 === 1) return { ...row, CF_JDRQ: '2026-02-30' }
    if (i % 101 === 2) return { ...row, CF_XDR_LB: '自然人', CF_XDR_SHXYM: '' }
    if (i % 503 === 3) return { ...row, CF_XDR_MC: `石家庄虚构另名${i % 7}有限公司` }
    if (i % 89 === 4) return { ...row, CF_WSH: `虚构石市监罚〔2026〕${i - 300}号`, CF_SY: '另一种说法。' }
    return row
  })
}

/** All that the intake leaves behind, without what is drawn by lot: salts, numbers of submissions and acts, roots. */
async function stateOf(database: Database): Promise<Record<string, unknown>> {
  const questions = {
    records: `SELECT count(*), md5(string_agg((to_jsonb(r) - 'salt' - 'submission_id')::text, '|' ORDER BY subject_id, record_key)) FROM records.record r`,
    versions: `SELECT count(*), md5(string_agg((record - 'salt' - 'submission_id')::text, '|' ORDER BY subject_id, record_key, version)) FROM records.record_version`,
    beingReplaced: 'SELECT count(*) FROM records.superseding',
    recordTally: 'SELECT item_no, provider_code, records FROM records.tally ORDER BY 1, 2',
    quarantine: `SELECT count(*), md5(string_agg((to_jsonb(q) - 'salt' - 'submission_id')::text, '|' ORDER BY row_digest)) FROM collection.quarantined_row q`,
    submissions: `SELECT rows, accepted_new, accepted_changed, accepted_unchanged, refused, natural_persons, finished_at FROM collection.submission`,
    chunks: `SELECT chunk_no, rows, accepted_new, accepted_changed, accepted_unchanged, refused, natural_persons, md5(refusals::text) FROM collection.chunk ORDER BY chunk_no`,
    subjects: `SELECT count(*), md5(string_agg(s::text, '|' ORDER BY subject_id)) FROM subjects.subject s`,
    names: `SELECT count(*), md5(string_agg(n::text, '|' ORDER BY subject_id, folded)) FROM subjects.name n`,
    questions: `SELECT count(*), md5(string_agg(q::text, '|' ORDER BY subject_id, question_key)) FROM subjects.question q`,
    subjectTally: 'SELECT sum(subjects) FROM subjects.tally',
    acts: `SELECT operation, actor_name, payload - 'submission' - 'root' AS payload FROM ledger.act WHERE operation LIKE 'submission.%' ORDER BY position`,
  }
  return database.read(async (tx) => {
    const state: Record<string, unknown> = {}
    for (const [name, text] of Object.entries(questions)) state[name] = (await tx.query(text)).rows
    return state
  })
}

/** The root in the submission and in its act is the root over the chunks. */
async function expectRootHolds(database: Database): Promise<void> {
  const { chunks, submission, act } = await database.read(async (tx) => ({
    chunks: (
      await tx.query<{ root: string }>(
        `SELECT encode(root, 'hex') AS root FROM collection.chunk ORDER BY chunk_no`,
      )
    ).rows,
    submission: (await tx.query(`SELECT encode(root, 'hex') AS root FROM collection.submission`)).rows,
    act: (
      await tx.query(`SELECT payload->>'root' AS root FROM ledger.act WHERE operation = 'submission.accept'`)
    ).rows,
  }))
  const root = rootOf(chunks.map((chunk) => chunk.root))
  expect([submission, act]).toEqual([[{ root }], [{ root }]])
}

const countsOf = ({ submission: _, ...counts }: Receipt) => counts

/** A run that comes after the last one was killed between its commit and its receipt finds everything unchanged. */
const afterTheFact = (receipt: ReturnType<typeof countsOf>) => ({
  ...receipt,
  accepted: { new: 0, changed: 0, unchanged: receipt.accepted.new + receipt.accepted.unchanged },
})

test('an intake killed at any moment and started again loses nothing and files nothing twice', async () => {
  const seed = Number(process.env.XINWANG_TEST_SEED ?? randomInt(2 ** 31))
  console.log(`crash.test: XINWANG_TEST_SEED=${seed}`)
  const random = randomFrom(seed)

  await using quiet = await world()
  const file = quiet.place('很多行.csv', csvOf(tableOf(manyRows(quiet))))
  const ingest = (w: World) =>
    startXinwang(['ingest', file, '--item', 'CF', '--provider', w.regulator.code, '--json'], {
      DATABASE_URL: w.url,
      XINWANG_TODAY: TEST_DAY,
    })
  const began = performance.now()
  const receipt = countsOf(receiptOf(await ingest(quiet).finished))
  const wholeRun = performance.now() - began
  expect(receipt.rows).toBe(ROWS)
  expect(Math.min(receipt.refused, receipt.naturalPersons, receipt.accepted.new)).toBeGreaterThan(250)
  const expected = await stateOf(quiet.database)

  let kills = 0
  const moments: number[] = []
  while (kills < KILLS) {
    await using w = await world()
    let answer: ReturnType<typeof countsOf> | undefined
    while (!answer) {
      const run = ingest(w)
      const moment = Math.round(random() * wholeRun)
      const ended = kills < KILLS ? await Promise.race([run.finished, sleep(moment)]) : await run.finished
      if (ended) answer = countsOf(receiptOf(ended))
      else {
        run.signal('SIGKILL')
        await run.finished
        kills++
        moments.push(moment)
      }
    }
    expect([receipt, afterTheFact(receipt)], `killed at ${moments} ms`).toContainEqual(answer)
    expect(await stateOf(w.database), `killed at ${moments} ms`).toEqual(expected)
    await expectRootHolds(w.database)
  }
}, 180_000)

function receiptOf(ended: Finished): Receipt {
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  return JSON.parse(ended.stdout)
}

test('a database server killed in the middle of an intake is recovered by the same command, which then goes on', async () => {
  await using own = await installation()
  await using w = await world({ url: own.url })
  const file = w.place('很多行.csv', csvOf(tableOf(manyRows(w).slice(0, 20_000))))
  const ingest = () =>
    startXinwang(['ingest', file, '--item', 'CF', '--provider', w.regulator.code, '--json'], {
      XINWANG_VAR: own.folder,
      XINWANG_TODAY: TEST_DAY,
    })
  const pidFile = path.join(own.folder, 'postgres/cluster/postmaster.pid')

  const run = ingest()
  await someChunks(own.database)
  process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL')
  const broken = await run.finished
  expect(broken).toMatchObject({ code: 1, stdout: '' })
  expect(broken.stderr).toMatch(/数据库连接中断|无法连接数据库/)

  const receipt = receiptOf(await ingest().finished)
  const { rows, accepted, refused, naturalPersons } = receipt
  expect(accepted.new + accepted.changed + accepted.unchanged + refused + naturalPersons).toBe(rows)
  expect(rows).toBe(20_000)

  await using untouched = await world()
  const calm = countsOf(await untouched.ingest(file, 'CF', w.regulator.code))
  expect(countsOf(receipt)).toEqual(calm)
}, 120_000)

/** Resolves when part of a submission is committed. */
async function someChunks(database: Database): Promise<void> {
  for (;;) {
    const { rows } = await database.read((tx) =>
      tx.query<{ n: number }>('SELECT count(*)::int AS n FROM collection.chunk'),
    )
    if (rows[0]!.n > 0) return
    await sleep(20)
  }
}
