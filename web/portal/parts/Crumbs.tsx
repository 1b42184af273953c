import { useWords } from '../words.ts'

/** One step of the path to a page; the last one, the page itself, has no address. */
export interface Crumb {
  text: string
  href?: string
}

export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  const words = useWords()
  if (crumbs.length === 0) return null
  return (
    <nav className="frame crumbs" aria-label={words.site.crumbs}>
      <ol>
        {crumbs.map((crumb) => (
          <li key={crumb.text}>
            {crumb.href === undefined ? (
              <span aria-current="page">{crumb.text}</span>
            ) : (
              <a href={crumb.href}>{crumb.text}</a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
