import type { RecordSection } from '../../../src/publication/contract.ts'
import { anchors } from '../paths.ts'
import { useWords } from '../words.ts'
import { legalTitle } from './ReasonList.tsx'
import { RecordCard } from './RecordCard.tsx'

/** All public records of one kind, or the plain sentence that there are none. */
export function RecordSectionView({
  section,
  objectionHint,
}: {
  section: RecordSection
  objectionHint: string
}) {
  const words = useWords().subject
  const { item, records, total } = section
  const heading = anchors.section(item.code)
  return (
    <section className="record-section" aria-labelledby={heading}>
      <div className="section-head">
        <h2 id={heading}>{item.name}</h2>
        {total > 0 ? <p>{words.sectionCount(total)}</p> : null}
      </div>
      {total === 0 ? <p className="nothing">{words.nothing(item.name)}</p> : null}
      {total > 0 && item.adverse ? <p className="note">{words.adverseNote(item.name)}</p> : null}
      {records.map((record) => (
        <RecordCard
          key={record.id}
          record={record}
          legalBasis={item.legalBasis}
          objectionHint={objectionHint}
        />
      ))}
      {records.length < total ? <p className="note">{words.partial(records.length, total)}</p> : null}
      {total > 0 && item.legalBasis.length > 0 ? (
        <p className="note basis">{words.basis(item.legalBasis.map(legalTitle))}</p>
      ) : null}
    </section>
  )
}
