import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The browser of this machine (`XINWANG_BROWSER` first), or null when it has none. */
export function findBrowser(): string | null {
  const wanted = process.env.XINWANG_BROWSER
  return (wanted === undefined ? PLACES : [wanted]).find((place) => existsSync(place)) ?? null
}

/**
 * Starts the browser without a window. It asks nothing of any network by itself; without these flags it looks for
 * updates and accounts at every start. The sandbox needs a kernel feature that containers withhold.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser()
  if (executablePath === null)
    throw new Error('这台机器上没有 Chromium。安装后重试：apt-get install chromium')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
