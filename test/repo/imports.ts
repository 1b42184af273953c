import path from 'node:path'
import ts from 'typescript'
import { parse, placeOf, walk } from './tree.ts'

/** One import, export-from or `import()` of a file. */
export interface Import {
  at: string
  /** Path from the root for a relative import, the bare name otherwise. */
  target: string
  relative: boolean
  /** Leaves nothing behind at run time. */
  typeOnly: boolean
}

/** What a file imports. An `import()` of a computed name says nothing and is left out. */
export function importsOf(file: string, source: string): Import[] {
  const tree = parse(file, source)
  const found: Import[] = []
  const add = (node: ts.Node, specifier: string, typeOnly: boolean) => {
    const relative = specifier.startsWith('.')
    const target = relative ? path.posix.join(path.posix.dirname(file), specifier) : specifier
    found.push({ at: placeOf(tree, node), target, relative, typeOnly })
  }
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node, node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node, node.moduleSpecifier.text, node.isTypeOnly)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments
      if (first && ts.isStringLiteralLike(first)) add(node, first.text, false)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node, node.argument.literal.text, true)
    }
  })
  return found
}
