import { addDays } from '../kernel/pure.ts'
import { type Condition, fieldsOf } from './condition.ts'
import { forbiddenTopic, identifiesPerson, type Naming } from './forbidden.ts'
import { foldHeader } from './header.ts'
import { type FieldDefinition, type ItemDefinition, naturalKeyFields } from './item-schema.ts'
import { type Law, resolveCitation } from './law-schema.ts'
import type { PublicityLawSource } from './rules/publicity-law.ts'

/** One thing for which the linter refuses an item. `code` is stable; `path` says where in the file. */
export interface Problem {
  code: string
  path: string
  message: string
}

/**
 * Holds an item against the charter (docs/charter.md, 1 and 2) and against itself. An item with any problem is not used:
 * the loader refuses the whole catalogue. The shape has been checked before (`ItemDefinition`).
 */
export const lintItem = (item: ItemDefinition, law: Law): Problem[] => [
  ...lintLegalGate(item, law),
  ...lintForbidden(item),
  ...lintPersons(item),
  ...lintNaturalKey(item),
  ...lintReferences(item),
  ...lintPatterns(item),
  ...lintDuplicates(item),
]

const problem = (code: string, path: string, message: string): Problem => ({ code, path, message })

/** Charter 1: nothing without a legal instrument and article that are in force as long as the item is. */
function lintLegalGate(item: ItemDefinition, law: Law): Problem[] {
  const problems: Problem[] = []
  if (item.legal_basis.length === 0) {
    problems.push(
      problem('CATALOGUE_NO_LEGAL_BASIS', 'legal_basis', `“${item.name}”没有法律依据，不得列入目录。`),
    )
  }
  if (item.deadline.citations.length === 0) {
    problems.push(problem('CATALOGUE_DEADLINE_WITHOUT_CITATION', 'deadline', '报送时限没有注明依据。'))
  }
  const until = item.in_force_until ?? null
  const cited: [string, readonly string[]][] = [
    ['legal_basis', item.legal_basis],
    ['deadline/citations', item.deadline.citations],
    ['standards', item.standards],
  ]
  for (const [path, citations] of cited) {
    for (const citation of citations)
      problems.push(...lintCitation(law, citation, path, item.in_force_from, until))
  }
  return problems
}

/** A citation must name what `law/` knows and what is in force from `from` until `until` (null: without end). */
function lintCitation(
  law: Law,
  citation: string,
  path: string,
  from: string,
  until: string | null,
): Problem[] {
  const { instrument, article } = resolveCitation(law, citation)
  if (!instrument) {
    return [problem('CATALOGUE_UNKNOWN_INSTRUMENT', path, `引用了 law/ 中没有的文件：${citation}。`)]
  }
  if (!article) {
    return [
      problem(
        'CATALOGUE_UNKNOWN_ARTICLE',
        path,
        `《${instrument.title}》没有收录被引用的条款：${citation}。`,
      ),
    ]
  }
  const begins = instrument.in_force_from <= from
  const lasts =
    instrument.in_force_until === undefined || (until !== null && until <= instrument.in_force_until)
  if (begins && lasts) return []
  const span = `${instrument.in_force_from}至${instrument.in_force_until ?? '今'}`
  return [
    problem(
      'CATALOGUE_INSTRUMENT_NOT_IN_FORCE',
      path,
      `《${instrument.title}》施行于${span}，不能支持${from}至${until ?? '长期'}的内容：${citation}。`,
    ),
  ]
}

/** Charter 2: what cannot be catalogued at all. */
function lintForbidden(item: ItemDefinition): Problem[] {
  const itemTopic = forbiddenTopic({ code: item.code, english: item.english, chinese: [item.name] })
  const problems = itemTopic
    ? [
        problem(
          'CATALOGUE_FORBIDDEN_FIELD',
          'name',
          `“${item.name}”涉及${itemTopic}，任何情况下不得列入目录。`,
        ),
      ]
    : []
  for (const field of item.fields) {
    const topic = forbiddenTopic(namingOf(item, field))
    if (!topic) continue
    problems.push(
      problem(
        'CATALOGUE_FORBIDDEN_FIELD',
        `fields/${field.code}`,
        `“${field.name}”涉及${topic}，任何情况下不得列入目录。`,
      ),
    )
  }
  return problems
}

/** Every name of a field: its own and those of the columns that older templates carry into it. */
const namingOf = (item: ItemDefinition, field: FieldDefinition): Naming => ({
  code: field.code,
  english: field.english,
  chinese: [field.name, ...field.synonyms, ...oldHeadersOf(item, field.code)],
})

const oldHeadersOf = (item: ItemDefinition, code: string): string[] =>
  item.generations.flatMap((generation) =>
    generation.columns.flatMap((column) =>
      'field' in column && column.field === code ? column.headers : [],
    ),
  )

/** Charter 2: no adverse item about natural persons, no person's identifier in public or in store. */
function lintPersons(item: ItemDefinition): Problem[] {
  const problems: Problem[] = []
  if (item.subjects.includes('natural_person')) {
    if (item.adverse) {
      problems.push(
        problem(
          'CATALOGUE_ADVERSE_ABOUT_PERSONS',
          'subjects',
          `“${item.name}”是失信信息，不得对自然人开放。`,
        ),
      )
    }
    if (item.disclosure === 'public') {
      problems.push(
        problem('CATALOGUE_PERSONS_IN_PUBLIC', 'subjects', `“${item.name}”对社会公开，不得包括自然人。`),
      )
    }
  }
  for (const field of item.fields) problems.push(...lintPersonField(item, field))
  return problems
}

function lintPersonField(item: ItemDefinition, field: FieldDefinition): Problem[] {
  const path = `fields/${field.code}`
  const person = field.scheme === 'resident_id' ? 'number' : identifiesPerson(namingOf(item, field))
  const problems: Problem[] = []
  if (person && field.disclosure === 'public') {
    problems.push(
      problem('CATALOGUE_PERSON_IDENTIFIER_PUBLIC', path, `“${field.name}”能识别个人，不得对社会公开。`),
    )
  }
  if (person === 'number' && field.keep === 'stored') {
    problems.push(
      problem(
        'CATALOGUE_PERSON_NUMBER_STORED',
        path,
        `“${field.name}”是个人的证件或者通信号码，核对后必须丢弃。`,
      ),
    )
  }
  if (field.keep !== 'stored' && field.disclosure !== 'none') {
    problems.push(
      problem('CATALOGUE_DROPPED_FIELD_DISCLOSED', path, `“${field.name}”不保存，公开属性只能是 none。`),
    )
  }
  return problems
}

function lintNaturalKey(item: ItemDefinition): Problem[] {
  const problems: Problem[] = []
  if (!item.natural_key.includes('subject')) {
    problems.push(problem('CATALOGUE_KEY_WITHOUT_SUBJECT', 'natural_key', '唯一键必须包括主体（subject）。'))
  }
  for (const code of naturalKeyFields(item)) {
    const field = item.fields.find((each) => each.code === code)
    if (!field) {
      problems.push(
        problem('CATALOGUE_UNKNOWN_FIELD', 'natural_key', `唯一键中的“${code}”不是本目录的数据项。`),
      )
    } else if (field.obligation === 'optional') {
      problems.push(
        problem(
          'CATALOGUE_KEY_OPTIONAL',
          'natural_key',
          `唯一键中的“${field.name}”可以不填，不能用来识别记录。`,
        ),
      )
    } else if (field.keep !== 'stored') {
      problems.push(
        problem(
          'CATALOGUE_KEY_NOT_STORED',
          'natural_key',
          `唯一键中的“${field.name}”不保存，不能用来识别记录。`,
        ),
      )
    }
  }
  return problems
}

interface Reference {
  path: string
  codes: string[]
}

/** Every field code that the definition mentions must be one of its fields; conditional fields must have a condition. */
function lintReferences(item: ItemDefinition): Problem[] {
  const known = new Set(item.fields.map((field) => field.code))
  const problems = referencesOf(item).flatMap(({ path, codes }) =>
    codes
      .filter((code) => !known.has(code))
      .map((code) => problem('CATALOGUE_UNKNOWN_FIELD', path, `“${code}”不是本目录的数据项。`)),
  )
  for (const field of item.fields) {
    const conditional = field.obligation === 'conditional'
    if (conditional !== (field.required_when !== undefined)) {
      problems.push(
        problem(
          'CATALOGUE_CONDITION_MISMATCH',
          `fields/${field.code}`,
          `“${field.name}”的必填条件和必填属性不一致。`,
        ),
      )
    }
    if (!isComplete(field)) {
      problems.push(
        problem(
          'CATALOGUE_FIELD_INCOMPLETE',
          `fields/${field.code}`,
          `“${field.name}”缺少其类型所需的代码标准、取值表、分隔符或小数位数。`,
        ),
      )
    }
  }
  const generations = new Set(item.generations.map((generation) => generation.id))
  for (const rule of item.rules) {
    for (const id of rule.generations ?? []) {
      if (!generations.has(id)) {
        problems.push(problem('CATALOGUE_UNKNOWN_GENERATION', `rules/${rule.id}`, `没有“${id}”这一代模板。`))
      }
    }
  }
  return problems
}

function isComplete(field: FieldDefinition): boolean {
  if (field.type === 'code') return field.scheme !== undefined
  if (field.type === 'enum') return field.values !== undefined
  if (field.type === 'multi_enum') return field.values !== undefined && field.separator !== undefined
  if (field.type === 'amount_wan_yuan') return field.decimals !== undefined
  return true
}

const when = (path: string, condition: Condition | undefined): Reference => ({
  path,
  codes: condition ? fieldsOf(condition) : [],
})

function referencesOf(item: ItemDefinition): Reference[] {
  const { natural_person_when, when_absent } = item.subject_class
  return [
    ...item.fields.map((field) => when(`fields/${field.code}/required_when`, field.required_when)),
    ...item.rules.flatMap((rule): Reference[] => [
      when(`rules/${rule.id}/when`, rule.when),
      { path: `rules/${rule.id}`, codes: [...rule.fields, ...('other' in rule ? [rule.other] : [])] },
    ]),
    ...natural_person_when.map((condition) => when('subject_class/natural_person_when', condition)),
    ...when_absent.map((inference) => when('subject_class/when_absent', inference.when)),
    { path: 'roles', codes: Object.values(item.roles).flat() },
    { path: 'deadline', codes: [item.deadline.counted_from] },
    ...item.generations.map((generation) => ({
      path: `generations/${generation.id}`,
      codes: [
        ...generation.columns.flatMap((column) =>
          'field' in column ? [column.field, ...Object.keys(column.implies ?? {})] : [],
        ),
        ...generation.fills.flatMap((fill) => [
          fill.field,
          ...('from_field' in fill ? [fill.from_field] : []),
          ...('authority_named_in' in fill ? [fill.authority_named_in] : []),
        ]),
        ...(generation.recognised_by_missing ? [generation.recognised_by_missing] : []),
        ...generation.not_with,
        ...generation.not_demanded,
      ],
    })),
  ]
}

/** Patterns must be regular expressions; found here and not at the first row that meets them. */
function lintPatterns(item: ItemDefinition): Problem[] {
  const conditions = [
    ...item.fields.flatMap((field) => field.required_when ?? []),
    ...item.rules.flatMap((rule) => rule.when ?? []),
    ...item.subject_class.natural_person_when.flat(),
    ...item.subject_class.when_absent.flatMap((inference) => inference.when),
  ]
  const patterns = [
    ...conditions.flatMap((clause) => ('matches' in clause ? [clause.matches] : [])),
    ...item.rules.flatMap((rule) => ('pattern' in rule ? [rule.pattern] : [])),
  ]
  return patterns.flatMap((pattern) => {
    try {
      new RegExp(pattern, 'u')
      return []
    } catch {
      return [problem('CATALOGUE_BAD_PATTERN', 'rules', `不是有效的正则表达式：${pattern}`)]
    }
  })
}

function lintDuplicates(item: ItemDefinition): Problem[] {
  const headers = [
    ...item.fields.flatMap((field) =>
      [field.name, ...field.synonyms].map((text) => [text, field.code] as const),
    ),
    ...item.ignored_columns.flatMap((column) =>
      column.headers.map((text) => [text, 'ignored_columns'] as const),
    ),
    ...item.fields.map((field) => [field.code, field.code] as const),
  ]
  return [
    ...repeated(item.fields.map((field) => field.code)).map((code) =>
      problem('CATALOGUE_DUPLICATE_FIELD', `fields/${code}`, `数据项代码“${code}”出现了两次。`),
    ),
    ...repeated(item.fields.map((field) => foldHeader(field.name))).map((name) =>
      problem('CATALOGUE_DUPLICATE_NAME', 'fields', `数据项名称“${name}”出现了两次。`),
    ),
    ...repeated(headers.map(([text]) => foldHeader(text))).map((header) =>
      problem('CATALOGUE_DUPLICATE_SYNONYM', 'fields', `表头“${header}”出现了两次，无法判断属于哪一列。`),
    ),
    ...item.generations.flatMap((generation) =>
      repeated(generation.columns.flatMap((column) => column.headers.map(foldHeader))).map((header) =>
        problem(
          'CATALOGUE_DUPLICATE_SYNONYM',
          `generations/${generation.id}`,
          `表头“${header}”出现了两次，无法判断属于哪一列。`,
        ),
      ),
    ),
    ...repeated(item.rules.map((rule) => rule.id)).map((id) =>
      problem('CATALOGUE_DUPLICATE_RULE', `rules/${id}`, `规则编号“${id}”出现了两次。`),
    ),
  ]
}

const repeated = (values: string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
]

/**
 * Every kind of penalty that an item offers must have a gravity in the parameters of publicity, so that no listed kind
 * falls through to "other".
 */
export function lintKinds(item: ItemDefinition, publicity: PublicityLawSource): Problem[] {
  const source = item.fields.find((field) => field.code === item.roles.gravity_source)
  if (item.publicity.rule !== 'penalty') return []
  if (!source) {
    return [
      problem('CATALOGUE_NO_GRAVITY_SOURCE', 'roles', '适用处罚公示规则的目录必须指明处罚种类所在的数据项。'),
    ]
  }
  const { minor, general, serious } = publicity.kinds
  const known = new Set([minor, general, serious, publicity.person_only].flatMap((kinds) => kinds.values))
  return [...(source.values ?? []), ...(source.legacy_values ?? [])]
    .filter((value) => !known.has(value))
    .map((value) =>
      problem(
        'CATALOGUE_KIND_WITHOUT_GRAVITY',
        `fields/${source.code}`,
        `处罚种类“${value}”没有对应的失信程度。`,
      ),
    )
}

/** The parameters of publicity: every citation known and in force over its regime, regimes without gap or overlap. */
export function lintPublicityLaw(publicity: PublicityLawSource, law: Law): Problem[] {
  const problems: Problem[] = []
  const regimes = [...publicity.regimes].sort((a, b) => (a.from < b.from ? -1 : 1))
  for (const [index, regime] of regimes.entries()) {
    const cited = [
      ...Object.values(regime.classes).map((period) => period.citation),
      ...(regime.special_sectors ? [regime.special_sectors.citation] : []),
      ...(regime.earlier_decisions ? [regime.earlier_decisions.citation] : []),
    ]
    const path = `regimes/${regime.id}`
    problems.push(
      ...cited.flatMap((each) => lintCitation(law, each, path, regime.from, regime.until ?? null)),
    )
    const next = regimes[index + 1]
    if (next && (regime.until === undefined || addDays(regime.until, 1) !== next.from)) {
      problems.push(
        problem('CATALOGUE_REGIMES_NOT_CONTIGUOUS', path, `${regime.id}与${next.id}之间有空档或者重叠。`),
      )
    }
  }
  const newest = regimes.at(-1)?.from ?? ''
  const undated = [
    ...Object.values(publicity.kinds).map((kinds) => kinds.citation),
    publicity.other_kinds.citation,
    publicity.person_only.citation,
    publicity.summary_procedure.citation,
    publicity.summary_procedure.limits_citation,
    publicity.counting_citation,
    publicity.submitted_end_citation,
    publicity.licence.citation,
  ]
  problems.push(...undated.flatMap((each) => lintCitation(law, each, 'parameters', newest, null)))
  return problems
}
