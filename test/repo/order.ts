import { DOORS } from '../../src/order.ts'
import { type Import, importsOf } from './imports.ts'
import { isTest, type SourceTree, type Violation } from './tree.ts'

/** Packages that a browser can run too: what the pure part of a module may lean on. */
const BROWSER_PACKAGES = /^(typebox|yaml)(\/|$)/
const SCHEMA_LIBRARY = /^typebox(\/|$)/

export interface OrderRules {
  order: readonly string[]
  /** `importer → target`, both paths from the root. */
  exceptions: readonly string[]
}

/** Holds every import against the order of the rooms and their doors (docs/decisions/0002-order.md). */
export function orderViolations(tree: SourceTree, rules: OrderRules): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    for (const entry of importsOf(file, source)) {
      if (rules.exceptions.includes(exceptionFor(file, entry))) continue
      const what = wrongWith(file, entry, rules.order)
      if (what) found.push({ at: entry.at, what: `${what} (${entry.target})` })
    }
  }
  return [...found, ...impureViolations(tree)]
}

/** How an exception names an import. */
export const exceptionFor = (file: string, entry: Import): string => `${file} → ${entry.target}`

/** The module of a path under src/; undefined for src/order.ts and for everything elsewhere. */
export const moduleOf = (file: string): string | undefined => /^src\/([^/]+)\//.exec(file)?.[1]

const isDoor = (target: string): boolean => {
  const inside = /^src\/[^/]+\/(.+)$/.exec(target)?.[1]
  return inside !== undefined && (DOORS as readonly string[]).includes(inside)
}

const isTestingDoor = (target: string): boolean => /^src\/[^/]+\/testing\.ts$/.test(target)
const isContract = (target: string): boolean => /^src\/[^/]+\/contract\.ts$/.test(target)

function wrongWith(file: string, entry: Import, order: readonly string[]): string | undefined {
  if (file.startsWith('src/')) return wrongInSource(file, entry, order)
  if (file.startsWith('web/')) return wrongInWeb(file, entry)
  if (file.startsWith('test/') || !entry.relative) return undefined
  return wrongInMain(file, entry)
}

function wrongInSource(file: string, entry: Import, order: readonly string[]): string | undefined {
  const own = moduleOf(file)
  if (isContract(file)) return wrongInContract(own, entry, order)
  if (/\/rules\/[^/]+\.ts$/.test(file) && !isTest(file)) {
    const wrong = wrongInRules(file, own, entry)
    if (wrong) return wrong
  }
  if (!entry.relative) return undefined
  const other = moduleOf(entry.target)
  if (other === undefined) return wrongOutside(file, entry)
  if (other === own) return undefined
  return wrongAcross(file, own, other, entry, order)
}

/** An import of what is not a module: the list of the order, test support, or a folder beside src/. */
function wrongOutside(file: string, entry: Import): string | undefined {
  if (entry.target === 'src/order.ts') return undefined
  if (isTest(file) && /^(test\/support|seed)\//.test(entry.target)) return undefined
  return 'a module imports nothing outside src/'
}

function wrongAcross(
  file: string,
  own: string | undefined,
  other: string,
  entry: Import,
  order: readonly string[],
): string | undefined {
  const from = own === undefined ? -1 : order.indexOf(own)
  const to = order.indexOf(other)
  if (from < 0) return `${own ?? file} is not in src/order.ts`
  if (to < 0) return `${other} is not in src/order.ts`
  if (to > from) return `${own} stands left of ${other} and may not import it`
  if (isDoor(entry.target)) return undefined
  if (isTestingDoor(entry.target) && (isTest(file) || file.endsWith('/testing.ts'))) return undefined
  return `${other} has only the doors ${DOORS.join(', ')}`
}

function wrongInContract(
  own: string | undefined,
  entry: Import,
  order: readonly string[],
): string | undefined {
  if (SCHEMA_LIBRARY.test(entry.target)) return undefined
  const other = moduleOf(entry.target)
  if (entry.relative && isContract(entry.target) && other !== own) {
    if (order.indexOf(other!) < order.indexOf(own!)) return undefined
  }
  return 'contract.ts imports only the schema library and contracts to its left'
}

/** A rule is pure: facts and a day in, a verdict with reasons out. */
function wrongInRules(file: string, own: string | undefined, entry: Import): string | undefined {
  if (entry.target === 'src/kernel/pure.ts' || SCHEMA_LIBRARY.test(entry.target)) return undefined
  const folder = file.slice(0, file.lastIndexOf('/') + 1)
  if (entry.relative && entry.target.startsWith(folder)) return undefined
  // The shapes that the rule's facts and parameters are made of.
  if (entry.relative && moduleOf(entry.target) === own && /-schema\.ts$/.test(entry.target)) return undefined
  return 'a rule imports only kernel/pure.ts, the schemas of its module and its own folder'
}

function wrongInWeb(file: string, entry: Import): string | undefined {
  if (!entry.relative || entry.target.startsWith('web/') || isContract(entry.target)) return undefined
  if (isTest(file) && /^(test\/support|scripts)\//.test(entry.target)) return undefined
  return 'web/ imports from src/ only contract.ts, and nothing else beside it'
}

/** seed/, scripts/ and bench/ stand outside and come in by the doors like anybody else. */
function wrongInMain(file: string, entry: Import): string | undefined {
  const top = file.split('/')[0]!
  if (entry.target.startsWith(`${top}/`) || entry.target === 'src/order.ts') return undefined
  if (isTest(file) && entry.target.startsWith('test/support/')) return undefined
  if (moduleOf(entry.target)) {
    return isDoor(entry.target) && moduleOf(entry.target) !== 'app'
      ? undefined
      : `${top}/ comes in only by the doors of modules, and not into app`
  }
  // The seed is data for whoever wants it.
  return entry.target.startsWith('seed/') && top !== 'seed'
    ? undefined
    : `${top}/ imports nothing of ${entry.target.split('/')[0]}/`
}

/** What a `pure.ts` reaches at run time must run in a browser. */
function impureViolations(tree: SourceTree): Violation[] {
  const found: Violation[] = []
  for (const start of tree.keys()) {
    if (!/^src\/[^/]+\/pure\.ts$/.test(start)) continue
    const reached = new Set<string>([start])
    for (const file of reached) {
      for (const entry of importsOf(file, tree.get(file) ?? '')) {
        if (entry.typeOnly) continue
        if (entry.relative) reached.add(entry.target)
        else if (!BROWSER_PACKAGES.test(entry.target))
          found.push({ at: entry.at, what: `${start} must run in a browser, but reaches ${entry.target}` })
      }
    }
  }
  return found
}
