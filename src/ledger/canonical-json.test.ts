import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type Json } from './canonical-json.ts'

test('the example of RFC 8785 section 3.2.2 comes out', () => {
  const input = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`
  expect(canonicalJson(JSON.parse(input))).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
})

test('keys are sorted as in the example of RFC 8785 section 3.2.3', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const sorted = Object.keys(JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 1])))))
  // JavaScript itself puts the key "1" first when it reads an object, so the text is looked at.
  expect(sorted.length).toBe(keys.length)
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 1])))
  const order = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  const places = order.map((key) => text.indexOf(JSON.stringify(key)))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(Math.min(...places)).toBeGreaterThan(0)
})

test('numbers are written as in the samples of RFC 8785 appendix B', () => {
  const samples: [number, string][] = [
    [0, '0'],
    [-0, '0'],
    [5e-324, '5e-324'],
    [-5e-324, '-5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740992, '9007199254740992'],
    [295147905179352830000, '295147905179352830000'],
    [9.999999999999997e22, '9.999999999999997e+22'],
    [1e21, '1e+21'],
    [999999999999999900000, '999999999999999900000'],
    [0.000001, '0.000001'],
    [0.0000010000000000000002, '0.0000010000000000000002'],
    [333333333.3333332, '333333333.3333332'],
    [-0.0000033333333333333333, '-0.0000033333333333333333'],
  ]
  for (const [number, text] of samples) expect(canonicalJson(number), text).toBe(text)
})

test('what has no canonical form is a defect: numbers that are not finite, half characters', () => {
  for (const value of [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '\ud800',
    'a\udc00b',
    ['\ud83d'],
    { '\ud800': 1 },
  ]) {
    expect(() => canonicalJson(value as Json)).toThrow('系统内部状态异常')
  }
})

test('the same content gives the same text in whatever order its keys came, and reads back as what it was', () => {
  const value = fc.jsonValue().map((each) => JSON.parse(JSON.stringify(each)) as Json)
  const turned = (json: Json): Json =>
    Array.isArray(json)
      ? json.map(turned)
      : json !== null && typeof json === 'object'
        ? Object.fromEntries(
            Object.entries(json)
              .reverse()
              .map(([key, each]) => [key, turned(each)]),
          )
        : json
  fc.assert(
    fc.property(value, (json) => {
      const text = canonicalJson(json)
      expect(JSON.parse(text)).toEqual(json)
      expect(canonicalJson(turned(json))).toBe(text)
    }),
  )
})
