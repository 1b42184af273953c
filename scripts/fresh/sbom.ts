import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

interface Sbom {
  serialNumber?: string
  metadata: { timestamp?: string; tools?: unknown; component: { name: string; 'bom-ref': string } }
  components: { 'bom-ref': string; name: string; version: string }[]
  dependencies: { ref: string; dependsOn: string[] }[]
}

interface Lock {
  packages: Record<string, { version: string; dev?: boolean }>
}

/**
 * The bill of materials of what is installed to run the program (CycloneDX, JSON), made by npm from the lock file
 * alone. Without moment, serial number and npm's own version: the same lock gives the same text.
 * @param root folder of package-lock.json
 */
export function makeSbom(root: string): string {
  const sbom = askNpm(root)
  delete sbom.serialNumber
  delete sbom.metadata.timestamp
  delete sbom.metadata.tools
  // With the lock alone npm takes the name of the folder for the name of the program.
  sbom.metadata.component.name = 'xinwang'
  keepWhatRuns(sbom, JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')))
  return `${JSON.stringify(sbom, null, 1)}\n`
}

function askNpm(root: string): Sbom {
  const made = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  })
  if (made.status !== 0) throw new Error(`npm sbom: ${made.error?.message ?? made.stderr}`)
  return JSON.parse(made.stdout)
}

/** npm's own `--omit dev` also leaves out what both the program and a tool need, so the lock decides here. */
function keepWhatRuns(sbom: Sbom, lock: Lock): void {
  const runs = new Set(
    Object.entries(lock.packages)
      .filter(([, entry]) => !entry.dev)
      .map(([place, entry]) => `${nameOf(place)}@${entry.version}`),
  )
  sbom.components = sbom.components.filter(({ name, version }) => runs.has(`${name}@${version}`))
  const kept = new Set(sbom.components.map((component) => component['bom-ref']))
  kept.add(sbom.metadata.component['bom-ref'])
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => kept.has(other)) }))
}

/** npm lists a package by the name of its folder, also one that is installed under another name than its own. */
const nameOf = (place: string): string =>
  place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
