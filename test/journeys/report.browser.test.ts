import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import jsqr from 'jsqr'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findBrowser, launchBrowser } from '../support/browser.ts'
import { type World, world } from '../support/world.ts'

const POPPLER = '/usr/bin/pdftoppm'
const able = findBrowser() !== null && existsSync(POPPLER)
if (!able) {
  console.warn(
    '\n!!! 没有找到 Chromium 或 pdftoppm：从查询到核验报告的浏览器测试没有运行。 This browser story was LEFT OUT.\n',
  )
}

/** What the QR code on the cover says, read off a picture of the page as a phone's camera would. */
function qrOf(w: World, pdf: Buffer): string | undefined {
  const [place, picture] = [path.join(w.folder, 'report.pdf'), path.join(w.folder, 'cover')]
  writeFileSync(place, pdf)
  execFileSync(POPPLER, ['-r', '110', '-f', '1', '-l', '1', '-singlefile', place, picture])
  const ppm = readFileSync(`${picture}.ppm`)
  const [head, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(ppm.toString('latin1', 0, 30))!
  const pixels = new Uint8ClampedArray(Number(width) * Number(height) * 4)
  for (let i = 0, at = head.length; at < ppm.length; i += 4, at += 3) {
    pixels.set([ppm[at]!, ppm[at + 1]!, ppm[at + 2]!, 255], i)
  }
  const read = jsqr as unknown as typeof jsqr.default
  return read(pixels, Number(width), Number(height))?.data
}

describe.skipIf(!able)('a report, from the search to the check by somebody else', { timeout: 60_000 }, () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>>
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

  test.each([390, 1440])(
    'at %d px: search, page, report, QR in another session, way to object',
    async (width) => {
      const page = await browser.newPage({ viewport: { width, height: 800 } })
      await page.goto(address)
      await page.getByRole('searchbox').fill(w.firms[0]!.name.slice(3, 8))
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: w.firms[0]!.name }).first().click()
      await page.waitForURL(`**/subjects/${w.firms[0]!.code}`)
      await page.getByRole('button', { name: '生成信用报告' }).click()
      await page.waitForURL('**/verify?code=*')
      const link = await page.getByRole('link', { name: '下载报告（PDF）' }).getAttribute('href')
      const pdf = await (await page.request.get(`${address}${link}`)).body()

      const scanned = new URL(qrOf(w, pdf)!)
      expect(scanned.pathname).toBe('/verify')
      const other = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage()
      await other.goto(`${address}${scanned.pathname}${scanned.search}`)
      await other.getByRole('heading', { name: '有效' }).waitFor({ state: 'visible' })
      expect(await other.getByText(w.firms[0]!.name).first().isVisible()).toBe(true)
      expect(
        await other.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0)

      const changed = Buffer.from(pdf)
      changed[1000] = changed[1000]! ^ 1
      await other
        .getByLabel('报告文件（PDF）')
        .setInputFiles({ name: '报告.pdf', mimeType: 'application/pdf', buffer: changed })
      await other.getByRole('button', { name: '核验文件' }).click()
      await other.getByRole('heading', { name: '不一致' }).waitFor({ state: 'visible' })
      await other
        .getByLabel('报告文件（PDF）')
        .setInputFiles({ name: '报告.pdf', mimeType: 'application/pdf', buffer: pdf })
      await other.getByRole('button', { name: '核验文件' }).click()
      await other.getByText('逐字节一致').waitFor({ state: 'visible' })

      await other.getByRole('link', { name: '打开公示页，核对或者提出异议' }).click()
      await other.getByText('有异议怎么办').first().click()
      await other.getByText('免费办理').first().waitFor({ state: 'visible' })
      await page.close()
      await other.close()
    },
  )

  test('the camera of a phone reads the code off the cover', async () => {
    const report = await w.app.inject({
      method: 'POST',
      url: '/api/reports',
      payload: { code: w.firms[1]!.code },
    })
    const { verifyCode } = report.json()
    const pdf = (await w.app.inject({ method: 'GET', url: `/api/reports/${verifyCode}/file` })).rawPayload
    const [place, picture] = [path.join(w.folder, 'camera.pdf'), path.join(w.folder, 'camera')]
    writeFileSync(place, pdf)
    execFileSync(POPPLER, ['-png', '-r', '90', '-f', '1', '-l', '1', '-singlefile', place, picture])
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } })
    await page.addInitScript(cameraShowing, readFileSync(`${picture}.png`).toString('base64'))
    await page.goto(`${address}/verify`)
    await page.getByRole('button', { name: '用相机扫码' }).click()
    await page.waitForURL(`**/verify?code=${verifyCode}`)
    await page.getByRole('heading', { name: '有效' }).waitFor({ state: 'visible' })
    await page.close()
  })
})

/** Runs in the page: a camera that sees this picture. */
function cameraShowing(png: string) {
  const camera = async () => {
    const blob = new Blob([Uint8Array.from(atob(png), (character) => character.charCodeAt(0))])
    const bitmap = await createImageBitmap(blob)
    const canvas = document.createElement('canvas')
    canvas.width = bitmap.width
    canvas.height = bitmap.height
    setInterval(() => canvas.getContext('2d')!.drawImage(bitmap, 0, 0), 50)
    return canvas.captureStream(10)
  }
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: camera } })
}
