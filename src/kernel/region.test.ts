import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { XinwangError } from './errors.ts'
import {
  checkRegion,
  isWithinRegion,
  parentRegion,
  parseRegionFile,
  provinceName,
  type ReportingUnit,
  regionLevel,
  regionPath,
  reportingUnitOf,
} from './region.ts'

const folder = join(import.meta.dirname, '..', '..', 'regions')
const hebei = parseRegionFile(readFileSync(join(folder, 'hebei.csv'), 'utf8'))
const units = parse(readFileSync(join(folder, 'reporting-units.yaml'), 'utf8')) as ReportingUnit[]

describe('a region code', () => {
  it('tells its level and every region above it', () => {
    expect(regionPath('130102001003')).toEqual([
      '130000000000',
      '130100000000',
      '130102000000',
      '130102001000',
      '130102001003',
    ])
    expect(regionPath('130102001003').map(regionLevel)).toEqual([1, 2, 3, 4, 5])
    expect(parentRegion('130000000000')).toBeUndefined()
    expect(provinceName('130682')).toBe('河北省')
  })

  it('of a township directly under a city has the city above it', () => {
    expect(regionPath('441900003000')).toEqual(['440000000000', '441900000000', '441900003000'])
  })

  it('lies inside its own ancestors and not inside its neighbours', () => {
    expect(isWithinRegion('130102001003', '130100000000')).toBe(true)
    expect(isWithinRegion('130102001003', '130102001003')).toBe(true)
    expect(isWithinRegion('130102001003', '130200000000')).toBe(false)
    expect(isWithinRegion('130100000000', '130102000000')).toBe(false)
  })

  it.each([
    ['130682', '130682000000'],
    ['１３０１０２００１', '130102001000'],
    ['130102001003', '130102001003'],
    ['1306', 'REGION_LENGTH'],
    ['13068A', 'REGION_ALPHABET'],
    ['990100', 'REGION_PROVINCE'],
    ['130002', 'REGION_GAP'],
    ['130102000003', 'REGION_GAP'],
    ['1.30102E+11', 'REGION_SCIENTIFIC'],
    ['', 'REGION_EMPTY'],
  ])('written as “%s” comes out as %s', (raw, result) => {
    const checked = checkRegion(raw)
    expect(checked.ok ? checked.value : checked.code).toBe(result)
  })
})

describe('the region table of Hebei', () => {
  it('has five levels, and every region has its parent', () => {
    const count = (level: number) => hebei.filter((region) => region.level === level).length
    expect([1, 2, 3, 4, 5].map(count)).toEqual([1, 11, 190, 2365, 54145])
  })

  it('counts every region below the province for exactly one of the fourteen reporting units', () => {
    expect(units).toHaveLength(14)
    expect(new Set(units.map(({ code }) => code)).size).toBe(14)
    const homeless = hebei.filter((region) => region.level > 1 && !reportingUnitOf(region.code, units))
    expect(homeless).toEqual([])
    expect(reportingUnitOf('130000000000', units)).toBeUndefined()
    expect(reportingUnitOf('110105000000', units)).toBeUndefined()
  })

  it.each([
    ['130682', '定州市'],
    ['130682001000', '定州市'],
    ['130681000000', '保定市'],
    ['130600000000', '保定市'],
    ['130181000000', '辛集市'],
    ['130102001003', '石家庄市'],
    ['130629000000', '雄安新区'],
    ['130632000000', '雄安新区'],
    ['130638000000', '雄安新区'],
    ['133100', '雄安新区'],
  ])('%s counts for %s', (code, name) => {
    expect(reportingUnitOf(code, units)?.name).toBe(name)
  })

  it('has a region for every member of a unit, except the code that only registrations in 雄安 use', () => {
    const codes = new Set(hebei.map(({ code }) => code))
    const unknown = units.flatMap(({ members }) => members).filter((member) => !codes.has(member))
    expect(unknown).toEqual(['133100000000'])
  })
})

describe('a region file with mistakes', () => {
  const problemsOf = (text: string) => {
    try {
      parseRegionFile(text)
    } catch (error) {
      if (error instanceof XinwangError) return error.fields.map(({ field, code }) => `${field} ${code}`)
      throw error
    }
    return []
  }

  it('is refused with the line of each', () => {
    expect(
      problemsOf(
        'code,name\n130000000000,河北省\n130102000000,长安区\n13010,短码\n130000000000,河北省\n130200000000\n',
      ),
    ).toEqual([
      '第 4 行 REGION_LENGTH',
      '第 5 行 REGION_FILE_TWICE',
      '第 6 行 REGION_FILE_LINE',
      '第 3 行 REGION_FILE_PARENT',
    ])
    expect(problemsOf('')).toEqual(['第 1 行 REGION_FILE_HEADER', '第 1 行 REGION_FILE_EMPTY'])
  })

  it('is read with a byte order mark and Windows line ends', () => {
    expect(parseRegionFile('\uFEFFcode,name\r\n130000000000,河北省\r\n')).toEqual([
      { code: '130000000000', name: '河北省', level: 1, parent: undefined },
    ])
  })
})
