import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput, makeMulticlassInput, makeRegressionInput } from '../build-input'

const [performance, concept] = ['drift.performance', 'drift.concept'] as const

async function run(id: string, input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult & { readonly keys: readonly string[] }> {
  const analysis = analysisById(id)!
  const params = analysis.params.parse(given)
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(1), alpha: 0.01, score: null })
  return { ...result, keys: analysis.findings(result, params).map((finding) => finding.key) }
}

const clean = makeInput({ rows: 2000, windows: 3, labelled: true })
/** From the second window on, outcomes no longer follow the score; the columns stay as they were. */
const turned: AnalysisInput = {
  ...clean,
  datasets: clean.datasets.map((dataset) => (dataset.period < '2026-02' ? dataset : { ...dataset, outcome: dataset.outcome!.map((y, row) => (row % 4 === 0 ? 1 - y : y)) })),
}

describe('change of performance and of the relation', () => {
  it('finds neither where nothing changed', async () => {
    expect((await run(performance, clean)).keys).toEqual([])
    expect((await run(concept, clean)).keys).toEqual([])
  })

  it('finds both where outcomes stop following the score, and lays it to the relation', async () => {
    const [change, relation] = [await run(performance, turned), await run(concept, turned)]
    expect(change.keys).toEqual(['performance'])
    expect(relation.keys).toEqual(['relation'])
    const value = (id: string): { readonly value: number | null; readonly low?: number | null; readonly high?: number | null } => relation.values.find((each) => each.id === id)!
    expect(value('relation-auc/2026-02').high).toBeLessThan(-0.05)
    expect(value('cases-auc/2026-02').low).toBeLessThan(0)
    expect(value('cases-auc/2026-02').high).toBeGreaterThan(0)
    const parts = value('cases-auc/2026-02').value! + value('relation-auc/2026-02').value!
    expect(parts).toBeCloseTo(value('total-auc/2026-02').value!, 12)
  })

  it('lays a change to the cases where only they changed, and refuses the split where they were never seen', async () => {
    const richer = makeInput({ rows: 2000, windows: 1, labelled: true, from: 0, planted: { income: 1.3 } })
    expect((await run(concept, richer)).keys).toEqual([])
    const strange = await run(concept, makeInput({ rows: 2000, windows: 1, labelled: true, from: 0, planted: { boats: 400 } }))
    expect(strange.notTested.join(' ')).toMatch(/Split of the change, 2026-01: refused, 20\.\d % of its rows hold values that no reference row has \(purpose 20\.0 %/)
  })

  it('says which windows have no outcomes yet, and follows numbers too', async () => {
    const half = { ...clean, datasets: clean.datasets.map((dataset) => (dataset.period === '2026-03' ? { ...dataset, outcome: dataset.outcome!.map(() => Number.NaN) } : dataset)) }
    expect((await run(performance, half)).notTested).toContain('2026-03: it has no outcomes yet.')
    const numbers = makeRegressionInput({ rows: 800 })
    const shifted = { ...numbers, datasets: numbers.datasets.map((dataset) => (dataset.period === '2026-02' ? { ...dataset, outcome: dataset.outcome!.map((y) => y + 0.1) } : dataset)) }
    expect((await run(performance, numbers)).keys).toEqual([])
    expect((await run(performance, shifted)).keys).toContain('performance')
    expect((await run(concept, shifted)).keys).toEqual(['relation'])
  })

  it('counts a row of weight two as two rows', async () => {
    const doubled = (copies: boolean): AnalysisInput => ({
      ...clean,
      roles: { ...clean.roles, w: ['weight'] },
      datasets: clean.datasets.map((dataset) => {
        const twice = Int32Array.from({ length: dataset.table.rows + 500 }, (_, row) => (row < dataset.table.rows ? row : row - dataset.table.rows))
        return copies
          ? { ...dataset, table: { rows: twice.length, columns: [] }, score: Float64Array.from(twice, (row) => dataset.score![row]!), outcome: Float64Array.from(twice, (row) => dataset.outcome![row]!) }
          : { ...dataset, table: { rows: dataset.table.rows, columns: [] }, weight: Float64Array.from({ length: dataset.table.rows }, (_, row) => (row < 500 ? 2 : 1)) }
      }),
    })
    const [copied, weighted] = [await run(performance, doubled(true)), await run(performance, doubled(false))]
    for (const id of ['auc/reference', 'auc/2026-01', 'log-loss/2026-02']) expect(weighted.values.find((each) => each.id === id)!.value).toBeCloseTo(copied.values.find((each) => each.id === id)!.value!, 12)
    expect(weighted.warnings[0]).toContain('weighted by w')
  })
})

describe('change of performance of several classes', () => {
  const classes = makeMulticlassInput({ rows: 1500, windows: 3, labelled: true })
  /** From the second window on every fourth row is of the next class. */
  const shifted: AnalysisInput = { ...classes, datasets: classes.datasets.map((dataset) => (dataset.period < '2026-02' ? dataset : { ...dataset, outcome: dataset.outcome!.map((code, row) => (row % 4 === 0 ? (code + 1) % 3 : code)) })) }

  it('follows wrong classes and log loss, and is silent where nothing changed', async () => {
    expect((await run(performance, classes)).keys).toEqual([])
    const result = await run(performance, shifted)
    expect(result.keys).toEqual(['performance'])
    const test = classes.datasets.find((dataset) => dataset.role === 'test')!
    const wrong = test.predictedClass!.reduce((count, code, row) => count + Number(code !== test.outcome![row]), 0)
    expect(result.values.find(({ id }) => id === 'wrong/reference')!.value).toBeCloseTo(wrong / test.outcome!.length, 12)
    expect(result.values.find(({ id }) => id === 'log-loss-change/2026-02')!.low).toBeGreaterThan(0)
  })
})
