import { SearchBox } from '../parts/SearchBox.tsx'
import { SubjectTable } from '../parts/SubjectTable.tsx'
import { paths } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

export const searchPage: Page<View<'search'>> = {
  title: (view, words) => words.results.title(view.result.query),
  crumbs: (_view, words) => [{ text: words.site.home, href: paths.home() }, { text: words.results.heading }],
  robots: 'noindex',
  asOf: (view) => view.result.asOf,
  Content: ({ view: { result } }) => {
    const words = useWords().results
    return (
      <>
        <h1 className="page-title">{words.title(result.query)}</h1>
        <SearchBox query={result.query} />
        {result.advice !== null ? (
          <Advice title={words.adviceTitle} message={result.advice.message} next={[result.advice.next]} />
        ) : result.subjects.length === 0 ? (
          <Advice
            title={words.emptyTitle}
            message={words.emptyMessage(result.query)}
            next={words.emptyNext}
          />
        ) : (
          <Found result={result} />
        )}
      </>
    )
  },
}

function Found({ result }: { result: View<'search'>['result'] }) {
  const words = useWords().results
  return (
    <section aria-label={words.heading}>
      <p className="result-count">{words.count(result.subjects.length, result.next !== null)}</p>
      <SubjectTable subjects={result.subjects} />
      {result.next === null ? null : (
        <nav className="pager" aria-label={words.pages}>
          <a className="button" rel="next" href={paths.search(result.query, result.next)}>
            {words.next}
          </a>
        </nav>
      )}
    </section>
  )
}

function Advice({ title, message, next }: { title: string; message: string; next: string[] }) {
  return (
    <section className="advice" aria-label={title}>
      <h2>{title}</h2>
      <p>{message}</p>
      {next.length === 1 ? (
        <p>{next[0]}</p>
      ) : (
        <ul>
          {next.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ul>
      )}
    </section>
  )
}
