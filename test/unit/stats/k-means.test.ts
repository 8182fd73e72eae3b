import { describe, expect, it } from 'vitest'
import { kMeans, nearest } from '../../../shared/stats/k-means'
import { createRng } from '../../../shared/stats/rng'

const quiet = (): void => undefined

describe('k-means', () => {
  it('finds groups that lie apart', () => {
    const rng = createRng(4)
    const columns = [0, 1].map((axis) => Float64Array.from({ length: 300 }, (_, row) => 20 * (axis === 0 ? row % 3 : Number(row % 3 === 1)) + rng.normal()))
    const groups = nearest(columns, kMeans(columns, 3, createRng(1), quiet))
    expect(new Set([0, 1, 2].map((row) => groups[row])).size).toBe(3)
    groups.forEach((group, row) => { expect(group).toBe(groups[row % 3]) })
  })

  it('gives fewer groups where fewer rows differ, and none without rows', () => {
    expect(kMeans([Float64Array.of(1, 1, 2, 2)], 4, createRng(1), quiet)).toHaveLength(2)
    expect(kMeans([new Float64Array(0)], 4, createRng(1), quiet)).toEqual([])
  })

  it('is the same for the same seed', () => {
    const columns = [Float64Array.from({ length: 50 }, (_, row) => (row * 37) % 11)]
    expect(kMeans(columns, 4, createRng(9), quiet)).toEqual(kMeans(columns, 4, createRng(9), quiet))
  })
})
