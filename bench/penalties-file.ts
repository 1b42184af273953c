import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'
import { penaltyRow, type SeedAuthority } from '../seed/rows.ts'
import type { ItemDefinition } from '../src/catalogue/index.ts'
import { type Day, makeUscc, subjectKindOf, USCC_ALPHABET } from '../src/kernel/index.ts'

/** A firm has this many penalties on average, so that subjects are both found and made. */
const ROWS_PER_FIRM = 3
const LINES_PER_WRITE = 2000

/**
 * Writes a csv of `rows` valid penalties, about 480 bytes a row, always the same for the same arguments.
 * @param after firms and documents begin with this number, so that several files have none in common
 */
export async function writePenalties(
  place: string,
  rows: number,
  item: ItemDefinition,
  authorities: SeedAuthority[],
  on: Day,
  after = 0,
): Promise<void> {
  mkdirSync(path.dirname(place), { recursive: true })
  const out = createWriteStream(place)
  const sample = penaltyRow(firmOf(0), authorities[0]!, on, 1, 1)
  const columns = item.fields.filter((field) => field.code in sample)
  out.write(`${columns.map((field) => field.name).join(',')}\r\n`)
  let lines: string[] = []
  for (let i = 0; i < rows; i++) {
    const row = penaltyRow(
      firmOf(after + ((i * 7919) % Math.ceil(rows / ROWS_PER_FIRM))),
      authorities[i % authorities.length]!,
      on,
      (i * 31) % 700,
      after + i,
    )
    lines.push(columns.map((field) => row[field.code] ?? '').join(','))
    if (lines.length === LINES_PER_WRITE || i === rows - 1) {
      if (!out.write(`${lines.join('\r\n')}\r\n`)) await once(out, 'drain')
      lines = []
    }
  }
  out.end()
  await once(out, 'close')
}

const PLACES = [
  '130102',
  '130203',
  '130302',
  '130402',
  '130502',
  '130602',
  '130702',
  '130802',
  '130902',
  '131002',
]

function firmOf(number: number) {
  const region = PLACES[number % PLACES.length]!
  const serial = `X${digitsOf(number)}`
  const code = makeUscc({ prefix: '91', region, serial })
  return {
    code,
    name: `虚构测速第${number}号有限公司`,
    kind: subjectKindOf(code),
    representative: `虚构负责人${number}`,
    region,
  }
}

/** The number in the 31 characters of GB 32100, seven of them: no two numbers share an organisation code. */
function digitsOf(number: number): string {
  let text = ''
  for (let rest = number, i = 0; i < 7; i++) {
    text = USCC_ALPHABET[rest % USCC_ALPHABET.length]! + text
    rest = Math.floor(rest / USCC_ALPHABET.length)
  }
  return text
}
