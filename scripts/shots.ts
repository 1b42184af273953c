import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { launchBrowser } from '../test/support/browser.ts'
import { serveFixtures } from '../web/portal/fixture-server.ts'
import { fixtures } from '../web/portal/fixtures.ts'
import { buildWeb } from './build-web.ts'

/**
 * Pictures of the portal in var/shots/.
 *
 * `node scripts/shots.ts`: every fixture, at 390 and 1440 px, some also dark and unfolded.
 * `node scripts/shots.ts http://localhost:8080 / /subjects?query=…`: these pages of a running server.
 */
const TARGET = join(import.meta.dirname, '../var/shots')
const WIDTHS = [390, 1440]

interface Shot {
  name: string
  address: string
  unfolded?: boolean
  context?: BrowserContextOptions
}

async function take(browser: Browser, shot: Shot, width: number): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...shot.context })
  const page = await context.newPage()
  await page.goto(shot.address)
  if (shot.unfolded) {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })
  }
  await page.screenshot({ path: join(TARGET, `${shot.name}-${width}.png`), fullPage: true })
  await context.close()
}

const ofServer = (base: string, routes: string[]): Shot[] =>
  (routes.length === 0 ? ['/'] : routes).map((route, index) => ({
    name: `page-${index + 1}`,
    address: new URL(route, base).href,
  }))

function ofFixtures(address: (name: string) => string): Shot[] {
  const plain = Object.keys(fixtures).map((name) => ({ name, address: address(name) }))
  return [
    ...plain,
    { name: 'subject-unfolded', address: address('subject'), unfolded: true },
    { name: 'home-dark', address: address('home'), context: { colorScheme: 'dark' } },
    { name: 'subject-dark', address: address('subject'), unfolded: true, context: { colorScheme: 'dark' } },
  ]
}

async function main(base: string | undefined, routes: string[]): Promise<void> {
  await mkdir(TARGET, { recursive: true })
  const served = base === undefined ? await serveFixtures((await buildWeb()).directory) : null
  const browser = await launchBrowser()
  try {
    const shots = served === null ? ofServer(base ?? '', routes) : ofFixtures(served.address)
    for (const shot of shots) {
      for (const width of WIDTHS) await take(browser, shot, width)
    }
    console.log(`${shots.length * WIDTHS.length} pictures in ${TARGET}`)
  } finally {
    await browser.close()
    await served?.close()
  }
}

await main(process.argv[2], process.argv.slice(3))
