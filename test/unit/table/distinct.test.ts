import { expect, it } from 'vitest'
import { countDistinct } from '../../../shared/table/distinct'

it.each([100, 65_535, 65_536, 150_000])('counts %d values as a set does: missing left out, −0 and 0 the same', (rows) => {
  let state = 7
  const random = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below
  for (const spread of [2 ** 31, 1000]) {
    const values = Float64Array.from({ length: rows }, (_, row) => (row % 17 === 3 ? NaN : row % 19 === 4 ? -0 : row % 23 === 5 ? Infinity : random(spread) / 7))
    const expected = new Set([...values].filter((value) => !Number.isNaN(value)).map((value) => value + 0)).size
    expect(countDistinct(values)).toBe(expected)
  }
})

it('counts whole numbers in a narrow range, in a wide one, and beside a fraction', () => {
  const column = (from: number, step: number): Float64Array => Float64Array.from({ length: 70_000 }, (_, row) => (row % 11 === 0 ? NaN : row % 13 === 0 ? -0 : from + ((row * 7919) % 5003) * step))
  for (const values of [column(-2500, 1), column(-2, 1_000_003), column(2 ** 31 - 5, 1), column(-(2 ** 31), 1), column(0, 0.5)]) {
    const expected = new Set([...values].filter((value) => !Number.isNaN(value)).map((value) => value + 0)).size
    expect(countDistinct(values)).toBe(expected)
  }
  expect(countDistinct(new Float64Array([NaN, NaN]))).toBe(0)
})
