import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, read } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { invalid } from '../../kernel/index.ts'
import { maskNumberOfPerson } from '../validate/problem.ts'
import { unreadable } from './source.ts'

/** A file to take in: read by position, known by the digest of its bytes. */
export interface SpooledFile {
  handle: FileHandle
  /** The file's own name without folders; people's numbers in it are masked, as it is kept with the submission. */
  name: string
  bytes: number
  /** SHA-256 of the whole file. */
  digest: Buffer
}

/** Small enough that the rows in it are read in a few milliseconds, between two answers of the database. */
const BLOCK_BYTES = 1 << 18

/**
 * Writes an upload to disk under a name that is removed at once: the bytes live only as long as this process holds
 * them, so that no original (which may hold people's data) outlives its intake, whatever kills us.
 * @throws invalid when the upload is cut off, or larger than `limitBytes`
 */
export async function spoolStream(
  stream: Readable,
  name: string,
  folder: string,
  limitBytes: number,
): Promise<SpooledFile> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const place = path.join(folder, randomUUID())
  const handle = await open(place, 'wx+', 0o600)
  await unlink(place)
  const sha = createHash('sha256')
  let bytes = 0
  try {
    for await (const block of stream as AsyncIterable<Buffer>) {
      bytes += block.length
      if (bytes > limitBytes) break
      sha.update(block)
      await handle.write(block)
    }
  } catch (error) {
    await handle.close()
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    throw unreadable(
      'UPLOAD_CUT_OFF',
      '文件没有传完。',
      '请检查网络后重新上传；已收到的部分没有保留。',
      String(error),
    )
  }
  if (bytes > limitBytes || (stream as Readable & { truncated?: boolean }).truncated) {
    await handle.close()
    throw invalid({
      code: 'COLLECTION_FILE_TOO_LARGE',
      message: `文件超过 ${Math.floor(limitBytes / 2 ** 30)} GB 的上限。`,
      next: '请按月份或地区拆分后分次报送。',
      status: 413,
    })
  }
  return { handle, name: maskNumberOfPerson(path.basename(name)), bytes, digest: sha.digest() }
}

/** Opens a file of this machine and computes its digest; the file itself is not touched. */
export async function openFile(place: string): Promise<SpooledFile> {
  let handle: FileHandle
  try {
    handle = await open(place, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'ENOENT' ? '文件不存在' : code === 'EACCES' ? '没有读取权限' : '无法打开'
    throw unreadable('FILE_UNREADABLE', `${place}：${why}。`, '请核对路径和权限。', String(error))
  }
  const status = await handle.stat()
  if (!status.isFile()) {
    await handle.close()
    throw unreadable('FILE_UNREADABLE', `${place}：不是文件。`, '请给出一个 xlsx 或 csv 文件。')
  }
  const sha = createHash('sha256')
  for await (const block of blocksOf(handle.fd)) sha.update(block)
  const name = maskNumberOfPerson(path.basename(place))
  return { handle, name, bytes: status.size, digest: sha.digest() }
}

const readAt = promisify(read)

/** The file's bytes from its beginning. Each block is valid until the next is asked for. */
export async function* blocksOf(fd: number): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafe(BLOCK_BYTES)
  let position = 0
  while (true) {
    const { bytesRead } = await readAt(fd, block, 0, BLOCK_BYTES, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield block.subarray(0, bytesRead)
  }
}

/** The first bytes of the file. */
export async function headOf(fd: number, bytes: number): Promise<Buffer> {
  const block = Buffer.alloc(bytes)
  const { bytesRead } = await readAt(fd, block, 0, bytes, 0)
  return block.subarray(0, bytesRead)
}
