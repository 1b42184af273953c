import { wallClock } from '../kernel/index.ts'

const BAR_CELLS = 30

/**
 * A bar on the terminal that is written over: share done, what was done, time left. Nothing where there is no terminal
 * or it is not wanted, so that output to a file stays clean.
 */
export function progressBar(silent: boolean): { show(share: number, done: string): void; end(): void } {
  const stream = process.stderr
  if (silent || !stream.isTTY) return { show: () => undefined, end: () => undefined }
  const started = wallClock.now().getTime()
  let shown = false
  return {
    show(share, done) {
      shown = true
      const seconds = (wallClock.now().getTime() - started) / 1000
      stream.write(`\r\u001b[2K${bar(share)} ${done}${remaining(seconds, share)}`)
    },
    end() {
      if (shown) stream.write('\r\u001b[2K')
    },
  }
}

function bar(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * BAR_CELLS)
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.floor(share * 100)}%`
}

/** Too early an estimate is worse than none. */
const SHARE_TO_ESTIMATE_FROM = 0.02

function remaining(seconds: number, share: number): string {
  if (share < SHARE_TO_ESTIMATE_FROM || share >= 1) return ''
  const left = Math.ceil((seconds / share) * (1 - share))
  return left < 60 ? `，约剩 ${left} 秒` : `，约剩 ${Math.ceil(left / 60)} 分钟`
}
