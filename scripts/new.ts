import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { wallClock, XinwangError } from '../src/kernel/pure.ts'
import { ORDER } from '../src/order.ts'
import { type Checkout, type Plan, planMigration, planModule, stampOf } from './new/plan.ts'

const USAGE = `npm run new module NAME [-- --after MODULE] [--noun NOUN]   新模块 a new room
npm run new migration MODULE TABLE OPERATION               新的数据库变更 a change of the schema
`

/** The checkout in a folder, as plans see it. */
export function readCheckout(root: string, order: readonly string[]): Checkout {
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
  return {
    order,
    orderSource: read('src/order.ts'),
    distribution: read('schema/distribution.yaml'),
    migrations: readdirSync(path.join(root, 'migrations')),
    exists: (file) => existsSync(path.join(root, file)),
  }
}

/** Carries a plan out. */
export function writePlan(root: string, plan: Plan): void {
  for (const [file, text] of plan.files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
}

/** The plan that a command line asks for; undefined when it asks for nothing that there is. */
export function planFor(args: string[], checkout: Checkout, stamp: string): Plan | undefined {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { after: { type: 'string' }, noun: { type: 'string' } },
  })
  const [kind, ...names] = positionals
  const [first, second, third] = names
  if (kind === 'module' && first && names.length === 1)
    return planModule({ name: first, after: values.after, noun: values.noun }, checkout, stamp)
  if (kind === 'migration' && first && second && third && names.length === 3)
    return planMigration({ module: first, table: second, operation: third }, checkout, stamp)
  return undefined
}

/** Long names break lines elsewhere than short ones; the formatter knows where. */
function format(root: string, files: string[]): void {
  const sources = files.filter((file) => file.endsWith('.ts'))
  if (sources.length === 0) return
  spawnSync(path.join(root, 'node_modules/.bin/biome'), ['format', '--write', ...sources], { cwd: root })
}

function main(): number {
  const root = path.join(import.meta.dirname, '..')
  try {
    const plan = planFor(process.argv.slice(2), readCheckout(root, ORDER), stampOf(wallClock.now()))
    if (!plan) {
      process.stderr.write(USAGE)
      return 2
    }
    writePlan(root, plan)
    format(root, [...plan.files.keys()])
    const list = (lines: Iterable<string>) => [...lines].map((line) => `  ${line}\n`).join('')
    process.stdout.write(
      `已写入 written\n${list(plan.files.keys())}接下来 what to do next\n${list(plan.next)}`,
    )
    return 0
  } catch (error) {
    const [message, next] =
      error instanceof XinwangError ? [error.message, error.next ?? ''] : [(error as Error).message, USAGE]
    process.stderr.write(`${message}\n${next}\n`)
    return 2
  }
}

if (import.meta.main) process.exitCode = main()
