import { describe, it } from 'vitest'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { analyses } from '../../shared/analyses/registry'
import type { AnalysisInput } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeInput, makeMulticlassInput, makeRegressionInput, scoreTable, withArms } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Math.round(Number(process.env['CALIBRATE_RUNS'] ?? 400) / 4)
const alpha = 0.05
const rows = 300

const makers = { binary: makeInput, regression: makeRegressionInput, multiclass: makeMulticlassInput }
type World = keyof typeof makers

/** Analyses whose own null is another world: a simulation of their own says how often they alarm. */
const elsewhere: readonly string[] = [
  // A model is truly better than none: explanation-comparison holds it to equals.
  'comparison.baseline',
]

/** A model of several classes is truly better than naming the most frequent one, or than their shares. */
const trueDifference = (analysis: string, test: string): boolean => analysis === 'performance.multiclass' && !test.startsWith('gap/')

/**
 * Development, test and three windows of one law, arms dealt by chance, and a recorded prediction that is as
 * good as the artifact's: both are the truth with noise of the same size.
 */
function nothingWrong(world: World, seed: number, labelled: boolean, rivals: boolean): AnalysisInput {
  const input = withArms(makers[world]({ rows, windows: 3, labelled, seed }))
  const rng = createRng(seed, 'noise')
  const noisy = (score: Float64Array): Float64Array => score.map((p) => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + 0.4 * rng.normal()))))
  return {
    ...input,
    // Purpose drives the score, so within its levels discrimination truly differs: a feature only.
    roles: { ...input.roles, purpose: ['feature'] },
    datasets: !rivals ? input.datasets : input.datasets.map((dataset) => ({ ...dataset, score: noisy(dataset.score!), recorded: noisy(dataset.score!) })),
  }
}

describe('every analysis that tests, where nothing is wrong', () => {
  for (const world of ['binary', 'regression', 'multiclass'] as const) {
    for (const analysis of analyses.filter(({ id, tests }) => tests && !elsewhere.includes(id))) {
      const rivals = world !== 'multiclass' && (analysis.id === 'comparison.champion-challenger' || analysis.id === 'comparison.versions')
      const labelled = analysis.id !== 'drift.without-labels'
      const given = analysis.params.parse({})
      if (whyNotApplicable(analysis, nothingWrong(world, 1, labelled, rivals), given) !== null) continue
      it(`${analysis.id}, ${world}`, async () => {
        let family = 0
        let proposed = 0
        const single = { tests: 0, alarms: 0 }
        for (let run = 0; run < runs; run += 1) {
          const input = nothingWrong(world, run + 1, labelled, rivals)
          const result = await analysis.compute(input, given, { ...quietJob, rng: createRng(run, analysis.id), alpha, score: (table) => Promise.resolve(scoreTable(table)) })
          const held = result.tests.filter((test) => test.confirmatory && !trueDifference(analysis.id, test.id))
          if (held.some((test) => test.pAdjusted <= alpha)) family += 1
          if (analysis.findings(result, given).length > 0) proposed += 1
          single.tests += held.length
          single.alarms += held.filter((test) => test.p <= alpha).length
        }
        const name = `${analysis.id}, ${world}`
        calibrated(`${name}: any adjusted test`, alpha, family / runs, [0, alpha], runs)
        calibrated(`${name}: any finding`, alpha, proposed / runs, [0, alpha], runs)
        // Exact tests of few cases, and tests of one side, may stay below.
        if (single.tests > 0) calibrated(`${name}: one test (${String(single.tests)})`, alpha, single.alarms / single.tests, [0, 0.065], runs)
      })
    }
  }
})
