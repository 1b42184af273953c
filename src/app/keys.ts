import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fault } from '../kernel/index.ts'
import { VAR } from './paths.ts'

export const KEYS = path.join(VAR, 'keys')

const SECRET_BYTES = 32

/**
 * The secret that seals what the database must not hold in the open, and from which the keys of sign-in are derived. It
 * is a file outside the database, readable by the program's account only; made at the first start.
 * @param folder where it lies; XINWANG_SECRET_FILE names another file
 */
export function readSecret(folder = KEYS): Buffer {
  const place = process.env.XINWANG_SECRET_FILE ?? path.join(folder, 'secret')
  const found = readIfThere(place)
  if (found) return check(found, place)
  if (process.env.XINWANG_SECRET_FILE) {
    throw fault({
      code: 'APP_SECRET_MISSING',
      message: `没有找到密钥文件 ${place}。`,
      next: '请核对 XINWANG_SECRET_FILE；没有密钥，已设置的动态口令将无法使用。',
    })
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const made = randomBytes(SECRET_BYTES)
  const temporary = `${place}.${process.pid}`
  writeFileSync(temporary, `${made.toString('hex')}\n`, { mode: 0o600 })
  chmodSync(temporary, 0o600)
  renameSync(temporary, place)
  return check(readIfThere(place)!, place)
}

function readIfThere(place: string): string | undefined {
  try {
    return readFileSync(place, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function check(text: string, place: string): Buffer {
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  throw fault({
    code: 'APP_SECRET_BROKEN',
    message: `密钥文件 ${place} 的内容不是 64 位十六进制。`,
    next: '请从备份恢复这个文件，不要另造一个：已设置的动态口令靠它才能使用。',
  })
}
