import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { findBrowser } from '../test/support/browser.ts'
import { audit } from './audit.ts'

const ROOT = path.join(import.meta.dirname, '..')
const BIN = path.join(ROOT, 'node_modules/.bin')
const REPORT = path.join(ROOT, 'var/test/report.json')

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** `npm test`: types, lint, then every test; ends with one line of counts. */
function main(filters: string[]): void {
  const counts = [
    ...(filters.length > 0
      ? []
      : [
          check('类型 types', 'tsc', ['--noEmit', '-p', '.']),
          check('格式 lint', 'biome', ['check', '.']),
          advisories(),
        ]),
    vitest(filters),
  ]
  const sum = (key: keyof Counts) => counts.reduce((total, each) => total + each[key], 0)
  if (sum('skipped') > 0)
    warn(`跳过了 ${sum('skipped')} 项测试（见上）。 ${sum('skipped')} tests were left out.`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') === 0 ? 0 : 1
}

function run(tool: string, args: string[]): number {
  const result = spawnSync(path.join(BIN, tool), args, {
    cwd: ROOT,
    stdio: 'inherit',
    // The tests start programs of their own, which must find the project's Node first.
    env: { ...process.env, PATH: `${BIN}${path.delimiter}${process.env.PATH ?? ''}` },
  })
  return result.status ?? 1
}

function check(name: string, tool: string, args: string[]): Counts {
  console.log(`\n— ${name}`)
  const passed = run(tool, args) === 0
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

/** Known weaknesses of the packages; a service that cannot be asked is told as left out, never as passed. */
function advisories(): Counts {
  console.log('\n— 依赖漏洞 advisories')
  const answer = audit(ROOT)
  if (answer.outcome === 'clean') return { passed: 1, failed: 0, skipped: 0 }
  if (answer.outcome === 'found') {
    console.log(answer.packages.join('\n'))
    return { passed: 0, failed: 1, skipped: 0 }
  }
  warn(`漏洞通报服务未能查询，本项未检查。 The advisory service could not be asked: ${answer.why}`)
  return { passed: 0, failed: 0, skipped: 1 }
}

function vitest(filters: string[]): Counts {
  if (findBrowser() === null) {
    warn('未找到 Chromium，浏览器测试将被跳过（文件名含 browser 的测试）。请安装 chromium 后重跑。')
    warn('No Chromium on this machine: the browser tests are LEFT OUT.')
  }
  console.log('\n— 测试 tests')
  mkdirSync(path.dirname(REPORT), { recursive: true })
  rmSync(REPORT, { force: true })
  const status = run('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${REPORT}`,
    ...filters,
  ])
  if (!existsSync(REPORT)) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report
  const failed = report.numFailedTests + report.testResults.filter(brokenBeforeItsTests).length
  // A run that ends badly without a failed test (set-up broke, an error nobody caught) is a failure all the same.
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests,
  }
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** A file that could not even be loaded has failed although none of its tests has. */
const brokenBeforeItsTests = ({ status, assertionResults }: Report['testResults'][number]): boolean =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed')

const warn = (text: string) => console.log(`\u001b[33m!! ${text}\u001b[0m`)

main(process.argv.slice(2).filter((arg) => arg !== '--'))
