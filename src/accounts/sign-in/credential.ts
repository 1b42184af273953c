import { hash } from 'node:crypto'
import { Type } from 'typebox'
import {
  type Clock,
  type Database,
  invalid,
  isPostgresError,
  loadSql,
  refused,
  type Tx,
  UNIQUE_VIOLATION,
} from '../../kernel/index.ts'
import { hashPassword, isPassword, passwordProblems } from './password.ts'
import { newRecoveryCodes, newTotpSecret, recoveryDigest, seal, totpStep, unseal } from './totp.ts'

const sql = loadSql(import.meta.url, '../accounts.sql')

const LOGIN_NAME = /^[a-z0-9][a-z0-9._-]{2,39}$/

/**
 * Gives a person a login name and a password at the embedded provider.
 * @throws invalid when either will not do
 */
export async function createCredential(
  tx: Tx,
  clock: Clock,
  input: { personId: string; loginName: string; password: string },
): Promise<void> {
  const loginName = input.loginName.trim().toLowerCase()
  const fields = passwordProblems(input.password, loginName)
  if (!LOGIN_NAME.test(loginName)) {
    fields.unshift({
      field: 'loginName',
      code: 'LOGIN_NAME_SHAPE',
      message: '登录名为 3 至 40 位小写字母、数字、点、下划线或短横，以字母或数字开头。',
    })
  }
  if (fields.length > 0) {
    throw invalid({
      code: 'ACCOUNTS_CREDENTIAL',
      message: `登录名或密码不能使用：${fields[0]!.message}`,
      next: '请改正后重新提交。',
      fields,
    })
  }
  try {
    await sql.run(tx, 'insert_credential', {
      personId: input.personId,
      loginName,
      passwordHash: await hashPassword(input.password),
      at: clock.now(),
    })
  } catch (error) {
    if (!isPostgresError(error, UNIQUE_VIOLATION)) throw error
    throw invalid({
      code: 'ACCOUNTS_LOGIN_NAME_TAKEN',
      message: '这个登录名已经有人使用。',
      next: '请换一个登录名。',
    })
  }
}

/** Begins the second factor: a new secret, which counts once a code from it was given. @returns the secret in base32 */
export async function beginTotp(tx: Tx, sealingKey: Buffer, personId: string): Promise<string> {
  const secret = newTotpSecret()
  await sql.run(tx, 'set_totp', { personId, sealed: seal(sealingKey, secret) })
  return secret
}

/** The secret that was begun and not confirmed yet. */
export async function pendingTotp(tx: Tx, sealingKey: Buffer, personId: string): Promise<string | undefined> {
  const row = await sql.optional(
    tx,
    'find_pending_totp',
    { personId },
    Type.Object({ sealed: Type.Unsafe<Buffer>({}) }),
  )
  return row && unseal(sealingKey, row.sealed)
}

/**
 * Ends the setting up of the second factor with a first right code.
 * @returns the recovery codes, shown once
 * @throws refused when the code is wrong
 */
export async function confirmTotp(
  tx: Tx,
  clock: Clock,
  sealingKey: Buffer,
  personId: string,
  code: string,
): Promise<string[]> {
  const secret = await pendingTotp(tx, sealingKey, personId)
  const step = secret === undefined ? undefined : totpStep(secret, code, clock.now(), null)
  if (step === undefined) {
    throw refused({
      code: 'ACCOUNTS_TOTP_WRONG',
      message: '动态口令不对。',
      next: '请核对手机时间是否准确，等下一个口令出现后再填。',
    })
  }
  const codes = newRecoveryCodes()
  await sql.run(tx, 'confirm_totp', { personId, at: clock.now(), step: String(step) })
  await sql.run(tx, 'insert_recovery_codes', { personId, digests: codes.map(recoveryDigest) })
  return codes
}

export interface SignedIn {
  personId: string
  secondFactor: boolean
}

const CredentialRow = Type.Object({
  personId: Type.String(),
  passwordHash: Type.String(),
  sealed: Type.Union([Type.Unsafe<Buffer>({}), Type.Null()]),
  lastStep: Type.Union([Type.String(), Type.Null()]),
})

/** A hash of nobody's password, so that an unknown name takes as long as a wrong password. */
let nobody: Promise<string> | undefined

/**
 * Checks login name, password and, where it was set up, the code of this moment or a recovery code. Whether the name, the
 * password or the code was wrong is not told apart.
 * @throws refused `ACCOUNTS_SIGN_IN_WRONG`; `ACCOUNTS_SIGN_IN_WAIT` after too many wrong ones, whether or not the name exists
 */
export async function checkCredential(
  database: Database,
  clock: Clock,
  sealingKey: Buffer,
  given: { loginName: string; password: string; code: string },
): Promise<SignedIn> {
  const loginName = given.loginName.trim().toLowerCase()
  const loginDigest = hash('sha256', loginName, 'buffer')
  await refuseTooSoon(database, clock, loginDigest)
  const found = await database.read((tx) => sql.optional(tx, 'find_credential', { loginName }, CredentialRow))
  nobody ??= hashPassword('')
  const right = await isPassword(given.password, found?.passwordHash ?? (await nobody))
  const outcome =
    found && right
      ? await database.transact((tx) => checkSecondFactor(tx, clock, sealingKey, found, given.code))
      : undefined
  if (outcome) {
    await database.transact((tx) => sql.run(tx, 'forget_failures', { loginDigest }))
    return outcome
  }
  await database.transact((tx) => sql.run(tx, 'count_failure', { loginDigest, at: clock.now() }))
  throw refused({
    code: 'ACCOUNTS_SIGN_IN_WRONG',
    message: '登录名、密码或动态口令不对。',
    next: '请核对后重试；忘记密码的请向本单位的机构管理员申请新的开通链接。',
    status: 401,
  })
}

async function checkSecondFactor(
  tx: Tx,
  clock: Clock,
  sealingKey: Buffer,
  { personId, sealed, lastStep }: { personId: string; sealed: Buffer | null; lastStep: string | null },
  code: string,
): Promise<SignedIn | undefined> {
  if (sealed === null) return { personId, secondFactor: false }
  const last = lastStep === null ? null : BigInt(lastStep)
  const step = totpStep(unseal(sealingKey, sealed), code, clock.now(), last)
  if (step !== undefined) {
    await sql.run(tx, 'use_totp_step', { personId, step: String(step) })
    return { personId, secondFactor: true }
  }
  const used = await sql.run(tx, 'use_recovery_code', {
    personId,
    digest: recoveryDigest(code),
    at: clock.now(),
  })
  return used === 1 ? { personId, secondFactor: true } : undefined
}

const FREE_FAILURES = 5
const FIRST_WAIT_SECONDS = 30
const LONGEST_WAIT_SECONDS = 3600

/** Seconds to wait after so many wrong attempts in a row: doubled each time, an hour at the most. */
export const waitAfter = (failures: number): number =>
  failures < FREE_FAILURES
    ? 0
    : Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT_SECONDS)

async function refuseTooSoon(database: Database, clock: Clock, loginDigest: Buffer): Promise<void> {
  const row = await database.read((tx) =>
    sql.optional(
      tx,
      'find_failures',
      { loginDigest },
      Type.Object({ failures: Type.Integer(), failedAt: Type.Unsafe<Date>({}) }),
    ),
  )
  if (!row) return
  const seconds = Math.ceil(waitAfter(row.failures) - (clock.now().getTime() - row.failedAt.getTime()) / 1000)
  if (seconds <= 0) return
  throw refused({
    code: 'ACCOUNTS_SIGN_IN_WAIT',
    message: `连续多次登录失败，请等待 ${seconds} 秒后再试。`,
    next: '若不是本人所为，请告知本单位的机构管理员。',
    status: 429,
  })
}
