import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CancelledError } from '../../../../shared/contract/errors'
import { quietJob } from '../../../../shared/contract/job'
import { gaussLegendre, productShapley } from '../../../../shared/model/explain/product-game'
import { treeShap } from '../../../../shared/model/explain/tree-shap'
import { ForestBuilder, type Forest } from '../../../../shared/model/trees/forest'
import { leafOf } from '../../../../shared/model/trees/evaluate'
import { compileForest } from '../../../../shared/model/trees/kernel'
import { createRng } from '../../../../shared/stats/rng'

const width = 4

/** A random forest over four features, some used again and again on one path, covers that add up. */
function randomForest(seed: number, trees: number, depth: number): Forest {
  const rng = createRng(seed, 'forest')
  const builder = new ForestBuilder('lt', width, 'random')
  for (let tree = 0; tree < trees; tree += 1) {
    const feature: number[] = []
    const threshold: number[] = []
    const left: number[] = []
    const right: number[] = []
    const value: number[] = []
    const cover: number[] = []
    const grow = (level: number, weight: number): number => {
      const node = feature.length
      const split = level < depth && rng.next() < 0.85
      feature.push(split ? rng.int(width) : -1)
      threshold.push(rng.normal())
      left.push(-1)
      right.push(-1)
      value.push(split ? 0 : rng.normal())
      cover.push(weight)
      if (split) {
        const share = 0.1 + 0.8 * rng.next()
        left[node] = grow(level + 1, weight * share)
        right[node] = grow(level + 1, weight * (1 - share))
      }
      return node
    }
    grow(0, 100)
    builder.add({ group: 0, feature, threshold, left, right, rule: feature.map(() => rng.int(2)), set: feature.map(() => -1), value, cover })
  }
  return builder.build()
}

/** Shapley values by their definition: every subset of the features. */
function byDefinition(worth: (known: number) => number): readonly number[] {
  const factorial = [1, 1, 2, 6, 24]
  return Array.from({ length: width }, (_, feature) => {
    let sum = 0
    for (let known = 0; known < 1 << width; known += 1) {
      if (((known >> feature) & 1) === 1) continue
      const size = known.toString(2).split('1').length - 1
      sum += ((factorial[size]! * factorial[width - size - 1]!) / factorial[width]!) * (worth(known | (1 << feature)) - worth(known))
    }
    return sum
  })
}

/** Expected output of the trees when only the features of `known` are known, by walking (Lundberg's EXPVALUE). */
function expectation(forest: Forest, row: readonly number[], known: number): number {
  const walk = (node: number): number => {
    const feature = forest.feature[node]!
    if (feature < 0) return forest.value[node]!
    const [left, right] = [forest.left[node]!, forest.right[node]!]
    if (((known >> feature) & 1) === 1) {
      const x = row[feature]!
      return walk(Number.isNaN(x) ? (forest.rule[node] === 0 ? left : right) : x < forest.threshold[node]! ? left : right)
    }
    return (walk(left) * forest.cover![left]! + walk(right) * forest.cover![right]!) / forest.cover![node]!
  }
  return forest.roots.reduce((sum, root) => sum + walk(root), 0)
}

const columnsOf = (rows: readonly (readonly number[])[]): readonly Float64Array[] => Array.from({ length: width }, (_, feature) => Float64Array.from(rows, (row) => row[feature]!))
const rowsOf = (seed: number, count: number): readonly (readonly number[])[] => {
  const rng = createRng(seed, 'rows')
  return Array.from({ length: count }, () => Array.from({ length: width }, () => (rng.next() < 0.1 ? Number.NaN : rng.normal())))
}

describe('TreeSHAP', () => {
  it('gives Shapley values by their definition, path-dependent', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 7 }), (seed, depth) => {
      const forest = randomForest(seed, 3, depth)
      const rows = rowsOf(seed, 5)
      const { base, contributions } = treeShap(forest, compileForest(forest), 0, { features: columnsOf(rows), rows: rows.length }, null, quietJob)
      rows.forEach((row, at) => {
        expect(base).toBeCloseTo(expectation(forest, row, 0), 10)
        byDefinition((known) => expectation(forest, row, known)).forEach((value, feature) => expect(contributions[feature]![at] ?? 0).toBeCloseTo(value, 10))
      })
    }), { numRuns: 60 })
  })

  it('gives Shapley values by their definition, interventional', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 7 }), (seed, depth) => {
      const forest = randomForest(seed, 3, depth)
      const rows = rowsOf(seed, 4)
      const others = rowsOf(seed + 1, 6)
      const { contributions } = treeShap(forest, compileForest(forest), 0, { features: columnsOf(rows), rows: rows.length }, { features: columnsOf(others), rows: others.length }, quietJob)
      const output = (row: readonly number[]): number => Array.from(forest.roots.keys()).reduce((sum, tree) => sum + forest.value[leafOf(forest, tree, (feature) => row[feature]!)]!, 0)
      rows.forEach((row, at) => {
        const worth = (known: number): number => others.reduce((sum, other) => sum + output(row.map((x, feature) => (((known >> feature) & 1) === 1 ? x : other[feature]!))), 0) / others.length
        byDefinition(worth).forEach((value, feature) => expect(contributions[feature]![at] ?? 0).toBeCloseTo(value, 10))
      })
    }), { numRuns: 40 })
  })

  it('gives the same contributions however many rows come with a row', () => {
    const forest = randomForest(3, 5, 7)
    const rows = rowsOf(9, 3000)
    const all = treeShap(forest, compileForest(forest), 0, { features: columnsOf(rows), rows: rows.length }, null, quietJob)
    const one = treeShap(forest, compileForest(forest), 0, { features: columnsOf(rows.slice(2000, 2001)), rows: 1 }, null, quietJob)
    one.contributions.forEach((values, feature) => expect(values[0]).toBeCloseTo(all.contributions[feature]![2000]!, 12))
  })

  it('stops when it is cancelled', () => {
    const forest = randomForest(3, 5, 7)
    let calls = 0
    const job = { ...quietJob, checkpoint: () => { if ((calls += 1) > 3) throw new CancelledError() } }
    const rows = rowsOf(9, 2000)
    expect(() => treeShap(forest, compileForest(forest), 0, { features: columnsOf(rows), rows: rows.length }, null, job)).toThrow(CancelledError)
  })
})

describe('product games', () => {
  it('integrates polynomials of degree 2n − 1 exactly', () => {
    for (let n = 1; n <= 16; n += 1) {
      const { points, weights } = gaussLegendre(n)
      for (let degree = 0; degree < 2 * n; degree += 1) {
        expect(points.reduce((sum, t, k) => sum + weights[k]! * t ** degree, 0)).toBeCloseTo(1 / (degree + 1), 13)
      }
    }
  })

  it('shares out everything, for up to 30 features', () => {
    const rng = createRng(5, 'product')
    for (let count = 1; count <= 30; count += 1) {
      const one = Float64Array.from({ length: count }, () => rng.int(2))
      const zero = Float64Array.from({ length: count }, () => rng.next())
      const out = new Float64Array(count)
      productShapley(3, one, zero, count, out, 0)
      const product = (values: Float64Array): number => values.reduce((all, value) => all * value, 3)
      expect(out.reduce((sum, value) => sum + value, 0)).toBeCloseTo(product(one) - product(zero), 12)
    }
  })
})
