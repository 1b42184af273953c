import { expect, test } from 'vitest'
import { codeIn } from './scan.ts'

test('a code is taken out of what a QR says, and nothing else is followed', () => {
  expect(codeIn('http://localhost:8080/verify?code=ABCD-EFGH-JKLM-2345')).toBe('ABCD-EFGH-JKLM-2345')
  expect(codeIn('ABCDEFGHJKLM2345')).toBe('ABCDEFGHJKLM2345')
  expect(codeIn('https://example.test/?code=javascript:alert(1)')).toBe(null)
  expect(codeIn('https://example.test/')).toBe(null)
})
