import { expect, test } from 'vitest'
import { world } from '../../test/support/world.ts'
import { canonicalJson, type Hash, type Json, rootOf, sha256, textLeafHash } from '../ledger/index.ts'

/** The statements that leaves commit to, written out here once more: a change of them would break every old proof. */
const acceptedByTheBook = (row: number, subject: string, key: string, digest: string, salt: string): Hash =>
  textLeafHash(salt + canonicalJson(['accepted', row, 'CF', subject, key, digest]))
const refusedByTheBook = (row: number, content: Json, salt: string): Hash =>
  textLeafHash(salt + canonicalJson(['refused', row, content]))

test('from what the database holds, anybody who may read it can compute the root that the submission’s act commits to', async () => {
  await using w = await world()
  const rows = Array.from({ length: 5000 }, (_, i) =>
    w.penalty(i % 300, { CF_WSH: `虚构石罚〔2026〕${i}号` }),
  )
  rows[7] = w.penalty(7, { CF_JDRQ: '昨天' })
  rows[4500] = w.penalty(8, { CF_XDR_MC: '石家庄虚构另名有限公司', CF_WSH: '虚构石罚〔2026〕另号' })
  const receipt = await w.send(rows)
  expect(receipt).toMatchObject({ rows: 5000, accepted: { new: 4998 }, refused: 2 })
  const leaves: Hash[] = []
  const records = await w.query<{
    n: number
    id: string
    key: string
    digest: string
    salt: string
    fields: Json
  }>(
    `SELECT row_number AS n, subject_id::text AS id, replace(record_key::text, '-', '') AS key,
            replace(digest::text, '-', '') AS digest, replace(salt::text, '-', '') AS salt, fields FROM records.record`,
  )
  for (const { n, id, key, digest, salt, fields } of records) {
    expect(sha256(canonicalJson(fields)).slice(0, 32)).toBe(digest)
    leaves[n - 2] = acceptedByTheBook(n, id, key, digest, salt)
  }
  const quarantined = await w.query<{ n: number; content: Json; salt: string }>(
    `SELECT row_number AS n, content, replace(salt::text, '-', '') AS salt FROM collection.quarantined_row`,
  )
  for (const { n, content, salt } of quarantined) leaves[n - 2] = refusedByTheBook(n, content, salt)
  expect(leaves.filter(Boolean).length).toBe(5000)
  const [submission] = await w.query<{ root: string }>(
    `SELECT encode(root, 'hex') AS root FROM collection.submission`,
  )
  const [act] = await w.query<{ root: string }>(
    `SELECT payload->>'root' AS root FROM ledger.act WHERE operation = 'submission.accept'`,
  )
  expect([submission!.root, act!.root]).toEqual([rootOf(leaves), rootOf(leaves)])
})
