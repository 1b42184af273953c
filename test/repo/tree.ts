import { globSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** Sources by path from the root, with `/`. What the rules read, so that a violation can be planted in a tree made up. */
export type SourceTree = ReadonlyMap<string, string>

export const ROOT = path.join(import.meta.dirname, '../..')

const CODE = '{src,web,seed,scripts,bench,test}/**/*.{ts,tsx}'

/** The files of the checkout that fit the patterns, in order of path. */
export function readTree(...patterns: string[]): SourceTree {
  const names = globSync(patterns, { cwd: ROOT })
    .filter((name) => statSync(path.join(ROOT, name)).isFile())
    .map((name) => name.split(path.sep).join('/'))
  return new Map(names.sort().map((name) => [name, readFileSync(path.join(ROOT, name), 'utf8')]))
}

/** Every TypeScript file of the checkout. */
export const readCode = (): SourceTree => readTree(CODE)

/** One breach of a rule: where, and what is wrong there. */
export interface Violation {
  /** `path` or `path:line`. */
  at: string
  what: string
}

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.startsWith('test/')

const parsed = new Map<string, ts.SourceFile>()

/** The syntax tree of a source; kept, because several rules read the same file. */
export function parse(file: string, source: string): ts.SourceFile {
  const key = `${file}\0${source}`
  let tree = parsed.get(key)
  if (!tree) {
    tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
    parsed.set(key, tree)
  }
  return tree
}

/** Calls `visit` on each node of the tree, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** `path:line` of a node. */
export const placeOf = (tree: ts.SourceFile, node: ts.Node): string =>
  `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`
