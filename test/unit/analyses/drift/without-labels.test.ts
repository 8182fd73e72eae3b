import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import { whyNotApplicable } from '../../../../shared/analyses/applicability'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { rocAuc } from '../../../../shared/stats/roc'
import { createRng } from '../../../../shared/stats/rng'
import { makeInput } from '../build-input'

const analysis = analysisById('drift.without-labels')!

async function run(input: AnalysisInput): Promise<AnalysisResult & { readonly keys: readonly string[] }> {
  const params = analysis.params.parse({})
  const result = await analysis.compute(input, params, { ...quietJob, rng: createRng(2), alpha: 0.01, score: null })
  return { ...result, keys: analysis.findings(result, params).map((finding) => finding.key) }
}

const hidden = (input: AnalysisInput): AnalysisInput => ({ ...input, datasets: input.datasets.map((dataset) => (dataset.role === 'production' ? { ...dataset, outcome: null } : dataset)) })

describe('performance before outcomes are known', () => {
  it('holds within its bands what the outcomes show later', async () => {
    const seen = makeInput({ rows: 2000, windows: 2, labelled: true, from: 0, planted: { income: 1.25 } })
    const result = await run(hidden(seen))
    for (const dataset of seen.datasets.filter(({ role }) => role === 'production')) {
      const { auc } = rocAuc(dataset.score!, dataset.outcome!)
      for (const way of ['expected', 'reweighted']) {
        const band = result.values.find(({ id }) => id === `auc-${way}/${dataset.period}`)!
        expect(band.low).toBeLessThan(auc)
        expect(band.high).toBeGreaterThan(auc)
      }
    }
    expect(result.values.find(({ id }) => id === 'effective/2026-01')!.value).toBeLessThan(1800)
  })

  it('finds nothing where nothing changed, and refuses cases that were never seen', async () => {
    expect((await run(makeInput({ rows: 2000 }))).keys).toEqual([])
    const strange = await run(makeInput({ rows: 2000, windows: 1, from: 0, planted: { boats: 400 } }))
    expect(strange.notTested.join(' ')).toMatch(/Reweighting, 2026-01: refused, 2\d\.\d % of its rows hold values that no reference row has/)
    expect(strange.values.some(({ id }) => id.startsWith('auc-reweighted/'))).toBe(false)
    const doubled = await run(makeInput({ rows: 2000, windows: 1, from: 0, planted: { income: 3 } }))
    expect(doubled.notTested.join(' ')).toMatch(/Reweighting, 2026-01: refused/)
  })

  it('finds a loss that the cases alone bring', async () => {
    const base = makeInput({ rows: 3000, windows: 1, seed: 5 })
    // A window of one kind of case: the score can hardly tell them apart.
    const narrow = makeInput({ rows: 9000, windows: 1, seed: 6 }).datasets.at(-1)!
    const keep = Int32Array.from(narrow.score!.keys()).filter((row) => narrow.score![row]! > 0.12 && narrow.score![row]! < 0.22)
    const pick = (values: Float64Array): Float64Array => Float64Array.from(keep, (row) => values[row]!)
    const columns = narrow.table.columns.map((column) => (column.kind === 'number' ? { ...column, values: pick(column.values), missing: null } : column.kind === 'category' ? { ...column, codes: Int32Array.from(keep, (row) => column.codes[row]!), missing: null } : column))
    const window = { ...narrow, table: { rows: keep.length, columns }, score: pick(narrow.score!), recorded: pick(narrow.score!), outcome: null }
    const { keys } = await run({ ...base, datasets: [...base.datasets.filter(({ role }) => role !== 'production'), window] })
    expect(keys).toContain('expected-auc')
  })

  it('does not apply where every window has outcomes', () => {
    expect(whyNotApplicable(analysis, makeInput({ labelled: true }))).toBe('Every production window has outcomes: performance there is seen, not estimated.')
  })
})
