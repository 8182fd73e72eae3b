import { describe, expect, it } from 'vitest'
import type { Analysis, AnalysisDataset, AnalysisInput, AnalysisResult } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import { canonicalJson } from '../../../shared/contract/json'
import { whyNotApplicable } from '../../../shared/analyses/applicability'
import { jsonSafeResult } from '../../../shared/analyses/json-safe'
import { analyses, analysisById } from '../../../shared/analyses/registry'
import { createRng } from '../../../shared/stats/rng'
import { selectRows } from '../../../shared/table/select-rows'
import { makeInput, makeMulticlassInput, makeRegressionInput, numberColumn, scoreTable, shuffleRows } from './build-input'

const run = async (analysis: Analysis, on: AnalysisInput): Promise<AnalysisResult> => {
  const params = analysis.id === 'performance.business' ? { valueFalsePositive: -1, valueFalseNegative: -5 } : {}
  return jsonSafeResult(await analysis.compute(on, analysis.params.parse(params), { ...quietJob, rng: createRng(1, analysis.id), alpha: 0.01, score: (table) => Promise.resolve(scoreTable(table)) }))
}

/** The review with a weight column; `weightOfRow` by dataset and row. */
function weighted(input: AnalysisInput, weightOfRow: (dataset: number, row: number) => number): AnalysisInput {
  return {
    ...input, roles: { ...input.roles, weight: ['weight'] },
    datasets: input.datasets.map((dataset, index) => {
      const weight = Float64Array.from({ length: dataset.table.rows }, (_, row) => weightOfRow(index, row))
      return { ...dataset, weight: weight.map((value) => (Number.isFinite(value) && value > 0 ? value : 0)), table: { ...dataset.table, columns: [...dataset.table.columns, numberColumn('weight', weight)] } }
    }),
  }
}

/** Every row as often as its weight says, and no weights. */
function replicated(input: AnalysisInput): AnalysisInput {
  return {
    ...input,
    datasets: input.datasets.map((dataset): AnalysisDataset => {
      const rows = Int32Array.from(Array.from(dataset.weight!).flatMap((times, row) => Array.from({ length: times }, () => row)))
      const pick = (values: Float64Array | null): Float64Array | null => (values === null ? null : Float64Array.from(rows, (row) => values[row]!))
      return {
        ...dataset, table: selectRows(dataset.table, rows), score: pick(dataset.score), recorded: pick(dataset.recorded), outcome: pick(dataset.outcome), weight: null,
        predictedClass: pick(dataset.predictedClass), classProbabilities: dataset.classProbabilities?.map((values) => pick(values)!) ?? null, recordedClass: pick(dataset.recordedClass), recordedProbabilities: null,
      }
    }),
  }
}

const binary = makeInput({ rows: 500, windows: 2, planted: { income: 1.3 } })
const regression = makeRegressionInput({ rows: 300, windows: 2 })
const multiclass = makeMulticlassInput({ rows: 300, windows: 2 })
const rivals: AnalysisInput = { ...binary, datasets: binary.datasets.map((dataset) => ({ ...dataset, recorded: dataset.score!.map((score) => score ** 2) })) }
const inputFor = (analysis: Analysis): AnalysisInput | undefined => [binary, regression, multiclass, rivals].find((input) => whyNotApplicable(analysis, input) === null)
/** Those that look at the files themselves count rows, and see the weight column as a column. */
const counting = analyses.filter((analysis) => analysis.group !== 'data')
const draw = createRng(11, 'weights')
const times = Array.from({ length: 4000 }, () => 1 + draw.int(4))
const integer = (dataset: number, row: number): number => times[(dataset * 500 + row) % 4000]!

/** Figures that do not rest on how rows are counted. */
const pointFigures: Readonly<Record<string, RegExp>> = {
  'performance.discrimination': /^(auc|gini|ks|pr-auc|brier|log-loss|accuracy|tpr|fpr|precision|npv|selection|balanced-accuracy|f1|mcc|tp|fp|fn|tn|auc-gap)\//,
  'performance.calibration': /^(level|slope|in-the-large)\//,
  'performance.business': /^(value|best|nobody|everybody)/,
  'performance.regression': /^(rmse|mae|bias|r2|mape|smape|rmse-ratio)\//,
  'performance.multiclass': /^(accuracy|balanced-accuracy|macro-|weighted-|kappa|mcc|log-loss|brier|precision|recall|f1|auc|cell)/,
  'subpopulations.group-performance': /^(auc|auc-difference|tpr|fpr|selection|tpr-difference)\//,
  'drift.univariate': /^(effect\/(income|debt|age)\/|mean\/|missing\/)/,
  'drift.prediction': /^level\//,
  'drift.target': /^level\//,
  'comparison.champion-challenger': /^((champion|challenger|difference)\/(auc|loss)$|segment\/)/,
}

describe('case weights', () => {
  it.each(counting.flatMap((analysis) => { const input = inputFor(analysis); return input === undefined ? [] : [[analysis.id, analysis, input] as const] }))('%s: weights of 1 are no weights, to the last byte', async (_, analysis, input) => {
    const plain = await run(analysis, input)
    const ones = await run(analysis, weighted(input, () => 1))
    expect(canonicalJson(ones)).toBe(canonicalJson(plain))
  })

  it.each(Object.entries(pointFigures))('%s: whole weights agree with repeated rows, in any order of the rows', async (id, pattern) => {
    const analysis = analysisById(id)!
    const heavy = weighted(inputFor(analysis)!, integer)
    const result = await run(analysis, heavy)
    const again = await run(analysis, replicated(heavy))
    const wanted = new Map(again.values.map((value) => [value.id, value.value]))
    const seen = result.values.filter((value) => pattern.test(value.id))
    expect(seen.length).toBeGreaterThan(1)
    for (const value of seen) {
      if (value.value === null) expect(wanted.get(value.id) ?? null).toBeNull()
      else expect(value.value, value.id).toBeCloseTo(wanted.get(value.id)!, 8)
    }
    expect((await run(analysis, shuffleRows(heavy, 5))).values).toEqual(result.values)
    expect(canonicalJson([analysis.section(result, analysis.params.parse({})), analysis.figures(result)])).not.toMatch(/NaN|Infinity|undefined|\[object/)
  })

  it.each(Object.keys(pointFigures))('%s: intervals and tests rest on fewer rows than the weights add up to', async (id) => {
    const analysis = analysisById(id)!
    const heavy = weighted(inputFor(analysis)!, integer)
    const width = (result: AnalysisResult): number => result.values.reduce((sum, { low, high }) => sum + (low == null || high == null ? 0 : high - low), 0)
    expect(width(await run(analysis, heavy))).toBeGreaterThanOrEqual(width(await run(analysis, replicated(heavy))))
  })

  it('leaves out rows without a positive weight, and counts them', async () => {
    const analysis = analysisById('performance.discrimination')!
    const result = await run(analysis, weighted(binary, (_, row) => (row === 0 ? Number.NaN : row === 1 ? 0 : row === 2 ? -3 : row === 3 ? Number.POSITIVE_INFINITY : 1)))
    expect(result.values.find((value) => value.id === 'n/test')!.value).toBe(496)
    expect(result.warnings.join(' ')).toContain('4 rows with a missing, zero, negative or infinite weight are left out')
  })

  it.each(counting.flatMap((analysis) => (inputFor(analysis) === undefined ? [] : [analysis.id])))('%s: applies the weights, or says why it does not', async (id) => {
    const analysis = analysisById(id)!
    const result = await run(analysis, weighted(inputFor(analysis)!, integer))
    expect([...result.warnings, ...result.notTested].join(' ')).toMatch(/rows are weighted by weight|the weights \(weight\) are not applied/)
  })
})
