import SwaggerParser from '@apidevtools/swagger-parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { allRoutes, VERSION } from '../../src/app/server.ts'
import { openApi } from '../../src/kernel/index.ts'

/** A copy of its own for each reader: both change what they read. */
const description = () => JSON.parse(JSON.stringify(openApi(allRoutes, VERSION)))

const judgedByFirst = async (document: object) => {
  const result = await new Validator().validate(document as never)
  return result.valid ? [] : [result.errors].flat()
}

const judgedBySecond = (document: object) =>
  SwaggerParser.validate(document as never).then(
    () => [],
    (error: Error) => [error.message],
  )

describe('the description of the interface', () => {
  test('is read by two checkers that know nothing of each other, and neither finds fault', async () => {
    expect(await judgedByFirst(description())).toEqual([])
    expect(await judgedBySecond(description())).toEqual([])
  })

  test('both find what is planted: an answer without description, a reference that leads nowhere', async () => {
    const bare = description()
    const first = Object.values(bare.paths)[0] as Record<string, { responses: Record<string, object> }>
    Object.values(first)[0]!.responses['200'] = {}
    expect(await judgedByFirst(structuredClone(bare))).not.toEqual([])
    const dangling = description()
    const path = Object.values(dangling.paths)[0] as Record<string, Record<string, unknown>>
    Object.values(path)[0]!.parameters = [{ $ref: '#/components/parameters/Nowhere' }]
    expect(await judgedBySecond(structuredClone(dangling))).not.toEqual([])
  })

  test('names every operation once', () => {
    const ids = allRoutes.map((one) => one.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
