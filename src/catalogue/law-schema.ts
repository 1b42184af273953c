import { type Static, Type } from 'typebox'

/** `YYYY-MM-DD`. */
export const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

/** `<instrument>#<article>`, both as identified in `law/*.yaml`. */
export const Citation = Type.String({ pattern: '^[a-z0-9-]+#[a-z0-9-]+$' })

/** How sure we are of what a law file says: read against the text, or written from memory and to be checked. */
const Known = Type.Union([Type.Literal('verified'), Type.Literal('from_memory')])

export const Article = Type.Object(
  {
    /** The article's number; a short name where the number could not be read in the source. */
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    /** As printed after the title, 第四十八条. */
    label: Type.String({ minLength: 1 }),
    /** What it says, in our own words. */
    summary: Type.String({ minLength: 1 }),
    known: Known,
  },
  { additionalProperties: false },
)

/** One legal instrument or standard: the shape of a file in `law/`. Dates are inclusive calendar days. */
export const Instrument = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]+$' }),
    title: Type.String({ minLength: 1 }),
    english: Type.String({ minLength: 1 }),
    /** 文号; null where the instrument has none or it could not be read. */
    number: Type.Union([Type.String(), Type.Null()]),
    issuer: Type.String({ minLength: 1 }),
    in_force_from: DayText,
    in_force_until: Type.Optional(DayText),
    known: Known,
    note: Type.Optional(Type.String()),
    articles: Type.Array(Article, { minItems: 1 }),
  },
  { additionalProperties: false },
)

export type Instrument = Static<typeof Instrument>
export type Article = Static<typeof Article>

/** The instruments known to the program, by id. */
export type Law = ReadonlyMap<string, Instrument>

/** Splits a citation and finds what it names; `instrument` and `article` are undefined where `law/` knows none. */
export function resolveCitation(
  law: Law,
  citation: string,
): { instrument: Instrument | undefined; article: Article | undefined } {
  const [instrumentId = '', articleId = ''] = citation.split('#')
  const instrument = law.get(instrumentId)
  return { instrument, article: instrument?.articles.find((article) => article.id === articleId) }
}
