import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { internalCause } from './internal-cause.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('what the operator reads of an error', () => {
  test('a parser that quotes what it was given does not get it into the log', () => {
    const error = thrownBy(() => JSON.parse('{"法定代表人": 张虚构三 13800000000}'))
    expect(internalCause(error)).toMatch(/^SyntaxError: /)
    expect(internalCause(error)).not.toMatch(/张虚构三|13800000000|法定代表人/)
  })

  test('it still says what kind of error it was and where', () => {
    const cause = internalCause(new RangeError('out of range'))
    expect(cause).toMatch(/^RangeError: out of range <- .*internal-cause\.test\.ts:\d+/)
    expect(internalCause(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toMatch(
      /^Error ECONNREFUSED: connect/,
    )
  })

  test('whatever is thrown, it answers, in bounded length', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ maxLength: 2000 }), (anything, text) => {
        expect(internalCause(anything).length).toBeLessThan(3000)
        expect(internalCause(new Error(text)).length).toBeLessThan(3000)
      }),
    )
  })

  test('a number of a person and a quoted name never come through, wherever they stand', () => {
    const number = fc.stringMatching(/^[1-9]\d{16}[\dX]$/)
    fc.assert(
      fc.property(number, fc.string(), fc.string(), (id, before, after) => {
        expect(internalCause(new Error(`${before}${id}${after}`)).split(' <- ')[0]).not.toContain(
          id.slice(0, 17),
        )
      }),
    )
  })
})
