import fc from 'fast-check'

/** A JSON schema as it stands in the OpenAPI description. */
type Schema = Record<string, unknown> & { $ref?: string }

export interface Operation {
  id: string
  method: string
  url: string
  parameters: { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[]
  body?: Schema
  acceptsFile: boolean
}

export interface Description {
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: { schemas: Record<string, Schema> }
}

/** The operations of an OpenAPI description. */
export function operationsOf(description: Description): Operation[] {
  return Object.entries(description.paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const content = (operation.requestBody as { content?: Record<string, { schema: Schema }> } | undefined)
        ?.content
      return {
        id: String(operation.operationId),
        method: method.toUpperCase(),
        url,
        parameters: (operation.parameters ?? []) as Operation['parameters'],
        ...(content?.['application/json'] ? { body: content['application/json'].schema } : {}),
        acceptsFile: content?.['multipart/form-data'] !== undefined,
      }
    }),
  )
}

/** Texts that have broken programs before. */
const NASTY = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e罚\u202c',
  "'; DROP TABLE records.record; --",
  "' OR '1'='1",
  '%',
  '_%\\',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '<script>alert(1)</script>',
  '=HYPERLINK("http://x")',
  '{{7*7}}',
  '#{7*7}',
  '9'.repeat(400),
  '𠮷'.repeat(300),
  'Infinity',
  'NaN',
  '-0',
  '1e309',
  '9223372036854775808',
  '0000-00-00',
  '2026-02-30',
  '91130100320225946L',
  '9113010０MA００００１38M',
  'null',
  '[object Object]',
  '__proto__',
  'constructor',
  '\r\nSet-Cookie: a=b',
]

const nastyText = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)

const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, false, 0, -0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 1, [], {}, [[]]),
  fc.jsonValue({ maxDepth: 2 }),
)

/** Values a schema allows, with some it does not: about one part in `spoil` of the leaves is spoilt. */
export function valuesOf(
  schema: Schema,
  description: Description,
  spoil: number,
  depth = 0,
): fc.Arbitrary<unknown> {
  const good = allowed(schema, description, spoil, depth)
  return spoil === 0
    ? good
    : fc.oneof({ weight: 12, arbitrary: good }, { weight: spoil, arbitrary: nastyValue })
}

function allowed(
  schema: Schema,
  description: Description,
  spoil: number,
  depth: number,
): fc.Arbitrary<unknown> {
  const inner = (part: Schema) => valuesOf(part, description, spoil, depth + 1)
  if (schema.$ref) {
    const name = schema.$ref.replace('#/components/schemas/', '')
    return depth > 8 ? fc.constant({}) : inner(description.components.schemas[name]!)
  }
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  for (const key of ['anyOf', 'oneOf'] as const) {
    if (Array.isArray(schema[key])) return fc.oneof(...(schema[key] as Schema[]).map(inner))
  }
  if (Array.isArray(schema.allOf)) {
    return fc.tuple(...(schema.allOf as Schema[]).map(inner)).map((parts) => Object.assign({}, ...parts))
  }
  return ofType(schema, inner)
}

function ofType(schema: Schema, inner: (part: Schema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, inner)
    case 'array':
      return fc.array(inner((schema.items ?? {}) as Schema), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 3), 3 + Number(schema.minItems ?? 0)),
      })
    case 'string':
      return textsOf(schema)
    case 'integer':
      return fc.integer({
        min: Number(schema.minimum ?? -5),
        max: Number(schema.maximum ?? 100_000),
      })
    case 'number':
      return fc.double({
        noNaN: true,
        min: Number(schema.minimum ?? -1e6),
        max: Number(schema.maximum ?? 1e6),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    default:
      return nastyValue
  }
}

function objectsOf(schema: Schema, inner: (part: Schema) => fc.Arbitrary<unknown>) {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const required = (schema.required ?? []) as string[]
  const record = fc.record(Object.fromEntries(properties.map(([name, part]) => [name, inner(part)])), {
    requiredKeys: required.filter((name) => properties.some(([known]) => known === name)),
  })
  const patterned = (schema.patternProperties ?? schema.additionalProperties) as unknown
  if (patterned === undefined || patterned === false || properties.length > 0) return record
  return fc.dictionary(fc.string({ maxLength: 12 }), nastyValue, { maxKeys: 4 })
}

function textsOf(schema: Schema): fc.Arbitrary<unknown> {
  if (typeof schema.pattern === 'string') {
    try {
      return fc.stringMatching(new RegExp(schema.pattern))
    } catch {
      return nastyText
    }
  }
  if (schema.format === 'date') {
    return fc
      .date({ min: new Date('2015-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10))
  }
  const minLength = Number(schema.minLength ?? 0)
  const maxLength = Math.min(Number(schema.maxLength ?? 30), minLength + 60)
  return fc.oneof(fc.string({ unit: 'grapheme', minLength, maxLength }), nastyText)
}

/** The address of an operation with these values in its path and query. */
export function addressOf(operation: Operation, values: Record<string, unknown>): string {
  const query = new URLSearchParams()
  let url = operation.url
  for (const { name, in: place } of operation.parameters) {
    const value = values[name]
    if (place === 'path') url = url.replace(`{${name}}`, encodeSafely(String(value)) || '%20')
    else if (value !== undefined) query.set(name, String(value).toWellFormed())
  }
  const search = query.toString()
  return search ? `${url}?${search}` : url
}

const encodeSafely = (text: string) => encodeURIComponent(text.toWellFormed())
