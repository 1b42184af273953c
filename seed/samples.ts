import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type CellValue, writeXlsx } from 'hucre'
import { parse } from 'yaml'
import type { Authority } from '../src/accounts/index.ts'
import type { ItemDefinition } from '../src/catalogue/index.ts'
import { type Day, makeUscc } from '../src/kernel/index.ts'
import { type Firm, inventFirms } from './firms.ts'
import { encodeGb18030 } from './gb18030.ts'
import { licenceRow, penaltyRow, type SampleRow, type SeedAuthority } from './rows.ts'

/** A file as a department would send it. */
export interface SampleFile {
  name: string
  item: string
  providerCode: string
  bytes: Buffer
}

export const FIRMS = 320

/** The workbook with the typical mistakes in it. */
export const PENALTIES_SAMPLE = '行政处罚.xlsx'

const PREFIX_AGENCY = '11'

interface AuthorityLine {
  serial: number
  region: string
  tier: number
  domain: string
  name: string
}

/** The invented authorities of the seed. */
export function seedAuthorities(): Authority[] {
  const lines = parse(
    readFileSync(path.join(import.meta.dirname, 'authorities.yaml'), 'utf8'),
  ) as AuthorityLine[]
  return lines.map((line) => ({
    code: makeUscc({ prefix: PREFIX_AGENCY, region: line.region, serial: line.serial }),
    name: line.name,
    regionCode: `${line.region}000000`,
    tier: line.tier,
    domain: line.domain,
  }))
}

/** The authority that sends the workbook with the mistakes. */
export const penaltiesProvider = (): Authority =>
  seedAuthorities().find((authority) => authority.name === '石家庄市虚构市场监督管理局')!

/** All sample files, with dates relative to `on`; the same day gives the same bytes. */
export async function makeSamples(on: Day, items: ItemDefinition[]): Promise<SampleFile[]> {
  const penalty = items.find((item) => item.code === 'CF')!
  const licence = items.find((item) => item.code === 'XK')!
  const firms = inventFirms(FIRMS)
  const authorities = seedAuthorities().map((authority) => ({
    ...authority,
    short: `虚构${authority.name.replace(/虚构.*$/, '').slice(0, 2)}`,
  }))
  const named = (name: string) => authorities.find((authority) => authority.name === name)!
  const regulator = named(penaltiesProvider().name)
  const approval = named('石家庄市虚构行政审批局')
  const hall = named('河北省虚构政务服务局')
  const markets = authorities.filter((authority) => authority.domain === '市场监管')
  const provincial = named('河北省虚构市场监督管理局')
  return [
    {
      name: PENALTIES_SAMPLE,
      item: penalty.name,
      providerCode: regulator.code,
      bytes: await penaltyWorkbook(penalty, penaltiesWithMistakes(firms, regulator, on)),
    },
    {
      name: '行政许可.csv',
      item: licence.name,
      providerCode: approval.code,
      bytes: encodeGb18030(csvOf(licence, licences(firms.slice(0, 90), approval, on, 1))),
    },
    {
      name: '行政许可-全省.csv',
      item: licence.name,
      providerCode: hall.code,
      bytes: Buffer.from(`\ufeff${csvOf(licence, licences(firms, hall, on, 1001))}`),
    },
    {
      name: '行政处罚-全省.csv',
      item: penalty.name,
      providerCode: provincial.code,
      bytes: Buffer.from(csvOf(penalty, provincialPenalties(firms, markets, on))),
    },
  ]
}

function licences(firms: Firm[], by: SeedAuthority, on: Day, from: number): SampleRow[] {
  return firms.map((firm, i) => licenceRow(firm, by, on, 3 + ((i * 37) % 900), from + i))
}

/** Penalties of all reporting units; some so old that their publicity is over. */
function provincialPenalties(firms: Firm[], markets: SeedAuthority[], on: Day): SampleRow[] {
  return firms
    .filter((_, i) => i % 3 === 0)
    .map((firm, i) => penaltyRow(firm, markets[i % markets.length]!, on, 2 + ((i * 53) % 1300), 2001 + i))
}

const GOOD_PENALTIES = 36

/**
 * What a clerk's workbook looks like: 36 good rows, one about a natural person, three with a bad code and two with a
 * bad date, the mistakes that are made most.
 */
function penaltiesWithMistakes(firms: Firm[], by: SeedAuthority, on: Day): SampleRow[] {
  const rows = firms
    .filter((firm) => firm.region === '130102')
    .slice(0, GOOD_PENALTIES)
    .concat(firms.slice(100, 100 + GOOD_PENALTIES))
    .slice(0, GOOD_PENALTIES)
    .map((firm, i) => penaltyRow(firm, by, on, 1 + i * 9, i + 1))
  const next = (i: number, change: Partial<SampleRow>): SampleRow => ({
    ...penaltyRow(firms[200 + i]!, by, on, 5 + i, 101 + i),
    ...(change as SampleRow),
  })
  const code = firms[201]!.code
  const wrongCheck = code.slice(0, 17) + (code[17] === '8' ? '3' : '8')
  return [
    ...rows.slice(0, 12),
    next(0, {
      CF_XDR_MC: '虚构个人甲',
      CF_XDR_LB: '自然人',
      CF_XDR_SHXYM: '',
      CF_FRDB: '',
      CF_XDR_ZJLX: '身份证',
      CF_XDR_ZJHM: INVENTED_RESIDENT_ID,
    }),
    next(1, { CF_XDR_SHXYM: wrongCheck }),
    ...rows.slice(12, 24),
    next(2, { CF_XDR_SHXYM: '9.11301E+17' }),
    next(3, { CF_XDR_SHXYM: firms[203]!.code.slice(0, 17) }),
    ...rows.slice(24),
    next(4, { CF_JDRQ: `${on.slice(0, 4)}-02-30` }),
    next(5, { CF_JDRQ: `${Number(on.slice(0, 4)) + YEAR_SLIP}${on.slice(4)}` }),
  ]
}

/** 2026 typed as 2062: a decision that has not been made yet. */
const YEAR_SLIP = 36

/** The example number printed in GB 11643 itself; it belongs to nobody. */
export const INVENTED_RESIDENT_ID = '11010519491231002X'

const columnsOf = (item: ItemDefinition, rows: SampleRow[]) => {
  const used = new Set(rows.flatMap((row) => Object.keys(row)))
  return item.fields.filter((field) => used.has(field.code))
}

/** Cells in quotation marks only where RFC 4180 demands it, lines ended as Excel ends them. */
function csvOf(item: ItemDefinition, rows: SampleRow[]): string {
  const columns = columnsOf(item, rows)
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = [
    columns.map((field) => cell(field.name)),
    ...rows.map((row) => columns.map((field) => cell(row[field.code] ?? ''))),
  ]
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`
}

/** A title over the table, real dates in some rows and text in others, numbers as numbers, stray spaces and full width. */
async function penaltyWorkbook(item: ItemDefinition, rows: SampleRow[]): Promise<Buffer> {
  const columns = columnsOf(item, rows)
  const table: CellValue[][] = [
    ['行政处罚信息报送表（示例）'],
    columns.map((field) => field.name),
    ...rows.map((row, i) => columns.map((field) => asTyped(field.type, row[field.code] ?? '', i))),
  ]
  const sheet = {
    name: '行政处罚',
    rows: table,
    columns: columns.map((field) => ({ width: field.type === 'text' ? 24 : 16 })),
    freezePane: { rows: 2 },
  }
  return Buffer.from(await writeXlsx({ sheets: [sheet] }))
}

function asTyped(type: string, text: string, row: number): CellValue {
  if (text === '') return null
  if (type === 'date' && row % 2 === 0 && /^\d{4}-\d\d-\d\d$/.test(text) && !text.endsWith('-02-30')) {
    return new Date(`${text}T00:00:00Z`)
  }
  if (type === 'date' && row % 3 === 0) return text.replaceAll('-', '/')
  if (type === 'amount_wan_yuan') return Number(text)
  if (type === 'code' && row % 7 === 3) return ` ${text} `
  if (type === 'text' && row % 11 === 5) return `${text}\u3000`
  return text
}
