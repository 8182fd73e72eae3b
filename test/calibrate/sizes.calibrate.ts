import { describe, it } from 'vitest'
import { whyNotApplicable } from '../../shared/analyses/applicability'
import { analyses } from '../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { makeInput, makeMulticlassInput, makeRegressionInput, scoreTable, withArms } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Math.round(Number(process.env['CALIBRATE_RUNS'] ?? 400) / 4)
const alpha = 0.05
const usual = [0.035, 0.065] as const

const makers = { binary: makeInput, regression: makeRegressionInput, multiclass: makeMulticlassInput }
type World = keyof typeof makers

/** Analyses whose own null is another world: a simulation of their own says how often they alarm. */
const elsewhere: readonly string[] = [
  // A model is truly better than none: explanation-comparison holds it to equals.
  'comparison.baseline',
]

/** What does not look at outcomes gives the same for a decision and for a number. */
const blindToOutcomes: readonly string[] = ['subpopulations.proxies', 'drift.by-segment', 'drift.domain-classifier', 'drift.joint', 'drift.univariate']

/** A model of several classes is truly better than naming the most frequent one, or than their shares. */
const trueDifference = (analysis: string, test: string): boolean => analysis === 'performance.multiclass' && !test.startsWith('gap/')

/** Kinds of test that may stay below their level, and why. */
const careful: Readonly<Record<string, string>> = {
  'performance.grades grade': 'exact binomial of one grade, one-sided: discrete',
  'stability.conformal coverage': 'exact beta-binomial, one-sided: discrete',
  'stability.metric-stability region': 'one-sided t of errors that lean to the right; seldom found',
  'drift.univariate new': 'exact: rows of a level the reference never had are not there by chance',
  'drift.univariate missing': 'Fisher’s exact test of a handful of missing cells: discrete',
  'drift.without-labels auc': 'the ridge of the weights shrinks the effect of so few rows',
  'drift.without-labels log-loss': 'the ridge of the weights shrinks the effect of so few rows',
  'drift.over-time trend': 'exact Mann–Kendall of eight windows: discrete',
}

/**
 * Development, test and windows of one law, arms dealt by chance, and a recorded prediction that is as
 * good as the artifact's: both are the truth with noise of the same size.
 */
function nothingWrong(world: World, seed: number, analysis: string): AnalysisInput {
  const slow = analysis === 'drift.over-time'
  const rivals = world !== 'multiclass' && (analysis === 'comparison.champion-challenger' || analysis === 'comparison.versions')
  const input = withArms(makers[world]({ rows: slow ? 60 : 300, windows: slow ? 8 : 3, labelled: analysis !== 'drift.without-labels', seed }))
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
    for (const analysis of analyses.filter(({ id, tests }) => tests && !elsewhere.includes(id) && !(world === 'regression' && blindToOutcomes.includes(id)))) {
      const given = analysis.params.parse({})
      if (whyNotApplicable(analysis, nothingWrong(world, 1, analysis.id), given) !== null) continue
      it(`${analysis.id}, ${world}`, async () => {
        let family = 0
        let proposed = 0
        const kinds = new Map<string, { readonly kind: string; tests: number; alarms: number; runs: number }>()
        const count = ({ tests }: AnalysisResult): void => {
          const seen = new Set<string>()
          for (const test of tests.filter(({ id }) => !trueDifference(analysis.id, id))) {
            const kind = test.id.split('/')[0]!
            const name = `${kind}${test.confirmatory ? '' : ', explored'}`
            const held = kinds.get(name) ?? { kind, tests: 0, alarms: 0, runs: 0 }
            held.tests += 1
            held.alarms += test.p <= alpha ? 1 : 0
            held.runs += seen.has(name) ? 0 : 1
            kinds.set(name, held)
            seen.add(name)
          }
        }
        for (let run = 0; run < runs; run += 1) {
          const result = await analysis.compute(nothingWrong(world, run + 1, analysis.id), given, { ...quietJob, rng: createRng(run, analysis.id), alpha, score: (table) => Promise.resolve(scoreTable(table)) })
          if (result.tests.some((test) => test.confirmatory && test.pAdjusted <= alpha && !trueDifference(analysis.id, test.id))) family += 1
          if (analysis.findings(result, given).length > 0) proposed += 1
          count(result)
        }
        const name = `${analysis.id}, ${world}`
        calibrated(`${name}: any adjusted test`, alpha, family / runs, [0, alpha], runs, null, 'at most')
        calibrated(`${name}: any finding`, alpha, proposed / runs, [0, alpha], runs, null, 'at most')
        for (const [words, { kind, tests, alarms, runs: held }] of kinds) {
          const reason = careful[`${analysis.id} ${kind}`] ?? null
          // Tests of one review lean on the same rows, so the Monte Carlo error is that of the reviews.
          calibrated(`${name}: ${words} (${String(tests)} tests)`, alpha, alarms / tests, reason === null ? usual : [0, usual[1]], held, null, reason)
        }
      })
    }
  }
})
