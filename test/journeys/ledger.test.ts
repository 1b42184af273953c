import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appendAct,
  type Checkpoint,
  checkBundle,
  checkLog,
  type LogReader,
  makeLogKey,
  proveAct,
  publishLog,
  readIfThere,
  readLogKey,
} from '../../src/ledger/index.ts'
import { type World, world } from '../support/world.ts'

const OFFICER = { kind: 'officer' as const, name: '虚构经办人' }

/** Acts as rooms append them, some of them in transactions that are rolled back. */
async function act(w: World, count: number): Promise<string[]> {
  const ids: string[] = []
  await w.database.transact(async (tx) => {
    for (let i = 0; i < count; i++) {
      ids.push(
        await appendAct(tx, {
          operation: 'test.act',
          actor: OFFICER,
          payload: { number: i, text: '公示' },
          at: w.clock.now(),
        }),
      )
    }
  })
  return ids
}

const rollBack = (w: World) =>
  w.database
    .transact(async (tx) => {
      await appendAct(tx, { operation: 'test.act', actor: OFFICER, payload: {}, at: w.clock.now() })
      throw new Error('rolled back')
    })
    .catch(() => undefined)

const reader =
  (w: World): LogReader =>
  async (name) =>
    readIfThere(path.join(w.log.folder, name))

const verify = (w: World, seen?: Checkpoint) =>
  checkLog({
    read: reader(w),
    key: w.log.key.verifier,
    database: w.database,
    ...(seen ? { seen } : {}),
  })

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()

describe('the log', () => {
  test('takes every committed act once, in order, whatever was rolled back between them, and each can be proved', async () => {
    await using w = await world()
    const first = await act(w, 3)
    await rollBack(w)
    const head = await publishLog(w.database, w.log)
    const before = head!.size
    const more = await act(w, 300)
    const next = await publishLog(w.database, w.log)
    expect(next!.size).toBe(before + 300)
    expect(await publishLog(w.database, w.log)).toEqual(next)
    expect(await verify(w, head)).toMatchObject({ checkpoint: next })
    expect((await verify(w, head)).divergence).toBeUndefined()
    for (const id of [first[0]!, first[2]!, more[0]!, more[255]!, more[299]!]) {
      const bundle = await w.database.read((tx) => proveAct(tx, reader(w), w.log.key.verifier, id))
      expect(checkBundle(bundle!, w.log.key.verifier)).toMatchObject({
        act: id,
        size: next!.size,
        contentShown: true,
      })
    }
    const [{ leaves, pending }] = (await w.query(
      `SELECT (SELECT count(*) FROM ledger.leaf)::int AS leaves, (SELECT count(*) FROM ledger.pending)::int AS pending`,
    )) as [{ leaves: number; pending: number }]
    expect({ leaves, pending }).toEqual({ leaves: next!.size, pending: 0 })
  })

  test('is the same log, byte for byte, however often it was published in between', async () => {
    await using w = await world()
    const again = { folder: path.join(w.folder, 'again'), key: w.log.key }
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 4 }), async (batches) => {
        for (const batch of batches) {
          await act(w, batch)
          await publishLog(w.database, w.log)
        }
        await publishLog(w.database, w.log)
        rmSync(again.folder, { recursive: true, force: true })
        const head = await publishLog(w.database, again)
        for (const name of filesOf(again.folder)) {
          expect(
            readFileSync(path.join(w.log.folder, name)).equals(readFileSync(path.join(again.folder, name))),
            name,
          ).toBe(true)
        }
        expect((await verify(w)).checkpoint).toEqual(head)
      }),
      { numRuns: 5 },
    )
  })

  test('two programs at once give no act two places', async () => {
    await using w = await world()
    await Promise.all([
      act(w, 200),
      act(w, 200),
      ...Array.from({ length: 6 }, () => publishLog(w.database, w.log)),
    ])
    const head = await publishLog(w.database, w.log)
    const verdict = await verify(w)
    expect(verdict.divergence).toBeUndefined()
    expect(verdict.checkpoint).toEqual(head)
    const [{ gaps }] = (await w.query(
      `SELECT (max(leaf_index) + 1 - count(*))::int AS gaps FROM ledger.leaf`,
    )) as [{ gaps: number }]
    expect(gaps).toBe(0)
  })

  test('is served as files that others can verify, and nothing beside them', async () => {
    await using w = await world()
    await act(w, 260)
    const head = await publishLog(w.database, w.log)
    const served: LogReader = async (name) => {
      const reply = await w.app.inject(`/ledger/${name}`)
      return reply.statusCode === 200 ? reply.rawPayload : undefined
    }
    expect(await checkLog({ read: served, key: w.log.key.verifier })).toMatchObject({ checkpoint: head })
    expect((await w.app.inject('/ledger/key')).body).toContain(
      `test.example/ledger+${w.log.key.verifier.id}+`,
    )
    expect((await w.app.inject('/ledger/tile/0/000')).headers['cache-control']).toContain('immutable')
    for (const name of [
      'tile/0/../../../keys/ledger.pem',
      'tile/0/001.p/999',
      'tile/%2e%2e%2fcheckpoint',
      'tile/9/000',
    ]) {
      expect((await w.app.inject(`/ledger/${name}`)).statusCode, name).toBe(404)
    }
  })
})

describe('whatever happens to its files or to the database', () => {
  test('a tile that is lost or cut short is made again, and the log goes on', async () => {
    await using w = await world()
    await act(w, 700)
    const head = await publishLog(w.database, w.log)
    const partial = filesOf(w.log.folder).filter((name) => name.includes('.p/'))
    const last = path.join(w.log.folder, partial.find((name) => name.startsWith('tile/0/'))!)
    for (const spoil of [
      () => rmSync(last),
      () => truncateSync(last, 5),
      () => writeFileSync(last, Buffer.alloc(statSync(last).size)),
    ]) {
      spoil()
      await act(w, 1)
      await publishLog(w.database, w.log)
      expect((await verify(w, head)).divergence).toBeUndefined()
    }
  })

  test('an interruption before the checkpoint leaves the old head, and the next run ends what was begun', async () => {
    await using w = await world()
    await act(w, 10)
    const head = await publishLog(w.database, w.log)
    await act(w, 500)
    // Where the checkpoint is to be written stands a folder: the run breaks after its tiles, before its signature.
    const broken = path.join(w.log.folder, `checkpoint.${process.pid}.new`)
    mkdirSync(broken)
    await expect(publishLog(w.database, w.log)).rejects.toThrow()
    expect((await verify(w, head)).checkpoint).toEqual(head)
    rmSync(broken, { recursive: true })
    expect((await publishLog(w.database, w.log))!.size).toBe(head!.size + 500)
    expect((await verify(w, head)).divergence).toBeUndefined()
  })

  test('nothing is signed that contradicts what was signed: an act that was changed, and one that was taken away', async () => {
    await using w = await world()
    await act(w, 20)
    const head = await publishLog(w.database, w.log)
    const tamper = (statement: string) =>
      w.database.transact(async (tx) => {
        await tx.query(`SET LOCAL session_replication_role = replica`)
        await tx.query(statement)
      })
    await tamper(`UPDATE ledger.act SET payload = '{"number": 999}' WHERE position =
                  (SELECT position FROM ledger.leaf WHERE leaf_index = 7)`)
    expect(await verify(w)).toMatchObject({ divergence: { what: 'commitment_differs', at: 7 } })
    await tamper(`UPDATE ledger.act SET commitment = sha256('x') WHERE position =
                  (SELECT position FROM ledger.leaf WHERE leaf_index = 5)`)
    expect(await verify(w)).toMatchObject({ divergence: { what: 'act_differs', at: 5 } })
    // With its tiles gone the log has to be derived from what the database holds now: it must refuse.
    rmSync(path.join(w.log.folder, 'tile'), { recursive: true })
    await act(w, 1)
    await expect(publishLog(w.database, w.log)).rejects.toMatchObject({ code: 'LEDGER_CONTRADICTS' })
    const kept = await checkLog({ read: reader(w), key: w.log.key.verifier })
    expect(kept.checkpoint).toEqual(head)
    await tamper(`DELETE FROM ledger.leaf WHERE leaf_index >= 15`)
    await expect(publishLog(w.database, w.log)).rejects.toMatchObject({ code: 'LEDGER_CONTRADICTS' })
  })

  test('the verifier finds the first place of any change to any file', async () => {
    await using w = await world()
    await act(w, 600)
    await publishLog(w.database, w.log)
    const files = filesOf(w.log.folder).filter(
      // Partial files of sizes that the log had in between are no part of the head.
      (name) => !name.includes('.p/') || name.endsWith(`.p/${(600 + 0) % 256}`),
    )
    const verdict = () => checkLog({ read: reader(w), key: w.log.key.verifier })
    expect((await verdict()).divergence).toBeUndefined()
    for (const name of files) {
      const place = path.join(w.log.folder, name)
      const whole = readFileSync(place)
      const changed = Buffer.from(whole)
      changed[Math.floor(changed.length / 2)]! ^= 1
      writeFileSync(place, changed)
      const found = await verdict()
      writeFileSync(place, whole)
      if (await isPartOfHead(w, name)) expect(found.divergence, name).toBeDefined()
    }
    expect((await verdict()).divergence).toBeUndefined()
  })

  test('a log that was begun anew, or cut, is not taken for the one that was seen', async () => {
    await using w = await world()
    await act(w, 30)
    const seen = (await publishLog(w.database, w.log))!
    const other = { ...seen, root: 'a'.repeat(64) }
    expect(await verify(w, other)).toMatchObject({ divergence: { what: 'other_history_than_seen' } })
    expect(await verify(w, { ...seen, size: seen.size + 1 })).toMatchObject({
      divergence: { what: 'log_shorter_than_seen' },
    })
    const strange = makeLogKey(path.join(w.folder, 'other/ledger.pem'), 'test.example/ledger')
    expect(await checkLog({ read: reader(w), key: strange.verifier })).toMatchObject({
      divergence: { what: 'checkpoint_not_signed' },
    })
  })

  test('a proof that was touched anywhere proves nothing', async () => {
    await using w = await world()
    const [id] = await act(w, 1)
    await act(w, 100)
    await publishLog(w.database, w.log)
    const bundle = (await w.database.read((tx) => proveAct(tx, reader(w), w.log.key.verifier, id!)))!
    const wrong = (change: object) => checkBundle({ ...bundle, ...change }, w.log.key.verifier).problem
    expect(wrong({})).toBeUndefined()
    expect(wrong({ statement: bundle.statement!.replace('公示', '撤销') })).toBe('not_the_entry')
    expect(wrong({ salt: '00'.repeat(32) })).toBe('not_the_entry')
    expect(wrong({ index: bundle.index + 1 })).toBe('not_in_the_tree')
    expect(wrong({ path: bundle.path.slice(1) })).toBe('not_in_the_tree')
    expect(wrong({ entry: bundle.entry.replace(/.(?="})/, 'x') })).toBe('not_a_bundle')
    expect(wrong({ checkpoint: bundle.checkpoint.replace(/\n\d+\n/, '\n99\n') })).toBe(
      'checkpoint_not_signed',
    )
    const { statement: _, salt: __, ...erased } = bundle
    expect(checkBundle(erased, w.log.key.verifier)).toMatchObject({ act: id, contentShown: false })
  })
})

/** Whether a file is read for the present head at all. */
async function isPartOfHead(w: World, name: string): Promise<boolean> {
  const asked = new Set<string>()
  await checkLog({
    read: async (wanted) => {
      asked.add(wanted)
      return readIfThere(path.join(w.log.folder, wanted))
    },
    key: w.log.key.verifier,
  })
  return asked.has(name)
}

test('the key is read back as it was made; a key without its name, or of another, is refused', async () => {
  await using w = await world()
  const place = path.join(w.folder, 'own/ledger.pem')
  expect(() => readLogKey(place)).toThrow(expect.objectContaining({ code: 'LEDGER_KEY_MISSING' }))
  const made = makeLogKey(place, 'a.example/ledger')
  expect(readLogKey(place).verifier).toEqual(made.verifier)
  expect(statSync(place).mode & 0o777).toBe(0o600)
  writeFileSync(place.replace('.pem', '.vkey'), readFileSync(path.join(w.folder, 'keys/ledger.vkey')))
  expect(() => readLogKey(place)).toThrow(expect.objectContaining({ code: 'LEDGER_KEY_BROKEN' }))
  expect(() => makeLogKey(place, 'with space')).toThrow(
    expect.objectContaining({ code: 'LEDGER_ORIGIN_INVALID' }),
  )
})
