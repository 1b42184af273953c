import { importsOf } from './imports.ts'
import type { SourceTree } from './tree.ts'

/** The package of an import: `@scope/name` or `name`. */
const packageOf = (target: string): string =>
  target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')

/** Packages named in the sources: by import, or as a text that a resolver or configuration is given. */
export function packagesUsed(tree: SourceTree, known: readonly string[]): Set<string> {
  const used = new Set<string>()
  for (const [file, source] of tree) {
    for (const { target, relative } of importsOf(file, source)) if (!relative) used.add(packageOf(target))
    for (const name of known) if (source.includes(`'${name}/`) || source.includes(`'${name}'`)) used.add(name)
  }
  return used
}
