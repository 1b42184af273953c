import type { SubjectSummary } from '../../../src/publication/contract.ts'
import { paths } from '../paths.ts'
import { useWords } from '../words.ts'
import { CreditCode } from './CreditCode.tsx'

/** Organisations found: a table where there is room, one card each on a phone (the stylesheet turns the rows). */
export function SubjectTable({ subjects }: { subjects: SubjectSummary[] }) {
  const words = useWords().results
  return (
    <table className="subjects">
      <caption className="unseen">{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.columns.name}</th>
          <th scope="col">{words.columns.code}</th>
          <th scope="col">{words.columns.kind}</th>
          <th scope="col">{words.columns.region}</th>
          <th scope="col" className="number">
            {words.columns.records}
          </th>
        </tr>
      </thead>
      <tbody>
        {subjects.map((subject) => (
          <SubjectRow key={subject.code} subject={subject} />
        ))}
      </tbody>
    </table>
  )
}

function SubjectRow({ subject }: { subject: SubjectSummary }) {
  const words = useWords().results
  return (
    <tr>
      <th scope="row">
        <a href={paths.subject(subject.code)}>{subject.name}</a>
        {subject.matchedFormerName === undefined ? null : (
          <span className="former">{words.former(subject.matchedFormerName)}</span>
        )}
      </th>
      <td>
        <CreditCode code={subject.code} />
      </td>
      <td>{subject.kind.name}</td>
      <td>{subject.region?.name ?? words.unknownRegion}</td>
      <td className="number">
        <CellLabel text={words.columns.records} />
        {words.recordCount(subject.publicRecords)}
      </td>
    </tr>
  )
}

/** What the number counts, shown on a phone only; a screen reader already has it from the column heading. */
const CellLabel = ({ text }: { text: string }) => (
  <span className="cell-label" aria-hidden="true">
    {text}
  </span>
)
