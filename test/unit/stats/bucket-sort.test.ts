import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../../shared/contract/errors'
import { sortFinite } from '../../../shared/stats/bucket-sort'
import { createRng } from '../../../shared/stats/rng'

const sorted = (values: Float64Array): Float64Array => values.slice().sort()

describe('sortFinite', () => {
  it('sorts every length up to 600, ties and all', () => {
    const rng = createRng(1, 'lengths')
    for (let length = 0; length <= 600; length += 1) {
      const values = Float64Array.from({ length }, () => rng.int(1 + (length % 90)) - 20)
      expect(sortFinite(values.slice())).toEqual(sorted(values))
    }
  })

  it.each([
    ['normal', (n: number) => { const rng = createRng(2, 'n'); return Float64Array.from({ length: n }, () => rng.normal()) }],
    ['spread over hundreds of powers of two', (n: number) => { const rng = createRng(3, 'n'); return Float64Array.from({ length: n }, () => Math.exp(1400 * (rng.next() - 0.5))) }],
    ['constant', (n: number) => new Float64Array(n).fill(7)],
    ['one far away', (n: number) => { const rng = createRng(4, 'n'); return Float64Array.from({ length: n }, (_, i) => (i === 5 ? 1e300 : rng.next())) }],
    ['the widest range', (n: number) => Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1 : 1) * Number.MAX_VALUE / (i + 1))],
  ])('sorts a hundred thousand values, %s', (_, make) => {
    const values = make(100_000)
    const wanted = sorted(values)
    const result = sortFinite(values)
    expect(result.every((value, place) => value === wanted[place])).toBe(true)
  })

  it('agrees with the engine on any finite numbers', () => {
    fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 190, maxLength: 900 }), (numbers) => {
      const values = Float64Array.from(numbers, (value) => value + 0)
      expect(sortFinite(values.slice())).toEqual(sorted(values))
    }), { numRuns: 100 })
  })

  it('can be stopped on the way', () => {
    const values = Float64Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 200_003)
    expect(() => sortFinite(values, () => { throw new CancelledError() })).toThrow(CancelledError)
  })
})
