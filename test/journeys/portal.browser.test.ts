import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser, launchBrowser } from '../support/browser.ts'
import { type World, world } from '../support/world.ts'

const browserFound = findBrowser() !== null
if (!browserFound) {
  console.warn(
    '\n!!! 没有找到 Chromium：从查询到详情的浏览器测试没有运行。 No Chromium: this browser story was LEFT OUT.\n',
  )
}

describe.skipIf(!browserFound)('somebody who looks up a firm', { timeout: 60_000 }, () => {
  let browser: Browser
  let w: World
  let address: string

  beforeAll(async () => {
    w = await world()
    await w.send([w.penalty(0), w.penalty(1)])
    await w.send([w.licence(0)], 'XK')
    address = await w.app.listen({ port: 0, host: '127.0.0.1' })
    browser = await launchBrowser()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await w?.[Symbol.asyncDispose]()
  })

  const widthBeyondScreen = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

  test.each([390, 1440])(
    'at %d px types part of its name, opens its page and reads why a penalty is shown',
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 800 } })
      const faults: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text())
      })
      page.on('pageerror', (error) => faults.push(String(error)))

      await page.goto(address)
      await page.getByRole('searchbox').fill(w.firms[0]!.name.slice(3, 8))
      await page.keyboard.press('Enter')
      await page.waitForURL('**/subjects?query=*')
      expect(await widthBeyondScreen(page)).toBeLessThanOrEqual(0)

      await page.getByRole('link', { name: w.firms[0]!.name }).first().click()
      await page.waitForURL(`**/subjects/${w.firms[0]!.code}`)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(w.firms[0]!.name)
      expect(await widthBeyondScreen(page)).toBeLessThanOrEqual(0)

      const penalty = w.penalty(0)
      await page.getByText(penalty.CF_WSH!).first().waitFor({ state: 'visible' })
      const reason = page.getByText('公示期最长12个月', { exact: false }).first()
      expect(await reason.isVisible()).toBe(false)
      await page.getByText('为什么公示').first().click()
      await reason.waitFor({ state: 'visible' })
      expect(await widthBeyondScreen(page)).toBeLessThanOrEqual(0)
      expect(faults).toEqual([])
      await page.close()
    },
  )

  test('with one character of the code wrong is told which, corrects it in the box and arrives', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    const { code, name } = w.firms[0]!
    const wrong = code.slice(0, 17) + (code[17] === '3' ? '4' : '3')
    await page.goto(`${address}/subjects/${wrong}`)
    await page.getByText(`末位应为 ${code[17]}`).first().waitFor({ state: 'visible' })
    const box = page.getByRole('searchbox').last()
    expect(await box.inputValue()).toBe(wrong)
    await box.fill(code)
    await box.press('Enter')
    await page.getByRole('link', { name }).first().click()
    await page.waitForURL(`**/subjects/${code}`)
    await page.close()
  })
})
