import { addDays, type Day, invalid } from '../../src/kernel/pure.ts'
import { moduleFiles } from './module-files.ts'

/** What a plan needs to know of the checkout; nothing here touches a disk. */
export interface Checkout {
  /** The modules from left to right. */
  order: readonly string[]
  /** Text of src/order.ts. */
  orderSource: string
  /** Text of schema/distribution.yaml. */
  distribution: string
  /** Names of the files in migrations/. */
  migrations: readonly string[]
  exists(path: string): boolean
}

/** Files to write, by path from the root, and what is left to do by hand. */
export interface Plan {
  files: Map<string, string>
  next: string[]
}

/** `YYYYMMDDHHMMSS` in UTC. */
export type Stamp = string

export const stampOf = (instant: Date): Stamp => instant.toISOString().replace(/[-:T]/g, '').slice(0, 14)

const NAME = /^[a-z]{3,20}$/
const TABLE = /^[a-z]{3,30}(_[a-z]+)*$/
/** Words that name a place and not a thing; and those that SQL keeps for itself. */
const EMPTY = new Set([
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'commons',
  'misc',
  'types',
  'shared',
  'lib',
  'core',
])
const RESERVED = new Set([
  'order',
  'user',
  'table',
  'group',
  'check',
  'grant',
  'column',
  'select',
  'public',
  'analyse',
])

/** The new room, its place in the order, its first table. */
export interface NewModule {
  name: string
  /** Module on its left; the last before app when absent. */
  after: string | undefined
  /** What its first table holds; the name without the s when absent. */
  noun: string | undefined
}

/**
 * Plans a module in the shape of its living neighbours.
 * @throws invalid in two languages when the name says nothing, is taken, or stands in the wrong place
 */
export function planModule(wish: NewModule, checkout: Checkout, stamp: Stamp): Plan {
  const { order } = checkout
  const name = wish.name
  if (!NAME.test(name) || EMPTY.has(name) || RESERVED.has(name)) throw badName(name)
  if (order.includes(name) || checkout.exists(`src/${name}`)) throw taken(name)
  const noun = wish.noun ?? name.replace(/s$/, '')
  if (!NAME.test(noun) || RESERVED.has(noun)) throw badNoun(noun)
  const after = wish.after ?? order.filter((each) => each !== 'app').at(-1)!
  checkPlace(after, order)
  const migration = migrationName(checkout.migrations, stamp, name, noun, 'create')
  const files = new Map(moduleFiles({ name, noun, migration }))
  files.set('src/order.ts', checkout.orderSource.replace(`  '${after}',\n`, `  '${after}',\n  '${name}',\n`))
  files.set('schema/distribution.yaml', withDeclaration(checkout.distribution, `${name}.${noun}`))
  return {
    files,
    next: [
      `docs/glossary.md：${name} 与 ${name}.${noun} 的中文术语  the Chinese terms of the room and its table`,
      `src/app/server.ts：把 ${name}Routes 列入 allRoutes  list its routes by hand`,
      `src/${name}/README.md：写明适用的法律  say which law it applies`,
      `src/${name}/${name}.test.ts：先写第一条规则的测试（现在必然失败）  the first sentence of law, as a test that fails now`,
      'npm run fresh，然后读差异  and read the difference',
    ],
  }
}

/** The new room may stand anywhere right of the ledger, which it writes its acts to, and left of app. */
function checkPlace(after: string, order: readonly string[]): void {
  const place = order.indexOf(after)
  if (place >= order.indexOf('ledger') && after !== 'app') return
  throw invalid({
    code: 'NEW_PLACE',
    message: `新模块不能排在“${after}”之后。 A module cannot stand after “${after}”.`,
    next: `可用 usable: ${order.slice(order.indexOf('ledger'), -1).join(', ')}`,
  })
}

const badName = (name: string) =>
  invalid({
    code: 'NEW_NAME',
    message: `“${name}”不能作名称。 “${name}” is no name.`,
    next: '名称是一个有意义的小写英文词，3 到 20 个字母，取自 docs/glossary.md。 One lower-case word of 3 to 20 letters that says what it is, from docs/glossary.md.',
  })

const badNoun = (noun: string) =>
  invalid({
    code: 'NEW_NOUN',
    message: `“${noun}”不能作表名。 “${noun}” is no name for a table.`,
    next: '用 --noun 给出一个单数名词。 Give a singular noun with --noun.',
  })

const taken = (name: string) =>
  invalid({
    code: 'NEW_TAKEN',
    message: `已经有“${name}”。 There is a “${name}” already.`,
    next: '请换一个名称，或在原有模块中添加。 Take another name, or add to what is there.',
  })

/** A migration of one table. */
export interface NewMigration {
  module: string
  table: string
  operation: string
}

/**
 * Plans an empty migration.
 * @throws invalid when the module is unknown, a part of the name is none, or there is one of that name already
 */
export function planMigration(wish: NewMigration, checkout: Checkout, stamp: Stamp): Plan {
  const { module, table, operation } = wish
  if (!checkout.order.includes(module)) {
    throw invalid({
      code: 'NEW_MODULE_UNKNOWN',
      message: `没有模块“${module}”。 There is no module “${module}”.`,
      next: `可用 usable: ${checkout.order.join(', ')}`,
    })
  }
  for (const part of [table, operation]) if (!TABLE.test(part)) throw badName(part)
  const name = migrationName(checkout.migrations, stamp, module, table, operation)
  return {
    files: new Map([[`migrations/${name}`, `-- ${module}.${table}: ${operation.replaceAll('_', ' ')}\n`]]),
    next: [
      `migrations/${name}：写 SQL，一个文件一件事  one idea, forward only`,
      'schema/distribution.yaml：新表要声明  declare a new table',
      'npm run fresh，然后读 schema/ 的差异  and read the difference',
    ],
  }
}

/** Later than every migration there is, whatever the machine's clock says: they run in order of name. */
function migrationName(
  existing: readonly string[],
  stamp: Stamp,
  module: string,
  table: string,
  operation: string,
): string {
  const rest = `_${module}__${table}__${operation}.sql`
  if (existing.some((file) => file.endsWith(rest))) throw taken(rest.slice(1, -'.sql'.length))
  const newest =
    existing
      .map((file) => file.slice(0, 14))
      .sort()
      .at(-1) ?? ''
  return `${stamp > newest ? stamp : following(newest)}${rest}`
}

/** The first stamp of the day after. */
function following(stamp: Stamp): Stamp {
  const day: Day = `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6, 8)}`
  return `${addDays(day, 1).replaceAll('-', '')}000000`
}

/** The declaration of a new table in its place among the others; comments stay with the line below them. */
function withDeclaration(yaml: string, table: string): string {
  const lines = yaml.trimEnd().split('\n')
  const isAfter = (line: string) => /^[a-z]/.test(line) && line.split(':')[0]! > table
  let at = lines.findIndex(isAfter)
  if (at < 0) at = lines.length
  while (at > 0 && lines[at - 1]!.startsWith('#') && /^[a-z]/.test(lines[at - 2] ?? '')) at--
  return `${[...lines.slice(0, at), `${table}: distributed`, ...lines.slice(at)].join('\n')}\n`
}
