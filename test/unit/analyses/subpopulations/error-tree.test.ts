import { describe, expect, it } from 'vitest'
import { growTree, leafOf } from '../../../../shared/analyses/subpopulations/error-tree/grow'
import type { CodedColumn } from '../../../../shared/analyses/subpopulations/error-tree/grow'
import analysis from '../../../../shared/analyses/subpopulations/error-tree.analysis'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput } from '../build-input'

const quiet = (): void => undefined
const rng = createRng(8, 'tree')
const n = 4000
const column = (size: number, ordered: boolean): CodedColumn => ({ codes: Uint8Array.from({ length: n }, () => rng.int(size)), size, ordered })

describe('growing', () => {
  const columns = [column(5, true), column(4, false), column(3, true)]
  // Errors where the first is low and the second is one of two levels that are no neighbours.
  const errors = Float64Array.from({ length: n }, (_, row) => (rng.next() < (columns[0]!.codes[row]! <= 1 && [0, 2].includes(columns[1]!.codes[row]!) ? 0.6 : 0.1) ? 1 : 0))
  const tree = growTree(columns, errors, { depth: 3, minLeaf: 100, minZ: 2 }, quiet)

  it('finds the planted conditions, of bands as a range and of levels as a set', () => {
    const worst = tree.leaves.reduce((most, leaf) => (leaf.mean > most.mean ? leaf : most))
    expect([...worst.allowed.get(0)!].filter((code) => code < 4).sort()).toEqual([0, 1])
    expect([...worst.allowed.get(1)!].filter((code) => code < 3).sort()).toEqual([0, 2])
    expect(Math.min(tree.gains[0]!, tree.gains[1]!)).toBeGreaterThan(tree.gains[2]!)
  })

  it('gives every row one leaf, and leaves add up', () => {
    const leaf = leafOf(tree.leaves, columns, n)
    tree.leaves.forEach((each, index) => { expect(leaf.filter((own) => own === index)).toHaveLength(each.n) })
    expect(leaf.some((own) => own < 0)).toBe(false)
  })

  it('takes the split that an exhaustive search takes', () => {
    const gainOf = (inside: (row: number) => boolean): number => {
      const side = (want: boolean): readonly number[] => Array.from(errors).filter((_, row) => inside(row) === want)
      const square = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) ** 2 / values.length
      return square(side(true)) + square(side(false)) - square(Array.from(errors))
    }
    const { codes } = columns[1]!
    const subsets = Array.from({ length: 6 }, (_, mask) => mask + 1).map((mask) => gainOf((row) => ((mask >> codes[row]!) & 1) === 1))
    const only = growTree([columns[1]!], errors, { depth: 1, minLeaf: 100, minZ: 2 }, quiet)
    expect(only.gains[0]).toBeCloseTo(Math.max(...subsets), 8)
  })
})

describe('the page', () => {
  it('shows no leaf that the judging half does not bear out more than chance does', async () => {
    const input: AnalysisInput = { ...makeInput({ rows: 3000, windows: 0, planted: { weakRegion: 'east' } }) }
    const result = await analysis.compute(input, analysis.params.parse({ first: 'region', second: 'purpose' }), { ...quietJob, rng: createRng(1, 'tree'), alpha: 0.05, score: null })
    const overall = result.values.find((value) => value.id === 'overall')!
    const test = input.datasets[1]!
    const wrong = test.score!.reduce((count, score, row) => count + ((score >= 0.3) === (test.outcome![row] === 1) ? 0 : 1), 0)
    expect(overall.n).toBe(1500)
    expect(Math.abs(overall.value! - wrong / 3000)).toBeLessThan(0.03)
    expect(result.values.filter((value) => value.id.startsWith('cell/')).length).toBe(9)
    expect(analysis.figures(result).map((figure) => figure.id)).toContain('heat-map')
  })
})
