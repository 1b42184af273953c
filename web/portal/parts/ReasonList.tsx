import type { LegalBasis, PublicRecord } from '../../../src/publication/contract.ts'

interface ReasonListProps {
  because: PublicRecord['because']
  /** Where a reason does not bring its source spelled out, it is looked for here. */
  legalBasis: LegalBasis[]
}

/** The sentences of a rule, each with the article it rests on. */
export function ReasonList({ because, legalBasis }: ReasonListProps) {
  return (
    <ul className="reasons">
      {because.map((reason) => (
        <li key={`${reason.citation} ${reason.text}`}>
          {reason.text} <cite>{reason.source ?? spelled(reason.citation, legalBasis)}</cite>
        </li>
      ))}
    </ul>
  )
}

function spelled(citation: string, legalBasis: LegalBasis[]): string {
  const known = legalBasis.find((basis) => basis.citation === citation)
  return known ? legalTitle(known) : citation
}

/** 《title》article, as law is cited in Chinese; a title that brings its own brackets keeps them. */
export const legalTitle = (basis: LegalBasis): string =>
  basis.title.startsWith('《') ? `${basis.title}${basis.article}` : `《${basis.title}》${basis.article}`
