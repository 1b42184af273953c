import type { Permission, Route } from '../../src/kernel/index.ts'

type Row = Pick<Route<never>, 'id' | 'method' | 'url' | 'may' | 'summary'>

/** Who may be admitted to what: an asker with the right in the head of the column, at the route in the line. */
const ASKERS: { may: Permission; title: string; admits: Permission[] }[] = [
  { may: 'public', title: '公众 anybody', admits: ['public'] },
  { may: 'client', title: '机构客户端 client of an authority', admits: ['public', 'client'] },
]

const HEAD = `# Who may do what

Made by \`npm run fresh\` from the list of routes; a test holds it against them. A route without a right cannot be written
(\`may\` is required in \`src/kernel/http/route.ts\`). The pages of the portal (\`/\`, \`/subjects\`, \`/subjects/{code}\`) show
what the public routes give, to anybody. The command line is for whoever runs the machine.
`

/** The table of rights: a line per route, in the order in which the program lists them. */
export function permissionTable(routes: readonly Row[]): string {
  const lines = [
    `| route | address | what | ${ASKERS.map((asker) => asker.title).join(' | ')} |`,
    `|---|---|---|${ASKERS.map(() => '---|').join('')}`,
    ...routes.map(
      ({ id, method, url, may, summary }) =>
        `| \`${id}\` | ${method} ${url} | ${summary} | ${ASKERS.map(({ admits }) => (admits.includes(may) ? '✔' : '✘')).join(' | ')} |`,
    ),
  ]
  return `${HEAD}\n${lines.join('\n')}\n`
}
