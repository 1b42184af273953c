import { expect, test } from 'vitest'
import { readTree } from './tree.ts'

interface Component {
  name: string
  version: string
  hashes?: { alg: string; content: string }[]
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[]
}

const [sbomText, lockText] = ['docs/sbom.cdx.json', 'package-lock.json'].map(
  (name) => readTree(name).get(name)!,
)
const { components } = JSON.parse(sbomText!) as { components: Component[] }

/** Licences that let a province run, change and pass on the program. */
const FREE =
  /^(MIT|MPL-2\.0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Python-2\.0|Unlicense|OFL-1\.1|Zlib)$/

/** Packages whose manifest names no licence, and where it is stated instead. */
const LICENCE_ELSEWHERE: Record<string, string> = { 'png-js': 'MIT, by its LICENSE file' }

const licencesOf = ({ licenses = [] }: Component): string[] =>
  licenses
    .map((entry) => entry.license?.id ?? entry.license?.name ?? entry.expression ?? '')
    .flatMap((text) => text.replace(/[()]/g, '').split(/ (?:AND|OR) /))

test('the bill of materials holds exactly what the lock file installs to run, with its digest', () => {
  const { packages } = JSON.parse(lockText!) as {
    packages: Record<string, { version: string; dev?: boolean; integrity?: string }>
  }
  const installed = Object.entries(packages)
    .filter(([place, entry]) => place !== '' && !entry.dev)
    .map(([place, entry]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const digest = Buffer.from(entry.integrity!.replace('sha512-', ''), 'base64').toString('hex')
      return `${name} ${entry.version} ${digest}`
    })
  const listed = components.map(
    ({ name, version, hashes }) =>
      `${name} ${version} ${hashes?.find(({ alg }) => alg === 'SHA-512')?.content}`,
  )
  expect(listed.length).toBeGreaterThan(100)
  expect([...new Set(listed)].sort(), 'run `npm run fresh`').toEqual([...new Set(installed)].sort())
})

test('everything in it may be run, changed and passed on by a province', () => {
  const unclear = components.filter(
    (component) =>
      !(component.name in LICENCE_ELSEWHERE) &&
      (licencesOf(component).length === 0 || !licencesOf(component).every((name) => FREE.test(name))),
  )
  expect(unclear.map(({ name, version }) => `${name}@${version}`)).toEqual([])
})

test('it names no address to install from', () => {
  expect(sbomText).not.toMatch(/https?:\/\/(?!cyclonedx\.org)/)
})
