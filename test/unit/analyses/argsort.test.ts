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

  it('sorts long, tied and uneven keys as a comparator sort does', () => {
    const keys: Readonly<Record<string, (row: number) => number>> = {
      'a few values': (row) => (row * 7919) % 5,
      'hundreds of powers of two': (row) => 2 ** ((row * 7919) % 1801 - 900),
      'one far away': (row) => (row === 17 ? 1e12 : (row * 7919) % 1009),
      'all alike': () => 3,
      'infinite ones': (row) => (row % 50 === 0 ? -Infinity : (row * 31) % 977),
    }
    const rows = 3000
    for (const [name, of] of Object.entries(keys)) {
      const key = Float64Array.from({ length: rows }, (_, row) => of(row))
      for (const second of [null, Float64Array.from({ length: rows }, (_, row) => (row * 13) % 2), Float64Array.from({ length: rows }, (_, row) => (row * 13) % 401)]) {
        const given = Uint32Array.from({ length: rows }, (_, row) => (row * 1001) % rows)
        const place = new Map([...given].map((row, at) => [row, at]))
        const differ = (values: Float64Array, a: number, b: number): number => (values[a] === values[b] ? 0 : values[a]! - values[b]!)
        const expected = [...given].sort((a, b) => differ(key, a, b) || (second === null ? 0 : differ(second, a, b)) || place.get(a)! - place.get(b)!)
        expect([...argsort(given.slice(), key, second, () => undefined)], name).toEqual(expected)
      }
    }
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
