import { expect, test } from 'vitest'
import { UNIMPORTED_PACKAGES, UNIMPORTED_PACKAGES_MAX } from './exceptions.ts'
import { packagesUsed } from './packages.ts'
import { readTree } from './tree.ts'

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

const [manifestText, lockText] = ['package.json', 'package-lock.json'].map(
  (name) => readTree(name).get(name)!,
)
const manifest: Manifest = JSON.parse(manifestText!)
const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
const all = readTree('{src,web,seed,scripts,bench,test}/**/*.{ts,tsx,mjs}', '*.config.ts', 'bin/*.mjs')
// The list of exceptions names packages without using them.
const tree = new Map([...all].filter(([file]) => file !== 'test/repo/exceptions.ts'))

test('every package is used by some file, or stands in the list with the reason', () => {
  const used = packagesUsed(tree, dependencies)
  const unused = dependencies.filter((name) => !used.has(name))
  expect(unused.filter((name) => !(name in UNIMPORTED_PACKAGES))).toEqual([])
  expect(Object.keys(UNIMPORTED_PACKAGES).filter((name) => !unused.includes(name))).toEqual([])
  expect(Object.keys(UNIMPORTED_PACKAGES).length).toBeLessThanOrEqual(UNIMPORTED_PACKAGES_MAX)
})

test('every package that is imported is declared', () => {
  const declared = new Set([...dependencies, ...Object.keys(manifest.optionalDependencies)])
  const undeclared = [...packagesUsed(tree, [])].filter(
    (name) => !declared.has(name) && !name.startsWith('node:'),
  )
  expect(undeclared).toEqual([])
})

test('every version is exact, so that two installations are the same', () => {
  const versions = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  const loose = Object.entries(versions).filter(
    ([, version]) => !/^(npm:.+@)?\d+\.\d+\.\d+[\w.-]*$/.test(version),
  )
  expect(loose).toEqual([])
})

test('the lock file names no host to install from: whoever installs has their own registry', () => {
  const { packages } = JSON.parse(lockText!) as {
    packages: Record<string, { resolved?: string; integrity?: string }>
  }
  expect(Object.keys(packages).length).toBeGreaterThan(100)
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  expect(Object.entries(packages).filter(([name, { integrity }]) => name !== '' && !integrity)).toEqual([])
})

test('a package that is only named in a comment is not used, one that is loaded by name is', () => {
  const planted = new Map([
    ['scripts/a.ts', `// left-pad\nimport 'x/y'\nrequire.resolve('by-name/package.json')`],
  ])
  expect([...packagesUsed(planted, ['left-pad', 'by-name'])].sort()).toEqual(['by-name', 'x'])
})
