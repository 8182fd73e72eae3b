import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import { jsonSafeResult } from '../../../../shared/analyses/json-safe'
import analysis from '../../../../shared/analyses/subpopulations/intersections.analysis'
import { crossingOf, gapTests, scoreBlocks } from '../../../../shared/analyses/subpopulations/intersections/measure'
import { studentisedGapTests } from '../../../../shared/analyses/subpopulations/intersections/studentised'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { canonicalJson } from '../../../../shared/contract/json'
import { createRng } from '../../../../shared/stats/rng'
import { moments, varianceOf } from '../../../../shared/stats/sums'
import { welchAnova } from '../../../../shared/stats/welch-anova'
import type { CategoryColumn } from '../../../../shared/contract/table'
import { makeMulticlassInput, makeRegressionInput, shuffleRows } from '../build-input'

const run = async (input: AnalysisInput): Promise<AnalysisResult> => jsonSafeResult(await analysis.compute(input, analysis.params.parse({ deals: 499 }), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.05, score: null }))
const findings = (result: AnalysisResult) => analysis.findings(result, analysis.params.parse({}))

/** Changes the outcome of women in the east, and makes up for it among men there, so that neither column shows it. */
function crossed(input: AnalysisInput, change: (outcome: number, side: 1 | -1, row: number) => number): AnalysisInput {
  return {
    ...input,
    datasets: input.datasets.map((dataset) => {
      const [sex, region] = ['sex', 'region'].map((name) => dataset.table.columns.find((column) => column.name === name) as CategoryColumn) as [CategoryColumn, CategoryColumn]
      return { ...dataset, outcome: dataset.outcome!.map((value, row) => (region.levels[region.codes[row]!] === 'east' && sex.codes[row]! >= 0 ? change(value, sex.levels[sex.codes[row]!] === 'f' ? 1 : -1, row) : value)) }
    }),
  }
}

const sound = async (result: AnalysisResult, input: AnalysisInput): Promise<void> => {
  const again = await run(shuffleRows(input, 3))
  expect([again.values, again.tests, again.headline]).toEqual([result.values, result.tests, result.headline])
  expect(canonicalJson([analysis.section(result, analysis.params.parse({})), analysis.figures(result), findings(result)])).not.toMatch(/NaN|Infinity|undefined|\[object/)
}

describe('intersections of predicted numbers', () => {
  const fair = makeRegressionInput({ rows: 900, windows: 0 })
  const planted = crossed(fair, (value, side) => value + 0.15 * side)

  it('finds the crossing of two columns that neither shows alone, in the unit of the outcome', async () => {
    const result = await run(planted)
    expect(result.headline).toMatch(/^Predictions are further off in some intersections than chance explains: in (region × sex|sex × region), outcome less predicted differs by 0\.\d+ between .*east.* and .*east/)
    const [finding, ...others] = findings(result)
    expect(others).toEqual([])
    expect(finding!.title).toMatch(/^Predictions are off where sex and region meet: outcome less predicted differs by 0\.\d+$/)
    expect(finding!.criterion).toMatch(/^A gap no larger than chance, or by at most 0\.0\d+\.$/)
    await sound(result, planted)
  })

  it('is silent where nothing is wrong', async () => {
    expect(findings(await run(fair))).toEqual([])
  })
})

describe('intersections of several classes', () => {
  const fair = makeMulticlassInput({ rows: 900, windows: 0 })
  const wrong = (input: AnalysisInput): AnalysisInput => crossed(input, (value, side, row) => (side === 1 && row % 2 === 0 ? 2 : value))

  it('finds classes that are right less often than their probabilities say', async () => {
    const planted = wrong(fair)
    const result = await run(planted)
    expect(result.headline).toMatch(/^Classes are further off .* right less expected to be right differs by \d+(\.\d)? pp/)
    expect(findings(result).map(({ key }) => key)).toEqual(['gap/sex/region'])
    await sound(result, planted)
    expect(findings(await run(fair))).toEqual([])
  })

  it('looks at right and wrong where there are no probabilities', async () => {
    const bare = wrong(fair)
    const result = await run({ ...bare, datasets: bare.datasets.map((dataset) => ({ ...dataset, classProbabilities: null, recordedProbabilities: null })) })
    expect(result.headline).toContain('share of right classes differs by')
    expect(findings(result)).toHaveLength(1)
  })

  it('says what is missing', () => {
    const without = { ...fair, datasets: fair.datasets.map((dataset) => ({ ...dataset, outcome: null })) }
    expect(whyNotApplicable(analysis, without)).toBe('No dataset has both predicted classes and outcomes.')
  })
})

describe('the studentised gap', () => {
  const rng = createRng(4, 'studentised')
  const n = 1200
  const first = Int32Array.from({ length: n }, (_, row) => (row < 1080 ? 0 : 1))
  const second = new Int32Array(n)
  const spread = (cell: number): number => (cell === 0 ? 1 : 4)
  const { crossing } = crossingOf(first, second, 1, 2, 50)
  const values = Float64Array.from(first, (cell) => spread(cell) * rng.normal())

  it('has about the p of Welch\'s test in one block, where the plain gap is fooled by the spread', () => {
    const cells = [0, 1].map((cell) => moments(values.filter((_, row) => first[row] === cell)))
    const welch = welchAnova(cells.map((m) => ({ n: m.n, mean: m.mean, variance: varianceOf(m) })))
    const blocks = scoreBlocks(values.map(() => 0), 1)
    const [own] = studentisedGapTests([crossing], values, blocks, 4000, createRng(1, 'deals'), () => undefined)
    const [plain] = gapTests([crossing], values, blocks, 4000, createRng(1, 'deals'), () => undefined)
    expect(Math.abs(own!.p - welch.p)).toBeLessThan(0.04)
    expect(plain!.gap).toBeCloseTo(own!.gap, 12)
    // What chance gives has the wide cell's own error, which a plain deal waters down.
    expect(own!.chance).toBeGreaterThan(1.5 * plain!.chance)
  })

  it('takes cells without any spread', () => {
    const [own] = studentisedGapTests([crossing], values.map((value, row) => (first[row] === 1 ? 0 : value)), scoreBlocks(values, 1), 199, createRng(1, 'deals'), () => undefined)
    expect(own!.p).toBeGreaterThan(0)
    expect(Number.isFinite(own!.gap + own!.chance + own!.chanceHigh)).toBe(true)
  })
})
