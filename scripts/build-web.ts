import { createHash } from 'node:crypto'
import { existsSync, watch } from 'node:fs'
import { glob, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const TARGET = join(ROOT, 'dist/portal')
const SOURCES = [
  'web/**/*.*',
  'src/**/contract.ts',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build-web.ts',
]

export interface WebBuild {
  /** False when what is on disk was already of these sources. */
  built: boolean
  /** Holds `server.js` (exports renderPortal), `manifest.json` (addresses of the assets) and `assets/`. */
  directory: string
}

/**
 * Builds the portal into dist/portal when its sources are not those of the build on disk. The new build replaces the
 * old one in one rename, so that a build killed half way leaves the old one whole.
 */
export async function buildWeb({ force = false }: { force?: boolean } = {}): Promise<WebBuild> {
  const hash = await hashOfSources()
  if (!force && (await storedHash()) === hash) return { built: false, directory: TARGET }
  const draft = `${TARGET}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  try {
    await runVite(draft)
    await writeManifest(draft)
    await writeFile(join(draft, '.hash'), hash)
    await replaceTarget(draft)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return { built: true, directory: TARGET }
}

/**
 * Builds now and again after every change of a source, until closed. `onBuilt` is told of each build that changed
 * something, `onError` of each that failed; the last good build stays in place.
 */
export async function watchWeb(told: { onBuilt(build: WebBuild): void; onError(error: unknown): void }) {
  let running: Promise<void> = Promise.resolve()
  const build = () => {
    running = running
      .then(() => buildWeb())
      .then((done) => (done.built ? told.onBuilt(done) : undefined), told.onError)
  }
  let pending: NodeJS.Timeout | undefined
  const soon = () => {
    clearTimeout(pending)
    // An editor writes a file in several steps; one build after the last of them is enough.
    pending = setTimeout(build, 80)
  }
  const watchers = [
    watch(join(ROOT, 'web'), { recursive: true }, soon),
    watch(join(ROOT, 'src'), { recursive: true }, (_event, name) => {
      if (name?.endsWith('contract.ts')) soon()
    }),
  ]
  build()
  await running
  return {
    close: async () => {
      clearTimeout(pending)
      for (const watcher of watchers) watcher.close()
      await running
    },
  }
}

async function hashOfSources(): Promise<string> {
  const names: string[] = []
  for await (const name of glob(SOURCES, { cwd: ROOT })) names.push(name)
  names.sort()
  const hash = createHash('sha256')
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(await readFile(join(ROOT, name)))
      .update('\0')
  return hash.digest('hex')
}

async function storedHash(): Promise<string | null> {
  const file = join(TARGET, '.hash')
  return existsSync(file) ? await readFile(file, 'utf8') : null
}

async function runVite(outDir: string): Promise<void> {
  // Loaded only when there is something to build: it would be most of the time of a second start.
  const { build } = await import('vite')
  const nodeEnv = process.env.NODE_ENV
  // Under `test` or `development` JSX would be compiled for React's development form, which is not what is bundled.
  process.env.NODE_ENV = 'production'
  const common = { root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' as const }
  try {
    await build({ ...common, build: { outDir, emptyOutDir: true } })
    await build({ ...common, build: { outDir, emptyOutDir: false, ssr: 'web/portal/server.tsx' } })
  } finally {
    if (nodeEnv === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = nodeEnv
  }
}

/** Writes manifest.json: what renderPortal takes as `assets`. */
async function writeManifest(draft: string): Promise<void> {
  const viteManifest = join(draft, 'vite-manifest.json')
  const files = JSON.parse(await readFile(viteManifest, 'utf8')) as Record<string, { file: string }>
  const address = (source: string) => {
    const entry = files[source]
    if (!entry) throw new Error(`the build of the portal lacks ${source}`)
    return `/${entry.file}`
  }
  const manifest = {
    stylesheet: address('web/portal/styles/portal.css'),
    icon: address('web/portal/icon.svg'),
    scan: address('web/portal/scan.ts'),
  }
  await writeFile(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await rm(viteManifest)
}

async function replaceTarget(draft: string): Promise<void> {
  const old = `${draft}.old`
  try {
    if (existsSync(TARGET)) await rename(TARGET, old)
    await rename(draft, TARGET)
  } catch (error) {
    // Another process may have put the same build in place between the two renames; then all is well.
    const wanted = await readFile(join(draft, '.hash'), 'utf8')
    if ((await storedHash()) !== wanted) throw error
  }
  await rm(old, { recursive: true, force: true })
}

if (import.meta.main) {
  const { built } = await buildWeb({ force: process.argv.includes('--force') })
  console.log(built ? 'portal built into dist/portal' : 'portal is up to date')
}
