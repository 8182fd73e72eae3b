import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addProducts, isSparse } from '../../../shared/stats/products'

describe('addProducts', () => {
  it('adds Σ w·x·xᵀ of some rows to the lower triangle, dense and sparse terms mixed', () => {
    const rows = 23
    // Whole numbers: sums are exact in any order.
    const term = fc.oneof(
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: rows, maxLength: rows }),
      fc.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 }) }), { minLength: rows, maxLength: rows }),
    )
    fc.assert(fc.property(fc.array(term, { minLength: 1, maxLength: 14 }), fc.integer({ min: 0, max: 5 }), fc.option(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: rows, maxLength: rows })), (given, from, weighted) => {
      const terms = given.map((values) => Float64Array.from(values))
      const count = rows - from
      const weights = weighted === null ? null : Float64Array.from(weighted)
      const width = terms.length
      const found = new Float64Array(width * width).fill(1)
      addProducts(terms, terms.map(isSparse), from, count, weights, found)
      for (let j = 0; j < width; j += 1) {
        for (let k = 0; k < width; k += 1) {
          let sum = 1
          if (k <= j) for (let row = 0; row < count; row += 1) sum += (weights === null ? 1 : weights[row]!) * terms[j]![from + row]! * terms[k]![from + row]!
          expect(found[j * width + k]).toBe(sum)
        }
      }
    }))
  })
})
