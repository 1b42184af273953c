import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PortalView } from '../../src/publication/contract.ts'
import { type FixtureName, fixtures } from './fixtures.ts'

/** What the server of the portal must send with every page; the built pages have to work under it. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

interface PortalBuild {
  renderPortal(view: PortalView, assets: { stylesheet: string; icon: string }): string
}

const TYPES: Record<string, string> = { css: 'text/css', svg: 'image/svg+xml', js: 'text/javascript' }

/** Serves every fixture at `/fixtures/<name>` from a build of the portal, on a free port of this machine. */
export async function serveFixtures(directory: string) {
  const { renderPortal } = (await import(pathToFileURL(join(directory, 'server.js')).href)) as PortalBuild
  const assets = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'))
  const bodies = new Map<string, { type: string; body: string }>()
  for (const name of Object.keys(fixtures) as FixtureName[]) {
    bodies.set(`/fixtures/${name}`, { type: 'text/html', body: renderPortal(fixtures[name], assets) })
  }
  for (const path of Object.values<string>(assets)) {
    const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
    bodies.set(path, { type, body: await readFile(join(directory, path), 'utf8') })
  }
  const server = createServer((request, response) => {
    const found = bodies.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY)
    response.setHeader('content-type', `${found?.type ?? 'text/plain'}; charset=utf-8`)
    response.statusCode = found === undefined ? 404 : 200
    // Without a body the browser would show a page of its own in place of this address.
    response.end(found?.body ?? '404')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: (name: string) => `http://127.0.0.1:${port}/fixtures/${name}`,
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
