import { randomBytes, randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { loadSql, type Tx } from '../kernel/index.ts'
import { canonicalJson, type Json } from './canonical-json.ts'
import { commitmentOf } from './verify/bundle.ts'

const sql = loadSql(import.meta.url, 'ledger.sql')

/**
 * Who acts: a named officer, a named representative of a subject, a client key of an authority, or the operator at the
 * command line of the machine.
 */
export interface Actor {
  kind: 'officer' | 'representative' | 'client' | 'operator'
  name: string
  /** Authority acted for; absent only for the operator. */
  authorityCode?: string
}

export interface Act {
  /** `noun.verb`, the same string as the route's id. */
  operation: string
  actor: Actor
  /** Whom it concerns, when it is one subject. */
  subjectId?: bigint
  payload: { [key: string]: Json }
  at: Date
}

/** What the commitment of an act covers, in canonical JSON (RFC 8785). */
export const statementOf = (actId: string, act: Act): string =>
  canonicalJson({
    act: actId,
    at: act.at.toISOString(),
    authority: act.actor.authorityCode ?? null,
    by: { kind: act.actor.kind, name: act.actor.name },
    operation: act.operation,
    payload: act.payload,
    subject: act.subjectId === undefined ? null : String(act.subjectId),
  })

/**
 * Appends one act in the caller's transaction, so that the act and what it records are both there or neither.
 * The commitment is SHA-256(salt ‖ RFC 8785 JSON of the act): contents can be erased later, old proofs still verify.
 * @returns the act's id
 */
export async function appendAct(tx: Tx, act: Act): Promise<string> {
  const actId = randomUUID()
  const salt = randomBytes(32)
  const statement = statementOf(actId, act)
  await sql.run(tx, 'insert_act', {
    actId,
    operation: act.operation,
    actorKind: act.actor.kind,
    actorName: act.actor.name,
    authorityCode: act.actor.authorityCode ?? null,
    subjectId: act.subjectId === undefined ? null : String(act.subjectId),
    payload: JSON.stringify(act.payload),
    salt,
    commitment: Buffer.from(commitmentOf(salt, statement), 'hex'),
    actedAt: act.at,
  })
  return actId
}

/** How many acts the ledger holds; part of what a published figure says about when it was computed. */
export const ledgerSize = async (tx: Tx): Promise<string> =>
  (await sql.one(tx, 'last_position', {}, Type.Object({ position: Type.String() }))).position
