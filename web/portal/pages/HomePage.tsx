import { CreditCode } from '../parts/CreditCode.tsx'
import { PointList } from '../parts/PointList.tsx'
import { SearchBox } from '../parts/SearchBox.tsx'
import { anchors, paths } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

export const homePage: Page<View<'home'>> = {
  title: (_view, words) => `${words.site.name} · ${words.site.purpose}`,
  crumbs: () => [],
  robots: 'index, noarchive',
  asOf: (view) => view.totals.asOf,
  Content: ({ view }) => {
    const words = useWords()
    return (
      <>
        <section className="hero">
          <div>
            <h1>{words.home.title}</h1>
            <p className="lead">{words.home.lead}</p>
            <SearchBox large />
          </div>
          <Examples examples={view.examples} />
        </section>
        <Totals totals={view.totals} />
        <div className="home-points">
          <PointList title={words.home.factsTitle} points={words.home.facts} />
          <PointList title={words.home.neverTitle} points={words.home.never} />
          <PointList title={words.home.rightsTitle} points={words.home.rights} id={anchors.rights} />
        </div>
      </>
    )
  },
}

function Examples({ examples }: { examples: View<'home'>['examples'] }) {
  const words = useWords()
  if (examples.length === 0) return null
  return (
    <div className="examples">
      <h2>{words.home.examples}</h2>
      <ul>
        {examples.map((example) => (
          <li key={example.code}>
            <a href={paths.subject(example.code)}>
              {example.name}
              <CreditCode code={example.code} />
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Totals({ totals }: { totals: View<'home'>['totals'] }) {
  const words = useWords().home
  return (
    <section className="totals" aria-label={words.totals}>
      <dl>
        <Total label={words.subjects} value={totals.subjects} unit={words.subjectsUnit} />
        {totals.records.map(({ item, total }) => (
          <Total key={item.code} label={words.onFile(item.name)} value={total} unit={words.recordsUnit} />
        ))}
      </dl>
    </section>
  )
}

function Total({ label, value, unit }: { label: string; value: number; unit: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className="figure">{value.toLocaleString('en-US')}</span> {unit}
      </dd>
    </div>
  )
}
