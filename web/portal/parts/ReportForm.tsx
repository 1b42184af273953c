import { paths } from '../paths.ts'
import { useWords } from '../words.ts'

/** Asks for a report of this organisation; a plain form, so that it works without a script. */
export function ReportForm({ code, again = false }: { code: string; again?: boolean }) {
  const words = useWords()
  return (
    <section className="report-form no-print" aria-label={words.report.title}>
      {again ? null : (
        <>
          <h2>{words.report.title}</h2>
          <p>{words.report.text}</p>
        </>
      )}
      <form action={paths.reports()} method="post">
        <input type="hidden" name="code" value={code} />
        <button type="submit">{again ? words.verify.again : words.report.button}</button>
      </form>
    </section>
  )
}
