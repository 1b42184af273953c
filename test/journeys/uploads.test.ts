import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { csvOf, tableOf, xlsxOf } from '../support/delivery.ts'
import { zipOf } from '../support/workbook.ts'
import { world } from '../support/world.ts'

const SHEET = '<worksheet><sheetData></sheetData></worksheet>'
const WORKBOOK = '<workbook xmlns:r="x"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
const relation = (target: string) =>
  `<Relationships><Relationship Id="rId1" Target="${target}"/></Relationships>`

describe('a file that comes from outside', () => {
  test.each([
    ['names with a way out of the folder', { '../../../../tmp/xinwang-slipped': 'x' }],
    ['names from the root', { '/tmp/xinwang-slipped': 'x' }],
    ['names in the manner of Windows', { '..\\..\\tmp\\xinwang-slipped': 'x' }],
    [
      'a sheet that is to be read from the machine',
      { 'xl/workbook.xml': WORKBOOK, 'xl/_rels/workbook.xml.rels': relation('../../../../etc/passwd') },
    ],
    [
      'a sheet under an address',
      {
        'xl/workbook.xml': WORKBOOK,
        'xl/_rels/workbook.xml.rels': relation('http://203.0.113.9/sheet.xml'),
        'xl/worksheets/sheet1.xml': SHEET,
      },
    ],
  ])('a workbook with %s is refused, and nothing of it is written or read', async (_what, entries) => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const { status, body } = await w.upload(key, '行政处罚', '报送.xlsx', zipOf(entries))
    expect(status).toBeLessThan(500)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(body.next).toBeTruthy()
    expect(JSON.stringify(body)).not.toContain('root:')
    expect(existsSync('/tmp/xinwang-slipped')).toBe(false)
    expect(w.logged).toEqual([])
  })

  test.each([
    ['a page', '<!doctype html><script>alert(1)</script>', '报送.csv'],
    ['a picture with script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '报送.xlsx'],
    ['a program', Buffer.from('MZ\u0090\u0000\u0003', 'latin1'), '报送.xlsx'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '报送.xls'],
    ['a pdf', '%PDF-1.7\n1 0 obj', '报送.csv'],
  ])(
    '%s is known by its contents, whatever it is called, and refused in words',
    async (_what, bytes, name) => {
      await using w = await world()
      const key = await w.key(w.regulator.code)
      const { status, body } = await w.upload(key, '行政处罚', name, bytes)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(body.detail).toMatch(/[一-龥]/)
    },
  )

  test('a workbook that calls itself a csv is read as what it is', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const { status, body } = await w.upload(
      key,
      '行政处罚',
      '报送.csv',
      await xlsxOf(tableOf([w.penalty(0)])),
    )
    expect(status).toBe(200)
    expect(body.accepted).toMatchObject({ new: 1 })
  })

  test.each([
    ['that climbs out of the folder', '../../etc/cron.d/x'],
    ['from the root', '/etc/passwd'],
    ['that is written backwards', '报送\u202ecsv.exe'],
    ['that carries a header', 'a\r\nSet-Cookie: b=c'],
    ['of five thousand letters', 'x'.repeat(5000)],
  ])('a name %s stays a name', async (_what, name) => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    const { status } = await w.upload(key, '行政处罚', name, csvOf(tableOf([w.penalty(0)])))
    expect(status).toBeLessThan(500)
    const left = existsSync(w.spoolFolder) ? readdirSync(w.spoolFolder) : []
    expect(left).toEqual([])
    expect(existsSync(path.join(w.folder, 'etc'))).toBe(false)
  })
})

describe('when the program breaks', () => {
  test('neither the answer nor the line for the operator holds anything that was submitted', async () => {
    await using w = await world()
    const key = await w.key(w.regulator.code)
    await w.database.transact((tx) =>
      tx.query(`ALTER TABLE collection.submission ADD CONSTRAINT broken CHECK (item_no < 0) NOT VALID`),
    )
    const row = w.penalty(0, { CF_FDDBR: '张虚构三' })
    const { status, body } = await w.upload(key, '行政处罚', '张虚构三的.csv', csvOf(tableOf([row])))
    expect(status).toBe(500)
    const told = JSON.stringify([body, w.logged])
    expect(w.logged).toHaveLength(1)
    expect(told).toContain(body.errorId)
    expect(JSON.stringify(w.logged)).toContain('23514')
    expect(told).not.toMatch(/张虚构三/)
    expect(told).not.toContain(String(row.CF_XDR_SHXYM))
    expect(told).not.toContain(key)
  })
})
