// `npm run up`, `npm test` and the others: installs what is missing, then runs the command under the right Node.
import { launch } from './launch.mjs'

const FILES = {
  up: ['src/app/cli.ts', 'up'],
  dev: ['scripts/dev.ts'],
  test: ['scripts/test.ts'],
  bench: ['bench/main.ts'],
  new: ['scripts/new.ts'],
  fresh: ['scripts/fresh.ts'],
}

const [, , command, ...rest] = process.argv
const [file, ...first] = FILES[command] ?? []
if (!file) {
  process.stderr.write(`没有命令 ${command}；可用：${Object.keys(FILES).join('、')}\n`)
  process.exit(2)
}
launch(file, [...first, ...rest])
