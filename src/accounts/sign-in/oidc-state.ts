import { Type } from 'typebox'
import { type Clock, type Database, loadSql } from '../../kernel/index.ts'

const sql = loadSql(import.meta.url, '../accounts.sql')

type Payload = Record<string, unknown>

const Row = Type.Object({ payload: Type.Unsafe<Payload>({}) })

/**
 * Where the embedded provider keeps what is under way: the adapter that oidc-provider asks for, one per kind of thing.
 * Nothing is kept beyond its time; what has ended is not found.
 */
export const oidcStore = (database: Database, clock: Clock) => (kind: string) => ({
  async upsert(stateId: string, payload: Payload, expiresIn: number): Promise<void> {
    await database.transact((tx) =>
      sql.run(tx, 'upsert_oidc_state', {
        kind,
        stateId,
        payload: JSON.stringify(payload),
        grantId: (payload.grantId as string | undefined) ?? null,
        uid: (payload.uid as string | undefined) ?? null,
        expiresAt: expiresIn ? new Date(clock.now().getTime() + expiresIn * 1000) : null,
      }),
    )
  },
  find: async (stateId: string) =>
    (
      await database.read((tx) =>
        sql.optional(tx, 'find_oidc_state', { kind, stateId, at: clock.now() }, Row),
      )
    )?.payload,
  findByUid: async (uid: string) =>
    (
      await database.read((tx) =>
        sql.optional(tx, 'find_oidc_state_by_uid', { kind, uid, at: clock.now() }, Row),
      )
    )?.payload,
  findByUserCode: async (_userCode: string) => undefined,
  async consume(stateId: string): Promise<void> {
    const consumed = Math.floor(clock.now().getTime() / 1000)
    await database.transact((tx) => sql.run(tx, 'consume_oidc_state', { kind, stateId, consumed }))
  },
  async destroy(stateId: string): Promise<void> {
    await database.transact((tx) => sql.run(tx, 'drop_oidc_state', { kind, stateId }))
  },
  async revokeByGrantId(grantId: string): Promise<void> {
    await database.transact((tx) => sql.run(tx, 'drop_oidc_grant', { kind, grantId }))
  },
})

/** Takes away what has ended. @returns how many */
export const sweepOidcState = (database: Database, clock: Clock): Promise<number> =>
  database.transact((tx) => sql.run(tx, 'sweep_oidc_state', { at: clock.now() }))
