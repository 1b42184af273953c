import type { ReportView } from '../../../src/publication/contract.ts'
import { CreditCode } from '../parts/CreditCode.tsx'
import { Day } from '../parts/Day.tsx'
import { Fact, Facts } from '../parts/Fact.tsx'
import { ReportForm } from '../parts/ReportForm.tsx'
import { paths } from '../paths.ts'
import { useWords } from '../words.ts'
import type { Page, View } from './page.ts'

export const verifyPage: Page<View<'verify'>> = {
  title: (_view, words) => words.verify.title,
  crumbs: (_view, words) => [{ text: words.site.home, href: paths.home() }, { text: words.verify.title }],
  robots: 'noindex',
  asOf: () => null,
  script: 'scan',
  Content: ({ view }) => {
    const words = useWords().verify
    return (
      <div className="verify">
        <h1 className="page-title">{words.title}</h1>
        <p className="lead">{words.lead}</p>
        <Outcome view={view} />
        <Forms asked={view.asked} />
        <p className="hint">{words.offline}</p>
      </div>
    )
  },
}

function Outcome({ view }: { view: View<'verify'> }) {
  const words = useWords().verify
  const { check, problem } = view
  if (problem)
    return (
      <section className="verdict verdict-bad" role="status">
        <p className="verdict-text">{problem.message}</p>
        <p>{problem.next}</p>
      </section>
    )
  if (!check) return null
  const state = check.intact ? (check.report?.status ?? 'changed') : 'changed'
  return (
    <section
      className={`verdict verdict-${state === 'current' || state === 'newer' ? 'good' : 'bad'}`}
      role="status"
    >
      <h2>{words.states[state]}</h2>
      {check.message === '' ? null : <p className="verdict-text">{check.message}</p>}
      {check.report === null ? null : <Report report={check.report} />}
    </section>
  )
}

function Report({ report }: { report: ReportView }) {
  const words = useWords().verify
  return (
    <>
      <p className="verdict-text">{report.statusText}</p>
      <h3>{report.title}</h3>
      <Facts>
        <Fact label={words.code}>
          <span className="quotable">{report.verifyCode}</span>
        </Fact>
        <Fact label={words.number}>
          <span className="quotable">{report.number}</span>
        </Fact>
        {report.subject === null ? null : (
          <Fact label={words.subject}>
            {report.subject.name} <CreditCode code={report.subject.code} />
          </Fact>
        )}
        <Fact label={words.issuedOn}>
          <Day day={report.issuedOn} />
        </Fact>
        <Fact label={words.cutOff}>
          <Day day={report.cutOff} />
        </Fact>
        {report.overview.length === 0 ? null : (
          <Fact label={words.overview}>
            {report.overview.map(({ label, value }) => `${label} ${value}`).join('；')}
          </Fact>
        )}
        <Fact label={words.digest}>
          <span className="quotable digest">{report.fileSha256}</span>
        </Fact>
        <Fact label={words.key}>
          <a href={paths.reportKeys()}>{report.keyId}</a>
        </Fact>
      </Facts>
      <p className="verdict-ways">
        {report.available ? (
          <a className="button" href={paths.reportFile(report.verifyCode)}>
            {words.download}
          </a>
        ) : null}
        {report.subject === null ? null : (
          <a href={paths.subject(report.subject.code)}>{words.openSubject}</a>
        )}
      </p>
      {report.subject === null || report.status === 'current' ? null : (
        <ReportForm code={report.subject.code} again />
      )}
    </>
  )
}

function Forms({ asked }: { asked: string }) {
  const words = useWords().verify
  return (
    <div className="verify-forms">
      <form action={paths.verify()} method="get">
        <label htmlFor="code">{words.code}</label>
        <input
          id="code"
          name="code"
          defaultValue={asked}
          maxLength={60}
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          aria-describedby="code-hint"
        />
        <p id="code-hint" className="hint">
          {words.codeHint}
        </p>
        <p className="verdict-ways">
          <button type="submit">{words.byCode}</button>
          <button type="button" id="scan" hidden>
            {words.scan}
          </button>
        </p>
        <p id="scan-told" className="hint" role="alert" hidden>
          {words.scanFailed}
        </p>
        {/* What the camera sees is only looked at for a code and goes nowhere. */}
        <video id="scan-view" muted playsInline hidden aria-label={words.scanView} />
      </form>
      <form action={paths.verify()} method="post" encType="multipart/form-data">
        <label htmlFor="file">{words.file}</label>
        <input
          id="file"
          name="file"
          type="file"
          accept="application/pdf"
          required
          aria-describedby="file-hint"
        />
        <p id="file-hint" className="hint">
          {words.fileHint}
        </p>
        <button type="submit">{words.byFile}</button>
      </form>
    </div>
  )
}
