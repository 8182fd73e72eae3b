import { whyNotApplicable } from '../../shared/analyses/applicability'
import { analyses } from '../../shared/analyses/registry'
import type { Analysis, AnalysisInput, LedgerEntry } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { createRng } from '../../shared/stats/rng'
import { categoryColumn, makeDataset, makeInput, makeMulticlassInput, makeRegressionInput, makeTable, numberColumn, scoreTable, withArms, withDates } from '../unit/analyses/build-input'

export const tasks = ['binary', 'regression', 'multiclass'] as const
export type Task = (typeof tasks)[number]

export const makers = { binary: makeInput, regression: makeRegressionInput, multiclass: makeMulticlassInput }

/** A review in which nothing is wrong, of one analysis. */
export interface NullWorld {
  readonly analysis: Analysis
  readonly name: string
  /** Share of the usual number of reviews: those that take long are looked at less often. */
  readonly effort: number
  /** Kinds of test this world is about; all where left out. */
  readonly kinds?: readonly string[]
  readonly make: (seed: number) => AnalysisInput
}

/** Analyses whose own null is another world: the study that says how often they alarm. */
export const elsewhere: Readonly<Record<string, string>> = {
  // A model is truly better than none: held to equals there.
  'comparison.baseline': 'explanation-comparison',
}

/** What does not look at outcomes gives the same for a decision and for a number. */
const blindToOutcomes: readonly string[] = ['subpopulations.proxies', 'drift.by-segment', 'drift.domain-classifier', 'drift.joint', 'drift.univariate']

const efforts: Readonly<Record<string, number>> = {
  'subpopulations.group-performance, regression': 0.1, 'subpopulations.intersections': 0.3, 'subpopulations.proxies': 0.25, 'comparison.ab-test': 0.4,
  'drift.univariate': 0.25, 'drift.by-segment': 0.3, 'drift.joint': 0.4, 'drift.over-time': 0.4, 'drift.concept': 0.5, 'drift.without-labels': 0.75,
}

/** Rows per dataset, where the usual ones are too few to be judged. */
const rowsOf = (id: string): number => (id === 'drift.over-time' ? 60 : id === 'subpopulations.slice-discovery' ? 1000 : 300)

/**
 * Development, test and windows of one law, arms dealt by chance, and a recorded prediction that is as
 * good as the artifact's: both are the truth with noise of the same size.
 */
function nothingWrong(task: Task, seed: number, id: string): AnalysisInput {
  const rivals = task !== 'multiclass' && (id === 'comparison.champion-challenger' || id === 'comparison.versions')
  const dealt = withArms(makers[task]({ rows: rowsOf(id), windows: id === 'drift.over-time' ? 8 : 3, labelled: id !== 'drift.without-labels', seed }))
  const input = id === 'performance.residuals' ? withDates(dealt) : dealt
  const rng = createRng(seed, 'noise')
  const noisy = (score: Float64Array): Float64Array => score.map((p) => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + 0.4 * rng.normal()))))
  return {
    ...input,
    // Purpose drives the score, so within its levels discrimination truly differs: a feature only.
    roles: { ...input.roles, purpose: ['feature'] },
    datasets: !rivals ? input.datasets : input.datasets.map((dataset) => ({ ...dataset, score: noisy(dataset.score!), recorded: noisy(dataset.score!) })),
  }
}

/** Actuals that scatter about one level by day, and forecasts that scatter alike: as good as repeating last week. */
export function repeated(seed: number): AnalysisInput {
  const rng = createRng(seed, 'days')
  const days = 120
  const draw = (): Float64Array => Float64Array.from({ length: days }, () => 10 + rng.normal())
  const table = makeTable([numberColumn('day', Float64Array.from({ length: days }, (_, day) => 86_400_000 * (19_000 + day)), 'date')])
  return {
    task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null, roles: { day: ['date'] },
    datasets: [makeDataset('test', table, { outcome: draw(), score: draw() })],
  }
}

/** A column of some hundred levels of a few rows each: a window holds levels by chance that the reference lacks. */
export function rareLevels(seed: number, fresh = 0): AnalysisInput {
  const rng = createRng(seed, 'rare')
  const levels = 100 + rng.int(400)
  const table = (rows: number, added: number) => makeTable([categoryColumn('shop', Array.from({ length: rows }, (_, row) => (row < added ? 'new' : `s${String(Math.floor(levels * rng.next() ** 2))}`)))])
  return {
    task: 'binary', classes: ['0', '1'], decision: { threshold: null, favourable: 'above' }, model: null, roles: { shop: ['feature'] },
    datasets: [makeDataset('development', table(400 + rng.int(400), 0)), makeDataset('production', table(200 + rng.int(400), fresh), { period: '2026-01' })],
  }
}

const byId = (id: string): Analysis => analyses.find((analysis) => analysis.id === id)!

/** Every analysis that tests, in every task it applies to, and worlds of their own for tests that the usual one hardly reaches. */
export const nullWorlds: readonly NullWorld[] = [
  ...tasks.flatMap((task) => analyses
    .filter(({ id, tests }) => tests && !Object.hasOwn(elsewhere, id) && id !== 'performance.forecast' && !(task === 'regression' && blindToOutcomes.includes(id)))
    .filter((analysis) => whyNotApplicable(analysis, nothingWrong(task, 1, analysis.id), analysis.params.parse({})) === null)
    .map((analysis): NullWorld => ({ analysis, name: `${analysis.id}, ${task}`, effort: efforts[`${analysis.id}, ${task}`] ?? efforts[analysis.id] ?? 1, make: (seed) => nothingWrong(task, seed, analysis.id) }))),
  { analysis: byId('performance.forecast'), name: 'performance.forecast, as good as last week', effort: 1, make: repeated },
  { analysis: byId('drift.univariate'), name: 'drift.univariate, hundreds of rare levels', effort: 0.3, kinds: ['new'], make: (seed) => rareLevels(seed) },
]

/** Kind of a test as the tables name it: the first part of its id, and whether it was only explored. */
export const kindOf = ({ id, confirmatory }: LedgerEntry): string => `${id.split('/')[0]!}${confirmatory ? '' : ', explored'}`

/** One review of an analysis, alone with the whole error budget. */
export async function reviewed(analysis: Analysis, input: AnalysisInput, run: number, alpha: number) {
  return analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(run, analysis.id), alpha, score: (table) => Promise.resolve(scoreTable(table)) })
}
