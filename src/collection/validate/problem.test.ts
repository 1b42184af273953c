import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullWidth, inventedResidentId, residentIdWithSlip } from '../../../test/support/person.ts'
import { isUscc, makeUscc } from '../../kernel/pure.ts'
import { cutText, holdsNumberOfPerson, holdsResidentId, maskNumberOfPerson, shownValue } from './problem.ts'

const serial = fc.integer({ min: 0, max: 999 })
const around = fc.constantFrom(['', ''], ['当事人身份证号', '，已核实。'], ['（', '）'], ['证件：', '；'])

test('a resident number in a text is seen and masked, right or with a slip, however it is grouped or written', () => {
  const writing = fc.constantFrom(
    (id: string) => id,
    (id: string) => id.toLowerCase(),
    (id: string) => id.replace(/(.{6})(.{8})/, '$1 $2 '),
    (id: string) => id.replace(/(.{6})(.{4})(.{4})/, '$1-$2-$3-'),
    fullWidth,
  )
  fc.assert(
    fc.property(serial, fc.boolean(), around, writing, (number, slip, [before, after], write) => {
      // One slip in a few hundred makes a valid code of an organisation; nobody can tell it from one.
      fc.pre(!slip || !isUscc(residentIdWithSlip(number)))
      const id = slip ? residentIdWithSlip(number) : inventedResidentId(number)
      const text = `${before}${write(id)}${after}`
      expect(holdsNumberOfPerson(text), text).toBe(true)
      const masked = maskNumberOfPerson(text).normalize('NFKC').replace(/[ -]/g, '')
      expect(masked, text).not.toContain(id.slice(6, 14))
      expect(masked, text).not.toContain(id.slice(14))
    }),
  )
})

test('an organisation’s code, an amount, a document number and a date are no number of a person', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999 }),
      fc.constantFrom('91', '92', '11', '51'),
      (number, prefix) => {
        const code = makeUscc({ prefix, region: '130102', serial: number })
        expect(holdsNumberOfPerson(`统一社会信用代码${code}的单位`), code).toBe(false)
        expect(holdsResidentId(code), code).toBe(false)
      },
    ),
  )
  const texts = [
    '罚款1234567890123.45元',
    '虚构罚〔2026〕第130102202603010012号',
    '批号20260301130102001234',
    '货值12345678901元',
    '2026-03-01 2026-04-01 123',
    '合同编号 HT130102202603010012',
  ]
  for (const text of texts) expect(holdsNumberOfPerson(text), text).toBe(false)
})

test('what is shown back is never half a character, and never longer than it may be', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('甲', '𠮷', 'a', '\ud800', '🏢'), maxLength: 300 }),
      (text) => {
        const shown = shownValue(text)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown.length).toBeLessThanOrEqual(121)
      },
    ),
  )
  expect(cutText('𠮷𠮷𠮷', 3)).toBe('𠮷…')
  expect(cutText('甲乙', 2)).toBe('甲乙')
})

test('a text without a person’s number is shown as it was written', () => {
  for (const text of ['未按规定公示年度报告', 'ＡＢＣ（１）', '0.5', '2026-03-01'])
    expect(maskNumberOfPerson(text)).toBe(text)
})
