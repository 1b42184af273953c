import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { loadCatalogue } from '../src/catalogue/index.ts'
import { makeSamples } from './samples.ts'

// Writes seed/samples/: the files a newcomer can look at and send in. `npm run up` makes its own with today's dates.

/** The day on which the samples in the checkout are dated. */
export const SAMPLES_DAY = '2026-09-28'

export const SAMPLES_FOLDER = path.join(import.meta.dirname, 'samples')

export const samplesOfTheCheckout = () =>
  makeSamples(
    SAMPLES_DAY,
    loadCatalogue(path.join(import.meta.dirname, '..')).items.map((item) => item.definition),
  )

if (import.meta.main) {
  mkdirSync(SAMPLES_FOLDER, { recursive: true })
  for (const sample of await samplesOfTheCheckout())
    writeFileSync(path.join(SAMPLES_FOLDER, sample.name), sample.bytes)
}
