import { Type } from 'typebox'
import { type Route, route } from '../kernel/index.ts'
import { Decide, Decided, Proposals, Proposed, ProposeRepresentation } from './contract.ts'
import { ownAuthority } from './member.ts'
import { listProposals } from './proposal.ts'
import { decideRepresentation, proposeRepresentation } from './representation.ts'
import type { AccountsContext } from './routes.ts'

/** What two persons do together. */
export const proposalRoutes: Route<AccountsContext>[] = [
  route({
    id: 'proposal.list',
    method: 'GET',
    url: '/api/proposals',
    may: 'granted',
    discloses: '待决定事项',
    summary: '本单位待他人决定的事项 what waits for a second person',
    query: Type.Object({ purpose: Type.String({ minLength: 2, maxLength: 200, description: '用途' }) }),
    reply: Proposals,
    refusals: [],
    handler: async ({ database, caller, noteSubjects }: AccountsContext) => {
      const open = await database.read((tx) => listProposals(tx, ownAuthority(caller)))
      await noteSubjects(open.flatMap(({ payload }) => subjectOf(payload)))
      return {
        proposals: open.map(({ proposalId, operation, payload, proposer, proposedAt }) => ({
          proposalId,
          operation,
          payload,
          proposer,
          proposedAt: proposedAt.toISOString(),
        })),
      }
    },
  }),
  route({
    id: 'representation.propose',
    method: 'POST',
    url: '/api/representations',
    may: 'granted',
    summary: '核验材料后提请登记主体代表 propose who represents a subject',
    body: ProposeRepresentation,
    reply: Proposed,
    refusals: ['ACCOUNTS_TERM_INVALID', 'ACCOUNTS_EVIDENCE_MISSING'],
    handler: async ({ database, clock, caller }: AccountsContext, { body }) => ({
      proposalId: await database.transact((tx) => proposeRepresentation(tx, clock, caller, body)),
    }),
  }),
  route({
    id: 'representation.decide',
    method: 'POST',
    url: '/api/representations/decide',
    may: 'granted',
    summary: '决定是否登记主体代表 decide who represents a subject',
    body: Decide,
    reply: Decided,
    refusals: ['ACCOUNTS_BECAUSE_MISSING', 'ACCOUNTS_PROPOSAL_OVER', 'ACCOUNTS_FOUR_EYES'],
    handler: async ({ database, clock, caller }: AccountsContext, { body }) => {
      const token = await database.transact((tx) => decideRepresentation(tx, clock, caller, body))
      return { link: token === undefined ? null : `/invitation/${token}` }
    },
  }),
]

const subjectOf = ({ subjectId }: { subjectId?: unknown }): bigint[] =>
  typeof subjectId === 'string' ? [BigInt(subjectId)] : []
