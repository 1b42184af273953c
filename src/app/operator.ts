import { userInfo } from 'node:os'
import type { Actor } from '../ledger/index.ts'

/** Whoever runs the command line on the machine itself, by the name of the system account. */
export const operator = (): Actor => ({ kind: 'operator', name: `命令行（系统账户 ${userInfo().username}）` })
