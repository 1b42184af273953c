import type { ReactNode } from 'react'
import { type Crumb, Crumbs } from './parts/Crumbs.tsx'
import { Mark } from './parts/Mark.tsx'
import { anchors, paths, within } from './paths.ts'
import type { PortalAssets } from './server.tsx'
import { type Language, useWords } from './words.ts'

interface DocumentProps {
  title: string
  crumbs: Crumb[]
  robots: string
  asOf: string | null
  language: Language
  /** The platform holds invented data; every page says so. */
  demo: boolean
  assets: PortalAssets
  children: ReactNode
}

/** The frame of every page: head, header, path, content, footer. */
export function Document({ title, crumbs, robots, asOf, language, demo, assets, children }: DocumentProps) {
  const words = useWords()
  return (
    <html lang={language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {/* Phones would otherwise turn document numbers and codes into telephone links. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <meta name="robots" content={robots} />
        <title>{title === words.site.name ? title : `${title} · ${words.site.name}`}</title>
        <link rel="stylesheet" href={assets.stylesheet} />
        {assets.icon === undefined ? null : <link rel="icon" type="image/svg+xml" href={assets.icon} />}
        {assets.script === undefined ? null : <script type="module" src={assets.script} />}
      </head>
      <body>
        <a className="skip" href={within(anchors.content)}>
          {words.site.skip}
        </a>
        {demo ? <p className="demo">{words.site.demo}</p> : null}
        <Header />
        <Crumbs crumbs={crumbs} />
        <main id={anchors.content} tabIndex={-1} className="frame">
          {children}
        </main>
        <Footer asOf={asOf} />
      </body>
    </html>
  )
}

function Header() {
  const words = useWords()
  return (
    <header className="masthead">
      <div className="frame masthead-row">
        <a className="brand" href={paths.home()}>
          <Mark />
          <span className="brand-name">{words.site.name}</span>
          <span className="brand-purpose">{words.site.purpose}</span>
        </a>
        <nav aria-label={words.site.navigation}>
          <a href={paths.figures()}>{words.site.figures}</a>
          <a href={paths.verify()}>{words.site.verify}</a>
          <a href={paths.rights()}>{words.site.rights}</a>
        </nav>
      </div>
    </header>
  )
}

function Footer({ asOf }: { asOf: string | null }) {
  const words = useWords()
  return (
    <footer className="colophon">
      <div className="frame">
        <p className="charter">{words.footer.charter}</p>
        <p className="colophon-facts">
          {asOf === null ? null : (
            <span>
              {words.footer.asOf} <time dateTime={asOf}>{asOf}</time>
            </span>
          )}
          <a href={paths.openapi()}>{words.footer.api}</a>
          <a href={paths.account()}>{words.footer.signIn}</a>
          <span lang="en">{words.site.english}</span>
        </p>
        <p className="print-only">{words.footer.print}</p>
      </div>
    </footer>
  )
}
