import { expect, test } from 'vitest'
import { readAudit } from '../../scripts/audit.ts'

const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities })

test('a grave advisory stops the change and names the package', () => {
  const printed = report({
    'left-pad': { severity: 'critical' },
    qs: { severity: 'high' },
    ms: { severity: 'low' },
  })
  expect(readAudit(printed)).toEqual({ outcome: 'found', packages: ['left-pad (critical)', 'qs (high)'] })
})

test('a mild one alone does not', () => {
  expect(readAudit(report({ ms: { severity: 'moderate' } }))).toEqual({ outcome: 'clean' })
  expect(readAudit(report({}))).toEqual({ outcome: 'clean' })
})

test.each([
  ['', 'npm audit printed nothing'],
  ['Service Unavailable', 'Service Unavailable'],
  [JSON.stringify({ message: '405 Method Not Allowed', error: { summary: '' } }), '405 Method Not Allowed'],
  [JSON.stringify({ error: { summary: 'request failed' } }), 'request failed'],
])('a service that does not answer is never taken for a clean bill: %j', (printed, why) => {
  expect(readAudit(printed)).toEqual({ outcome: 'unasked', why })
})
