import { type Static, Type } from 'typebox'
import { Condition } from './condition.ts'
import { Citation, DayText } from './law-schema.ts'

/**
 * The shape of a file in `catalogue/`: one item of the catalogue (目录事项) and everything the program knows about it.
 * Names are those of the YAML, so that what is read in the file is what is read in the code.
 */

const strict = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1 })
const FieldCode = Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' })
export const CODE_SCHEMES = [
  'uscc',
  'organisation_code',
  'registration_number',
  'tax_number',
  'institution_number',
  'social_organisation_number',
  'resident_id',
] as const

/** 主体类别. Adverse items are never open to natural persons (charter 2); the linter refuses them. */
export const SUBJECT_KINDS = ['organisation', 'individual_business', 'natural_person'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** Who may see a field: everybody; authorities with the right; the subject itself; nobody. */
export const DISCLOSURES = ['public', 'shared', 'subject', 'none'] as const

/**
 * What happens to a value after it was checked: `stored`; `checked_then_dropped`, a rule needs it but no table may hold
 * it; `natural_person_only`, it belongs to the block of a natural person and goes with the whole row.
 */
export const KEEPS = ['stored', 'checked_then_dropped', 'natural_person_only'] as const

export const Field = Type.Object(
  {
    code: FieldCode,
    name: Text,
    english: Text,
    type: Type.Enum(['text', 'code', 'date', 'amount_wan_yuan', 'enum', 'multi_enum']),
    /** For `code`: which code standard of the kernel checks it. */
    scheme: Type.Optional(Type.Enum(CODE_SCHEMES)),
    /** Longest admissible value, in characters after normalisation. */
    max_length: Type.Integer({ minimum: 1 }),
    /** For amounts: digits after the point, in 万元. */
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    obligation: Type.Enum(['mandatory', 'optional', 'conditional']),
    /** For `conditional`: when the field must be filled. */
    required_when: Type.Optional(Condition),
    /** Enumeration offered in templates. */
    values: Type.Optional(Type.Array(Text)),
    /** Values of older rules, taken in but no longer offered. */
    legacy_values: Type.Optional(Type.Array(Text)),
    /** Other spellings met in files → the value (for `multi_enum`: the values, joined by the separator). */
    value_synonyms: Type.Optional(Type.Record(Type.String(), Text)),
    /** A value outside the enumeration is admitted when it starts with this and goes on. */
    other_prefix: Type.Optional(Text),
    /** For `multi_enum`: what separates the values (after normalisation of full-width characters). */
    separator: Type.Optional(Text),
    /** For dates: 2099-12-31 is admitted and means "no end". */
    unlimited: Type.Optional(Type.Boolean()),
    disclosure: Type.Enum(DISCLOSURES),
    keep: Type.Enum(KEEPS),
    /** How it is shown where only a mask may be shown: characters kept on the left and on the right. */
    mask: Type.Optional(Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 0 })])),
    /** Other headers under which files carry this field, current and v2018; compared by `normaliseHeader`. */
    synonyms: Type.Array(Text),
    /** For the clerk: what goes in here. */
    hint: Text,
  },
  strict,
)

const ruleBase = {
  /** Stable for ever: the refusal code that a clerk quotes. Unique within the item. */
  id: Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' }),
  fields: Type.Array(FieldCode, { minItems: 1 }),
  severity: Type.Enum(['error', 'warning']),
  /** The rule applies only to rows for which this holds. */
  when: Type.Optional(Condition),
  /** The rule applies only to files of these generations; to all when absent. */
  generations: Type.Optional(Type.Array(Text)),
  /** What is wrong, in Chinese. */
  says: Text,
  /** How to put it right, in Chinese. */
  fix: Text,
}

const rule = <Name extends string, Extra extends Record<string, Type.TSchema>>(name: Name, extra: Extra) =>
  Type.Object({ ...ruleBase, rule: Type.Literal(name), ...extra }, strict)

/** A declarative check of a filled field (an empty one passes: obligation is a matter of the field). */
export const FieldRule = Type.Union([
  rule('not_after_upload', {}),
  rule('not_before', { other: FieldCode }),
  rule('not_before_day', { day: DayText }),
  rule('not_one_of', { values: Type.Array(Text) }),
  rule('matches', { pattern: Text }),
  rule('not_matches', { pattern: Text }),
  /** `multi_enum`: none of these values is among those given. */
  rule('excludes', { values: Type.Array(Text) }),
  rule('above', { value: Type.Number() }),
  rule('at_least', { value: Type.Number() }),
  rule('at_most', { value: Type.Number() }),
  rule('must_be_empty', {}),
  /** At least one of `fields` is filled; reported on the first of them. */
  rule('at_least_one_filled', {}),
  /** The code is in the register of authorities. */
  rule('known_authority', {}),
  /** The text contains no resident id and no mobile phone number. */
  rule('no_personal_number', {}),
])

const Deadline = Type.Object(
  {
    working_days: Type.Integer({ minimum: 1 }),
    /** The field whose day is day 0. */
    counted_from: FieldCode,
    citations: Type.Array(Citation),
  },
  strict,
)

const Providers = Type.Object(
  {
    tiers: Type.Array(Type.Enum(['province', 'city', 'county', 'township']), { minItems: 1 }),
    /** The domains of authorities that may provide the item; `any` where the law names none. */
    authority_domains: Type.Union([Type.Literal('any'), Type.Array(Text, { minItems: 1 })]),
    note: Text,
  },
  strict,
)

/** Which field plays which part in a record. */
const Roles = Type.Object(
  {
    /** What the decision is about, one line. */
    title: FieldCode,
    document_number: FieldCode,
    decided_on: FieldCode,
    authority_name: FieldCode,
    authority_code: FieldCode,
    provider_name: FieldCode,
    provider_code: FieldCode,
    subject_name: FieldCode,
    subject_class: FieldCode,
    subject_codes: Type.Array(FieldCode, { minItems: 1 }),
    valid_from: Type.Optional(FieldCode),
    valid_until: Type.Optional(FieldCode),
    submitted_publicity_end: Type.Optional(FieldCode),
    /** The kinds of penalty, from which the gravity follows. */
    gravity_source: Type.Optional(FieldCode),
  },
  strict,
)

const SubjectClass = Type.Object(
  {
    /** Value of the class field → kind of subject. */
    values: Type.Record(Type.String(), Type.Enum(SUBJECT_KINDS)),
    /** Any of these makes the row one about a natural person, whatever its class field says. */
    natural_person_when: Type.Array(Condition),
    /** Where the file has no class: the first condition that holds decides. */
    when_absent: Type.Array(Type.Object({ when: Condition, class: Text }, strict)),
    otherwise: Text,
  },
  strict,
)

/** A column of an older template: carried into a field, or admitted only with certain values. */
const OldColumn = Type.Union([
  Type.Object(
    {
      headers: Type.Array(Text, { minItems: 1 }),
      field: FieldCode,
      /** Several old columns fill one field: joined by this, empty ones left out. */
      join: Type.Optional(Text),
      /** Old value → present value; a value that is not listed is refused. */
      values: Type.Optional(Type.Record(Type.String(), Text)),
      /** Fields that follow from this column being filled. */
      implies: Type.Optional(Type.Record(Type.String(), Text)),
    },
    strict,
  ),
  Type.Object(
    { headers: Type.Array(Text, { minItems: 1 }), admit: Type.Array(Text), says: Text, fix: Text },
    strict,
  ),
])

/** Where a value comes from that an older template does not carry. */
const Fill = Type.Union([
  Type.Object({ field: FieldCode, from_field: FieldCode }, strict),
  Type.Object(
    { field: FieldCode, from: Type.Enum(['provider_name', 'provider_code', 'subject_class']) },
    strict,
  ),
  /** The code of the authority of that name, from the register of authorities. */
  Type.Object({ field: FieldCode, authority_named_in: FieldCode }, strict),
])

const Generation = Type.Object(
  {
    id: Text,
    title: Text,
    /** A file with any of these headers is of this generation. */
    recognised_by: Type.Array(Text),
    /** A file without any header of these fields is of this generation. */
    recognised_by_missing: Type.Optional(FieldCode),
    /** A file with a header of any of these fields is not of this generation, whatever else it carries. */
    not_with: Type.Array(FieldCode),
    columns: Type.Array(OldColumn),
    fills: Type.Array(Fill),
    /** Fields that this template did not have and that are not demanded of it. */
    not_demanded: Type.Array(FieldCode),
  },
  strict,
)

export const ItemDefinition = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z]{2,8}$' }),
    name: Text,
    english: Text,
    version: Type.String({ pattern: '^\\d{4}\\.\\d+$' }),
    in_force_from: DayText,
    in_force_until: Type.Optional(DayText),
    /** 基础目录 class. */
    class: Text,
    adverse: Type.Boolean(),
    subjects: Type.Array(Type.Enum(SUBJECT_KINDS), { minItems: 1 }),
    legal_basis: Type.Array(Citation),
    standards: Type.Array(Citation),
    providers: Providers,
    /** `subject` and the fields that make a record of this item unique. */
    natural_key: Type.Array(Type.Union([Type.Literal('subject'), FieldCode]), { minItems: 1 }),
    deadline: Deadline,
    /** The rule of `rules/publicity.ts` that decides from when until when a record is public. */
    publicity: Type.Object({ rule: Type.Enum(['penalty', 'licence']) }, strict),
    disclosure: Type.Enum(DISCLOSURES),
    roles: Roles,
    subject_class: SubjectClass,
    fields: Type.Array(Field, { minItems: 1 }),
    rules: Type.Array(FieldRule),
    /** Columns that files carry and that are not taken in. */
    ignored_columns: Type.Array(
      Type.Object({ headers: Type.Array(Text, { minItems: 1 }), why: Text }, strict),
    ),
    /** Templates of earlier years, oldest first; what none of them recognises is the present one. */
    generations: Type.Array(Generation),
  },
  strict,
)

export type ItemDefinition = Static<typeof ItemDefinition>
export type FieldDefinition = Static<typeof Field>
export type FieldRule = Static<typeof FieldRule>
export type Generation = Static<typeof Generation>
export type OldColumn = Static<typeof OldColumn>
export type Fill = Static<typeof Fill>

/** The field with this code. Undefined when the item has none. */
export const findField = (item: ItemDefinition, code: string): FieldDefinition | undefined =>
  item.fields.find((field) => field.code === code)

/** The field part of the natural key, in order, without `subject`. */
export const naturalKeyFields = (item: ItemDefinition): string[] =>
  item.natural_key.filter((part) => part !== 'subject')
