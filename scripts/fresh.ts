import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { migrate, startEmbedded } from '../src/kernel/index.ts'
import { makeDocuments } from './fresh/documents.ts'
import { makeSbom } from './fresh/sbom.ts'

/**
 * `npm run fresh`: makes the documents anew that are generated from the program and the live schema. It works in a
 * database of its own on the embedded server, so that it neither needs nor touches anybody's data.
 */
const ROOT = path.join(import.meta.dirname, '..')
const DATABASE = 'xinwang_fresh'

async function withMigratedDatabase<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const server = await startEmbedded(process.env.XINWANG_TEST_HOME ?? path.join(ROOT, 'var/test/postgres'))
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const url = server.url.replace(/\/xinwang$/, `/${DATABASE}`)
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`)
    await admin.query(`CREATE DATABASE ${DATABASE}`)
    await migrate(url)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`)
    await admin.end()
    await server.stop()
  }
}

function store(documents: ReadonlyMap<string, string>): number {
  let changed = 0
  for (const [name, text] of documents) {
    const place = path.join(ROOT, name)
    if (readIfThere(place) === text) continue
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, text)
    process.stdout.write(`${name}\n`)
    changed++
  }
  return changed
}

function readIfThere(place: string): string | undefined {
  try {
    return readFileSync(place, 'utf8')
  } catch {
    return undefined
  }
}

const documents = await withMigratedDatabase(makeDocuments)
documents.set('docs/sbom.cdx.json', makeSbom(ROOT))
const changed = store(documents)
process.stdout.write(changed === 0 ? 'everything was fresh\n' : `${changed} made anew\n`)
