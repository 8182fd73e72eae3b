import { describe, it } from 'vitest'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { jsonSafeResult } from '../../shared/analyses/json-safe'
import { analysisById } from '../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Table } from '../../shared/contract/table'
import { createRng } from '../../shared/stats/rng'
import { selectColumn } from '../../shared/table/select-rows'
import { makeInput, makeMulticlassInput, makeRegressionInput, makeRows, scoreTable, withArms } from '../unit/analyses/build-input'
import type { Planted } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

/** Share of the usual number of simulations. */
const effort = Number(process.env['CALIBRATE_RUNS'] ?? 400) / 400

/** Every window has outcomes, arms, and a recorded prediction that is the artifact's with noise. */
function world(study: Study, rows: number, seed: number): AnalysisInput {
  const input = withArms(makers[study.world]({ rows, windows: 1, labelled: true, seed, ...(study.planted === undefined ? {} : { planted: study.planted, from: 0 }) }))
  const rng = createRng(seed, 'noise')
  return {
    ...input,
    datasets: input.datasets.map((dataset) => (study.known === true && dataset.role === 'development' ? knownDevelopment[study.world] : {
      ...dataset,
      recorded: dataset.recorded?.map((value) => Math.min(0.99, Math.max(0.01, value + 0.05 * rng.normal()))) ?? null,
      weight: study.weighted === true ? Float64Array.from({ length: rows }, () => (-Math.log(1 - rng.next()) - Math.log(1 - rng.next())) / 2) : null,
    })),
  }
}

async function resultOf(study: Study, rows: number, seed: number, given: Readonly<Record<string, unknown>> = {}): Promise<AnalysisResult | null> {
  const analysis = analysisById(study.id)!
  const params = analysis.params.parse(given)
  const input = world(study, rows, seed)
  if (whyNotApplicable(analysis, input, params) !== null) return null
  // An alpha of 2.5 % makes the interval at 1 − 2α one of 95 %.
  return jsonSafeResult(await analysis.compute(input, params, { ...quietJob, rng: createRng(seed, study.id), alpha: 0.025, score: (table) => Promise.resolve(scoreTable(table)) }))
}

/** One development dataset for analyses whose figures are given it: the spread that noise is measured in, the rows that stand for "not known". */
const knownDevelopment = { binary: makeInput({ rows: 2000, windows: 0, seed: 5 }).datasets[0]!, regression: makeRegressionInput({ rows: 2000, windows: 0, seed: 5 }).datasets[0]!, multiclass: makeMulticlassInput({ rows: 2000, windows: 0, seed: 5 }).datasets[0]! }

interface Study {
  readonly id: string
  readonly world: 'binary' | 'regression' | 'multiclass'
  readonly weighted?: boolean
  readonly planted?: Planted
  /** Development is the same in every simulation. */
  readonly known?: boolean
  /** First parts of the ids of the values looked at, or more of them. */
  readonly values: readonly string[]
  /** Shares of part of the rows: with few rows their exact intervals rest on a handful of cases and are careful. */
  readonly rare?: readonly string[]
  /** Intervals that may cover more than they say at any size, and why. */
  readonly careful?: string
  /** Parameters of the run of many rows that gives the truth. */
  readonly truth?: Readonly<Record<string, unknown>>
  /** The truth in closed form, by the ids of values. */
  readonly exact?: () => ReadonlyMap<string, number>
  /** Differences of groups that are alike: the truth is 0, whatever the group is called. */
  readonly alike?: readonly string[]
}

/** Mean |g(x) − mean of g over the background| of 200,000 rows: the Shapley value of an additive model. */
function additiveTruth(): ReadonlyMap<string, number> {
  const rows = makeRows(200_000, createRng(1, 'many')).table
  const known = knownDevelopment.binary.table
  const columns = known.columns.filter(({ name }) => ['income', 'debt', 'purpose'].includes(name))
  return new Map(columns.map(({ name }) => {
    // Only this feature is its own, the others are those of one row.
    const partOf = (table: Table): Float64Array => scoreTable({ rows: table.rows, columns: columns.map((other) => selectColumn(other.name === name ? table.columns.find((one) => one.name === name)! : other, other.name === name ? Int32Array.from({ length: table.rows }, (_, row) => row) : new Int32Array(table.rows))) }).map((p) => Math.log(p / (1 - p)))
    const background = partOf(known)
    const base = background.reduce((sum, value) => sum + value, 0) / background.length
    return [`mean-abs/${name}`, partOf(rows).reduce((sum, value) => sum + Math.abs(value - base), 0) / rows.rows]
  }))
}

const makers = { binary: makeInput, regression: makeRegressionInput, multiclass: makeMulticlassInput }

const studies: readonly Study[] = [
  { id: 'performance.discrimination', world: 'binary', values: ['auc', 'gini', 'accuracy', 'tpr', 'fpr', 'precision', 'npv', 'selection', 'auc-gap'], rare: ['tpr', 'precision'] },
  { id: 'performance.discrimination', world: 'binary', weighted: true, values: ['auc', 'accuracy', 'fpr', 'auc-gap'] },
  { id: 'performance.calibration', world: 'binary', values: ['slope', 'in-the-large', 'level', 'observed'], rare: ['observed'] },
  { id: 'performance.calibration', world: 'binary', weighted: true, values: ['slope', 'in-the-large', 'level'] },
  { id: 'performance.grades', world: 'binary', values: ['observed'], rare: ['observed'] },
  { id: 'performance.leakage', world: 'binary', values: ['input'] },
  { id: 'performance.leakage', world: 'regression', values: ['input'] },
  { id: 'performance.regression', world: 'regression', values: ['rmse', 'mae', 'bias', 'r2'] },
  { id: 'performance.regression', world: 'regression', weighted: true, values: ['rmse', 'mae', 'bias', 'r2'] },
  { id: 'performance.multiclass', world: 'multiclass', values: ['accuracy', 'balanced-accuracy', 'macro-recall', 'macro-precision', 'macro-f1', 'weighted-precision', 'weighted-recall', 'weighted-f1', 'kappa', 'mcc', 'log-loss', 'brier', 'precision', 'recall', 'f1', 'auc', 'accuracy-gap', 'accuracy-against-prior', 'log-loss-against-prior'], rare: ['precision', 'recall', 'f1'] },
  { id: 'subpopulations.impact-ratio', world: 'binary', values: ['rate', 'ratio', 'fpr', 'fnr'], rare: ['fnr', 'fpr'] },
  { id: 'subpopulations.group-performance', world: 'binary', values: ['auc', 'auc-difference', 'tpr', 'tpr-difference', 'fpr', 'fpr-difference', 'selection', 'selection-difference'], rare: ['tpr', 'tpr-difference'] },
  { id: 'subpopulations.group-performance', world: 'regression', values: ['rmse', 'mae', 'mae-difference', 'bias', 'bias-difference'] },
  { id: 'subpopulations.group-performance', world: 'multiclass', values: ['accuracy', 'accuracy-difference', 'log-loss'] },
  { id: 'subpopulations.fairness', world: 'binary', values: ['favourable', 'favourable-difference', 'tpr', 'tpr-difference', 'fpr', 'fpr-difference', 'ppv', 'ppv-difference', 'npv', 'npv-difference', 'residual'], rare: ['tpr', 'tpr-difference', 'ppv', 'ppv-difference'], alike: ['favourable-difference', 'tpr-difference', 'fpr-difference', 'ppv-difference', 'npv-difference'] },
  { id: 'subpopulations.conditional', world: 'binary', values: ['risk-ratio', 'odds-ratio', 'crude-ratio'] },
  { id: 'stability.metric-stability', world: 'binary', values: ['bootstrap', 'slice', 'overfit-gap'] },
  { id: 'stability.metric-stability', world: 'regression', values: ['bootstrap', 'slice', 'overfit-gap'] },
  { id: 'stability.corruption', world: 'binary', known: true, values: ['rise'] },
  { id: 'stability.corruption', world: 'regression', known: true, values: ['rise'] },
  { id: 'stability.perturbation', world: 'binary', known: true, values: ['flip/(all)', 'flip/income/noise-raw', 'flip/income/noise-rank', 'flip/income/missing'], rare: ['flip/(all)', 'flip/income/noise-raw', 'flip/income/noise-rank'], truth: { budget: 1e9 } },
  { id: 'stability.adversarial', world: 'binary', known: true, values: ['flipped', 'gained'], rare: ['flipped', 'gained'], truth: { rows: 8000 } },
  { id: 'stability.mix-stress', world: 'binary', values: ['today'] },
  { id: 'drift.performance', world: 'binary', values: ['auc', 'auc-change', 'log-loss', 'log-loss-change', 'brier', 'brier-change', 'wrong', 'wrong-change'] },
  { id: 'drift.performance', world: 'regression', values: ['mae', 'mae-change', 'bias', 'bias-change', 'mse', 'mse-change'] },
  { id: 'drift.performance', world: 'multiclass', values: ['wrong', 'wrong-change', 'log-loss', 'log-loss-change'] },
  { id: 'drift.concept', world: 'binary', values: ['shift-mean', 'shift-low', 'shift-high', 'total-auc', 'total-log-loss', 'relation-log-loss', 'relation-auc', 'cases-auc', 'cases-log-loss'] },
  { id: 'drift.concept', world: 'regression', values: ['shift-mean', 'total-mae', 'relation-mae', 'cases-mae'] },
  { id: 'drift.prediction', world: 'binary', values: ['level', 'change'] },
  { id: 'drift.target', world: 'binary', values: ['level', 'change'] },
  { id: 'drift.target', world: 'regression', values: ['level', 'change'] },
  { id: 'drift.target', world: 'multiclass', values: ['level', 'change'], rare: ['level', 'change'] },
  { id: 'drift.univariate', world: 'binary', planted: { income: 1.4, missingIncome: 0.15 }, values: ['effect/income', 'missing/income'], rare: ['missing/income'], careful: 'bounds of a KS distance hold for every distribution' },
  { id: 'drift.by-segment', world: 'binary', planted: { income: 1.4 }, values: ['effect/region'], careful: 'bounds of a KS distance hold for every distribution' },
  { id: 'drift.joint', world: 'binary', planted: { income: 1.4 }, values: ['mmd', 'correlation'], careful: 'an MMD near 0 cannot be missed from below' },
  { id: 'explanation.permutation', world: 'binary', values: ['importance/income', 'importance/debt', 'importance/purpose'] },
  { id: 'explanation.permutation', world: 'regression', values: ['importance/income', 'importance/debt', 'importance/purpose'] },
  { id: 'explanation.shap', world: 'binary', known: true, values: ['mean-abs/income', 'mean-abs/debt', 'mean-abs/purpose'], exact: additiveTruth },
  { id: 'comparison.ab-test', world: 'binary', values: ['difference'] },
  { id: 'comparison.champion-challenger', world: 'binary', values: ['difference', 'segment'] },
  { id: 'comparison.champion-challenger', world: 'binary', weighted: true, values: ['difference', 'segment'] },
  { id: 'comparison.champion-challenger', world: 'regression', values: ['difference', 'segment'] },
  { id: 'comparison.versions', world: 'binary', values: ['version', 'advantage'] },
  { id: 'comparison.versions', world: 'regression', values: ['version', 'advantage'] },
]

/**
 * Not here: intervals of what depends on how much there is to learn from (the worst cases that features can tell, a
 * classifier of windows, a baseline), which have studies of their own; bands of rows (curves of shape), which are no
 * intervals of an estimate; bands for what will be seen (drift-without-labels).
 */
describe('95 % intervals as they are printed', () => {
  it.each(studies)('$id, $world', async (study) => {
    const { id, world: kind, weighted = false, values, rare = [], alike = [], careful: why = null } = study
    // The truth by many rows.
    const truth = study.exact?.() ?? new Map((await resultOf(study, 40_000, 999_983, study.truth))!.values.map((value) => [value.id, value.value]))
    for (const [rows, runs] of [[30, 600], [100, 400], [300, 120]].map(([n, count]) => [n!, Math.round(count! * effort)] as const)) {
      const counts = new Map(values.map((name) => [name, { intervals: 0, covered: 0 }]))
      for (let run = 0; run < runs; run += 1) {
        for (const value of (await resultOf(study, rows, run + 1))?.values ?? []) {
          const kept = values.find((name) => name === value.id.split('/')[0] || value.id.startsWith(`${name}/`) || value.id === name) ?? ''
          const count = counts.get(kept)
          const wanted = alike.includes(kept) ? 0 : truth.get(value.id)
          if (count === undefined || wanted == null || value.low == null || value.high == null) continue
          count.intervals += 1
          if (value.low <= wanted && wanted <= value.high) count.covered += 1
        }
      }
      for (const [name, { intervals, covered }] of counts) {
        // Too few intervals: refused at this size, as the analysis says.
        if (intervals < runs / 4) continue
        const few = rows <= 100 && rare.includes(name)
        const reason = few ? 'exact share of a handful of the rows' : why
        calibrated(`${id}: ${name}, ${kind}${weighted ? ', weighted' : ''}, n ${String(rows)}`, 0.95, covered / intervals, [0.93, few || why !== null ? 1 : 0.97], Math.min(runs, intervals), null, reason)
      }
    }
  })
})
