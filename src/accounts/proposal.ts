import { randomUUID } from 'node:crypto'
import { Type } from 'typebox'
import { type Clock, invalid, loadSql, refused, type Tx } from '../kernel/index.ts'
import { appendAct, type Json } from '../ledger/index.ts'
import { ownAuthority } from './member.ts'
import { actorOf, type Caller } from './scope.ts'

const sql = loadSql(import.meta.url, 'accounts.sql')

export type Payload = { [key: string]: Json }

/** 双人办理: somebody proposes; nothing happens until another person of the same authority approves. @returns its number */
export async function propose(
  tx: Tx,
  clock: Clock,
  caller: Caller,
  operation: string,
  payload: Payload,
): Promise<string> {
  const proposalId = randomUUID()
  const at = clock.now()
  const authorityCode = ownAuthority(caller)
  await sql.run(tx, 'insert_proposal', {
    proposalId,
    operation,
    authorityCode,
    payload: JSON.stringify(payload),
    proposedBy: caller.id,
    at,
  })
  const said = { proposal: proposalId, ...payload }
  await appendAct(tx, { operation: `${operation}.propose`, actor: actorOf(caller), payload: said, at })
  return proposalId
}

const ProposalRow = Type.Object({
  proposalId: Type.String(),
  operation: Type.String(),
  payload: Type.Unsafe<Payload>({}),
  proposedBy: Type.String(),
  proposer: Type.String(),
  proposedAt: Type.Unsafe<Date>({}),
})

/** What waits for a decision at the authority, the oldest first. */
export const listProposals = (tx: Tx, authorityCode: string) =>
  sql.many(tx, 'list_open_proposals', { authorityCode }, ProposalRow)

export interface Decision {
  proposalId: string
  approve: boolean
  because: string
}

const BECAUSE_MIN = 2

/**
 * Decides a proposal of the caller's own authority. The decision, its reason and its effect are one transaction.
 * @param carryOut what approval brings about
 * @throws refused when there is none open of this number, or when the caller proposed it; invalid without a reason
 */
export async function decide(
  tx: Tx,
  clock: Clock,
  caller: Caller,
  operation: string,
  { proposalId, approve, because }: Decision,
  carryOut: (payload: Payload, proposer: string) => Promise<void>,
): Promise<void> {
  if (because.trim().length < BECAUSE_MIN) {
    throw invalid({
      code: 'ACCOUNTS_BECAUSE_MISSING',
      message: '没有写明理由。',
      next: '请写明同意或不同意的理由，理由记入存证。',
    })
  }
  const key = { proposalId, operation, authorityCode: ownAuthority(caller) }
  const proposal = await sql.optional(tx, 'lock_open_proposal', key, ProposalRow)
  if (!proposal) {
    throw refused({
      code: 'ACCOUNTS_PROPOSAL_OVER',
      message: '没有这件待决定的事项，可能已由他人办结。',
      next: '请刷新待办列表。',
      status: 404,
    })
  }
  if (proposal.proposedBy === caller.id) {
    throw refused({
      code: 'ACCOUNTS_FOUR_EYES',
      message: '同一个人不能既提出又决定。',
      next: '请由另一名有权限的同事决定。',
      status: 403,
    })
  }
  const at = clock.now()
  const decision = approve ? 'approved' : 'refused'
  await sql.run(tx, 'decide_proposal', {
    proposalId,
    decidedBy: caller.id,
    at,
    decision,
    because: because.trim(),
  })
  if (approve) await carryOut(proposal.payload, proposal.proposer)
  const payload = { proposal: proposalId, decision, because: because.trim() }
  await appendAct(tx, { operation: `${operation}.decide`, actor: actorOf(caller), payload, at })
}
