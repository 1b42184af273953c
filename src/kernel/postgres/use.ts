import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** One process's use of a shared server. */
export interface Use {
  end(): { othersRemain: boolean }
}

/**
 * Notes that this process uses the server, so that the last one to leave stops it. A process that was killed leaves its
 * note behind; it no longer counts, because a note names the process by number and start time.
 */
export function registerUse(folder: string): Use {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = path.join(folder, String(process.pid))
  writeFileSync(own, startTime(process.pid) ?? '', { mode: 0o600 })
  return {
    end() {
      rmSync(own, { force: true })
      return { othersRemain: readdirSync(folder).some((name) => isAlive(folder, name)) }
    },
  }
}

function isAlive(folder: string, name: string): boolean {
  const file = path.join(folder, name)
  try {
    if (startTime(Number(name)) === readFileSync(file, 'utf8')) return true
  } catch {
    return false
  }
  rmSync(file, { force: true })
  return false
}

/**
 * Start time of a process in clock ticks since boot: field 22 of /proc/PID/stat; undefined when it is gone, or dead and
 * only not yet collected by its parent (field 3), as in a container whose first process collects nobody.
 */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
  } catch {
    return undefined
  }
}
