import { hash, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { invalid } from '../../kernel/index.ts'
import { CHANGED, INTACT, isSealIntact, issuingKey, notSealed, readSeal } from '../../publication/index.ts'

type KeyList = { keys: { keyId: string; publicKey: JsonWebKey }[] }

/** `xinwang report check FILE [--key KEYS.json]`: needs neither database nor network. */
export async function reportCheck(place: string, options: { key?: string }): Promise<void> {
  const file = readText(place)
  const read = readSeal(file)
  if (!read) throw notSealed()
  const keys: KeyList = options.key
    ? (JSON.parse(readText(options.key).toString('utf8')) as KeyList)
    : { keys: [issuingKey()] }
  const key = keys.keys.find(({ keyId }) => keyId === read.seal.keyId)
  if (!key) {
    throw invalid({
      code: 'APP_REPORT_KEY_UNKNOWN',
      message: `报告由公钥 ${read.seal.keyId} 签名，给出的公钥中没有它。`,
      next: '请从平台 /api/report-keys 下载公钥，用 --key 指明文件后重试。',
    })
  }
  if (!isSealIntact(read.document, read.seal, key.publicKey)) {
    throw invalid({ code: 'APP_REPORT_CHANGED', message: CHANGED, next: '请凭封面上的核验码在网站核验。' })
  }
  process.stdout.write(
    `${[
      INTACT,
      `核验码    ${read.seal.verifyCode}`,
      `签名公钥  ${read.seal.keyId}`,
      `SHA-256   ${hash('sha256', file)}`,
      '载入的信息此后是否有变化，须在网站凭核验码查询。',
    ].join('\n')}\n`,
  )
}

function readText(place: string): Buffer {
  try {
    return readFileSync(place)
  } catch (error) {
    throw invalid({
      code: 'APP_FILE_UNREADABLE',
      message: `无法读取文件 ${place}。`,
      next: '请核对路径和权限。',
      internal: String(error),
    })
  }
}
