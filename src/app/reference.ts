import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { type Catalogue, loadCatalogue, publishItems, publishLaw } from '../catalogue/index.ts'
import {
  type Clock,
  type Database,
  loadOnce,
  parseCalendarFile,
  parseRegionFile,
  type ReportingUnit,
  storeCalendar,
  storeRegions,
  storeReportingUnits,
} from '../kernel/index.ts'
import { ROOT } from './paths.ts'

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8')

const OPERATOR = { kind: 'operator' as const, name: '平台启动程序' }

/**
 * Brings regions, reporting units, working days, law and catalogue of the checkout into the database. Content that is
 * there already is not touched.
 * @returns the names of what was loaded now
 */
export async function loadReference(database: Database, clock: Clock): Promise<string[]> {
  const catalogue: Catalogue = loadCatalogue(ROOT)
  const at = clock.now()
  return database.transact(async (tx) => {
    const loaded: string[] = []
    const load = async (name: string, content: string, work: () => Promise<void>) => {
      if (await loadOnce(tx, name, content, at, work)) loaded.push(name)
    }
    const regions = read('regions/hebei.csv')
    await load('区划', regions, () => storeRegions(tx, parseRegionFile(regions)))
    const units = read('regions/reporting-units.yaml')
    await load('考核单元', units, () => storeReportingUnits(tx, parse(units) as ReportingUnit[]))
    const holidays = read('src/kernel/calendar/state-council.csv')
    await load('工作日历', holidays, () =>
      storeCalendar(tx, parseCalendarFile(holidays), '国务院办公厅放假安排，随程序发布', at),
    )
    await load('法规与目录', catalogue.sha256, async () => {
      await publishLaw(tx, catalogue.law)
      await publishItems(
        tx,
        OPERATOR,
        catalogue.items.map((item) => item.definition),
        at,
      )
    })
    return loaded
  })
}
