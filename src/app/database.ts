import { mkdirSync } from 'node:fs'
import { type Database, fault, migrate, openDatabase, startEmbedded } from '../kernel/index.ts'
import { POSTGRES_HOME, VAR } from './paths.ts'

/** An open, migrated database; `close` also stops the embedded server when nobody else uses it. */
export interface OpenedDatabase {
  database: Database
  embedded: boolean
  close(): Promise<void>
}

/** Opens DATABASE_URL, or the embedded server under var/ when it is not set, and brings the schema up to date. */
export async function openProgramDatabase(): Promise<OpenedDatabase> {
  const external = process.env.DATABASE_URL
  if (external) {
    await migrate(external)
    const database = openDatabase(external)
    return { database, embedded: false, close: () => database.close() }
  }
  makeVar()
  const server = await startEmbedded(POSTGRES_HOME)
  try {
    await migrate(server.url)
  } catch (error) {
    await server.stop()
    throw error
  }
  const database = openDatabase(server.url)
  return {
    database,
    embedded: true,
    async close() {
      await database.close()
      await server.stop()
    },
  }
}

function makeVar(): void {
  try {
    mkdirSync(VAR, { recursive: true, mode: 0o711 })
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC'
    throw fault({
      code: full ? 'KERNEL_DISK_FULL' : 'APP_VAR_NOT_WRITABLE',
      message: full ? '磁盘空间不足，无法建立数据目录。' : `无法建立数据目录 ${VAR}。`,
      next: full ? '请清理磁盘后重试。' : '请确认当前用户对项目目录有写权限。',
      internal: String(error),
    })
  }
}
