import { hash } from 'node:crypto'
import { Type } from 'typebox'
import type { Tx } from './database.ts'
import { type Region, type ReportingUnit, regionPath } from './region.ts'
import { loadSql } from './sql.ts'
import { type Calendar, calendarDays, calendarOf } from './working-days.ts'

const sql = loadSql(import.meta.url, 'kernel.sql')

/** The announced working-day calendar as it stands in the database. */
export async function loadCalendar(tx: Tx): Promise<Calendar> {
  const years = await sql.many(tx, 'list_calendar_years', {}, Type.Object({ year: Type.Integer() }))
  const days = await sql.many(
    tx,
    'list_calendar_days',
    {},
    Type.Object({
      onDate: Type.String(),
      kind: Type.Union([Type.Literal('off'), Type.Literal('work')]),
      name: Type.String(),
    }),
  )
  return calendarOf(
    days.map((row) => ({ on: row.onDate, kind: row.kind, name: row.name })),
    years.map((row) => row.year),
  )
}

/** Stores announcements; a year that is already there is replaced as a whole. */
export async function storeCalendar(tx: Tx, calendar: Calendar, source: string, at: Date): Promise<void> {
  const years = [...calendar.keys()]
  const days = calendarDays(calendar)
  await sql.run(tx, 'upsert_calendar_years', { years, source, at })
  await sql.run(tx, 'delete_calendar_days', { years })
  await sql.run(tx, 'insert_calendar_days', {
    days: days.map((day) => day.on),
    kinds: days.map((day) => day.kind),
    names: days.map((day) => day.name),
  })
}

const REGIONS_PER_STATEMENT = 10_000

/** Stores the region tree; regions that are there keep their place and get the name given. */
export async function storeRegions(tx: Tx, regions: Region[]): Promise<void> {
  for (let from = 0; from < regions.length; from += REGIONS_PER_STATEMENT) {
    const part = regions.slice(from, from + REGIONS_PER_STATEMENT)
    await sql.run(tx, 'upsert_regions', {
      codes: part.map((region) => region.code),
      names: part.map((region) => region.name),
      levels: part.map((region) => region.level),
      parentCodes: part.map((region) => region.parent ?? null),
      paths: part.map((region) => regionPath(region.code).join('/')),
    })
  }
}

/** Stores the reporting units in the order in which rankings list them. */
export async function storeReportingUnits(tx: Tx, units: readonly ReportingUnit[]): Promise<void> {
  const rows = units.map((unit, position) => ({ ...unit, position, member_codes: unit.members }))
  await sql.run(tx, 'upsert_reporting_units', { units: JSON.stringify(rows) })
}

/** The reporting units in the order in which rankings list them. */
export const loadReportingUnits = (tx: Tx): Promise<ReportingUnit[]> =>
  sql.many(
    tx,
    'list_reporting_units',
    {},
    Type.Object({ code: Type.String(), name: Type.String(), members: Type.Array(Type.String()) }),
  )

/** For each known region the names from the province down to it; codes that are not known are left out. */
export async function regionNames(tx: Tx, codes: string[]): Promise<Map<string, string[]>> {
  const paths = new Map(codes.map((code) => [code, regionPath(code)]))
  const wanted = [...new Set([...paths.values()].flat())]
  if (wanted.length === 0) return new Map()
  const rows = await sql.many(
    tx,
    'list_region_names',
    { codes: wanted },
    Type.Object({ code: Type.String(), name: Type.String() }),
  )
  const names = new Map(rows.map((row) => [row.code, row.name]))
  return new Map(
    [...paths]
      .filter(([code]) => names.has(code))
      .map(([code, path]) => [code, path.flatMap((each) => names.get(each) ?? [])]),
  )
}

/**
 * Runs `load` unless the reference data of that name was loaded before from the same content.
 * @returns whether it was loaded now
 */
export async function loadOnce(
  tx: Tx,
  name: string,
  content: string,
  at: Date,
  load: () => Promise<void>,
): Promise<boolean> {
  const digest = hash('sha256', content)
  if ((await loadedDigest(tx, name)) === digest) return false
  await load()
  await sql.run(tx, 'upsert_reference_load', { name, digest, at })
  return true
}

/** Whether reference data of that name was loaded before, from whatever content. */
export const wasLoaded = async (tx: Tx, name: string): Promise<boolean> =>
  (await loadedDigest(tx, name)) !== undefined

async function loadedDigest(tx: Tx, name: string): Promise<string | undefined> {
  const row = await sql.optional(tx, 'find_reference_load', { name }, Type.Object({ digest: Type.String() }))
  return row?.digest
}
