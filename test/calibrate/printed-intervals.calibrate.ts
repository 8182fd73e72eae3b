import { describe, it } from 'vitest'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { jsonSafeResult } from '../../shared/analyses/json-safe'
import { analysisById } from '../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeInput, makeMulticlassInput, makeRegressionInput, scoreTable, withArms } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

/** Share of the usual number of simulations. */
const effort = Number(process.env['CALIBRATE_RUNS'] ?? 400) / 400

/** Every window has outcomes, arms, and a recorded prediction that is the artifact's with noise. */
function world(make: (options: { readonly rows: number; readonly windows: number; readonly labelled: boolean; readonly seed: number }) => AnalysisInput, rows: number, seed: number, weighted: boolean): AnalysisInput {
  const input = withArms(make({ rows, windows: 1, labelled: true, seed }))
  const rng = createRng(seed, 'noise')
  return {
    ...input,
    datasets: input.datasets.map((dataset) => ({
      ...dataset,
      recorded: dataset.recorded?.map((value) => Math.min(0.99, Math.max(0.01, value + 0.05 * rng.normal()))) ?? null,
      weight: weighted ? Float64Array.from({ length: rows }, () => (-Math.log(1 - rng.next()) - Math.log(1 - rng.next())) / 2) : null,
    })),
  }
}

async function resultOf(id: string, input: AnalysisInput, seed: number): Promise<AnalysisResult | null> {
  const analysis = analysisById(id)!
  const params = analysis.params.parse({})
  if (whyNotApplicable(analysis, input, params) !== null) return null
  // An alpha of 2.5 % makes the interval at 1 − 2α one of 95 %.
  return jsonSafeResult(await analysis.compute(input, params, { ...quietJob, rng: createRng(seed, id), alpha: 0.025, score: (table) => Promise.resolve(scoreTable(table)) }))
}

interface Study {
  readonly id: string
  readonly world: 'binary' | 'regression' | 'multiclass'
  readonly weighted?: boolean
  /** First parts of the ids of the values looked at. */
  readonly values: readonly string[]
  /** Shares of part of the rows: with 30 rows their exact intervals rest on a handful of cases and are careful. */
  readonly rare?: readonly string[]
}

const makers = { binary: makeInput, regression: makeRegressionInput, multiclass: makeMulticlassInput }

const studies: readonly Study[] = [
  { id: 'performance.discrimination', world: 'binary', values: ['auc', 'gini', 'accuracy', 'tpr', 'fpr', 'precision', 'npv', 'selection', 'auc-gap'], rare: ['tpr', 'precision'] },
  { id: 'performance.discrimination', world: 'binary', weighted: true, values: ['auc', 'accuracy', 'fpr', 'auc-gap'] },
  { id: 'performance.calibration', world: 'binary', values: ['slope', 'in-the-large', 'level', 'observed'], rare: ['observed'] },
  { id: 'performance.calibration', world: 'binary', weighted: true, values: ['slope', 'in-the-large', 'level'] },
  { id: 'performance.regression', world: 'regression', values: ['rmse', 'mae', 'bias', 'r2'] },
  { id: 'performance.regression', world: 'regression', weighted: true, values: ['rmse', 'mae', 'bias', 'r2'] },
  { id: 'performance.multiclass', world: 'multiclass', values: ['accuracy', 'balanced-accuracy', 'macro-f1', 'weighted-f1', 'kappa', 'mcc', 'log-loss', 'brier', 'accuracy-gap'] },
  { id: 'subpopulations.impact-ratio', world: 'binary', values: ['rate', 'ratio'] },
  { id: 'subpopulations.group-performance', world: 'binary', values: ['auc', 'auc-difference', 'fpr', 'fpr-difference', 'selection', 'selection-difference'] },
  { id: 'subpopulations.group-performance', world: 'regression', values: ['rmse', 'mae', 'mae-difference', 'bias', 'bias-difference'] },
  { id: 'subpopulations.fairness', world: 'binary', values: ['favourable', 'favourable-difference', 'fpr-difference', 'residual'] },
  { id: 'drift.performance', world: 'binary', values: ['auc', 'auc-change', 'log-loss', 'log-loss-change', 'brier', 'brier-change', 'wrong', 'wrong-change'] },
  { id: 'drift.performance', world: 'regression', values: ['mae', 'mae-change', 'bias', 'bias-change', 'mse', 'mse-change'] },
  { id: 'drift.concept', world: 'binary', values: ['shift-mean', 'shift-low', 'total-auc', 'total-log-loss', 'relation-log-loss'] },
  { id: 'drift.prediction', world: 'binary', values: ['level', 'change'] },
  { id: 'drift.target', world: 'binary', values: ['level', 'change'] },
  { id: 'drift.target', world: 'regression', values: ['level', 'change'] },
  { id: 'comparison.ab-test', world: 'binary', values: ['difference'] },
  { id: 'comparison.champion-challenger', world: 'binary', values: ['difference', 'segment'] },
  { id: 'comparison.champion-challenger', world: 'binary', weighted: true, values: ['difference', 'segment'] },
  { id: 'comparison.champion-challenger', world: 'regression', values: ['difference', 'segment'] },
  { id: 'comparison.versions', world: 'binary', values: ['version', 'advantage'] },
  { id: 'comparison.versions', world: 'regression', values: ['version', 'advantage'] },
]

describe('95 % intervals as they are printed', () => {
  it.each(studies)('$id, $world', async ({ id, world: kind, weighted = false, values, rare = [] }) => {
    const of = (rows: number, seed: number): Promise<AnalysisResult | null> => resultOf(id, world(makers[kind], rows, seed, weighted), seed)
    // The truth by many rows.
    const truth = new Map((await of(40_000, 999_983))!.values.map((value) => [value.id, value.value]))
    for (const [rows, runs] of [[30, 600], [100, 400], [1000, 120]].map(([n, count]) => [n!, Math.round(count! * effort)] as const)) {
      const counts = new Map(values.map((name) => [name, { intervals: 0, covered: 0 }]))
      for (let run = 0; run < runs; run += 1) {
        for (const value of (await of(rows, run + 1))?.values ?? []) {
          const count = counts.get(value.id.split('/')[0]!)
          const wanted = truth.get(value.id)
          if (count === undefined || wanted == null || value.low == null || value.high == null) continue
          count.intervals += 1
          if (value.low <= wanted && wanted <= value.high) count.covered += 1
        }
      }
      for (const [name, { intervals, covered }] of counts) {
        // Too few intervals: refused at this size, as the analysis says.
        if (intervals < runs / 4) continue
        const careful = rows === 30 && rare.includes(name)
        calibrated(`${id}: ${name}, ${kind}${weighted ? ', weighted' : ''}, n ${String(rows)}${careful ? ', a share of few of them' : ''}`, 0.95, covered / intervals, [0.93, careful ? 1 : 0.97], Math.min(runs, intervals))
      }
    }
  })
})
