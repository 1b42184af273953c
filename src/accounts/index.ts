export {
  type Authority,
  authorityNames,
  getAuthority,
  listAuthorities,
  registerAuthorities,
} from './authority.ts'
export { createClient, findClient, type NewClient } from './client.ts'
