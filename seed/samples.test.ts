import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readXlsx } from 'hucre'
import { expect, test } from 'vitest'
import { isUscc } from '../src/kernel/index.ts'
import { inventFirms } from './firms.ts'
import { FIRMS } from './samples.ts'
import { SAMPLES_FOLDER, samplesOfTheCheckout } from './write-samples.ts'

const stored = (name: string) => readFileSync(path.join(SAMPLES_FOLDER, name))

const rowsOf = async (workbook: Uint8Array) => (await readXlsx(workbook)).sheets[0]!.rows

test('the sample files in the checkout are what the generator makes (node seed/write-samples.ts)', async () => {
  const samples = await samplesOfTheCheckout()
  expect(samples.map((sample) => sample.name)).toContain('行政处罚.xlsx')
  for (const { name, bytes } of samples) {
    if (name.endsWith('.csv')) expect(stored(name).equals(bytes), name).toBe(true)
    // A workbook carries the time at which it was written; its cells must be the same.
    else expect(await rowsOf(stored(name)), name).toEqual(await rowsOf(bytes))
  }
})

test('the licences are in GB18030, as a department exports them', () => {
  const bytes = stored('行政许可.csv')
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
  expect(new TextDecoder('gb18030', { fatal: true }).decode(bytes)).toContain('行政相对人名称')
})

test('every organisation of the seed has a valid code of its own and a name that says it is invented', () => {
  const firms = inventFirms(FIRMS)
  expect(new Set(firms.map((firm) => firm.code)).size).toBe(FIRMS)
  expect(new Set(firms.map((firm) => firm.name)).size).toBe(FIRMS)
  for (const firm of firms) {
    expect(isUscc(firm.code), firm.code).toBe(true)
    expect(firm.name).toContain('虚构')
  }
})
