import { randomInt } from 'node:crypto'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { checkLog, publishLog, readIfThere, readLogKey, readPublished } from '../../src/ledger/index.ts'
import { startXinwang } from '../support/command.ts'
import { world } from '../support/world.ts'

const ACTS = 60_000
const KILLS = 6

/** Acts by the thousand, as rows: what is under test is their way into the log, not their making. */
const MANY_ACTS = `
  INSERT INTO ledger.act (act_id, operation, actor_kind, actor_name, payload, salt, commitment, acted_at)
  SELECT gen_random_uuid(), 'test.act', 'operator', '测试', '{}', sha256('s'::bytea), sha256(n::text::bytea), $2
    FROM generate_series(1, $1) AS n`

test('killed at any moment, the log’s files always hold a whole head, each the beginning of the next, and in the end every act', {
  timeout: 240_000,
}, async () => {
  await using w = await world()
  const folder = path.join(w.folder, 'var/ledger')
  const place = path.join(w.folder, 'var/keys/ledger.pem')
  const environment = { DATABASE_URL: w.url, XINWANG_VAR: path.join(w.folder, 'var') }
  const first = startXinwang(['ledger', 'sequence'], environment)
  expect(await first.finished).toMatchObject({ code: 0 })
  const log = { folder, key: readLogKey(place) }
  const read = async (name: string) => readIfThere(path.join(folder, name))
  let seen = readPublished(log)!
  let acts = seen.size
  let cutShort = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const more = ACTS / KILLS
    await w.database.transact((tx) => tx.query(MANY_ACTS, [more, w.clock.now()]))
    acts += more
    const run = startXinwang(['ledger', 'sequence'], environment)
    const delay = 250 + 120 * kill + randomInt(120)
    await Promise.race([sleep(delay), run.finished])
    run.signal('SIGKILL')
    if ((await run.finished).signal === 'SIGKILL') cutShort++
    const verdict = await checkLog({ read, key: log.key.verifier, seen })
    expect(verdict.divergence, `killed after ${delay} ms`).toBeUndefined()
    seen = verdict.checkpoint!
  }
  expect(cutShort).toBeGreaterThan(0)
  // The lock of a killed program is gone with its connection, which the database notices in a moment.
  let head = await publishLog(w.database, log)
  for (let tries = 0; head === undefined && tries < 50; tries++) {
    await sleep(100)
    head = await publishLog(w.database, log)
  }
  expect(head!.size).toBe(acts)
  expect((await checkLog({ read, key: log.key.verifier, seen })).checkpoint).toEqual(head)
})
