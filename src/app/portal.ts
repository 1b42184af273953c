import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PortalView } from '../publication/contract.ts'
import { ROOT } from './paths.ts'

/** The built renderer of the public pages. */
export interface Portal {
  render(view: PortalView, frame: { demo: boolean }): string
}

export const PORTAL_FOLDER = path.join(ROOT, 'dist/portal')

/** Loads what scripts/build-web.ts built; `fresh` makes Node load a newer build beside the old one (development). */
export async function loadPortal(fresh?: string): Promise<Portal> {
  const address = pathToFileURL(path.join(PORTAL_FOLDER, 'server.js')).href
  const renderer = (await import(fresh ? `${address}?${fresh}` : address)) as {
    renderPortal(view: PortalView, assets: unknown, frame: { demo: boolean }): string
  }
  const assets: unknown = JSON.parse(readFileSync(path.join(PORTAL_FOLDER, 'manifest.json'), 'utf8'))
  return { render: (view, frame) => renderer.renderPortal(view, assets, frame) }
}
