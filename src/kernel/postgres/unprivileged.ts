import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { fault } from '../errors.ts'

/** The system account a program runs under; undefined ids mean "the one we already are". */
export interface RunAs {
  uid?: number
  gid?: number
}

/** Accounts to drop to when started as root, best first. The last exists on every Linux. */
const ACCOUNTS = ['postgres', 'xinwang', 'nobody']

/** PostgreSQL refuses to run as root; as root, finds an unprivileged account for it. */
export function unprivilegedAccount(): RunAs {
  if (process.getuid?.() !== 0) return {}
  for (const account of ACCOUNTS) {
    const uid = idOf(account, '-u')
    const gid = idOf(account, '-g')
    if (uid && gid) return { uid, gid }
  }
  throw fault({
    code: 'KERNEL_NO_ACCOUNT',
    message: '以 root 启动时需要一个非特权系统账户来运行数据库，但本机没有可用账户。',
    next: '请先执行 useradd --system xinwang，或改用普通用户启动。',
  })
}

function idOf(account: string, flag: '-u' | '-g'): number | undefined {
  const result = spawnSync('id', [flag, account], { encoding: 'utf8' })
  return result.status === 0 ? Number(result.stdout) : undefined
}

/** True when the account can enter the folder `target` through all folders above it. */
export function canReach(account: RunAs, target: string): boolean {
  if (account.uid === undefined) return true
  return spawnSync('test', ['-x', target], { uid: account.uid, gid: account.gid!, cwd: '/' }).status === 0
}

/**
 * The folder itself where the account can reach it; otherwise (a checkout below a folder only root may enter) a place
 * of the same content under /var/lib, named by a hash so that two checkouts never share it.
 */
export function reachableFolder(account: RunAs, folder: string, copyContents: boolean): string {
  if (canReach(account, folder)) return folder
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  const elsewhere = path.join('/var/lib/xinwang', name)
  if (copyContents && !existsSync(path.join(elsewhere, 'copied'))) {
    cpSync(folder, elsewhere, { recursive: true, verbatimSymlinks: true })
    mkdirSync(path.join(elsewhere, 'copied'), { recursive: true })
  }
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 })
  return elsewhere
}
