import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { absent, type Database, fault, invalid, refused } from '../../kernel/index.ts'
import {
  type Checkpoint,
  checkBundle,
  checkLog,
  type Divergence,
  type LogReader,
  type NoteKey,
  type ProofBundle,
  parseKey,
  proveAct,
  publishLog,
  readIfThere,
} from '../../ledger/index.ts'
import { openProgramDatabase } from '../database.ts'
import { LOG_FOLDER, programLog } from '../log.ts'
import { VAR } from '../paths.ts'

const say = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`)

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const opened = await openProgramDatabase()
  try {
    return await work(opened.database)
  } finally {
    await opened.close()
  }
}

/** `xinwang ledger sequence`: what the worker beside the server does, once. */
export const ledgerSequence = (): Promise<void> =>
  withDatabase(async (database) => {
    const head = await publishLog(database, await programLog(database))
    say(head ? `已公布  ${head.size} 条，根 ${head.root}` : '另一个程序正在排入日志，本次没有做。')
  })

const fromFolder: LogReader = async (name) => readIfThere(path.join(LOG_FOLDER, name))

const fromAddress =
  (address: string): LogReader =>
  async (name) => {
    const reply = await fetch(`${address.replace(/\/$/, '')}/${name}`, {
      signal: AbortSignal.timeout(30_000),
    })
    if (reply.status === 404) return undefined
    if (!reply.ok) throw unreachable(address, `HTTP ${reply.status}`)
    return Buffer.from(await reply.arrayBuffer())
  }

const unreachable = (address: string, internal: string) =>
  fault({
    code: 'APP_LOG_UNREACHABLE',
    message: `无法从 ${address} 读取存证日志。`,
    next: '请核对地址（以 /ledger 结尾）和网络后重试。',
    internal,
  })

interface VerifyOptions {
  url?: string
  key?: string
}

/**
 * `xinwang ledger verify`: derives the whole log again. Of this platform, with its acts; with `--url`, of any, by its files
 * alone. What head was seen is kept, and the next time the log must still begin with it.
 */
export async function ledgerVerify(options: VerifyOptions): Promise<void> {
  const verdict = options.url ? await verifyAddress(options.url, options.key) : await verifyOwn()
  if (verdict.divergence) throw diverged(verdict.divergence)
  say(`相符  ${verdict.checkpoint!.size} 条，根 ${verdict.checkpoint!.root}`, verdict.note!.trimEnd())
}

const verifyOwn = () =>
  withDatabase(async (database) => {
    const key = (await programLog(database)).key.verifier
    return rememberingHead(key, (seen) =>
      checkLog({ read: fromFolder, key, database, ...(seen ? { seen } : {}) }),
    )
  })

async function verifyAddress(address: string, keyText: string | undefined) {
  const read = fromAddress(address)
  const text =
    keyText ??
    (
      await read('key').catch((error) => {
        throw unreachable(address, String(error))
      })
    )?.toString()
  const key = parseKey(text ?? '')
  if (!key) {
    throw invalid({
      code: 'APP_LOG_KEY_INVALID',
      message: '没有得到可用的验证密钥。',
      next: '请用 --key 给出事先取得的密钥（名称+编号+内容）；只信对方网站上的密钥等于只信对方网站。',
    })
  }
  if (!keyText) say('注意：密钥取自被核对的网站本身。请用 --key 给出另行取得的密钥。')
  return rememberingHead(key, (seen) => checkLog({ read, key, ...(seen ? { seen } : {}) }))
}

type Verdict = Awaited<ReturnType<typeof checkLog>>

async function rememberingHead(
  key: NoteKey,
  check: (seen: Checkpoint | undefined) => Promise<Verdict>,
): Promise<Verdict> {
  const place = path.join(VAR, 'ledger-seen', `${encodeURIComponent(`${key.name}+${key.id}`)}.json`)
  const text = readIfThere(place)?.toString('utf8')
  const verdict = await check(text === undefined ? undefined : (JSON.parse(text) as Checkpoint))
  if (!verdict.divergence) {
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, JSON.stringify(verdict.checkpoint))
  }
  return verdict
}

const WORDS: Record<Divergence['what'], string> = {
  checkpoint_missing: '没有检查点',
  checkpoint_not_signed: '检查点不是用这把密钥签名的',
  log_shorter_than_seen: '日志比上次看到的短',
  other_history_than_seen: '日志不是上次看到的那一份的延续',
  bundle_broken: '条目文件缺失或损坏',
  tile_differs: '瓦片与条目算出的不同',
  root_differs: '检查点的根与条目算出的不同',
  act_missing: '日志中有这一条，数据库中没有',
  act_differs: '数据库中的行为与日志中的不是同一条',
  commitment_differs: '行为的内容与其承诺值不符，内容被改动过',
}

const diverged = (divergence: Divergence) =>
  refused({
    code: 'APP_LOG_DIVERGES',
    message: `存证日志不符：${describe(divergence)}`,
    next: '请保留现场并把以上内容交给审计员和见证方；这是第一处不符，其后的没有再查。',
  })

const describe = ({ what, at, file, expected, found }: Divergence): string =>
  [
    WORDS[what],
    at === undefined ? '' : `，第 ${at} 条`,
    file ? `，文件 ${file}` : '',
    expected ? `\n应为 ${expected}` : '',
    found ? `\n实为 ${found}` : '',
  ].join('')

/** `xinwang ledger prove ACT`: the proof as a file that `ledger check` and others verify without the platform. */
export const ledgerProve = (actId: string): Promise<void> =>
  withDatabase(async (database) => {
    const { key } = await programLog(database)
    const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(actId) ? actId : undefined
    const bundle = id && (await database.read((tx) => proveAct(tx, fromFolder, key.verifier, id)))
    if (!bundle) {
      throw absent({
        code: 'APP_ACT_NOT_IN_LOG',
        message: `已公布的日志中没有编号为“${actId}”的行为。`,
        next: '请核对编号；刚刚发生的行为请稍等片刻，或先执行 xinwang ledger sequence。',
      })
    }
    say(JSON.stringify(bundle, null, 2))
  })

/** `xinwang ledger check FILE --key …`: asks neither database nor network. */
export async function ledgerCheck(file: string, options: { key: string }): Promise<void> {
  const key = parseKey(options.key)
  const verdict = key && checkBundle(readBundle(file), key)
  if (!verdict || verdict.problem !== undefined) {
    throw refused({
      code: 'APP_PROOF_WRONG',
      message: `证明不成立：${key ? PROBLEMS[verdict!.problem!] : '密钥无法识别'}。`,
      next: '请核对文件是否完整、密钥是否为该日志的密钥。',
    })
  }
  say(`成立  行为 ${verdict.act} 是日志 ${key.name} 前 ${verdict.size} 条中的第 ${verdict.index} 条`)
  if (!verdict.contentShown) say('行为的内容已清除，只证明其曾经存在。')
}

const PROBLEMS = {
  not_a_bundle: '不是证明文件',
  not_the_entry: '内容与日志条目不符',
  checkpoint_not_signed: '检查点不是用这把密钥签名的',
  not_in_the_tree: '条目不在检查点所签的日志中',
}

function readBundle(file: string): ProofBundle {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProofBundle
  } catch (error) {
    throw invalid({
      code: 'APP_PROOF_UNREADABLE',
      message: `无法读取证明文件 ${file}。`,
      next: '请核对路径；文件应为 xinwang ledger prove 输出的 JSON。',
      internal: error instanceof Error ? error.name : '',
    })
  }
}
