import { describe, expect, it } from 'vitest'
import { createRng, philox4x32 } from '../../../shared/stats/rng'
import { permutation, sampleWithoutReplacement } from '../../../shared/stats/shuffle'

const hex = (words: Uint32Array): string[] => Array.from(words, (word) => word.toString(16).padStart(8, '0'))

describe('Philox4x32-10', () => {
  // Random123, examples/kat_vectors.
  it.each([
    [[0, 0, 0, 0], [0, 0], ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']],
    [[0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], ['d16cfe09', '94fdcceb', '5001e420', '24126ea1']],
  ] as [[number, number, number, number], [number, number], string[]][])('known answer %#', (counter, key, expected) => {
    const out = new Uint32Array(4)
    philox4x32(counter, key, out)
    expect(hex(out)).toEqual(expected)
  })
})

describe('createRng', () => {
  const take = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw)
  it('repeats for the same seed and label and differs otherwise', () => {
    const stream = (seed: number, label?: string): number[] => {
      const rng = createRng(seed, label)
      return take(20, () => rng.next())
    }
    expect(stream(7, 'a')).toEqual(stream(7, 'a'))
    expect(stream(7, 'a')).not.toEqual(stream(7, 'b'))
    expect(stream(7, 'a')).not.toEqual(stream(8, 'a'))
    expect(stream(7)).not.toEqual(stream(7 + 2 ** 32))
  })
  it('forks do not depend on what was drawn, and nesting is not concatenation', () => {
    const parent = createRng(3, 'x')
    const early = parent.fork('child').next()
    parent.next()
    expect(parent.fork('child').next()).toBe(early)
    expect(parent.fork('a').fork('b').next()).not.toBe(parent.fork('ab').next())
  })
  it('keeps its bytes from version to version', () => {
    const rng = createRng(1, 'frozen')
    expect([rng.next(), rng.int(1000), rng.normal()]).toMatchInlineSnapshot(`
      [
        0.09548493753676812,
        811,
        0.3622386702367499,
      ]
    `)
  })
  it('is uniform, normal and unbiased within five standard errors', () => {
    const n = 200_000
    const rng = createRng(42, 'moments')
    const uniform = take(n, () => rng.next())
    expect(Math.abs(uniform.reduce((a, b) => a + b, 0) / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    const normal = take(n, () => rng.normal())
    expect(Math.abs(normal.reduce((a, b) => a + b, 0) / n)).toBeLessThan(5 / Math.sqrt(n))
    expect(Math.abs(normal.reduce((a, b) => a + b * b, 0) / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < n; i += 1) counts[rng.int(7)]! += 1
    const chi = counts.reduce((total, count) => total + (count - n / 7) ** 2 / (n / 7), 0)
    expect(chi).toBeLessThan(30)
  })
})

describe('shuffling and sampling', () => {
  it('permutes every element once', () => {
    expect(Array.from(permutation(50, createRng(1))).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })
  it('gives each of the six orders of three its share', () => {
    const rng = createRng(9, 'orders')
    const seen = new Map<string, number>()
    for (let i = 0; i < 6000; i += 1) {
      const key = permutation(3, rng).join('')
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    expect(seen.size).toBe(6)
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
  it('samples without replacement, ascending, all when asked for more', () => {
    const rng = createRng(2)
    const sample = sampleWithoutReplacement(100, 10, rng)
    expect(new Set(sample).size).toBe(10)
    expect(Array.from(sample)).toEqual(Array.from(sample).sort((a, b) => a - b))
    expect(sampleWithoutReplacement(5, 9, rng)).toHaveLength(5)
  })
})
