import { addDays, addMonths, type Day, maxDay, minDay } from '../../kernel/pure.ts'
import { type ClassPeriod, GRAVITY_ORDER, type PublicityLaw, type Regime } from './publicity-law.ts'

/** 失信程度: 轻微, 一般, 严重. Of the information, not of the firm: it decides a period and nothing else. */
export type Gravity = 'minor' | 'general' | 'serious'

export const GRAVITY_NAMES: Readonly<Record<Gravity, string>> = {
  minor: '轻微',
  general: '一般',
  serious: '严重',
}

/** What the decision about publicity rests on. `rule` is the item's `publicity.rule`. */
export type PublicityFacts =
  | {
      rule: 'penalty'
      decidedOn: Day
      /** One value per kind of penalty in the decision. */
      penaltyKinds: readonly string[]
      /** The decision was made on the spot by summary procedure; the standard template has no such field. */
      summaryProcedure?: boolean
      /** 公示截止期 as submitted; null when the authority left it open. */
      submittedEnd: Day | null
      /** The field of law, where a regime has a longer shortest period for it: 食品, 药品, 特种设备, 安全生产, 消防. */
      sector?: string | null
    }
  | { rule: 'licence'; decidedOn: Day; validUntil: Day | null }

/**
 * From when until when a record is public. It is public on every day d with `from` ≤ d ≤ `until`, and gone on the day
 * after `until`; `until` null with outcome `public` means that there is no end (licences only).
 *
 * A period of n months ends on the day of the same number n months after the day of the decision
 * (`addMonths(decidedOn, n)`), that day included. So periods in months are counted in civil law: the first day is not
 * counted, the last day is the corresponding day of the last month, or its last day where there is none (Civil Code,
 * arts. 201 and 202). Its art. 203, which moves an end on a holiday to the next working day, is not applied: it protects
 * who must act within a period, and here it would only lengthen the display.
 */
export interface PublicityPeriod {
  /** `refused`: the facts cannot be true of an organisation, or there are none; a person must look at the record. */
  outcome: 'public' | 'not_public' | 'refused'
  gravity: Gravity | null
  from: Day | null
  until: Day | null
  /** First day on which repair may end the publicity. Later than `until` when the publicity ends by itself before. */
  repairableFrom: Day | null
}

export interface Reason {
  code: string
  /** A sentence in Chinese. */
  text: string
  /** The value the condition was tested on. */
  value: string
  holds: boolean
  /** `<instrument>#<article>` in law/. */
  citation: string
}

export interface Verdict extends PublicityPeriod {
  /** Every condition, whether it holds or not, in the order in which they were tested. */
  because: Reason[]
}

/** Decides publicity and says why. For bulk loading see `compilePublicity`, which gives the same without the reasons. */
export function decidePublicity(facts: PublicityFacts, law: PublicityLaw): Verdict {
  return facts.rule === 'licence' ? decideLicence(facts, law) : decidePenalty(facts, law)
}

/** A bounded stretch of display, while the conditions that shorten it are gone through. */
interface Span {
  until: Day
  repairableFrom: Day
}

type PenaltyFacts = Extract<PublicityFacts, { rule: 'penalty' }>
type PublicClass = Extract<ClassPeriod, { public: true }>

function decidePenalty(facts: PenaltyFacts, law: PublicityLaw): Verdict {
  const { gravity, because } = decideGravity(facts, law)
  if (gravity === null) return { ...hidden('refused', null), because }

  const regime = law.regimes.find(
    ({ from, until }) => from <= facts.decidedOn && facts.decidedOn <= (until ?? facts.decidedOn),
  )
  because.push(regimeReason(facts, regime, law))
  if (!regime) return { ...hidden('not_public', gravity), because }

  const period = regime.classes[gravity]
  because.push(classReason(regime, gravity, period))
  if (!period.public) return { ...hidden('not_public', gravity), because }

  const span = firstSpan(facts, regime, period, because, law)
  for (const later of law.regimes) {
    if (later.from > facts.decidedOn && later.earlier_decisions)
      shortenByLater(span, facts, gravity, later, because)
  }
  shortenBySubmitted(span, facts, law, because)
  if (span.until < facts.decidedOn) return { ...hidden('not_public', gravity), because }
  return { outcome: 'public', gravity, from: facts.decidedOn, ...span, because }
}

const hidden = (outcome: 'not_public' | 'refused', gravity: Gravity | null): PublicityPeriod => ({
  outcome,
  gravity,
  from: null,
  until: null,
  repairableFrom: null,
})

/** The gravest kind decides; a lawful summary procedure makes the whole decision minor. Null: cannot be judged. */
function decideGravity(
  facts: PenaltyFacts,
  law: PublicityLaw,
): { gravity: Gravity | null; because: Reason[] } {
  const { source } = law
  const because: Reason[] = []
  let gravest: Gravity | null = null
  let personOnly = false
  for (const kind of facts.penaltyKinds) {
    const meaning = law.kinds.get(kind)
    because.push(kindReason(kind, law))
    if (meaning?.gravity === 'person_only') {
      personOnly = true
      continue
    }
    const gravity = meaning?.gravity ?? source.other_kinds.gravity
    if (gravest === null || GRAVITY_ORDER.indexOf(gravity) > GRAVITY_ORDER.indexOf(gravest)) gravest = gravity
  }
  if (gravest === null && !personOnly) {
    because.push({
      code: 'PUBLICITY_NO_KIND',
      text: '没有处罚种类，无法判断失信程度，须由人工核对。',
      value: '',
      holds: true,
      citation: source.other_kinds.citation,
    })
  }
  if (gravest === null || personOnly) return { gravity: null, because }
  because.push({
    code: 'PUBLICITY_GRAVEST_OF_KINDS',
    text:
      facts.penaltyKinds.length > 1
        ? `同一决定有${facts.penaltyKinds.length}种处罚，按最重的一种认定为${GRAVITY_NAMES[gravest]}。`
        : '决定只有一种处罚，不需要在多种处罚中取最重。',
    value: facts.penaltyKinds.join(';'),
    holds: facts.penaltyKinds.length > 1,
    citation: source.kinds[gravest].citation,
  })
  const summary = summaryReason(facts, law)
  because.push(summary)
  return { gravity: summary.holds ? source.summary_procedure.gravity : gravest, because }
}

function kindReason(kind: string, law: PublicityLaw): Reason {
  const meaning = law.kinds.get(kind)
  const { other_kinds } = law.source
  if (meaning?.gravity === 'person_only') {
    return {
      code: 'PUBLICITY_KIND_PERSON_ONLY',
      text: `“${kind}”只能适用于自然人，不能记在组织名下，须由人工核对。`,
      value: kind,
      holds: true,
      citation: meaning.citation,
    }
  }
  if (meaning) {
    return {
      code: `PUBLICITY_KIND_${meaning.gravity.toUpperCase()}`,
      text: `“${kind}”的失信程度为${GRAVITY_NAMES[meaning.gravity]}。`,
      value: kind,
      holds: true,
      citation: meaning.citation,
    }
  }
  const listed = kind.startsWith(other_kinds.prefix)
  return {
    code: 'PUBLICITY_KIND_OTHER',
    text: listed
      ? `“${kind}”是法律、行政法规规定的其他处罚，没有分类标准，不从重，按${GRAVITY_NAMES[other_kinds.gravity]}处理。`
      : `“${kind}”不在已知的处罚种类之中，不从重，按${GRAVITY_NAMES[other_kinds.gravity]}处理。`,
    value: kind,
    holds: true,
    citation: other_kinds.citation,
  }
}

function summaryReason(facts: PenaltyFacts, law: PublicityLaw): Reason {
  const { summary_procedure } = law.source
  const beyond = facts.penaltyKinds.filter((kind) => !law.summaryKinds.has(kind))
  const holds = facts.summaryProcedure === true && beyond.length === 0
  return {
    code: 'PUBLICITY_SUMMARY_PROCEDURE',
    text: !facts.summaryProcedure
      ? '没有标明以简易程序作出。'
      : holds
        ? `决定以简易程序作出，失信程度为${GRAVITY_NAMES[summary_procedure.gravity]}。`
        : `标为简易程序，但“${beyond.join('、')}”不能以简易程序作出，不按轻微处理，应核对。`,
    value: facts.summaryProcedure ? '是' : '否',
    holds,
    citation: beyond.length > 0 ? summary_procedure.limits_citation : summary_procedure.citation,
  }
}

const regimeReason = (facts: PenaltyFacts, regime: Regime | undefined, law: PublicityLaw): Reason => ({
  code: 'PUBLICITY_REGIME',
  text: regime
    ? `决定作出于${facts.decidedOn}，适用自${regime.from}起施行的${regime.title}。`
    : `决定作出于${facts.decidedOn}，没有可以适用的公示期限规定，不予公示。`,
  value: facts.decidedOn,
  holds: regime !== undefined,
  citation: regime?.classes.general.citation ?? law.regimes.at(-1)?.classes.general.citation ?? '',
})

const classReason = (regime: Regime, gravity: Gravity, period: ClassPeriod): Reason => ({
  code: 'PUBLICITY_CLASS_PUBLIC',
  text: period.public
    ? `${regime.title}规定，${GRAVITY_NAMES[gravity]}的处罚信息予以公示。`
    : `${regime.title}规定，${GRAVITY_NAMES[gravity]}的处罚信息不予公示。`,
  value: GRAVITY_NAMES[gravity],
  holds: period.public,
  citation: period.citation,
})

function firstSpan(
  facts: PenaltyFacts,
  regime: Regime,
  period: PublicClass,
  because: Reason[],
  law: PublicityLaw,
): Span {
  const until = addMonths(facts.decidedOn, period.longest_months)
  const shortest = shortestPeriod(facts, regime, period)
  because.push(
    {
      code: 'PUBLICITY_LONGEST_PERIOD',
      text: `公示期最长${period.longest_months}个月，从决定日期起算，至${until}（含当日）。`,
      value: until,
      holds: true,
      citation: period.citation,
    },
    {
      code: 'PUBLICITY_COUNTED_FROM_DECISION',
      text: '按月计算，到期月的对应日为最后一日，没有对应日的以月末日为最后一日。',
      value: facts.decidedOn,
      holds: true,
      citation: law.source.counting_citation,
    },
    shortest.reason,
  )
  return { until, repairableFrom: shortest.day }
}

function shortestPeriod(
  facts: PenaltyFacts,
  regime: Regime,
  period: PublicClass,
): { day: Day; reason: Reason } {
  const special = regime.special_sectors
  const applies = Boolean(facts.sector && special?.values.includes(facts.sector))
  const months = applies
    ? Math.max(period.shortest_months, special?.shortest_months ?? 0)
    : period.shortest_months
  const day = addMonths(facts.decidedOn, months)
  return {
    day,
    reason: {
      code: 'PUBLICITY_SECTOR_SHORTEST',
      text: applies
        ? `属于${facts.sector}领域，最短公示${months}个月，${day}起方可因修复而结束。`
        : `不属于另有最短期限的领域，最短公示${months}个月，${day}起方可因修复而结束。`,
      value: facts.sector ?? '',
      holds: applies,
      citation: applies && special ? special.citation : period.citation,
    },
  }
}

/** A later regime that measures earlier decisions again: the shorter period is kept, ending at the earliest on its eve. */
function shortenByLater(
  span: Span,
  facts: PenaltyFacts,
  gravity: Gravity,
  later: Regime,
  because: Reason[],
): void {
  const eve = addDays(later.from, -1)
  const again = later.classes[gravity]
  const measured = again.public ? maxDay(addMonths(facts.decidedOn, again.longest_months), eve) : eve
  const shortest = again.public ? maxDay(shortestPeriod(facts, later, again).day, later.from) : later.from
  const holds = measured < span.until
  because.push({
    code: 'PUBLICITY_TRANSITION',
    text: holds
      ? `${later.title}自${later.from}起施行，重新计算的期限至${measured}，短于原期限（${span.until}），取对主体有利的较短期限。`
      : `${later.title}自${later.from}起施行，重新计算的期限至${measured}，不短于原期限（${span.until}），仍按原期限。`,
    value: measured,
    holds,
    citation: later.earlier_decisions?.citation ?? again.citation,
  })
  span.until = minDay(span.until, measured)
  span.repairableFrom = minDay(span.repairableFrom, shortest)
}

function shortenBySubmitted(span: Span, facts: PenaltyFacts, law: PublicityLaw, because: Reason[]): void {
  const { submittedEnd } = facts
  const holds = submittedEnd !== null && submittedEnd < span.until
  because.push({
    code: 'PUBLICITY_SUBMITTED_END',
    text: holds
      ? `报送单位填报的公示截止期${submittedEnd}早于法定期限（${span.until}），以填报为准。`
      : submittedEnd === null
        ? '报送单位没有填报公示截止期，按法定期限。'
        : `报送单位填报的公示截止期${submittedEnd}不早于法定期限（${span.until}），按法定期限。`,
    value: submittedEnd ?? '',
    holds,
    citation: law.source.submitted_end_citation,
  })
  if (holds) span.until = submittedEnd
}

function decideLicence(facts: Extract<PublicityFacts, { rule: 'licence' }>, law: PublicityLaw): Verdict {
  const { decidedOn, validUntil } = facts
  const { unlimited_day, citation } = law.source.licence
  const valid = validUntil !== null && validUntil >= decidedOn
  const unlimited = validUntil !== null && validUntil >= unlimited_day
  const because: Reason[] = [
    {
      code: 'PUBLICITY_LICENCE_VALIDITY',
      text: valid
        ? `准予许可的决定自作出之日（${decidedOn}）起公示。`
        : '有效期至没有填写或者早于决定日期，没有可以公示的期间。',
      value: validUntil ?? '',
      holds: valid,
      citation,
    },
    {
      code: 'PUBLICITY_LICENCE_UNLIMITED',
      text: unlimited
        ? '许可长期有效，没有公示截止日。'
        : `许可有期限，公示至有效期届满${validUntil ? `（${validUntil}，含当日）` : ''}。`,
      value: validUntil ?? '',
      holds: unlimited,
      citation,
    },
  ]
  if (!valid) return { ...hidden('not_public', null), because }
  return {
    outcome: 'public',
    gravity: null,
    from: decidedOn,
    until: unlimited ? null : validUntil,
    repairableFrom: null,
    because,
  }
}
