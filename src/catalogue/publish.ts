import { hash } from 'node:crypto'
import { Type } from 'typebox'
import { absent, type Day, loadSql, refused, type Tx } from '../kernel/index.ts'
import { type Actor, appendAct, canonicalJson, type Json } from '../ledger/index.ts'
import type { ItemDefinition } from './item-schema.ts'
import type { Instrument, Law } from './law-schema.ts'

const sql = loadSql(import.meta.url, 'catalogue.sql')

const VersionRow = Type.Object({
  itemNo: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  digest: Type.String(),
  inForceFrom: Type.String(),
  inForceUntil: Type.Union([Type.String(), Type.Null()]),
  definition: Type.Unknown(),
})

/** An item as it stands in the database: the version under which records are taken in now. */
export interface PublishedItem {
  itemNo: number
  version: number
  definition: ItemDefinition
}

/** Puts the instruments into the database, so that the legal gate can be held there too. */
export async function publishLaw(tx: Tx, law: Law): Promise<void> {
  const instruments = [...law.values()].map((instrument) => ({
    ...instrument,
    in_force_until: instrument.in_force_until ?? null,
    definition: instrument,
  }))
  await sql.run(tx, 'upsert_instruments', { instruments: JSON.stringify(instruments) })
}

/** The instruments by id, as published. */
export async function publishedLaw(tx: Tx): Promise<Law> {
  const rows = await sql.many(tx, 'list_instruments', {}, Type.Object({ definition: Type.Unknown() }))
  return new Map(
    rows.map((row) => row.definition as Instrument).map((instrument) => [instrument.id, instrument]),
  )
}

/**
 * Publishes the items whose content is new: a changed definition becomes the next version, published ones stay as they
 * are. Unchanged items are left alone, so that loading the same folder again does nothing.
 * @returns the codes of the items that got a new version
 */
export async function publishItems(
  tx: Tx,
  actor: Actor,
  items: ItemDefinition[],
  at: Date,
): Promise<string[]> {
  await sql.run(tx, 'lock_items', {})
  const newest = new Map(
    (await sql.many(tx, 'list_newest_versions', {}, VersionRow)).map((row) => [row.code, row]),
  )
  const published: string[] = []
  for (const item of items) {
    const digest = hash('sha256', canonicalJson(item as unknown as Json))
    const known = newest.get(item.code)
    if (known?.digest === digest) continue
    const itemNo = known?.itemNo ?? (await insertItem(tx, item))
    const version = (known?.version ?? 0) + 1
    await sql.run(tx, 'insert_item_version', {
      itemNo,
      version,
      adverse: item.adverse,
      subjectKinds: item.subjects,
      legalBasis: item.legal_basis,
      disclosure: item.disclosure,
      inForceFrom: item.in_force_from,
      inForceUntil: item.in_force_until ?? null,
      definition: JSON.stringify(item),
      digest,
    })
    await appendAct(tx, {
      operation: 'item.publish',
      actor,
      payload: { item: item.code, version, digest },
      at,
    })
    published.push(item.code)
  }
  return published
}

async function insertItem(tx: Tx, item: ItemDefinition): Promise<number> {
  const row = await sql.one(
    tx,
    'insert_item',
    { code: item.code, name: item.name },
    Type.Object({ itemNo: Type.Integer() }),
  )
  return row.itemNo
}

/** Items in force on a day, newest versions, in the order of the catalogue. */
export async function itemsInForce(tx: Tx, on: Day): Promise<PublishedItem[]> {
  const rows = await sql.many(tx, 'list_newest_versions', {}, VersionRow)
  return rows
    .filter((row) => row.inForceFrom <= on && (row.inForceUntil === null || on <= row.inForceUntil))
    .map((row) => ({
      itemNo: row.itemNo,
      version: row.version,
      definition: row.definition as ItemDefinition,
    }))
}

/**
 * The item by its Chinese name or code.
 * @throws absent when there is none; refused when it is not in force on that day (charter 1)
 */
export async function getItemInForce(tx: Tx, nameOrCode: string, on: Day): Promise<PublishedItem> {
  const rows = await sql.many(tx, 'list_newest_versions', {}, VersionRow)
  const row = rows.find((each) => each.name === nameOrCode || each.code === nameOrCode.toUpperCase())
  if (!row) {
    throw absent({
      code: 'CATALOGUE_ITEM_UNKNOWN',
      message: `目录中没有“${nameOrCode}”这个项目。`,
      next: `可用的项目：${rows.map((each) => `${each.name}（${each.code}）`).join('、')}。`,
    })
  }
  if (on < row.inForceFrom || (row.inForceUntil !== null && row.inForceUntil < on)) {
    throw refused({
      code: 'CATALOGUE_ITEM_NOT_IN_FORCE',
      message: `目录项目“${row.name}”在 ${on} 不在有效期内（自 ${row.inForceFrom}${row.inForceUntil ? ` 至 ${row.inForceUntil}` : ''}）。`,
      next: '没有现行有效的目录依据不得归集；请联系信用中心核对目录版本。',
    })
  }
  return { itemNo: row.itemNo, version: row.version, definition: row.definition as ItemDefinition }
}
