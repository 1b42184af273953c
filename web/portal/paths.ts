/**
 * Every address of the public portal. A page or part never spells a URL itself, so that an address can change in
 * one place and the test beside this file can list them all.
 */
const encoded = encodeURIComponent

export const paths = {
  home: () => '/',
  rights: () => '/#rights',
  /** The search form's action; the form adds `query`. */
  searchForm: () => '/subjects',
  search: (query: string, after?: string) =>
    `/subjects?query=${encoded(query)}${after === undefined ? '' : `&after=${encoded(after)}`}`,
  subject: (code: string) => `/subjects/${encoded(code)}`,
  figures: (item?: string) => (item === undefined ? '/figures' : `/figures?item=${encoded(item)}`),
  figurePicture: (name: 'map' | 'trend', item: string) => `/api/figures/${name}.svg?item=${encoded(item)}`,
  figureTable: (item: string) => `/api/figures/table?item=${encoded(item)}`,
  verify: () => '/verify',
  account: () => '/account',
  reports: () => '/reports',
  reportFile: (code: string) => `/api/reports/${encoded(code)}/file`,
  reportKeys: () => '/api/report-keys',
  openapi: () => '/api/openapi.json',
  apiSearch: (query: string) => `/api/subjects?query=${encoded(query)}`,
  apiSubject: (code: string) => `/api/subjects/${encoded(code)}`,
}

/** Names of places inside a page; `#` + one of these is a link to it. */
export const anchors = {
  content: 'content',
  rights: 'rights',
  base: 'base',
  section: (itemCode: string) => `section-${idPart(itemCode)}`,
  record: (recordId: string) => `record-${idPart(recordId)}`,
}

export const within = (anchor: string) => `#${anchor}`

/** An HTML id may not hold white space and should survive in a fragment; everything else unusual is escaped. */
const idPart = (text: string) =>
  text.replace(/[^\p{L}\p{N}_.-]/gu, (character) => `~${character.codePointAt(0)?.toString(16)}`)
