import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildWeb } from '../../scripts/build-web.ts'
import { findBrowser, launchBrowser } from '../../test/support/browser.ts'
import { serveFixtures } from './fixture-server.ts'
import { type FixtureName, fixtures } from './fixtures.ts'

/** Every page as built, in a real browser, under the content security policy it has to live with. */
const names = Object.keys(fixtures) as FixtureName[]
const browserFound = findBrowser() !== null
if (!browserFound) {
  console.warn('\n!!! 没有找到 Chromium：公众门户的浏览器测试（无障碍、窄屏、键盘、无脚本）没有运行。\n')
}

const phone = { viewport: { width: 390, height: 800 } }
const desk = { viewport: { width: 1440, height: 900 } }

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

interface AxeResult {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[]
  passes: unknown[]
}

describe.skipIf(!browserFound)('in a browser', { timeout: 30_000 }, () => {
  let browser: Browser
  let served: Awaited<ReturnType<typeof serveFixtures>>
  let axe: string

  beforeAll(async () => {
    served = await serveFixtures((await buildWeb()).directory)
    browser = await launchBrowser()
    axe = await readFile(AXE, 'utf8')
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await served?.close()
  })

  /** A fresh page under these conditions, closed when `use` is done. Starting one takes most of a second. */
  async function withPage<T>(options: BrowserContextOptions, use: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options)
    try {
      return await use(await context.newPage())
    } finally {
      await context.close()
    }
  }

  const visit = <T>(name: FixtureName, options: BrowserContextOptions, look: (page: Page) => Promise<T>) =>
    withPage(options, async (page) => {
      await page.goto(served.address(name))
      return look(page)
    })

  const unfold = (page: Page) =>
    page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true
    })

  describe.each([
    { device: 'a phone in light colours', options: { ...phone, colorScheme: 'light' as const } },
    { device: 'a desk in dark colours', options: { ...desk, colorScheme: 'dark' as const } },
  ])('on $device', ({ options }) => {
    let context: BrowserContext
    let page: Page

    beforeAll(async () => {
      context = await browser.newContext(options)
      page = await context.newPage()
    })

    afterAll(() => context.close())

    test.each(names)('the page %s meets WCAG 2.2 AA as far as a machine can tell', async (name) => {
      await page.goto(served.address(name))
      await unfold(page)
      // Evaluated by the test, outside the page's own scripts, so the policy of the page stays as it is.
      const result = (await page.evaluate(
        `${axe}; axe.run(document, { runOnly: ${JSON.stringify(WCAG)} })`,
      )) as AxeResult
      const found = result.violations.map(({ id, help, nodes }) => ({
        id,
        help,
        where: nodes.map((n) => n.html),
      }))
      expect(result.passes.length).toBeGreaterThan(10)
      expect(found).toEqual([])
    })
  })

  test('no page is wider than its screen, from 320 to 1440 px', async () => {
    const wide: string[] = []
    await withPage({}, async (page) => {
      for (const name of names) {
        await page.goto(served.address(name))
        await unfold(page)
        for (const width of [320, 390, 768, 1024, 1440]) {
          await page.setViewportSize({ width, height: 800 })
          const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          if (excess > 0) wide.push(`${name} at ${width} px: ${excess} px too wide`)
        }
      }
    })
    expect(wide).toEqual([])
  }, 60_000)

  test('the built pages break none of their content security policy', async () => {
    await withPage(desk, async (page) => {
      const messages: string[] = []
      page.on('console', (message) => messages.push(message.text()))
      page.on('response', (response) => {
        if (!response.ok()) messages.push(`${response.status()} ${response.url()}`)
      })
      for (const name of names) {
        await page.goto(served.address(name))
        const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
        expect(paper, `the stylesheet of ${name}`).toBe('rgb(251, 250, 247)')
      }
      expect(messages).toEqual([])
    })
  })

  test('the search works without any script', async () => {
    const asked = await visit('home', { ...phone, javaScriptEnabled: false }, async (page) => {
      await page.getByRole('searchbox', { name: '组织名称或统一社会信用代码' }).fill('示例 & 机械')
      await page.getByRole('button', { name: '查询' }).click()
      await page.waitForURL('**/subjects?*')
      return new URL(page.url())
    })
    expect(asked.pathname).toBe('/subjects')
    expect([...asked.searchParams]).toEqual([['query', '示例 & 机械']])
  })

  test('the first press of Tab offers the way past the header, and Enter takes it', async () => {
    await visit('subject', desk, async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
    })
  })

  test('reasons, contents and objection of a record open from the keyboard', async () => {
    await visit('subject', desk, async (page) => {
      const reasons = page.getByText('为什么公示').first()
      await reasons.focus()
      await page.keyboard.press('Enter')
      await page.getByText('准予行政许可的决定应当公开，公众有权查阅。').waitFor({ state: 'visible' })
    })
  })

  test('one click takes the whole code, and the copy has no spaces', async () => {
    const copied = await visit('subject', desk, async (page) => {
      await page.locator('.dossier-code .credit-code').click()
      return page.evaluate(() => window.getSelection()?.toString())
    })
    expect(copied).toBe('911300000000010112')
  })

  test('on paper the folded parts of a record are printed too', async () => {
    await visit('subject', desk, async (page) => {
      await page.emulateMedia({ media: 'print' })
      const height = await page
        .getByText('热食类食品制售；冷食类食品制售（限本店经营场所）。')
        .evaluate((element) => element.getBoundingClientRect().height)
      expect(height).toBeGreaterThan(0)
    })
  })
})
