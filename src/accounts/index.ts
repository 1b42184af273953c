export {
  type Authority,
  authorityNames,
  getAuthority,
  listAuthorities,
  registerAuthorities,
} from './authority.ts'
export { createClient, findClient, type NewClient } from './client.ts'
export { insertGrant, type NewGrant } from './grant.ts'
export { type Admission, admit, type Credentials, GUARD_REFUSALS } from './guard.ts'
export { createPerson } from './person.ts'
export { type Decision, decide, listProposals, propose } from './proposal.ts'
export { proposalRoutes } from './proposal-routes.ts'
export { type AccountsContext, accountsRoutes } from './routes.ts'
export { isRole, ROLES, type Role, type RoleId, roleOf, rolesOf } from './rules/roles.ts'
export { actorOf, type Caller, covers, type Matter, type Scope, scopeParameters } from './scope.ts'
export { checkCsrf, endSession, endSessionsOf, openSession, type Session } from './session.ts'
export {
  beginTotp,
  checkCredential,
  confirmTotp,
  createCredential,
  pendingTotp,
} from './sign-in/credential.ts'
export {
  bindIdentity,
  closeInvitation,
  findByIdentity,
  findInvitation,
  invite,
} from './sign-in/invitation.ts'
export { oidcStore, sweepOidcState } from './sign-in/oidc-state.ts'
export { totpAddress } from './sign-in/totp.ts'
