import { paths } from '../paths.ts'
import { useWords } from '../words.ts'

/** The one question of the portal, as a plain GET form. `large` on the start page. */
export function SearchBox({ query = '', large = false }: { query?: string; large?: boolean }) {
  const words = useWords()
  return (
    <search
      className={large ? 'search-box search-box-large' : 'search-box'}
      aria-label={words.search.landmark}
    >
      <form action={paths.searchForm()} method="get">
        <label htmlFor="query">{words.search.label}</label>
        <div className="search-row">
          <input
            id="query"
            name="query"
            type="search"
            defaultValue={query}
            maxLength={100}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
            aria-describedby="query-hint"
          />
          <button type="submit">{words.search.button}</button>
        </div>
        <p id="query-hint" className="hint">
          {words.search.hint}
        </p>
      </form>
    </search>
  )
}
