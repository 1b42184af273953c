/** How a table is spread over the nodes of a cluster. */
export type Distribution = 'distributed' | 'reference' | 'local'

/** What distribution depends on, of one table of the live schema. */
export interface TableFacts {
  /** `schema.table` */
  name: string
  /** The columns of each primary key, unique constraint and unique index. */
  uniqueKeys: string[][]
  triggers: string[]
  /** Tables that foreign keys point at. */
  refersTo: string[]
}

const COLUMN = 'subject_id'

/** Where the declaration and the live tables do not fit each other, or Citus could not do what is declared. */
export function distributionFaults(
  declared: Readonly<Record<string, string>>,
  tables: TableFacts[],
): string[] {
  const faults: string[] = []
  const live = new Set(tables.map(({ name }) => name))
  for (const name of Object.keys(declared))
    if (!live.has(name)) faults.push(`${name} is declared but does not exist`)
  for (const table of tables) {
    const how = declared[table.name]
    if (how === undefined) faults.push(`${table.name} is not declared`)
    else faults.push(...faultsOf(table, how, declared))
  }
  return faults
}

function faultsOf(table: TableFacts, how: string, declared: Readonly<Record<string, string>>): string[] {
  const { name, uniqueKeys, triggers, refersTo } = table
  switch (how) {
    case 'distributed':
      return [
        ...uniqueKeys
          .filter((key) => !key.includes(COLUMN))
          .map((key) => `${name}: the unique key (${key.join(', ')}) lacks ${COLUMN}`),
        ...triggers.map((trigger) => `${name}: a distributed table cannot have the trigger ${trigger}`),
        ...refersTo
          .filter((other) => declared[other] === 'local')
          .map((other) => `${name}: a distributed table cannot refer to the local table ${other}`),
      ]
    case 'reference':
      return triggers.map((trigger) => `${name}: a reference table cannot have the trigger ${trigger}`)
    case 'local':
      return refersTo
        .filter((other) => declared[other] === 'distributed')
        .map((other) => `${name}: a local table cannot refer to the distributed table ${other}`)
    default:
      return [`${name}: “${how}” is none of distributed, reference, local`]
  }
}

/** Reads the facts of every table in the schemas given (one parameter: the names). */
export const TABLE_FACTS = `
  SELECT n.nspname || '.' || c.relname AS name,
         ARRAY(SELECT ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k (number, place)
                              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
                             ORDER BY k.place)::text
                 FROM pg_index x WHERE x.indrelid = c.oid AND x.indisunique) AS keys,
         ARRAY(SELECT g.tgname::text FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal) AS triggers,
         ARRAY(SELECT fn.nspname || '.' || f.relname
                 FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
                WHERE k.conrelid = c.oid AND k.contype = 'f') AS refers_to
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   ORDER BY 1`
