import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type FixtureName, fixtures, HOSTILE, hostileViews, licence, penalty } from './fixtures.ts'
import { renderPortal } from './server.tsx'
import { WORDS } from './words.ts'

const ASSETS = { stylesheet: '/assets/portal-test.css', icon: '/assets/icon-test.svg' }
const names = Object.keys(fixtures) as FixtureName[]
const draw = (name: FixtureName) => renderPortal(fixtures[name], ASSETS)
const hostile = hostileViews.map((view) => ({ page: view.page, html: renderPortal(view, ASSETS) }))

const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map((match) => match[1] ?? '')
/** The values of an attribute, with the escaped ampersand of addresses put back. */
const attribute = (html: string, name: string) =>
  all(html, new RegExp(` ${name}="([^"]*)"`, 'g')).map((value) => value.replaceAll('&amp;', '&'))
const text = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

describe.each(names)('the page %s', (name) => {
  const html = draw(name)

  test('is a whole document in Chinese with one title, one main part and one first heading', () => {
    expect(html).toMatch(/^<!doctype html><html lang="zh-CN">/)
    expect(all(html, /<title>([^<]+)<\/title>/g)).toHaveLength(1)
    expect(all(html, /(<main[ >])/g)).toHaveLength(1)
    expect(all(html, /(<h1[ >])/g)).toHaveLength(1)
  })

  test('has headings that never skip a level on the way down', () => {
    const levels = all(html, /<h([1-6])[ >]/g).map(Number)
    expect(levels[0]).toBe(1)
    for (const [index, level] of levels.entries()) {
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
    }
  })

  test('has no inline style, no script and no handler', () => {
    expect(html).not.toMatch(/<script|<style| style=| on[a-z]+=/i)
  })

  test('asks the browser for nothing from elsewhere', () => {
    expect(html.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|data:|srcset=/)
  })

  test('links only to addresses that the path builder knows and to places that exist', () => {
    const ids = attribute(html, 'id')
    expect(new Set(ids).size).toBe(ids.length)
    for (const href of [...attribute(html, 'href'), ...attribute(html, 'action')]) {
      if (href.startsWith('#')) expect(ids).toContain(href.slice(1))
      else
        expect(href).toMatch(
          /^(\/|\/#rights|\/subjects(\?query=[^&]+(&after=[^&]+)?)?|\/subjects\/[^/?]+|\/api\/subjects\/[^/?]+|\/api\/openapi\.json|\/verify|\/account|\/figures|\/data|\/api\/report-keys|\/api\/reports\/[^/?]+\/file|\/reports?(\/[^/?]+)*|\/assets\/[\w.-]+)$/,
        )
    }
  })

  test('says in its foot what the platform is and where the open interface is', () => {
    expect(html).toContain(WORDS['zh-CN'].footer.charter)
    expect(html).toContain('href="/api/openapi.json"')
  })
})

describe('text of others', () => {
  test.each(hostile)('cannot become markup on the page $page', ({ html }) => {
    expect(text(html)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).not.toContain(HOSTILE)
  })

  test.each(hostile)('cannot leave an attribute on the page $page', ({ html }) => {
    for (const tag of html.match(/<[a-z][^>]*>/g) ?? []) {
      expect(tag).toMatch(/^<[a-z0-9]+( [a-zA-Z-]+(="[^"<>]*")?)*\/?>$/)
    }
  })
})

describe('the start page', () => {
  test('is one search box that works as a plain form', () => {
    const html = draw('home')
    expect(html).toMatch(/<form action="\/subjects" method="get">/)
    expect(all(html, /<input [^>]*name="(query)"/g)).toHaveLength(1)
  })

  test('shows the totals and the day they are of', () => {
    const shown = text(draw('home'))
    expect(shown).toContain('1,204,387 家')
    expect(shown).toContain('862,410 条')
    expect(shown).toContain('数据截至 2026-06-15')
  })

  test('without examples shows no empty list of them', () => {
    expect(draw('home-empty')).not.toContain(WORDS['zh-CN'].home.examples)
  })
})

describe('the results', () => {
  test('keep what was asked in the box', () => {
    expect(draw('search')).toMatch(/<input [^>]*value="示例"/)
  })

  test('say which former name matched', () => {
    expect(text(draw('search'))).toContain('曾用名：示例县老示例面馆')
  })

  test('lead to the next page with the same query', () => {
    expect(draw('search')).toContain(
      'rel="next" href="/subjects?query=%E7%A4%BA%E4%BE%8B&amp;after=eyJuIjoi56S65L6LIn0"',
    )
    expect(draw('search-one')).not.toContain('rel="next"')
  })

  test('that are empty say what to try instead', () => {
    expect(text(draw('search-none'))).toContain('没有找到相符的组织')
    expect(text(draw('search-advice'))).toContain('请输入名称中更有区别的两三个字')
  })
})

describe("an organisation's page", () => {
  const html = draw('subject')
  const shown = text(html)

  test('shows of each record the document, the authority, the source, the dates and the end of display', () => {
    const { documentNumber, authority, provider, decidedOn, publicUntil, updatedOn } = penalty()
    for (const fact of [documentNumber, authority.name, provider.name, decidedOn, updatedOn])
      expect(shown).toContain(fact)
    expect(shown).toContain(`公示至 ${publicUntil}`)
  })

  test('says 长期公示 when the display has no end', () => {
    expect(text(draw('subject-many'))).toContain('长期公示')
    expect(shown).not.toContain('长期公示')
  })

  test('gives the reason with its article, spelled out', () => {
    expect(shown).toContain(
      '具有一定社会影响的行政处罚决定应当依法公开。 《中华人民共和国行政处罚法》第四十八条',
    )
    expect(shown).toContain('发改办财金〔2018〕424号')
    expect(shown).not.toContain('administrative-penalty-law-2021')
  })

  test('shows every public field of every record', () => {
    for (const field of [...licence().fields, ...penalty().fields]) {
      expect(shown).toContain(field.label)
      expect(shown).toContain(field.value)
    }
  })

  test('tells beneath each record how to object to it and which number to quote', () => {
    for (const record of all(html, /(<article.*?<\/article>)/g)) {
      expect(text(record)).toContain('有异议怎么办')
      expect(text(record)).toMatch(/提出时请写明记录号 R-/)
    }
    expect(all(html, /(<article )/g)).toHaveLength(2)
  })

  test('says a gravity in a word, and none where there is none', () => {
    const [ofLicence, ofPenalty] = all(html, /(<article.*?<\/article>)/g).map(text)
    expect(ofPenalty).toContain('失信程度 一般')
    expect(ofLicence).not.toContain('失信程度')
  })

  test('says plainly and without alarm that there is nothing', () => {
    const clean = text(draw('subject-clean'))
    expect(clean).toContain('查询日未见正在公示的行政许可信息。')
    expect(clean).toContain('查询日未见正在公示的行政处罚信息。')
  })

  test('says so when it lists fewer records than there are', () => {
    expect(text(draw('subject-many'))).toContain('列出最近 12 条，共 48 条。')
  })

  test('may not live on in the copy of a search engine after its records have ended', () => {
    expect(html).toContain('<meta name="robots" content="noindex, noarchive"/>')
  })

  test('shows its code in parts, which are one word when copied', () => {
    expect(html).toContain(
      '<span class="credit-code" translate="no"><span>91</span><span>130000</span><span>000001011</span><span>2</span></span>',
    )
  })
})

describe('the help page', () => {
  test('puts a mistyped code back into the box', () => {
    expect(draw('help-code')).toMatch(/<input [^>]*value="911300000000010118"/)
  })

  test('does not search for an address', () => {
    expect(draw('help-absent')).toMatch(/<input [^>]*value=""/)
  })

  test('gives the number of an error to quote', () => {
    expect(text(draw('help-fault'))).toContain('错误编号 E-20260615-7K2M')
  })
})

describe('the sources of the portal', () => {
  test('spell no address and no text outside the path builder and the dictionary', async () => {
    const sources: string[] = []
    for await (const source of glob('**/*.tsx', { cwd: import.meta.dirname })) sources.push(source)
    expect(sources.length).toBeGreaterThan(10)
    for (const source of sources) {
      const code = (await readFile(join(import.meta.dirname, source), 'utf8')).replace(
        /\/\*[\s\S]*?\*\/|\/\/.*/g,
        '',
      )
      expect(code, source).not.toMatch(/\b(href|action|src)="/)
      expect(code, source).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test('take from the server nothing but wire shapes', async () => {
    for await (const source of glob('**/*.{ts,tsx}', { cwd: import.meta.dirname })) {
      const imports = all(
        await readFile(join(import.meta.dirname, source), 'utf8'),
        /from '([^']*\/src\/[^']*)'/g,
      )
      for (const imported of imports) expect(imported, source).toMatch(/\/contract\.ts$/)
    }
  })
})
