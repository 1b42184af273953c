/** Names of a new module's parts. */
export interface Names {
  name: string
  noun: string
  /** File name of its first migration. */
  migration: string
}

/**
 * The files of a new module: the shape every room has (see src/publication/ and src/accounts/), with one table whose rows
 * end, one command that writes it together with its act, one route, and a test that fails until somebody says what the
 * module is for.
 */
export function moduleFiles(names: Names): [string, string][] {
  const at = (file: string) => `src/${names.name}/${file}`
  return [
    [at('README.md'), readme(names)],
    [at('index.ts'), door(names)],
    [at('contract.ts'), contract(names)],
    [at('routes.ts'), routes(names)],
    [at(`${names.noun}.ts`), command(names)],
    [at(`${names.name}.sql`), blocks(names)],
    [at(`${names.name}.test.ts`), firstTest(names)],
    [`migrations/${names.migration}`, tables(names)],
  ]
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)

const readme = ({ name, noun, migration }: Names) => `# ${name}

What this room owns, in two sentences.

## The law it applies
Instrument and article, as in \`law/\`.

## Its words
| 中文 | here | meaning |
|---|---|---|
| – | ${noun} | |

## Where each thing is decided
| question | where |
|---|---|
| writing and reading a ${noun} | \`src/${name}/${noun}.ts\`, \`src/${name}/${name}.sql\` |
| wire shapes | \`src/${name}/contract.ts\` |
| routes | \`src/${name}/routes.ts\` |

## Tables
\`${name}.${noun}\`; made by \`migrations/${migration}\`.
`

const door = ({
  name,
  noun,
}: Names) => `export { type New${capital(noun)}, list${capital(noun)}s, open${capital(noun)} } from './${noun}.ts'
export { type ${capital(name)}Context, ${name}Routes } from './routes.ts'
`

const contract = ({ noun }: Names) => `import { type Static, Type } from 'typebox'

/** What is said of one ${noun}. */
export const ${capital(noun)} = Type.Object(
  {
    beginsOn: Type.String({ description: '起始日' }),
    endsOn: Type.String({ description: '截止日，含当日' }),
  },
  { $id: '${capital(noun)}' },
)
export type ${capital(noun)} = Static<typeof ${capital(noun)}>
`

const routes = ({ name, noun }: Names) => `import { Type } from 'typebox'
import { type Clock, type Database, type Route, route } from '../kernel/index.ts'
import { ${capital(noun)} } from './contract.ts'
import { list${capital(noun)}s } from './${noun}.ts'

/** What the routes need. */
export interface ${capital(name)}Context {
  database: Database
  clock: Clock
}

export const ${name}Routes: Route<${capital(name)}Context>[] = [
  route({
    id: '${noun}.list',
    method: 'GET',
    url: '/api/${name}/{subject}',
    may: 'granted',
    summary: '（中文说明） ${noun}s of one subject',
    path: Type.Object({ subject: Type.String({ pattern: '^[0-9]{1,19}$', description: '主体编号' }) }),
    reply: Type.Array(${capital(noun)}),
    refusals: [],
    handler: ({ database, clock }: ${capital(name)}Context, { path }) =>
      database.read((tx) => list${capital(noun)}s(tx, clock, path.subject)),
  }),
]
`

const command = ({ name, noun }: Names) => `import { randomUUID } from 'node:crypto'
import { type Clock, type Day, loadSql, type Tx, today } from '../kernel/index.ts'
import { type Actor, appendAct } from '../ledger/index.ts'
import { ${capital(noun)} } from './contract.ts'

const sql = loadSql(import.meta.url, '${name}.sql')

export interface New${capital(noun)} {
  subjectId: bigint
  beginsOn: Day
  /** Everything ends (charter 4). */
  endsOn: Day
}

/** Opens a ${noun}, with its act in the same transaction (charter 7). */
export async function open${capital(noun)}(tx: Tx, clock: Clock, actor: Actor, wish: New${capital(noun)}): Promise<void> {
  const { subjectId, beginsOn, endsOn } = wish
  const ${noun}Key = randomUUID()
  const at = clock.now()
  await sql.run(tx, 'insert_${noun}', { subjectId: String(subjectId), ${noun}Key, beginsOn, endsOn, at })
  await appendAct(tx, {
    operation: '${noun}.open',
    actor,
    subjectId,
    payload: { ${noun}: ${noun}Key, beginsOn, endsOn },
    at,
  })
}

/** The ${noun}s of a subject that are in force today; derived from their dates, not from a state. */
export const list${capital(noun)}s = (tx: Tx, clock: Clock, subjectId: string): Promise<${capital(noun)}[]> =>
  sql.many(tx, 'list_${noun}s', { subjectId, on: today(clock) }, ${capital(noun)})
`

const blocks = ({ name, noun }: Names) => `-- name: insert_${noun}
INSERT INTO ${name}.${noun} (subject_id, ${noun}_key, begins_on, ends_on, opened_at)
VALUES ($subject_id, $${noun}_key, $begins_on, $ends_on, $at)

-- name: list_${noun}s
SELECT begins_on::text AS begins_on, ends_on::text AS ends_on
  FROM ${name}.${noun}
 WHERE subject_id = $subject_id AND begins_on <= $on::date AND ends_on >= $on::date
 ORDER BY begins_on, ${noun}_key
`

const firstTest = ({ name }: Names) => `import { expect, test } from 'vitest'

test('the first sentence of law that ${name} keeps', () => {
  expect.fail('say what this room promises, and prove it through world()')
})
`

const tables = ({ name, noun }: Names) => `CREATE SCHEMA ${name};

CREATE TABLE ${name}.${noun} (
  subject_id bigint NOT NULL,
  ${noun}_key uuid NOT NULL,
  begins_on date NOT NULL,
  ends_on date NOT NULL,
  opened_at timestamptz NOT NULL,
  CONSTRAINT ${noun}_pk PRIMARY KEY (subject_id, ${noun}_key),
  CONSTRAINT ${noun}_ends_after_it_begins CHECK (ends_on >= begins_on)
);
COMMENT ON TABLE ${name}.${noun} IS '（中文说明）';
`
