import { type Static, Type } from 'typebox'
import { addDays, addMonths, type Day, maxDay, minDay } from '../../kernel/pure.ts'
import { Citation, DayText } from '../law-schema.ts'
import type { Gravity, PublicityFacts, PublicityPeriod } from './publicity.ts'

const strict = { additionalProperties: false } as const
const GravityName = Type.Enum(['minor', 'general', 'serious'])
const Kinds = Type.Object({ values: Type.Array(Type.String(), { minItems: 1 }), citation: Citation }, strict)

const ClassPeriod = Type.Union([
  Type.Object({ public: Type.Literal(false), citation: Citation }, strict),
  Type.Object(
    {
      public: Type.Literal(true),
      /** Months before which repair cannot end the publicity. */
      shortest_months: Type.Integer({ minimum: 0 }),
      longest_months: Type.Integer({ minimum: 1 }),
      citation: Citation,
    },
    strict,
  ),
])

const Regime = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    from: DayText,
    until: Type.Optional(DayText),
    /** Whether decisions made before `from` are measured again and keep the shorter period. */
    earlier_decisions: Type.Optional(
      Type.Object({ shorter_of_both: Type.Literal(true), citation: Citation }, strict),
    ),
    classes: Type.Object({ minor: ClassPeriod, general: ClassPeriod, serious: ClassPeriod }, strict),
    special_sectors: Type.Optional(
      Type.Object(
        {
          values: Type.Array(Type.String()),
          shortest_months: Type.Integer({ minimum: 1 }),
          citation: Citation,
        },
        strict,
      ),
    ),
  },
  strict,
)

/** The shape of `publicity.law.yaml`. */
export const PublicityLawSource = Type.Object(
  {
    kinds: Type.Object({ minor: Kinds, general: Kinds, serious: Kinds }, strict),
    other_kinds: Type.Object({ prefix: Type.String(), gravity: GravityName, citation: Citation }, strict),
    person_only: Kinds,
    summary_procedure: Type.Object(
      {
        gravity: GravityName,
        may_impose: Type.Array(Type.String(), { minItems: 1 }),
        citation: Citation,
        limits_citation: Citation,
      },
      strict,
    ),
    counting_citation: Citation,
    submitted_end_citation: Citation,
    regimes: Type.Array(Regime, { minItems: 1 }),
    licence: Type.Object({ unlimited_day: DayText, citation: Citation }, strict),
  },
  strict,
)

export type PublicityLawSource = Static<typeof PublicityLawSource>
export type Regime = Static<typeof Regime>
export type ClassPeriod = Static<typeof ClassPeriod>

/** What a kind of penalty means for publicity. */
export interface KindMeaning {
  /** `person_only`: the kind cannot be imposed on an organisation. */
  gravity: Gravity | 'person_only'
  citation: string
}

/** The parameters, looked up instead of searched. Made once from a checked source. */
export interface PublicityLaw {
  source: PublicityLawSource
  kinds: ReadonlyMap<string, KindMeaning>
  /** Kinds that a summary procedure may impose. */
  summaryKinds: ReadonlySet<string>
  /** Newest first. */
  regimes: readonly Regime[]
}

export const GRAVITY_ORDER: readonly Gravity[] = ['minor', 'general', 'serious']

export function compilePublicityLaw(source: PublicityLawSource): PublicityLaw {
  const kinds = new Map<string, KindMeaning>()
  for (const gravity of GRAVITY_ORDER) {
    const { values, citation } = source.kinds[gravity]
    for (const value of values) kinds.set(value, { gravity, citation })
  }
  for (const value of source.person_only.values) {
    kinds.set(value, { gravity: 'person_only', citation: source.person_only.citation })
  }
  return {
    source,
    kinds,
    summaryKinds: new Set(source.summary_procedure.may_impose),
    regimes: [...source.regimes].sort((a, b) => (a.from < b.from ? 1 : -1)),
  }
}

/**
 * The fast path for bulk loading: the same answer as `decidePublicity`, without the reasons. It is written apart from it
 * on purpose; a property test holds the two against each other. What follows from gravity and day alone is worked out
 * once per day, so that a row costs a look-up; there are no more entries than days on which decisions were made.
 */
export function compilePublicity(law: PublicityLaw): (facts: PublicityFacts) => Readonly<PublicityPeriod> {
  const { unlimited_day } = law.source.licence
  const gravityOf = compileGravity(law)
  const byDay: Record<Gravity, Map<Day, PublicityPeriod>> = {
    minor: new Map(),
    general: new Map(),
    serious: new Map(),
  }

  const lawfulPeriod = (gravity: Gravity, decidedOn: Day, sector: string | null): PublicityPeriod => {
    if (sector !== null) return penaltyPeriod(law.regimes, gravity, decidedOn, sector)
    let period = byDay[gravity].get(decidedOn)
    if (!period) {
      period = penaltyPeriod(law.regimes, gravity, decidedOn, null)
      byDay[gravity].set(decidedOn, period)
    }
    return period
  }

  return (facts) => {
    if (facts.rule === 'licence') return licencePeriod(facts.decidedOn, facts.validUntil, unlimited_day)
    const gravity = gravityOf(facts)
    if (gravity === null) return never('refused', null)
    const period = lawfulPeriod(gravity, facts.decidedOn, facts.sector ?? null)
    const { submittedEnd } = facts
    if (submittedEnd === null || period.until === null || submittedEnd >= period.until) return period
    return submittedEnd < facts.decidedOn ? never('not_public', gravity) : { ...period, until: submittedEnd }
  }
}

const never = (outcome: 'not_public' | 'refused', gravity: Gravity | null): PublicityPeriod => ({
  outcome,
  gravity,
  from: null,
  until: null,
  repairableFrom: null,
})

type PenaltyFacts = Extract<PublicityFacts, { rule: 'penalty' }>

/** Null when there is no kind, or one that cannot be imposed on an organisation. */
function compileGravity(law: PublicityLaw): (facts: PenaltyFacts) => Gravity | null {
  const rankOf = (gravity: Gravity | 'person_only') => GRAVITY_ORDER.indexOf(gravity as Gravity)
  const ranks = new Map([...law.kinds].map(([kind, { gravity }]) => [kind, rankOf(gravity)]))
  const otherRank = rankOf(law.source.other_kinds.gravity)
  const summaryGravity = law.source.summary_procedure.gravity
  return ({ penaltyKinds, summaryProcedure }) => {
    let rank = -1
    let summaryMay = summaryProcedure === true && penaltyKinds.length > 0
    for (const kind of penaltyKinds) {
      const kindRank = ranks.get(kind) ?? otherRank
      if (kindRank < 0) return null
      if (kindRank > rank) rank = kindRank
      summaryMay &&= law.summaryKinds.has(kind)
    }
    return summaryMay ? summaryGravity : (GRAVITY_ORDER[rank] ?? null)
  }
}

function licencePeriod(decidedOn: Day, validUntil: Day | null, unlimitedDay: Day): PublicityPeriod {
  if (validUntil === null || validUntil < decidedOn) return never('not_public', null)
  const until = validUntil >= unlimitedDay ? null : validUntil
  return { outcome: 'public', gravity: null, from: decidedOn, until, repairableFrom: null }
}

function penaltyPeriod(
  regimes: readonly Regime[],
  gravity: Gravity,
  decidedOn: Day,
  sector: string | null,
): PublicityPeriod {
  const index = regimes.findIndex((regime) => regime.from <= decidedOn)
  const regime = regimes[index]
  if (!regime || (regime.until !== undefined && regime.until < decidedOn)) return never('not_public', gravity)
  const period = regime.classes[gravity]
  if (!period.public) return never('not_public', gravity)
  let until = addMonths(decidedOn, period.longest_months)
  let repairableFrom = addMonths(decidedOn, shortestMonths(regime, period.shortest_months, sector))
  for (let newer = index - 1; newer >= 0; newer--) {
    const later = regimes[newer]
    if (!later?.earlier_decisions) continue
    const again = later.classes[gravity]
    const eve = addDays(later.from, -1)
    if (!again.public) {
      until = minDay(until, eve)
      repairableFrom = minDay(repairableFrom, later.from)
    } else {
      until = minDay(until, maxDay(addMonths(decidedOn, again.longest_months), eve))
      const shortest = addMonths(decidedOn, shortestMonths(later, again.shortest_months, sector))
      repairableFrom = minDay(repairableFrom, maxDay(shortest, later.from))
    }
  }
  return { outcome: 'public', gravity, from: decidedOn, until, repairableFrom }
}

const shortestMonths = (regime: Regime, months: number, sector: string | null): number => {
  const special = regime.special_sectors
  return special && sector && special.values.includes(sector)
    ? Math.max(months, special.shortest_months)
    : months
}
