import { Fact, Facts } from '../parts/Fact.tsx'
import { SearchBox } from '../parts/SearchBox.tsx'
import { paths } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

export const helpPage: Page<View<'help'>> = {
  title: (view) => view.help.title,
  crumbs: (view, words) => [{ text: words.site.home, href: paths.home() }, { text: view.help.title }],
  robots: 'noindex',
  asOf: () => null,
  Content: ({ view }) => {
    const words = useWords().help
    const { help, errorId } = view
    const { asked } = help
    const askedAddress = asked?.startsWith('/') ?? false
    return (
      <div className="help">
        <h1 className="page-title">{help.title}</h1>
        <p className="lead">{help.message}</p>
        {asked === null ? null : (
          <p className="asked">
            {askedAddress ? words.opened : words.asked} <strong>{asked}</strong>
          </p>
        )}
        <section className="advice" aria-label={words.next}>
          <h2>{words.next}</h2>
          <p>{help.next}</p>
        </section>
        {/* What was typed comes back in the box, so that one wrong character is one correction. */}
        <SearchBox query={asked === null || askedAddress ? '' : asked} />
        <Facts>
          <Fact label={words.code}>
            <span className="quotable">{help.code}</span>
          </Fact>
          {errorId === undefined ? null : (
            <Fact label={words.errorId}>
              <span className="quotable">{errorId}</span>
              <span className="hint">{words.errorIdHint}</span>
            </Fact>
          )}
        </Facts>
        <p>
          <a href={paths.home()}>{words.back}</a>
        </p>
      </div>
    )
  },
}
