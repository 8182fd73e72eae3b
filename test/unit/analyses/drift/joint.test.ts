import { describe, expect, it } from 'vitest'
import joint from '../../../../shared/analyses/drift/joint.analysis'
import { exposures } from '../../../../shared/analyses/drift/joint/exposure'
import type { Detail } from '../../../../shared/analyses/drift/joint/report'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeTable, numberColumn } from '../build-input'

const run = (input: AnalysisInput, given = {}) => joint.compute(input, joint.params.parse(given), { ...quietJob, rng: createRng(3, 'joint'), alpha: 0.002, score: null })

/** Two normal columns of correlation r in each dataset; the marginals never change. */
function related(correlations: readonly number[], rows = 1500): AnalysisInput {
  const make = (r: number, index: number) => {
    const rng = createRng(4, String(index))
    const x = Float64Array.from({ length: rows }, () => rng.normal())
    const y = x.map((value) => r * value + Math.sqrt(1 - r * r) * rng.normal())
    return makeDataset(index === 0 ? 'development' : 'production', makeTable([numberColumn('x', x), numberColumn('y', y)]), { period: index === 0 ? '' : `2026-0${String(index)}` })
  }
  return { ...makeInput({ rows: 50, windows: 0 }), roles: { x: ['feature'], y: ['feature'] }, datasets: correlations.map(make) }
}

describe('joint drift', () => {
  it('finds a correlation that turned round though each column alone is as it was', async () => {
    const result = await run(related([0.5, 0.5, -0.2]))
    const [finding] = joint.findings(result, joint.params.parse({}))
    expect(finding!.key).toBe('correlation')
    expect(finding!.evidence).toEqual(['correlation/2026-02/x/y'])
    expect(result.verdict).toBe('different')
    const value = result.values.find(({ id }) => id === 'correlation/2026-02/x/y')!
    expect(value.value).toBeLessThan(-0.5)
    expect((result.detail as unknown as Detail).cells[1]!.kernel!.pAdjusted).toBeLessThan(0.002)
  })

  it('says equivalent where nothing changed and the rows suffice', async () => {
    const result = await run(related([0.5, 0.5], 9000))
    expect(joint.findings(result, joint.params.parse({}))).toEqual([])
    expect(result.values.find(({ id }) => id === 'correlation/2026-01/x/y')!.verdict).toBe('equivalent')
  })

  it('takes a column that only moved and stretched as no change of correlation', async () => {
    const base = related([0.5, 0.5])
    const input = { ...base, datasets: base.datasets.map((dataset, index) => (index === 0 ? dataset : { ...dataset, table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'x' && column.kind === 'number' ? { ...column, values: column.values.map((value) => Math.exp(value) + 3) } : column)) } })) }
    const detail = (await run(input)).detail as unknown as Detail
    const plain = (await run(base)).detail as unknown as Detail
    expect(detail.cells[0]!.pairs[0]!.change).toBeCloseTo(plain.cells[0]!.pairs[0]!.change, 12)
    expect(detail.cells[0]!.pairs[0]!.p).toBeCloseTo(plain.cells[0]!.pairs[0]!.p, 12)
    expect(detail.cells[0]!.kernel!.pAdjusted).toBeLessThan(1e-6)
  })

  it('draws rows where there are more than it takes, and says so', async () => {
    const result = await run(related([0.5, 0.5]), { rows: 400 })
    expect([result.rowsUsed, result.rowsTotal]).toEqual([800, 3000])
    expect(result.warnings).toEqual(['800 of 3,000 rows were used, drawn at random with the seed of the review.'])
  })

  it('weighs drift by what the model uses', () => {
    const table = (shift: number, level: string) => makeTable([numberColumn('a', [1, 2, 3, 4].map((value) => value + shift)), categoryColumn('b', ['u', 'u', level, level])])
    const held = exposures({ featureUse: [{ name: 'a', uses: 3 }, { name: 'b', uses: 1 }, { name: 'gone', uses: 4 }] }, table(0, 'v'), [{ label: 'one', table: table(0, 'v') }, { label: 'two', table: table(2, 'w') }], () => undefined)
    expect(held).toEqual([{ feature: 'a', use: 0.375, drift: 0.5, window: 'two' }, { feature: 'b', use: 0.125, drift: 0.5, window: 'two' }])
  })
})
