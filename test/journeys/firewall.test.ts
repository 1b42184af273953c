import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SampleRow } from '../../seed/rows.ts'
import { installation } from '../support/cluster.ts'
import { xinwang } from '../support/command.ts'
import { differences, findInDatabase, findInFiles } from '../support/contents.ts'
import { TEST_DAY } from '../support/days.ts'
import { csvOf, tableOf } from '../support/delivery.ts'
import { fullWidth, inventedResidentId, residentIdWithSlip } from '../support/person.ts'
import { type World, world } from '../support/world.ts'

/** What must be nowhere afterwards, and the rows it was planted in. */
interface Planted {
  secrets: string[]
  /** Rows about a person, however they are dressed: counted and dropped. */
  persons: SampleRow[]
  /** Rows about an organisation with a person's number in them that a rule can see: refused, the number masked. */
  refused: SampleRow[]
  /** Rows about an organisation with a person's number in a column that is checked and dropped: accepted. */
  accepted: SampleRow[]
}

const NO_CODE: SampleRow = { CF_XDR_SHXYM: '', CF_FRDB: '' }
const ORGANISATION = '法人及非法人组织'

/** `batch` makes the numbers and names of one delivery different from those of the next. */
function plant(w: World, batch: number): Planted {
  const secrets: string[] = []
  let serial = batch * 60
  const secret = <T extends string>(text: T): T => {
    secrets.push(text)
    return text
  }
  const id = () => secret(inventedResidentId(++serial))
  const slip = () => secret(residentIdWithSlip(++serial))
  const mobile = () => secret(`1990000${String(++serial).padStart(4, '0')}`)
  const name = (word: string) => secret(`虚构自然人${word}${batch}`)
  const row = (i: number, change: SampleRow) => w.penalty(batch * 40 + i, change)
  const digits = (number: string) => {
    secret(number.slice(6, 14) + number.slice(14))
    return number
  }

  const persons = [
    { CF_XDR_LB: '自然人', CF_XDR_ZJLX: '身份证', CF_XDR_ZJHM: id() },
    { CF_XDR_LB: '个人', CF_XDR_ZJLX: '护照号', CF_XDR_ZJHM: secret(`E0000${batch}77`) },
    { CF_XDR_LB: '公民' },
    { CF_XDR_LB: '自 然 人' },
    { CF_XDR_LB: '自然人 ', CF_XDR_SHXYM: w.firms[batch * 40 + 4]!.code },
    { CF_XDR_LB: '' },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: id() },
    { CF_XDR_LB: '个体工商户', CF_XDR_SHXYM: id() },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: slip() },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: fullWidth(id()) },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: id().replace(/(.{6})(.{8})/, '$1 $2-') },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: secret(`139901********00${batch}X`) },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: secret(`13990180010100${batch}`) },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: `身份证号：${id()}` },
    { CF_XDR_LB: ORGANISATION, CF_XDR_GSZC: id() },
    { CF_XDR_LB: ORGANISATION, CF_XDR_ZJLX: '身份证', CF_XDR_ZJHM: id() },
    { CF_XDR_LB: ORGANISATION },
    { CF_XDR_LB: ORGANISATION, CF_XDR_SHXYM: '暂无' },
    { CF_XDR_LB: ORGANISATION, CF_SY: `当事人身份证号${id()}，电话${mobile()}。` },
  ].map((change, i) => row(i, { CF_XDR_MC: name(`甲${String.fromCharCode(97 + i)}`), ...NO_CODE, ...change }))

  const refused = [
    { CF_SY: `负责人身份证号${id()}，已批评教育。` },
    { CF_SY: `负责人（${digits(id()).replace(/(.{6})(.{8})/, '$1 $2 ')}）在场。` },
    { CF_NR: `联系电话${mobile()}。` },
    { CF_SY: `身份证号${slip()}的人员在场。` },
    { CF_SY: `公民身份号码${fullWidth(id())}。` },
    { CF_SY: `身份证 ${digits(id()).replace(/(.{6})(.{4})(.{4})/, '$1 $2 $3 ')}。` },
    { BZ: `经办人手机 ${mobile().replace(/(.{3})(.{4})/, '$1-$2-')}` },
    { CF_XDR_SWDJ: id() },
    { CF_XDR_SWDJ: `${id()}00` },
    { CF_XDR_SHZZ: id() },
    { CF_FRDB: `虚构负责人${id()}` },
    { CF_XDR_ZJLX: '护照号', CF_XDR_ZJHM: secret(`G1234${batch}567`) },
    { CF_FR_ZJLX: id() },
    { CF_FR_ZJLX: secret(`通行证H000${batch}9`) },
    { CF_JDRQ: id() },
    { CF_YXQ: mobile() },
    { CF_NR_FK: mobile().replace(/^/, '电话') },
    { CF_CFLB: `罚款;${id()}` },
    { CF_CFJGDM: id() },
  ].map((change, i) => row(20 + i, change))

  const accepted = [
    { CF_FR_ZJLX: '身份证', CF_FR_ZJHM: id() },
    { CF_FR_ZJLX: '身份证', CF_FR_ZJHM: slip() },
    { CF_FR_ZJLX: '其他-士官证', CF_FR_ZJHM: secret(`兵字第000${batch}88号`) },
  ].map((change, i) => row(39, { ...change, CF_WSH: `虚构石罚〔2026〕9${batch}${i}号` }))

  return { secrets, persons, refused, accepted }
}

/** An older template as departments still send it, with a column for the number of a person. */
function plantOld(w: World): Planted {
  const secrets = [inventedResidentId(901), inventedResidentId(902), '虚构自然人旧模板']
  const row = (firm: number, change: SampleRow): SampleRow => ({
    CF_WSH: `虚构石罚〔2026〕8${firm}号`,
    CF_CFMC: '未按规定公示年度报告',
    CF_CFLB1: '警告',
    CF_CFLB2: '',
    CF_SY: '未在规定期限内公示。',
    CF_YJ: '《企业信息公示暂行条例》第十七条',
    CF_XDR_MC: w.firms[firm]!.name,
    CF_XDR_SHXYM: w.firms[firm]!.code,
    居民身份证号: '',
    CF_FR: '虚构负责人',
    CF_JG: '给予警告。',
    CF_JDRQ: '2026/9/1',
    CF_XZJG: w.regulator.name,
    CF_ZT: '0',
    DFBM: '130100',
    ...change,
  })
  return {
    secrets,
    persons: [row(300, { CF_XDR_MC: secrets[2]!, CF_XDR_SHXYM: '', CF_FR: '', 居民身份证号: secrets[0]! })],
    refused: [row(301, { 居民身份证号: secrets[1]! })],
    accepted: [row(302, {})],
  }
}

const rowsOf = (planted: Planted) => [...planted.persons, ...planted.refused, ...planted.accepted]

function expectTaken(
  receipt: { naturalPersons: number; refused: number; accepted: { new: number } },
  planted: Planted,
) {
  const { naturalPersons, refused, accepted } = receipt
  expect({ naturalPersons, refused, accepted: accepted.new }).toEqual({
    naturalPersons: planted.persons.length,
    refused: planted.refused.length,
    accepted: planted.accepted.length,
  })
}

test('no person’s name or number is anywhere afterwards, in whatever disguise and by whichever door it came', async () => {
  await using own = await installation()
  await using w = await world({ url: own.url })
  const [byCommand, byFile, byJson] = [plant(w, 0), plant(w, 1), plant(w, 2)]
  const old = plantOld(w)
  const secrets = [byCommand, byFile, byJson, old].flatMap((planted) => planted.secrets)

  const env = { XINWANG_VAR: own.folder, XINWANG_TODAY: TEST_DAY }
  const fileName = `${byCommand.secrets.at(-4)}处罚.csv`
  const command = await xinwang(
    [
      'ingest',
      w.place(fileName, csvOf(tableOf(rowsOf(byCommand)))),
      '--item',
      'CF',
      '--provider',
      w.regulator.code,
      '--json',
    ],
    env,
  )
  expect(command.stderr).toBe('')
  expectTaken(JSON.parse(command.stdout), byCommand)

  const key = await w.key(w.regulator.code)
  const table = tableOf(rowsOf(byFile))
  table[0]!.push(byFile.secrets[0]!)
  const uploaded = await w.upload(key, 'CF', `${byFile.secrets[0]}.csv`, csvOf(table))
  expectTaken(uploaded.body, byFile)
  const posted = await w.post(key, { item: 'CF', rows: rowsOf(byJson) })
  expectTaken(posted.body, byJson)
  expectTaken(await w.send(rowsOf(old)), old)
  for (const answer of [command.stdout, JSON.stringify([uploaded.body, posted.body])]) {
    expect(secrets.filter((secret) => answer.includes(secret))).toEqual([])
  }

  await w.database.session((client) => client.query('CHECKPOINT'))
  expect(await findInDatabase(w.database, secrets)).toEqual([])
  expect(findInFiles(own.folder, secrets)).toEqual([])

  await expectFindable(own, w)
})

/** The search that found nothing finds what is there: in text, in JSON, in bytes, in files before and after a flush. */
async function expectFindable(own: { folder: string }, w: World): Promise<void> {
  const [text, json, bytes] = ['虚构自然人可查甲', '虚构自然人可查乙', inventedResidentId(999)]
  await w.database.transact((tx) => tx.query('CREATE TABLE public.planted (a text, b jsonb, c bytea)'))
  await w.database.transact((tx) =>
    tx.query('INSERT INTO public.planted VALUES ($1, $2, $3)', [
      text,
      JSON.stringify({ x: json }),
      Buffer.from(bytes),
    ]),
  )
  await w.database.session((client) => client.query('CHECKPOINT'))
  expect(await findInDatabase(w.database, [text, json, bytes])).toEqual(
    [text, json, bytes].map((each) => `public.planted: ${each}`),
  )
  const files = findInFiles(own.folder, [text, json, bytes]).map((each) => each.split(':')[0]!)
  expect(files.some((file) => file.startsWith(path.join('postgres/cluster/base')))).toBe(true)
  expect(files.some((file) => file.startsWith(path.join('postgres/cluster/pg_wal')))).toBe(true)
  // What an organisation's row lawfully holds is found in the same way.
  expect(await findInDatabase(w.database, [w.firms[39]!.name])).not.toEqual([])
}

test('a person’s row leaves a number in the receipt and nothing else, however often it is sent', async () => {
  await using w = await world()
  const rows = [w.penalty(0), ...plant(w, 1).persons]
  const receipt = await w.send(rows)
  expect(receipt).toMatchObject({ rows: 20, naturalPersons: 19, refused: 0, refusals: [] })
  const before = await w.contents()
  expect((await w.send(rows)).naturalPersons).toBe(19)
  expect(differences(before, await w.contents())).toEqual([])
  expect(before.get('collection.quarantined_row')).toEqual([])
})

describe('the database itself refuses', () => {
  const refusals: [string, string, string][] = [
    [
      'a subject that is a natural person',
      `INSERT INTO subjects.subject VALUES (1, NULL, NULL, 'natural_person', '虚构', NULL, now())`,
      'subject_is_an_organisation',
    ],
    [
      'a resident id as an identifier',
      `INSERT INTO subjects.identifier VALUES (1, 'resident_id', '139901198001010015', now())`,
      'identifier_scheme_is_of_organisations',
    ],
    [
      'a resident id as a unified social credit code',
      `INSERT INTO subjects.subject VALUES (1, '198001010', '139901198001010015', 'enterprise', '虚构', NULL, now())`,
      'subject_uscc',
    ],
    [
      'a code of another organisation than the subject',
      `INSERT INTO subjects.subject VALUES (1, 'MA0000019', '91130100MA00000289', 'enterprise', '虚构', NULL, now())`,
      'subject_uscc_holds_organisation_code',
    ],
    [
      'an item that is open to natural persons',
      `INSERT INTO catalogue.item_version SELECT item_no, 99, true, ARRAY['natural_person'], legal_basis, disclosure, in_force_from, NULL, definition, digest FROM catalogue.item_version`,
      'item_version_is_about_organisations',
    ],
    [
      'an item without legal basis',
      `INSERT INTO catalogue.item_version SELECT item_no, 99, adverse, subject_kinds, ARRAY[]::text[], disclosure, in_force_from, NULL, definition, digest FROM catalogue.item_version`,
      'item_version_has_legal_basis',
    ],
    ['a change of a published item', 'UPDATE catalogue.item_version SET adverse = false', 'never changes'],
    ['taking back a published item', 'DELETE FROM catalogue.item_version', 'never changes'],
    [
      'an adverse record that is public without end',
      'UPDATE records.record SET public_until = NULL WHERE gravity IS NOT NULL',
      'record_adverse_publicity_ends',
    ],
    [
      'publicity that ends before it begins',
      `UPDATE records.record SET public_until = public_from - 1`,
      'record_publicity_ends_after_it_begins',
    ],
    ['a change of an act', `UPDATE ledger.act SET actor_name = '虚构'`, 'append-only'],
    ['taking back an act', 'DELETE FROM ledger.act', 'append-only'],
    ['emptying the log', 'TRUNCATE ledger.act CASCADE', 'append-only'],
    [
      'an act without a name behind it',
      `INSERT INTO ledger.act (act_id, operation, actor_kind, actor_name, payload, salt, commitment, acted_at) SELECT gen_random_uuid(), operation, actor_kind, ' ', payload, salt, commitment, acted_at FROM ledger.act LIMIT 1`,
      'act_actor_is_named',
    ],
  ]

  let w: World
  beforeAll(async () => {
    w = await world()
    await w.send([w.penalty(0)])
  })
  afterAll(() => w[Symbol.asyncDispose]())

  test.each(refusals)('%s', async (_, statement, reason) => {
    await expect(w.database.transact((tx) => tx.query(statement))).rejects.toThrow(reason)
  })
})
