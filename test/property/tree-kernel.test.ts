import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quietJob } from '../../shared/contract/job'
import { leafOf } from '../../shared/model/trees/evaluate'
import { ForestBuilder, type Forest } from '../../shared/model/trees/forest'
import { compileForest, sumLeaves } from '../../shared/model/trees/kernel'

const special = [0, -0, 1e-36, -1e-36, 1, -1, 0.5, Infinity, -Infinity, Math.fround(0.1), 0.1, 5e-324, 3]
const number = fc.oneof(fc.constantFrom(...special), fc.double({ noNaN: true }), fc.integer({ min: -4, max: 40 }))

/** Grows a random tree over three features: depth up to 20, every missing rule, category sets. */
const forestOf = (comparison: 'lt' | 'le'): fc.Arbitrary<Forest> => fc.array(fc.array(fc.record({
  grow: fc.boolean(), feature: fc.nat(2), threshold: number, rule: fc.nat(4), categorical: fc.boolean(), codes: fc.array(fc.nat(70), { maxLength: 5 }), value: fc.double({ noNaN: true, min: -10, max: 10 }),
}), { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }).map((plans) => {
  const builder = new ForestBuilder(comparison, 3, 'random')
  plans.forEach((plan, t) => {
    const nodes = plan.map((step) => ({ ...step, left: -1, right: -1 }))
    let used = 1
    for (let i = 0; i < used; i++) {
      const node = nodes[i]!
      if (!node.grow || used + 2 > nodes.length) { node.grow = false; continue }
      node.left = used++
      node.right = used++
    }
    const kept = nodes.slice(0, used)
    builder.add({
      group: t % 2,
      feature: kept.map((node) => node.grow ? node.feature : -1),
      threshold: kept.map((node) => node.threshold),
      left: kept.map((node) => node.left),
      right: kept.map((node) => node.right),
      rule: kept.map((node) => node.rule),
      set: kept.map((node) => node.grow && node.categorical ? builder.addSet(node.codes) : -1),
      value: kept.map((node) => node.value),
    })
  })
  return builder.build()
})

describe('the rank kernel is exact', () => {
  for (const comparison of ['lt', 'le'] as const) {
    it(`gives the sums of the plain walk (${comparison})`, () => {
      const cell = fc.oneof({ weight: 1, arbitrary: fc.constant(NaN) }, { weight: 6, arbitrary: number })
      fc.assert(fc.property(forestOf(comparison), fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 }), (forest, rows) => {
        const columns = [0, 1, 2].map((k) => Float64Array.from(rows, (row) => row[k]!))
        const sums = [new Float64Array(rows.length), new Float64Array(rows.length)]
        sumLeaves(compileForest(forest), columns, rows.length, sums, quietJob)
        rows.forEach((row, i) => {
          const expected = [0, 0]
          for (let tree = 0; tree < forest.roots.length; tree++) expected[forest.group[tree]!]! += forest.value[leafOf(forest, tree, (feature) => row[feature]!)]!
          expect([sums[0]![i], sums[1]![i]]).toEqual(expected)
        })
      }), { numRuns: 300 })
    })
  }
})
