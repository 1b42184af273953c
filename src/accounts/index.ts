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
export { type AccountsContext, accountsRoutes } from './routes.ts'
export { isRole, ROLES, type Role, type RoleId, roleOf, rolesOf } from './rules/roles.ts'
export { actorOf, type Caller, covers, type Matter, type Scope, scopeParameters } from './scope.ts'
export { openSession, type Session } from './session.ts'
