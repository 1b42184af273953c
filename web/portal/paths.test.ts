import { expect, test } from 'vitest'
import { anchors, paths, within } from './paths.ts'

const CODE = '911300000000010112'

test('these are all the addresses of the portal', () => {
  expect({
    home: paths.home(),
    rights: paths.rights(),
    searchForm: paths.searchForm(),
    search: paths.search('示例'),
    searchNext: paths.search('示例', 'a/b=='),
    subject: paths.subject(CODE),
    figures: paths.figures(),
    figuresOfItem: paths.figures('CF'),
    figurePicture: paths.figurePicture('map', 'CF'),
    figureTable: paths.figureTable('CF'),
    verify: paths.verify(),
    reports: paths.reports(),
    reportFile: paths.reportFile('AB12'),
    reportKeys: paths.reportKeys(),
    openapi: paths.openapi(),
    apiSearch: paths.apiSearch('示例'),
    apiSubject: paths.apiSubject(CODE),
    section: within(anchors.section('行政处罚')),
    record: within(anchors.record('R-1')),
  }).toEqual({
    home: '/',
    rights: '/#rights',
    searchForm: '/subjects',
    search: '/subjects?query=%E7%A4%BA%E4%BE%8B',
    searchNext: '/subjects?query=%E7%A4%BA%E4%BE%8B&after=a%2Fb%3D%3D',
    subject: '/subjects/911300000000010112',
    figures: '/figures',
    figuresOfItem: '/figures?item=CF',
    figurePicture: '/api/figures/map.svg?item=CF',
    figureTable: '/api/figures/table?item=CF',
    verify: '/verify',
    reports: '/reports',
    reportFile: '/api/reports/AB12/file',
    reportKeys: '/api/report-keys',
    openapi: '/api/openapi.json',
    apiSearch: '/api/subjects?query=%E7%A4%BA%E4%BE%8B',
    apiSubject: '/api/subjects/911300000000010112',
    section: '#section-行政处罚',
    record: '#record-R-1',
  })
})

test('a query that tries to add its own parameters stays one parameter', () => {
  const address = new URL(paths.search('甲&after=x#y', '乙&z'), 'http://localhost')
  expect([...address.searchParams]).toEqual([
    ['query', '甲&after=x#y'],
    ['after', '乙&z'],
  ])
})

test('an id of a place in a page never holds white space or markup', () => {
  expect(anchors.record('a b\t"<c>')).toMatch(/^[^\s"<>]+$/)
})

test('two different records never share a place', () => {
  expect(anchors.record('a b')).not.toBe(anchors.record('a-b'))
})
