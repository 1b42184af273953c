import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { XinwangError } from './errors.ts'
import {
  checkWanYuan,
  checkWanYuanNumber,
  formatWanYuan,
  formatYuan,
  parseWanYuan,
  wanYuanFromNumber,
} from './money.ts'

const LARGEST = 2n ** 63n - 1n
const arbitraryFen = fc.bigInt({ min: -LARGEST, max: LARGEST })

const outcome = (text: string): bigint | string => {
  const checked = checkWanYuan(text)
  return checked.ok ? checked.value : checked.code
}

describe('an amount in 万元', () => {
  it.each([
    ['1', 1_000_000n],
    ['0.000001', 1n],
    ['0.5', 500_000n],
    ['12.345678', 12_345_678n],
    ['12.3456780000', 12_345_678n],
    ['007', 7_000_000n],
    ['1.', 1_000_000n],
    ['+3', 3_000_000n],
    ['-0.000001', -1n],
    ['0', 0n],
    ['0.00', 0n],
    ['1,234,567.89', 1_234_567_890_000n],
    ['１，２３４．５', 1_234_500_000n],
    [' \u00a05\u200b ', 5_000_000n],
    ['5万元', 5_000_000n],
    ['9223372036854.775807', LARGEST],
  ])('written as “%s” is %s fen exactly', (text, fen) => {
    expect(outcome(text)).toBe(fen)
  })

  it.each([
    ['', 'MONEY_EMPTY'],
    ['  ', 'MONEY_EMPTY'],
    ['万元', 'MONEY_EMPTY'],
    ['0.0000001', 'MONEY_DECIMALS'],
    ['1.2345678', 'MONEY_DECIMALS'],
    ['1e308', 'MONEY_EXPONENT'],
    ['1.5E+3', 'MONEY_EXPONENT'],
    ['NaN', 'MONEY_FORMAT'],
    ['Infinity', 'MONEY_FORMAT'],
    ['0x10', 'MONEY_FORMAT'],
    ['.5', 'MONEY_FORMAT'],
    ['1,23', 'MONEY_FORMAT'],
    ['1234,567', 'MONEY_FORMAT'],
    ['1 234', 'MONEY_FORMAT'],
    ['伍', 'MONEY_FORMAT'],
    ['--1', 'MONEY_FORMAT'],
    ['-0', 'MONEY_NEGATIVE_ZERO'],
    ['-0.000000', 'MONEY_NEGATIVE_ZERO'],
    ['5000元', 'MONEY_UNIT'],
    ['9223372036854.775808', 'MONEY_TOO_LARGE'],
    ['9'.repeat(400), 'MONEY_TOO_LARGE'],
  ])('written as “%s” is refused with %s', (text, code) => {
    expect(outcome(text)).toBe(code)
  })

  it('throws the same refusal where the caller wants no answer but a number', () => {
    expect(parseWanYuan('0.1')).toBe(100_000n)
    expect(() => parseWanYuan('1e308')).toThrow(XinwangError)
  })

  it('is the same amount after being written and read back, whatever its size', () => {
    fc.assert(
      fc.property(arbitraryFen, (fen) => {
        expect(parseWanYuan(formatWanYuan(fen))).toBe(fen)
      }),
      { numRuns: 5000 },
    )
  })

  it('is written without separators and without idle zeros', () => {
    expect([0n, 1n, -1n, 1_234_500n, 10_000_000n].map(formatWanYuan)).toEqual([
      '0',
      '0.000001',
      '-0.000001',
      '1.2345',
      '10',
    ])
  })
})

describe('an amount in yuan for a reader', () => {
  it('has separators and both decimals', () => {
    expect([0n, 5n, 1_234_500n, -123_456_789n, 100_000n].map(formatYuan)).toEqual([
      '0.00',
      '0.05',
      '12,345.00',
      '-1,234,567.89',
      '1,000.00',
    ])
  })

  it('loses no fen', () => {
    fc.assert(
      fc.property(arbitraryFen, (fen) => {
        expect(BigInt(formatYuan(fen).replace(/[,.]/g, ''))).toBe(fen)
      }),
    )
  })
})

describe('an amount that a spreadsheet delivers as a number', () => {
  it('is read as it was typed', () => {
    expect(wanYuanFromNumber(0.1)).toBe(100_000n)
    expect(wanYuanFromNumber(1.005)).toBe(1_005_000n)
    expect(wanYuanFromNumber(0.000001)).toBe(1n)
    expect(wanYuanFromNumber(4.35)).toBe(4_350_000n)
  })

  it('is exact for every amount that fifteen digits can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), (fen) => {
        fc.pre(fen !== 0n)
        expect(wanYuanFromNumber(Number(formatWanYuan(fen)))).toBe(fen)
      }),
      { numRuns: 5000 },
    )
  })

  it('is read as Excel shows it when a formula left dust in the last binary digits', () => {
    expect(wanYuanFromNumber(0.1 + 0.2)).toBe(300_000n)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-7, 1e308, 1.2345678])(
    'is refused when it is %s',
    (value) => {
      expect(checkWanYuanNumber(value).ok).toBe(false)
      expect(() => wanYuanFromNumber(value)).toThrow(XinwangError)
    },
  )
})
