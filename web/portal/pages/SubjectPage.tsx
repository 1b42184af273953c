import { CreditCode } from '../parts/CreditCode.tsx'
import { Day } from '../parts/Day.tsx'
import { Fact, Facts } from '../parts/Fact.tsx'
import { RecordSectionView } from '../parts/RecordSectionView.tsx'
import { ReportForm } from '../parts/ReportForm.tsx'
import { anchors, paths, within } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

type Shown = View<'subject'>['subject']

export const subjectPage: Page<View<'subject'>> = {
  title: (view) => view.subject.subject.name,
  crumbs: (view, words) => [
    { text: words.site.home, href: paths.home() },
    { text: words.results.heading, href: paths.search(view.subject.subject.name) },
    { text: view.subject.subject.name },
  ],
  // What has left the portal must not live on in a search engine's copy.
  robots: 'noindex, noarchive',
  asOf: (view) => view.subject.asOf,
  Content: ({ view }) => {
    const words = useWords().subject
    const { subject, sections } = view.subject
    return (
      <div className="dossier">
        <header className="dossier-head">
          <h1>{subject.name}</h1>
          <p className="dossier-code">
            <span className="label">{words.code}</span> <CreditCode code={subject.code} />
          </p>
        </header>
        <Overview sections={sections} asOf={view.subject.asOf} code={subject.code} />
        <div className="dossier-body">
          <Identity subject={subject} />
          {sections.map((section) => (
            <RecordSectionView key={section.item.code} section={section} objectionHint={view.objectionHint} />
          ))}
          <ReportForm code={subject.code} />
        </div>
      </div>
    )
  },
}

function Overview({ sections, asOf, code }: { sections: Shown['sections']; asOf: string; code: string }) {
  const words = useWords().subject
  return (
    <nav className="overview" aria-label={words.contents}>
      <p className="overview-title">{words.overview}</p>
      <ul>
        {sections.map(({ item, total }) => (
          <li key={item.code}>
            <a href={within(anchors.section(item.code))}>
              <span>{item.name}</span>
              <span className="overview-count">{total === 0 ? words.none : words.overviewCount(total)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p className="overview-foot">
        <span>
          {words.asOf} <Day day={asOf} />
        </span>
        <a href={paths.apiSubject(code)}>{words.api}</a>
      </p>
    </nav>
  )
}

function Identity({ subject }: { subject: Shown['subject'] }) {
  const words = useWords().subject
  return (
    <section aria-labelledby={anchors.base}>
      <h2 id={anchors.base}>{words.identity}</h2>
      <Facts>
        <Fact label={words.kind}>{subject.kind.name}</Fact>
        <Fact label={words.department}>{subject.registrationDepartment}</Fact>
        <Fact label={words.region}>{subject.region?.path.join(' ') ?? words.unknown}</Fact>
        {subject.identifiers.map((identifier) => (
          <Fact key={identifier.scheme} label={identifier.label}>
            <span className="quotable">{identifier.value}</span>
          </Fact>
        ))}
        {subject.formerNames.length === 0 ? null : (
          <Fact label={words.formerNames}>
            {subject.formerNames.map((former) => (
              <span className="former" key={`${former.name} ${former.until}`}>
                {former.name}
                {former.until === null ? null : words.formerUntil(former.until)}
              </span>
            ))}
          </Fact>
        )}
      </Facts>
    </section>
  )
}
