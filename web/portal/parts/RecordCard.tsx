import type { LegalBasis, PublicRecord } from '../../../src/publication/contract.ts'
import { anchors } from '../paths.ts'
import { useWords } from '../words.ts'
import { Day } from './Day.tsx'
import { Fact, Facts } from './Fact.tsx'
import { ReasonList } from './ReasonList.tsx'

interface RecordCardProps {
  record: PublicRecord
  legalBasis: LegalBasis[]
  objectionHint: string
}

/** One public record: what was decided, by whom, shown until when; then why, the whole of it, and how to contest it. */
export function RecordCard({ record, legalBasis, objectionHint }: RecordCardProps) {
  const words = useWords().record
  return (
    <article className="record" id={anchors.record(record.id)}>
      <header>
        <h3>{record.title}</h3>
        <p className="until">
          {record.publicUntil === null ? (
            words.publicWithoutEnd
          ) : (
            <>
              {words.publicUntil} <Day day={record.publicUntil} />
            </>
          )}
        </p>
      </header>
      <RecordFacts record={record} />
      <div className="record-more">
        <details>
          <summary>{words.why}</summary>
          <ReasonList because={record.because} legalBasis={legalBasis} />
          <Facts>
            <Fact label={words.period}>
              <Day day={record.publicFrom} />{' '}
              {record.publicUntil === null ? (
                words.onward
              ) : (
                <>
                  {words.to} <Day day={record.publicUntil} />
                </>
              )}
            </Fact>
          </Facts>
        </details>
        <details>
          <summary>{words.all(record.fields.length)}</summary>
          <Facts>
            {record.fields.map((field) => (
              <Fact key={field.code} label={field.label}>
                {field.value === '' ? words.none : field.value}
              </Fact>
            ))}
          </Facts>
        </details>
        <details>
          <summary>{words.object}</summary>
          <p>
            {words.objectTo(record.provider.name)}
            {objectionHint}
          </p>
          <Facts>
            <Fact label={words.objectQuote}>
              <span className="quotable">{record.id}</span>
            </Fact>
          </Facts>
        </details>
      </div>
    </article>
  )
}

function RecordFacts({ record }: { record: PublicRecord }) {
  const words = useWords().record
  return (
    <Facts columns>
      <Fact label={words.documentNumber}>{record.documentNumber}</Fact>
      <Fact label={words.authority}>{record.authority.name}</Fact>
      <Fact label={words.provider}>{record.provider.name}</Fact>
      <Fact label={words.decidedOn}>
        <Day day={record.decidedOn} />
      </Fact>
      <Fact label={words.updatedOn}>
        <Day day={record.updatedOn} />
      </Fact>
      {record.gravity === null ? null : <Fact label={words.gravity}>{record.gravity}</Fact>}
    </Facts>
  )
}
