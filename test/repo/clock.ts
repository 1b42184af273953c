import ts from 'typescript'
import { isTest, parse, placeOf, type SourceTree, type Violation, walk } from './tree.ts'

/** The only file that may ask the machine for the time. */
const CLOCK = 'src/kernel/clock.ts'

const READS_TIME = new Set([
  'Date.now',
  'performance.now',
  'process.hrtime',
  'process.hrtime.bigint',
  'Temporal.Now',
])

/** Code that reads the wall clock, so that no test could move its day. A stopwatch may run in a bench, script or test. */
export function clockViolations(tree: SourceTree): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    if (file === CLOCK || !/\.tsx?$/.test(file)) continue
    const stopwatch = isTest(file) || /^(bench|scripts)\//.test(file)
    const parsed = parse(file, source)
    walk(parsed, (node) => {
      const what = readsTime(node, parsed)
      if (what && !(stopwatch && /^(performance|process)/.test(what)))
        found.push({ at: placeOf(parsed, node), what: `${what} reads the wall clock` })
    })
  }
  return [...found, ...sqlClockViolations(tree)]
}

function readsTime(node: ts.Node, parsed: ts.SourceFile): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText(parsed) === 'Date' && !node.arguments?.length)
    return 'new Date()'
  if (ts.isCallExpression(node) && node.expression.getText(parsed) === 'Date') return 'Date()'
  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText(parsed).replace(/^globalThis\./, '')
    // The longer name is seen first, the shorter one inside it is the same call.
    if (READS_TIME.has(name) && !(ts.isPropertyAccessExpression(node.parent) && name === 'process.hrtime'))
      return name
  }
  return undefined
}

const SQL_TIME =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(|\b(current_date|current_timestamp|current_time|localtime|localtimestamp)\b/gi

function sqlClockViolations(tree: SourceTree): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    if (!file.endsWith('.sql')) continue
    for (const [i, line] of source.split('\n').entries()) {
      const text = line.replace(/--.*$/, '').replace(/'(?:[^']|'')*'/g, "''")
      for (const [match] of text.matchAll(SQL_TIME))
        found.push({ at: `${file}:${i + 1}`, what: `${match.replace(/\s*\($/, '()')} reads the wall clock` })
    }
  }
  return found
}
