import ts from 'typescript'
import { parse, type SourceTree, type Violation, walk } from './tree.ts'

export const FILE_LINES_MAX = 500
export const FUNCTION_LINES_MAX = 70

/** Names that say where something was put and not what it is. */
const EMPTY_NAME = /(^|\/)(utils?|helpers?|commons?|misc|types|lib|shared)(\.tsx?$|\/)/

/** Files and functions that have grown beyond a page, and files whose name names nothing. */
export function sizeViolations(tree: SourceTree, exceptions: readonly string[]): Violation[] {
  const found: Violation[] = []
  for (const [file, source] of tree) {
    if (EMPTY_NAME.test(file)) found.push({ at: file, what: 'a file is named for its main noun' })
    const lines = source.trimEnd().split('\n').length
    if (lines > FILE_LINES_MAX) found.push({ at: file, what: `${lines} lines; at most ${FILE_LINES_MAX}` })
    found.push(...longFunctions(file, source))
  }
  return found.filter(({ at }) => !exceptions.includes(at))
}

function longFunctions(file: string, source: string): Violation[] {
  const parsed = parse(file, source)
  const lineAt = (position: number) => parsed.getLineAndCharacterOfPosition(position).line
  const found: Violation[] = []
  walk(parsed, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body || isChapter(node)) return
    const lines = lineAt(node.end) - lineAt(node.getStart(parsed)) + 1
    if (lines <= FUNCTION_LINES_MAX) return
    const name = nameOf(node, parsed)
    found.push({ at: `${file} ${name}`, what: `${lines} lines; at most ${FUNCTION_LINES_MAX}` })
  })
  return found
}

/** The body of a `describe` is a chapter of tests and not a function that somebody reads as one. */
const isChapter = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && node.parent.expression.getText().startsWith('describe')

function nameOf(node: ts.SignatureDeclaration, parsed: ts.SourceFile): string {
  if (node.name) return node.name.getText(parsed)
  const parent = node.parent
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText(parsed)
  if (ts.isCallExpression(parent)) return parent.expression.getText(parsed)
  return 'a function without a name'
}
