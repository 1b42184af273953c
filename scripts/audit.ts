import { spawnSync } from 'node:child_process'

/** What asking the advisory service came to. `unasked` says why it could not be asked: that is no clean bill. */
export type Audit =
  | { outcome: 'clean' }
  | { outcome: 'found'; packages: string[] }
  | { outcome: 'unasked'; why: string }

interface AuditReport {
  vulnerabilities?: Record<string, { severity: string }>
  message?: string
  error?: { summary?: string; code?: string }
}

/** Severities that stop a change; what is milder is for the keeper of the packages to weigh. */
const STOPS = new Set(['high', 'critical'])

/**
 * Reads what `npm audit --json` printed.
 * @param printed its standard output; anything that is no report counts as not asked
 */
export function readAudit(printed: string): Audit {
  let report: AuditReport
  try {
    report = JSON.parse(printed)
  } catch {
    return { outcome: 'unasked', why: printed.trim().slice(0, 200) || 'npm audit printed nothing' }
  }
  if (!report.vulnerabilities) {
    return { outcome: 'unasked', why: report.error?.summary || report.message || 'no report' }
  }
  const packages = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => STOPS.has(severity))
    .map(([name, { severity }]) => `${name} (${severity})`)
  return packages.length > 0 ? { outcome: 'found', packages } : { outcome: 'clean' }
}

/**
 * Asks the advisory service of the configured registry about everything the program runs with.
 * @param root folder of package-lock.json
 */
export function audit(root: string): Audit {
  const asked = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
  })
  return readAudit(asked.stdout ?? '')
}
