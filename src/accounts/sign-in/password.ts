import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { FieldProblem } from '../../kernel/index.ts'

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>

/** Argon2id as OWASP's Password Storage Cheat Sheet asks at least: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }
const SALT_BYTES = 16

/** NIST SP 800-63B section 3.1.1.2: length is what counts; beside a second factor 8 would do, alone 15. */
export const PASSWORD_MIN = 12
const PASSWORD_MAX = 128

/** What people choose when they must choose something; compared without regard to case, marks and final digits. */
const COMMON =
  'password passwort passw0rd qwertyuiop asdfghjkl zxcvbnm iloveyou woaini woaini1314 administrator admin letmein welcome monkey dragon xinwang credit hebei shijiazhuang zhongguo china qazwsx 1q2w3e4r 1qaz2wsx aa123456 a123456789 5201314 changeme default guest root superman princess sunshine football baseball master shadow'.split(
    ' ',
  )

/** What stands against a password, in words; nothing when it may be used. No rule asks for capitals or signs. */
export function passwordProblems(password: string, loginName: string): FieldProblem[] {
  const text = password.normalize('NFKC')
  const length = [...text].length
  const say = (code: string, message: string): FieldProblem[] => [{ field: 'password', code, message }]
  if (length < PASSWORD_MIN)
    return say('PASSWORD_SHORT', `密码应至少 ${PASSWORD_MIN} 个字符，可以用几个词组成一句话。`)
  if (length > PASSWORD_MAX) return say('PASSWORD_LONG', `密码不得超过 ${PASSWORD_MAX} 个字符。`)
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const core = plain.replace(/\d+$/, '').replace(/^\d+/, '')
  if (loginName !== '' && plain.includes(loginName)) return say('PASSWORD_NAME', '密码中不能含有登录名。')
  if (core.length < 4 || COMMON.includes(core) || isMonotonous(plain))
    return say('PASSWORD_COMMON', '这个密码太常见，很容易被猜到，请换一个。')
  return []
}

/** Few different characters, or a run along the keyboard or alphabet. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size < 5) return true
  let steps = 0
  for (let i = 1; i < text.length; i++)
    if (Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1)) === 1) steps++
  return steps >= text.length - 2
}

/** `argon2id$memory$passes$parallelism$salt$tag`, salt and tag in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await tagOf(password, salt, COST)
  return ['argon2id', COST.memory, COST.passes, COST.parallelism, text64(salt), text64(tag)].join('$')
}

/** Whether the password is the one that was hashed. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = stored.split('$')
  const expected = Buffer.from(tag!, 'base64url')
  const cost = {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  }
  return timingSafeEqual(await tagOf(password, Buffer.from(salt!, 'base64url'), cost), expected)
}

const tagOf = (password: string, nonce: Buffer, cost: typeof COST): Promise<Buffer> =>
  derive('argon2id', { ...cost, message: Buffer.from(password.normalize('NFKC')), nonce })

const text64 = (bytes: Buffer): string => bytes.toString('base64url')
