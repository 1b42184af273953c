import type { Receipt } from '../../src/collection/index.ts'

/** The counts of a receipt, flat. */
export const shortOf = ({ rows, accepted, refused, naturalPersons }: Receipt) => ({
  rows,
  ...accepted,
  refused,
  naturalPersons,
})

/** The counts when every row was new. */
export const allNew = (rows: number) => ({
  rows,
  new: rows,
  changed: 0,
  unchanged: 0,
  refused: 0,
  naturalPersons: 0,
})

/** `row field code` of each refusal. */
export const reasonsOf = ({ refusals }: Receipt) =>
  refusals.map(({ row, field, code }) => `${row} ${field} ${code}`)
