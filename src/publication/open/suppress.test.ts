import { expect, test } from 'vitest'
import { suppressSmall } from './suppress.ts'

test('small counts go, zero stays, and one that went alone takes the next smallest with it', () => {
  expect(suppressSmall([0, 12, 5])).toEqual([0, 12, 5])
  expect(suppressSmall([3, 2, 40])).toEqual([null, null, 40])
  expect(suppressSmall([3, 9, 40, 0])).toEqual([null, null, 40, 0])
  expect(suppressSmall([3])).toEqual([null])
})
