import { ROLES, type Role, type RoleId, rolesOf } from '../../src/accounts/index.ts'
import type { Route } from '../../src/kernel/index.ts'

type Row = Pick<Route<never>, 'id' | 'method' | 'url' | 'may' | 'summary' | 'discloses'>

const HEAD = `# Who may do what

Made by \`npm run fresh\` from the list of routes and from \`src/accounts/rules/roles.ts\`; a test holds it against them, another
asks every route as every role. A route without a right cannot be written (\`may\` is required in \`src/kernel/http/route.ts\`). The
pages of the portal show what the public routes give, to anybody. The command line is for whoever runs the machine.

✔ may enter, within the scope of the role; ✘ is refused. “本人” is anybody signed in, about the own account. Routes marked 📖
show what is not public: they ask for a purpose and write the read log.
`

const SCOPES: Record<Role['of'], string> = {
  authority:
    '本机构，授权区划及其下级，授权的目录与领域 own authority, region subtree, items and domains granted',
  centre: '全省或授权区划的信用中心 the credit centre, within the region granted',
  subject: '所代表的主体 the subject represented',
}

/** The tables of rights: a line per role, and a line per route in the order in which the program lists them. */
export function permissionTable(routes: readonly Row[]): string {
  const ids = Object.keys(ROLES) as RoleId[]
  const columns = ['公众 anybody', '本人 self', ...ids.map((id) => ROLES[id].name)]
  const roles = [
    '| role | 名称 | holder | scope | second factor |',
    '|---|---|---|---|---|',
    ...ids.map((id) => {
      const role: Role = ROLES[id]
      return `| \`${id}\` | ${role.name} ${role.english} | ${role.holder} | ${SCOPES[role.of]} | ${role.decides ? '✔' : '—'} |`
    }),
  ]
  const table = [
    `| route | address | what | ${columns.join(' | ')} |`,
    `|---|---|---|${columns.map(() => '---|').join('')}`,
    ...routes.map(
      (route) =>
        `| \`${route.id}\`${route.discloses ? ' 📖' : ''} | ${route.method} ${route.url} | ${route.summary} | ${marks(route, ids).join(' | ')} |`,
    ),
  ]
  return `${HEAD}\n## Roles\n\n${roles.join('\n')}\n\n## Routes\n\n${table.join('\n')}\n`
}

function marks({ id, may }: Row, ids: RoleId[]): string[] {
  const opening = new Set<string>(may === 'granted' ? rolesOf(id) : [])
  const person = (role: RoleId) => ROLES[role].holder === 'person'
  const admitted = [
    may === 'public',
    may !== 'granted',
    ...ids.map((role) => may === 'public' || (may === 'self' && person(role)) || opening.has(role)),
  ]
  return admitted.map((yes) => (yes ? '✔' : '✘'))
}
