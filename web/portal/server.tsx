import { renderToStaticMarkup } from 'react-dom/server'
import type { PortalView } from '../../src/publication/contract.ts'
import { Document } from './Document.tsx'
import { figuresPage } from './pages/FiguresPage.tsx'
import { formPage } from './pages/FormPage.tsx'
import { helpPage } from './pages/HelpPage.tsx'
import { homePage } from './pages/HomePage.tsx'
import type { Page } from './pages/page.ts'
import { searchPage } from './pages/SearchPage.tsx'
import { subjectPage } from './pages/SubjectPage.tsx'
import { verifyPage } from './pages/VerifyPage.tsx'
import { type Language, WORDS, WordsProvider } from './words.ts'

/** Addresses of the built files, as in dist/portal/manifest.json. */
export interface PortalAssets {
  stylesheet: string
  icon?: string
  script?: string
  /** The camera of the page for verifying. */
  scan?: string
}

/**
 * The whole document for one view, complete without any script. All text is escaped by React; there is no inline
 * style or script in it, so that it works under `default-src 'self'`. `demo` says on every page that all is invented.
 */
export function renderPortal(
  view: PortalView,
  assets: PortalAssets,
  { language = 'zh-CN', demo = false }: { language?: Language; demo?: boolean } = {},
): string {
  const words = WORDS[language]
  const draw = <V extends PortalView>(page: Page<V>, own: V) => (
    <WordsProvider value={words}>
      <Document
        title={page.title(own, words)}
        crumbs={page.crumbs(own, words)}
        robots={page.robots}
        asOf={page.asOf(own)}
        language={language}
        demo={demo}
        assets={page.script === undefined ? assets : withScript(assets, page.script)}
      >
        <page.Content view={own} />
      </Document>
    </WordsProvider>
  )
  return `<!doctype html>${renderToStaticMarkup(drawn(view, draw))}`
}

/** The assets with the script of this one page. */
function withScript(assets: PortalAssets, name: 'scan'): PortalAssets {
  const script = assets[name]
  return script === undefined ? assets : { ...assets, script }
}

function drawn(view: PortalView, draw: <V extends PortalView>(page: Page<V>, own: V) => React.JSX.Element) {
  switch (view.page) {
    case 'home':
      return draw(homePage, view)
    case 'search':
      return draw(searchPage, view)
    case 'subject':
      return draw(subjectPage, view)
    case 'verify':
      return draw(verifyPage, view)
    case 'form':
      return draw(formPage, view)
    case 'figures':
      return draw(figuresPage, view)
    case 'help':
      return draw(helpPage, view)
  }
}
