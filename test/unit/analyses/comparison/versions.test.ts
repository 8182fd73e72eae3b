import { describe, expect, it } from 'vitest'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import versions from '../../../../shared/analyses/comparison/versions.analysis'
import type { Detail } from '../../../../shared/analyses/comparison/versions/report'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { delongPaired } from '../../../../shared/stats/delong'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput, makeRegressionInput, numberColumn } from '../build-input'

const run = (input: AnalysisInput, given = {}) => versions.compute(input, versions.params.parse(given), { ...quietJob, rng: createRng(3, 'versions'), alpha: 0.01, score: null })

/** Recorded predictions of versions as columns: the artifact's own score with noise of the given size on the logit. */
function recorded(base: AnalysisInput, noise: Readonly<Record<string, number>>, keepScore = true): AnalysisInput {
  return {
    ...base,
    roles: { ...base.roles, ...Object.fromEntries(Object.keys(noise).map((name) => [name, ['prediction'] as const])) },
    datasets: base.datasets.map((dataset) => {
      const columns = Object.entries(noise).map(([name, size]) => {
        const rng = createRng(8, name + dataset.name)
        return numberColumn(name, dataset.score!.map((p) => (size === 0 ? p : 1 / (1 + Math.exp(-Math.log(p / (1 - p)) - size * rng.normal())))))
      })
      return { ...dataset, score: keepScore ? dataset.score : null, table: { ...dataset.table, columns: [...dataset.table.columns, ...columns] } }
    }),
  }
}

const base = makeInput({ rows: 1500, windows: 3, labelled: true })

describe('versions over time', () => {
  it('says which version is best in each window, by paired tests on the same rows', async () => {
    const input = recorded(base, { v1: 2, v2: 0.5 })
    const result = await run(input)
    const detail = result.detail as unknown as Detail
    expect(detail.versions).toEqual(['v1', 'v2', 'model under review'])
    expect(detail.windows.map(({ key }) => key)).toEqual(['test', '2026-01', '2026-02', '2026-03'])
    expect(detail.windows.every(({ best }) => best !== 'v1')).toBe(true)
    expect(result.tests.length).toBe(12)
    const window = input.datasets.find(({ period }) => period === '2026-02')!
    const v1 = window.table.columns.find(({ name }) => name === 'v1') as ReturnType<typeof numberColumn>
    const paired = delongPaired(window.score!, v1.values, window.outcome!)
    const value = result.values.find(({ id }) => id === 'advantage/2026-02/model under review/v1')!
    expect(value.value).toBeCloseTo(paired.difference, 12)
    expect(value.low).toBeCloseTo(paired.low, 12)
    expect(versions.findings(result, versions.params.parse({}))).toEqual([])
  })

  it('proposes a finding where the newest version is the worst', async () => {
    const result = await run(recorded(base, { v1: 0, v2: 4 }, false))
    const [finding] = versions.findings(result, versions.params.parse({}))
    expect(finding!.title).toMatch(/^An earlier version does better than the newest \(v2\)/)
    expect((result.detail as unknown as Detail).windows.every(({ best, clearly }) => best === 'v1' && clearly)).toBe(true)
  })

  it('refuses one version, and the artifact\'s own predictions under another name', () => {
    const why = (input: AnalysisInput): string | null => whyNotApplicable(versions, input)
    expect(why(recorded(base, { v1: 0 }))).toMatch(/^There is one version only: the recorded predictions are the artifact's own, they differ on 0 of/)
    expect(why(recorded(base, { v1: 1 }, false))).toBe('There is one version only: v1.')
    expect(why(recorded(base, { v1: 1 }))).toBeNull()
  })

  it('compares log losses, and squared errors of predicted numbers', async () => {
    expect(((await run(recorded(base, { v1: 1 }), { primary: 'loss' })).detail as unknown as Detail).measure).toBe('log loss')
    const numbers = (await run(recorded(makeRegressionInput({ rows: 300, labelled: true }), { v1: 1 }))).detail as unknown as Detail
    expect(numbers.measure).toBe('squared error')
    expect(numbers.windows.every(({ best }) => best === 'model under review')).toBe(true)
  })

  it('leaves out windows that hold one version or too few rows, and says so', async () => {
    const input = recorded(base, { v1: 1, v2: 1 }, false)
    const thin = { ...input, datasets: input.datasets.map((dataset) => (dataset.period !== '2026-03' ? dataset : { ...dataset, outcome: dataset.outcome!.map((y, row) => (row < 20 ? y : NaN)) })) }
    const result = await run(thin)
    expect((result.detail as unknown as Detail).windows.length).toBe(3)
    expect(result.notTested).toContain('2026-03: 20 rows hold all versions and the outcome, 30 are needed.')
  })
})
