import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  makeSamples,
  PENALTIES_SAMPLE,
  penaltiesProvider,
  type SampleFile,
  seedAuthorities,
} from '../../seed/samples.ts'
import { registerAuthorities } from '../accounts/index.ts'
import { itemsInForce } from '../catalogue/index.ts'
import { contentOf, openFile, takeIn } from '../collection/index.ts'
import { type Clock, type Database, loadOnce, today, wasLoaded } from '../kernel/index.ts'
import { SAMPLES } from './paths.ts'

export interface SeedReport {
  authorities: number
  records: number
  refused: number
  naturalPersons: number
}

const SEED = '示例省份'

/** The platform holds the invented province. */
export const isSeeded = (database: Database): Promise<boolean> => database.read((tx) => wasLoaded(tx, SEED))

/**
 * Fills an empty platform with a small invented province: its sample files go through the same intake that departments
 * use. Dates are relative to today. Does nothing when it was done before, or when XINWANG_SEED is `no` (a platform that
 * is to hold real data); goes on when it was interrupted.
 */
export async function seedProvince(database: Database, clock: Clock): Promise<SeedReport | undefined> {
  if (process.env.XINWANG_SEED === 'no' || (await isSeeded(database))) return undefined
  const authorities = seedAuthorities()
  await database.transact((tx) => registerAuthorities(tx, authorities))
  const items = await database.read((tx) => itemsInForce(tx, today(clock)))
  const samples = await makeSamples(
    today(clock),
    items.map((item) => item.definition),
  )
  mkdirSync(SAMPLES, { recursive: true, mode: 0o700 })
  const report = { authorities: authorities.length, records: 0, refused: 0, naturalPersons: 0 }
  for (const sample of samples) {
    const receipt = await deliver(database, clock, sample)
    report.records += receipt.accepted.new + receipt.accepted.unchanged
    report.refused += receipt.refused
    report.naturalPersons += receipt.naturalPersons
  }
  await database.transact((tx) => loadOnce(tx, SEED, SEED, clock.now(), async () => undefined))
  return report
}

/** A command that shows the intake at work: the file with the typical mistakes, sent by the authority it belongs to. */
export function sampleCommand(): string {
  const place = path.relative(process.cwd(), path.join(SAMPLES, PENALTIES_SAMPLE))
  return `npm run xinwang -- ingest ${place} --item 行政处罚 --provider ${penaltiesProvider().code}`
}

async function deliver(database: Database, clock: Clock, sample: SampleFile) {
  const place = path.join(SAMPLES, sample.name)
  writeFileSync(place, sample.bytes, { mode: 0o600 })
  const file = await openFile(place)
  try {
    return await takeIn(database, clock, {
      item: sample.item,
      providerCode: sample.providerCode,
      actor: { kind: 'operator', name: '示例数据载入' },
      channel: 'command',
      ...contentOf(file),
    })
  } finally {
    await file.handle.close()
  }
}
