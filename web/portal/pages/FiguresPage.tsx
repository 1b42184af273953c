import { Day } from '../parts/Day.tsx'
import { Fact, Facts } from '../parts/Fact.tsx'
import { paths } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

export const figuresPage: Page<View<'figures'>> = {
  title: (_view, words) => words.figures.title,
  crumbs: (_view, words) => [{ text: words.site.home, href: paths.home() }, { text: words.figures.title }],
  robots: 'index, noarchive',
  asOf: (view) => view.figures.computedOn,
  Content: ({ view }) => {
    const words = useWords().figures
    const { figures } = view
    return (
      <div className="figures">
        <h1 className="page-title">{words.title}</h1>
        <nav aria-label={words.choose}>
          <ul className="figures-items">
            {figures.items.map((item) => (
              <li key={item.code}>
                <a
                  href={paths.figures(item.code)}
                  {...(item.code === figures.item.code ? { 'aria-current': 'page' as const } : {})}
                >
                  {item.name} {words.count(item.total)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="figures-body">
          <figure>
            <img
              src={paths.figurePicture('map', figures.item.code)}
              alt={words.mapAlt(figures.item.name)}
              width="720"
              height="760"
            />
            <figcaption>{words.mapNote}</figcaption>
          </figure>
          <Units view={view} />
        </div>
        <Trend view={view} />
        <Proof view={view} />
      </div>
    )
  },
}

function Units({ view }: { view: View<'figures'> }) {
  const words = useWords().figures
  const { figures } = view
  return (
    <div>
      <table className="figures-table">
        <caption>{words.caption(figures.item.name)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.unit}</th>
            <th scope="col" className="number">
              {words.records}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.units.map((unit) => (
            <tr key={unit.code}>
              <th scope="row">{unit.name}</th>
              <td className="number">
                {unit.count === null ? words.few : unit.count.toLocaleString('en-US')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{words.fewNote}</p>
      <p>
        <a href={paths.figureTable(figures.item.code)}>{words.download}</a>
      </p>
    </div>
  )
}

function Trend({ view }: { view: View<'figures'> }) {
  const words = useWords().figures
  const { trend, item } = view.figures
  if (trend.length < 2) return null
  return (
    <section aria-label={words.trend}>
      <h2>{words.trend}</h2>
      <figure>
        <img
          src={paths.figurePicture('trend', item.code)}
          alt={words.trendAlt(item.name)}
          width="720"
          height="420"
        />
      </figure>
      <details>
        <summary>{words.trendTable}</summary>
        <table className="figures-table">
          <tbody>
            {trend.map(({ day, total }) => (
              <tr key={day}>
                <th scope="row">
                  <Day day={day} />
                </th>
                <td className="number">{total.toLocaleString('en-US')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}

function Proof({ view }: { view: View<'figures'> }) {
  const words = useWords().figures
  const { figures } = view
  return (
    <details className="figures-proof">
      <summary>{words.proof}</summary>
      <p>{words.proofText}</p>
      <Facts>
        <Fact label={words.totalId}>
          <span className="quotable">{figures.totalId}</span>
        </Fact>
        <Fact label={words.ledgerSize}>{figures.ledgerSize}</Fact>
        <Fact label={words.hash}>
          <span className="quotable digest">{figures.hash}</span>
        </Fact>
        <Fact label={words.command}>
          <code>xinwang total replay {figures.totalId}</code>
        </Fact>
      </Facts>
    </details>
  )
}
