/**
 * The order of the rooms (docs/decisions/0002-order.md). A module may import only modules to its left, only through
 * their doors. test/repo/order.test.ts holds every import in the tree against this list.
 */
export const ORDER = [
  'kernel',
  'ledger',
  'accounts',
  'catalogue',
  'subjects',
  'records',
  'collection',
  'publication',
  'app',
] as const

export type ModuleName = (typeof ORDER)[number]

/**
 * The files of a module that others may import. `pure.ts` has no Node imports and runs in a browser too;
 * `contract.ts` holds wire shapes and imports only the schema library; `testing.ts` is for tests.
 */
export const DOORS = ['index.ts', 'pure.ts', 'contract.ts'] as const
