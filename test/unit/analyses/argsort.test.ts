import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argsort } from '../../../shared/analyses/common/argsort'

describe('argsort', () => {
  it('sorts by key, then by second key, as a comparator sort does', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), { maxLength: 200 }), (pairs) => {
      const key = Float64Array.from(pairs, ([first]) => first)
      const second = Float64Array.from(pairs, ([, other]) => other)
      const rows = Uint32Array.from(pairs, (_, row) => row)
      const expected = [...rows].sort((a, b) => key[a]! - key[b]! || second[a]! - second[b]! || a - b)
      expect([...argsort(rows, key, second, () => undefined)]).toEqual(expected)
    }))
  })

  it('can be stopped', () => {
    const key = Float64Array.from({ length: 300_000 }, (_, row) => (row * 7919) % 300_007)
    let calls = 0
    expect(() => argsort(Uint32Array.from(key, (_, row) => row), key, null, () => {
      calls += 1
      if (calls > 3) throw new Error('stopped')
    })).toThrow('stopped')
  })
})
