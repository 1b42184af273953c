import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { addDays, type Day, daysBetween } from '../../kernel/pure.ts'
import { resolveCitation } from '../law-schema.ts'
import { loadCatalogue } from '../load.ts'
import { decidePublicity, GRAVITY_NAMES, type PublicityFacts } from './publicity.ts'
import { compilePublicity } from './publicity-law.ts'

const { publicity: law, law: instruments } = loadCatalogue(new URL('../../..', import.meta.url).pathname)
const periodOf = compilePublicity(law)

interface Case {
  case: string
  given: {
    decided: Day
    kinds?: string[]
    summary?: boolean
    sector?: string
    submitted?: Day
    licence?: true
    valid_until?: Day
  }
  expect: {
    outcome: string
    gravity?: string | null
    from?: Day
    until?: Day | null
    repairable?: Day
    because?: string[]
    not?: string[]
  }
}

const factsOf = ({ given }: Case): PublicityFacts =>
  given.licence
    ? { rule: 'licence', decidedOn: given.decided, validUntil: given.valid_until ?? null }
    : {
        rule: 'penalty',
        decidedOn: given.decided,
        penaltyKinds: given.kinds ?? [],
        summaryProcedure: given.summary ?? false,
        submittedEnd: given.submitted ?? null,
        sector: given.sector ?? null,
      }

const cases = parse(readFileSync(new URL('./publicity.cases.yaml', import.meta.url), 'utf8')) as Case[]

describe('the cases a jurist signs', () => {
  test('there are at least forty of them and no two have one title', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40)
    expect(new Set(cases.map((each) => each.case)).size).toBe(cases.length)
  })

  test.each(cases.map((each) => [each.case, each] as const))('%s', (_, each) => {
    const verdict = decidePublicity(factsOf(each), law)
    expect({
      outcome: verdict.outcome,
      gravity: verdict.gravity && GRAVITY_NAMES[verdict.gravity],
      from: verdict.from,
      until: verdict.until,
      repairable: verdict.repairableFrom,
    }).toEqual({
      outcome: each.expect.outcome,
      gravity: each.expect.gravity ?? null,
      from: each.expect.from ?? null,
      until: each.expect.until ?? null,
      repairable: each.expect.repairable ?? null,
    })
    const held = verdict.because.filter((reason) => reason.holds).map((reason) => reason.code)
    const failed = verdict.because.filter((reason) => !reason.holds).map((reason) => reason.code)
    for (const code of each.expect.because ?? []) expect(held).toContain(code)
    for (const code of each.expect.not ?? []) expect(failed).toContain(code)
  })
})

const kinds = [...law.kinds.keys(), '其他-示例', '示例种类']
const day = fc.integer({ min: 0, max: 365 * 15 }).map((count) => addDays('2018-01-01', count))
const penalty: fc.Arbitrary<PublicityFacts> = fc.record({
  rule: fc.constant('penalty' as const),
  decidedOn: day,
  penaltyKinds: fc.array(fc.constantFrom(...kinds), { maxLength: 4 }),
  summaryProcedure: fc.boolean(),
  submittedEnd: fc.option(day, { nil: null }),
  sector: fc.option(fc.constantFrom('食品', '药品', '特种设备', '安全生产', '消防', '统计'), { nil: null }),
})
const licence: fc.Arbitrary<PublicityFacts> = fc.record({
  rule: fc.constant('licence' as const),
  decidedOn: day,
  validUntil: fc.option(fc.oneof(day, fc.constant('2099-12-31')), { nil: null }),
})

describe('properties that no case may break', () => {
  test('the fast path and the explained path give the same answer', () => {
    fc.assert(
      fc.property(fc.oneof({ arbitrary: penalty, weight: 4 }, licence), (facts) => {
        const { because: _, ...period } = decidePublicity(facts, law)
        expect(periodOf(facts)).toEqual(period)
      }),
      { numRuns: 5000 },
    )
  })

  test('every public penalty ends, begins on its decision day and lasts three years at the most', () => {
    fc.assert(
      fc.property(penalty, (facts) => {
        const { outcome, from, until } = periodOf(facts)
        if (outcome !== 'public') {
          expect({ from, until }).toEqual({ from: null, until: null })
          return
        }
        expect(from).toBe(facts.decidedOn)
        const length = daysBetween(from ?? '', until ?? '')
        expect(length).toBeGreaterThanOrEqual(0)
        expect(length).toBeLessThanOrEqual(366 + 365 + 365)
      }),
    )
  })

  test('a submitted end never lengthens the publicity', () => {
    fc.assert(
      fc.property(penalty, day, (facts, submittedEnd) => {
        if (facts.rule !== 'penalty') return
        const open = periodOf({ ...facts, submittedEnd: null })
        const bounded = periodOf({ ...facts, submittedEnd })
        if (bounded.outcome === 'public') expect((bounded.until ?? '') <= (open.until ?? '')).toBe(true)
      }),
    )
  })

  test('adding a kind of penalty never shortens the publicity of a decision that stays public', () => {
    fc.assert(
      fc.property(penalty, fc.constantFrom(...kinds), (facts, kind) => {
        if (facts.rule !== 'penalty') return
        const one = periodOf({ ...facts, summaryProcedure: false })
        const more = periodOf({
          ...facts,
          summaryProcedure: false,
          penaltyKinds: [...facts.penaltyKinds, kind],
        })
        if (one.outcome === 'public' && more.outcome === 'public') {
          expect((more.until ?? '') >= (one.until ?? '')).toBe(true)
        }
      }),
    )
  })

  test('every reason is a sentence and cites an article that law/ knows', () => {
    fc.assert(
      fc.property(fc.oneof(penalty, licence), (facts) => {
        const { because } = decidePublicity(facts, law)
        expect(because.length).toBeGreaterThan(0)
        for (const reason of because) {
          expect(reason.text.endsWith('。')).toBe(true)
          expect(resolveCitation(instruments, reason.citation).article).toBeDefined()
        }
      }),
    )
  })
})

test('the fast path answers at least 80,000 times a second', () => {
  const facts = fc.sample(penalty, 1000)
  const rounds = 100
  const answer = () => {
    const started = performance.now()
    for (let round = 0; round < rounds; round++) for (const each of facts) periodOf(each)
    return (rounds * facts.length * 1000) / (performance.now() - started)
  }
  // The best of three, so that a busy machine does not speak for the program.
  expect(Math.max(answer(), answer(), answer())).toBeGreaterThan(80_000)
})
