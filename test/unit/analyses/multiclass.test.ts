import { describe, expect, it } from 'vitest'
import type { AnalysisInput, AnalysisResult } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import { canonicalJson } from '../../../shared/contract/json'
import { whyNotApplicable } from '../../../shared/analyses/applicability'
import { jsonSafeResult } from '../../../shared/analyses/json-safe'
import { analyses, analysisById } from '../../../shared/analyses/registry'
import { createRng } from '../../../shared/stats/rng'
import { makeMulticlassInput, shuffleRows } from './build-input'

const input = makeMulticlassInput({ rows: 500, planted: { income: 1.6 } })

async function run(id: string, on: AnalysisInput): Promise<AnalysisResult> {
  const analysis = analysisById(id)!
  return jsonSafeResult(await analysis.compute(on, analysis.params.parse({}), { ...quietJob, rng: createRng(1, id), alpha: 0.01, score: null }))
}
const valueOf = (result: AnalysisResult, id: string): number | null | undefined => result.values.find((value) => value.id === id)?.value

describe('a review of several classes', () => {
  const applicable = analyses.filter((analysis) => whyNotApplicable(analysis, input) === null && analysis.needs.tasks.includes('multiclass'))

  it('has its own performance, calibration, re-performance and drift', () => {
    expect(applicable.map((analysis) => analysis.id)).toEqual(expect.arrayContaining(['performance.multiclass', 'performance.calibration', 'stability.re-performance', 'drift.prediction', 'drift.target', 'drift.univariate']))
  })

  it.each(['subpopulations.group-performance', 'performance.multiclass', 'performance.calibration', 'stability.re-performance', 'drift.prediction', 'drift.target'])('%s gives the same numbers whatever the order of rows, and prints none broken', async (id) => {
    const first = await run(id, input)
    const second = await run(id, shuffleRows(input, 3))
    expect(second.values).toEqual(first.values)
    expect(second.tests).toEqual(first.tests)
    const analysis = analysisById(id)!
    expect(canonicalJson([analysis.section(first, analysis.params.parse({})), analysis.findings(first, analysis.params.parse({})), analysis.figures(first)])).not.toMatch(/NaN|Infinity|undefined|\[object/)
    const ids = first.values.map((value) => value.id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const finding of analysis.findings(first, analysis.params.parse({}))) for (const evidence of finding.evidence) expect(ids).toContain(evidence)
  })

  it('re-performs classes as classes', async () => {
    const changed: AnalysisInput = { ...input, datasets: input.datasets.map((dataset, index) => (index > 0 ? dataset : { ...dataset, recordedClass: dataset.recordedClass!.map((code, row) => (row === 4 ? (code + 1) % 3 : code)) })) }
    const result = await run('stability.re-performance', changed)
    expect(valueOf(result, 'mismatches/development/class')).toBe(1)
    expect(valueOf(result, 'mismatches/development/probability-low')).toBe(0)
    const finding = analysisById('stability.re-performance')!.findings(result, { tolerance: 1e-6 })[0]!
    expect(finding.condition).toMatch(/row 5 of development.csv, class, recorded (low|middle|high), recomputed (low|middle|high)/)
  })

  it('sees the predicted classes move', async () => {
    const result = await run('drift.prediction', input)
    expect(result.verdict).toBe('different')
    expect(analysisById('drift.prediction')!.findings(result, analysisById('drift.prediction')!.params.parse({}))).toHaveLength(1)
  })

  it('says that a model is worse than none', async () => {
    const wrong = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, predictedClass: dataset.predictedClass!.map(() => 2), classProbabilities: [dataset.classProbabilities![2]!, dataset.classProbabilities![1]!, dataset.classProbabilities![0]!] })) }
    const result = await run('performance.multiclass', wrong)
    const titles = analysisById('performance.multiclass')!.findings(result, analysisById('performance.multiclass')!.params.parse({})).map((finding) => finding.title)
    expect(titles.some((title) => title.startsWith('Worse than no model'))).toBe(true)
  })
})

describe('averages over classes', () => {
  it('have no interval where a class is called fewer than ten times, precision in proportion included', async () => {
    const result = await run('performance.multiclass', makeMulticlassInput({ rows: 120, windows: 0 }))
    const [rare, plain] = ['weighted-precision/test', 'weighted-recall/test'].map((id) => result.values.find((value) => value.id === id))
    expect(rare!.value).toBeGreaterThan(0)
    expect(rare!.low ?? null).toBeNull()
    expect(plain!.low).toBeLessThan(plain!.value!)
  })
})
