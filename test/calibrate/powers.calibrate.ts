import { describe, expect, it } from 'vitest'
import { analysisById } from '../../shared/analyses/registry'
import type { AnalysisDataset, AnalysisInput, Rng } from '../../shared/contract/analysis'
import { createRng } from '../../shared/stats/rng'
import { categoryColumn, scoreTable, withArms } from '../unit/analyses/build-input'
import type { InputOptions } from '../unit/analyses/build-input'
import { calibrated } from './ledger'
import { kindOf, makers, nullWorlds, rareLevels, repeated, reviewed } from './null-worlds'
import type { Task } from './null-worlds'

const runs = Math.max(12, Math.round(Number(process.env['CALIBRATE_RUNS'] ?? 400) / 16))
const alpha = 0.05
const least = 0.8

const odds = (p: number, by: number): number => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + by)))
const cellsOf = (dataset: AnalysisDataset, name: string): readonly (string | null)[] => {
  const column = dataset.table.columns.find((each) => each.name === name)
  return column?.kind === 'category' ? Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]!)) : []
}
const each = (input: AnalysisInput, change: (dataset: AnalysisDataset, rng: Rng) => AnalysisDataset, seed: number): AnalysisInput => ({ ...input, datasets: input.datasets.map((dataset) => change(dataset, createRng(seed, dataset.name))) })
const later = (dataset: AnalysisDataset): boolean => dataset.role !== 'development'

/** What is wrong, and how it is made. */
interface Wrong {
  readonly words: string
  readonly options?: InputOptions
  /** A review of its own, in place of the usual one. */
  readonly make?: (seed: number) => AnalysisInput
  change?(input: AnalysisInput, seed: number): AnalysisInput
}

/** Outcomes of one dataset in `share` of its rows drawn without regard to the score. */
function spoiled(dataset: AnalysisDataset, rng: Rng, share: number): AnalysisDataset {
  const { outcome } = dataset
  if (outcome === null) return dataset
  return { ...dataset, outcome: outcome.map((value) => (rng.next() < share ? outcome[rng.int(outcome.length)]! : value)) }
}

const drifted: Wrong = { words: 'income × 1.3, 15 points more missing, a new purpose', options: { from: 0, planted: { income: 1.3, missingIncome: 0.16, boats: 40 } } }
const spoiledLater: Wrong = { words: 'half of the outcomes outside development without regard to the score', change: (input, seed) => each(input, (dataset, rng) => (later(dataset) ? spoiled(dataset, rng, 0.5) : dataset), seed) }
const spoiledWindows: Wrong = { words: 'half of the outcomes of the last windows without regard to the score', change: (input, seed) => each(input, (dataset, rng) => (dataset.period > '2026-01' ? spoiled(dataset, rng, 0.5) : dataset), seed) }
const worseWindows: Wrong = { words: 'in the windows half of the outcomes without regard to the score, or errors twice as large and biased', change: (input, seed) => each(input, (dataset, rng) => {
  if (dataset.period === '') return dataset
  return input.task === 'regression' ? { ...dataset, outcome: dataset.outcome!.map((value, row) => dataset.score![row]! + 2 * (value - dataset.score![row]!) + 0.1) } : spoiled(dataset, rng, 0.5)
}, seed) }
const spoiledMore: Wrong = { words: 'in the windows three in four of the outcomes without regard to the score', change: (input, seed) => each(input, (dataset, rng) => (dataset.period === '' ? dataset : spoiled(dataset, rng, 0.75)), seed) }
const bold: Wrong = { words: 'log odds of the forecasts stretched to twice', change: (input, seed) => each(input, (dataset) => ({ ...dataset, score: dataset.score!.map((p) => 1 / (1 + (1 / p - 1) ** 2)), recorded: null }), seed) }
const together: Wrong = { words: 'income and debt of the windows paired by rank in a third of the rows', change: (input, seed) => each(input, (dataset, rng) => {
  if (dataset.period === '') return dataset
  const debt = dataset.table.columns.find(({ name }) => name === 'debt')!
  const income = dataset.table.columns.find(({ name }) => name === 'income')!
  if (debt.kind !== 'number' || income.kind !== 'number') return dataset
  const paired = debt.values.map((value, row) => (rng.next() < 0.33 ? Math.min(1, Math.max(0, (Math.log(income.values[row]!) - 7) / 2)) : value))
  return { ...dataset, table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'debt' ? { ...debt, values: paired.map((value, row) => (Number.isNaN(value) ? debt.values[row]! : value)) } : column)) } }
}, seed) }
const narrower: Wrong = { words: 'spread of income in the windows 0.7 of what it was', change: (input, seed) => each(input, (dataset) => {
  if (dataset.period === '') return dataset
  const table = { ...dataset.table, columns: dataset.table.columns.map((column) => (column.kind === 'number' && column.name === 'income' ? { ...column, values: column.values.map((value) => 3000 + 0.7 * (value - 3000)) } : column)) }
  const score = scoreTable(table)
  return { ...dataset, table, score, recorded: score.slice() }
}, seed) }
const poorer: Wrong = { words: 'income × 0.85', options: { from: 0, planted: { income: 0.85 } } }
const low: Wrong = { words: 'forecasts 0.6 log odds too low and bent', change: (input, seed) => each(input, (dataset) => ({ ...dataset, score: dataset.score!.map((p) => odds(1 / (1 + Math.exp(-0.6 * Math.log(p / (1 - p)))), -0.6)), recorded: null }), seed) }
const treated: Wrong = {
  words: 'scores of one sex raised by 1 in log odds, by 2 in the east',
  change: (input, seed) => each(input, (dataset) => {
    const [sex, region] = [cellsOf(dataset, 'sex'), cellsOf(dataset, 'region')]
    return { ...dataset, score: dataset.score!.map((p, row) => (sex[row] === 'm' ? odds(p, region[row] === 'east' ? 2 : 1) : p)), recorded: null }
  }, seed),
}
const weak: Wrong = { words: 'a region in which the score says nothing', options: { planted: { weakRegion: 'east' } } }
const worseGroup: Wrong = { words: 'outcomes of one sex in half of the rows without regard to the score', change: (input, seed) => each(input, (dataset, rng) => {
  const [sex, { outcome }] = [cellsOf(dataset, 'sex'), dataset]
  return outcome === null ? dataset : { ...dataset, outcome: outcome.map((value, row) => (sex[row] === 'm' && rng.next() < 0.5 ? outcome[rng.int(outcome.length)]! : value)) }
}, seed) }
const unseen: Wrong = { words: 'a region in which the score says nothing in the test dataset, but was right in development', change: (input, seed) => each(input, (dataset, rng) => {
  const [region, { outcome }] = [cellsOf(dataset, 'region'), dataset]
  return outcome === null || dataset.role !== 'test' ? dataset : { ...dataset, outcome: outcome.map((value, row) => (region[row] === 'east' ? (rng.next() < 0.5 ? 1 : 0) : value)) }
}, seed) }
const lessPrecise: Wrong = { words: 'four in five events of one sex that no one could see', change: (input, seed) => each(input, (dataset, rng) => {
  const [sex, { outcome, score }] = [cellsOf(dataset, 'sex'), dataset]
  return outcome === null ? dataset : { ...dataset, outcome: outcome.map((value, row) => (sex[row] === 'm' && score![row]! >= 0.3 && rng.next() < 0.8 ? 0 : value)) }
}, seed) }
const flat: Wrong = { words: 'predictions half too flat, and too low by half an error for large debt', change: (input, seed) => each(input, (dataset) => {
  const debt = dataset.table.columns.find(({ name }) => name === 'debt')!
  return { ...dataset, outcome: dataset.score!.map((value, row) => dataset.outcome![row]! + 0.5 * (value - 0.3) + (debt.kind === 'number' && debt.values[row]! > 0.75 ? 0.1 : 0)) }
}, seed) }
const worseThanLastWeek: Wrong = { words: 'errors 1.4 times those of repeating last week, 120 days', make: (seed) => { const input = repeated(seed); return { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, score: dataset.score!.map((value, row) => dataset.outcome![row]! + 1.4 * (value - dataset.outcome![row]!)) })) } } }
const newShop: Wrong = { words: 'a new one of hundreds of rare levels, 20 rows', make: (seed) => rareLevels(seed, 20) }
const stepped: Wrong = {
  words: 'scores up by 0.5 in log odds from the ninth of sixteen windows', options: { windows: 16, rows: 200 },
  change: (input, seed) => each(input, (dataset) => ({ ...dataset, score: dataset.score!.map((p) => (Number(dataset.period.slice(5)) > 8 ? odds(p, 0.5) : p)) }), seed),
}
const spared: Wrong = { words: 'a region without events', change: (input, seed) => each(input, (dataset) => { const region = cellsOf(dataset, 'region'); return { ...dataset, outcome: dataset.outcome?.map((value, row) => (region[row] === 'east' ? 0 : value)) ?? null } }, seed) }
const proxy: Wrong = {
  words: 'one sex has less debt',
  change: (input, seed) => each(input, (dataset, rng) => {
    const debt = dataset.table.columns.find(({ name }) => name === 'debt')!
    const sex = categoryColumn('sex', debt.kind === 'number' ? Array.from(debt.values, (value) => (rng.next() < 0.35 + 0.3 * value ? 'm' : 'f')) : [])
    return { ...dataset, table: { ...dataset.table, columns: dataset.table.columns.map((column) => (column.name === 'sex' ? sex : column)) } }
  }, seed),
}
const slowly: Wrong = {
  words: 'scores rise by 0.1 in log odds a window, eight windows', options: { windows: 8 },
  change: (input, seed) => each(input, (dataset) => ({ ...dataset, score: dataset.score!.map((p) => (dataset.period === '' ? p : odds(p, 0.1 * Number(dataset.period.slice(5))))) }), seed),
}
const rivals: Wrong = { words: 'the recorded prediction is the artifact’s with noise of 2 in log odds', change: (input, seed) => each(input, (dataset, rng) => ({ ...dataset, recorded: dataset.score!.map((p) => odds(p, 2 * rng.normal())) }), seed) }
const arms: Wrong = { words: 'events up by 15 points in one arm', change: (input) => input }
const useless: Wrong = { words: 'a score that says nothing', change: (input, seed) => each(input, (dataset, rng) => ({ ...dataset, score: dataset.score!.map(() => 0.05 + 0.5 * rng.next()), recorded: null }), seed) }

interface Alternative {
  readonly id: string
  readonly world: Task
  readonly wrong: Wrong
  /** Rows per dataset; 1000 where left out. */
  readonly rows?: number
  /** Kinds of test that this should be found by; all where left out. */
  readonly kinds?: readonly string[]
}

const alternatives: readonly Alternative[] = [
  { id: 'performance.calibration', world: 'binary', wrong: low, kinds: ['fit', 'hosmer-lemeshow', 'fit, explored', 'hosmer-lemeshow, explored'] },
  { id: 'performance.calibration', world: 'binary', wrong: bold, kinds: ['spiegelhalter', 'spiegelhalter, explored'] },
  { id: 'performance.discrimination', world: 'binary', wrong: spoiledLater },
  { id: 'performance.grades', world: 'binary', wrong: low },
  { id: 'performance.multiclass', world: 'multiclass', wrong: spoiledLater },
  { id: 'subpopulations.group-performance', world: 'multiclass', wrong: worseGroup, rows: 2500 },
  { id: 'subpopulations.slice-discovery', world: 'binary', wrong: weak, rows: 1500, kinds: ['slice'] },
  { id: 'subpopulations.slice-discovery', world: 'binary', wrong: spared, kinds: ['slice-too-high'] },
  { id: 'performance.regression', world: 'regression', wrong: spoiledLater },
  { id: 'subpopulations.conditional', world: 'binary', wrong: treated, rows: 2000 },
  { id: 'subpopulations.fairness', world: 'binary', wrong: treated, kinds: ['demographic-parity', 'equal-opportunity', 'equalised-odds', 'calibration'] },
  { id: 'subpopulations.fairness', world: 'binary', wrong: lessPrecise, kinds: ['predictive-parity'] },
  { id: 'subpopulations.group-performance', world: 'binary', wrong: treated, kinds: ['tpr', 'fpr'] },
  { id: 'subpopulations.group-performance', world: 'binary', wrong: weak, kinds: ['auc'] },
  { id: 'subpopulations.group-performance', world: 'regression', wrong: treated, rows: 200 },
  { id: 'subpopulations.impact-ratio', world: 'binary', wrong: treated },
  { id: 'subpopulations.intersections', world: 'binary', wrong: treated, rows: 500 },
  { id: 'subpopulations.proxies', world: 'binary', wrong: proxy },
  { id: 'stability.conformal', world: 'binary', wrong: spoiledMore },
  { id: 'stability.conformal', world: 'regression', wrong: worseWindows },
  { id: 'stability.metric-stability', world: 'binary', wrong: spoiledLater, kinds: ['overfit-gap'] },
  { id: 'stability.metric-stability', world: 'binary', wrong: spoiledWindows, kinds: ['slices'] },
  { id: 'stability.metric-stability', world: 'binary', wrong: unseen, kinds: ['region'] },
  { id: 'drift.by-segment', world: 'binary', wrong: drifted },
  { id: 'drift.concept', world: 'binary', wrong: worseWindows },
  { id: 'drift.concept', world: 'regression', wrong: worseWindows },
  { id: 'drift.domain-classifier', world: 'binary', wrong: drifted },
  { id: 'drift.joint', world: 'binary', wrong: drifted, kinds: ['mmd'] },
  { id: 'drift.joint', world: 'binary', wrong: together, kinds: ['correlation'] },
  { id: 'drift.over-time', world: 'binary', wrong: slowly, kinds: ['trend'] },
  { id: 'drift.over-time', world: 'binary', wrong: stepped, kinds: ['level, explored'] },
  { id: 'drift.performance', world: 'binary', wrong: worseWindows },
  { id: 'drift.performance', world: 'regression', wrong: worseWindows },
  { id: 'drift.performance', world: 'multiclass', wrong: worseWindows },
  { id: 'drift.prediction', world: 'binary', wrong: drifted },
  { id: 'drift.target', world: 'binary', wrong: drifted },
  { id: 'drift.target', world: 'regression', wrong: drifted },
  { id: 'drift.univariate', world: 'binary', wrong: drifted },
  { id: 'drift.univariate', world: 'binary', wrong: newShop, kinds: ['new'] },
  { id: 'performance.forecast', world: 'regression', wrong: worseThanLastWeek, kinds: ['seasonal'] },
  { id: 'performance.residuals', world: 'regression', wrong: flat, kinds: ['prediction', 'column'] },
  { id: 'drift.without-labels', world: 'binary', wrong: narrower, kinds: ['auc'] },
  { id: 'drift.without-labels', world: 'binary', wrong: poorer, kinds: ['log-loss'] },
  { id: 'comparison.ab-test', world: 'binary', wrong: arms },
  { id: 'comparison.baseline', world: 'binary', wrong: useless },
  { id: 'comparison.champion-challenger', world: 'binary', wrong: rivals },
  { id: 'comparison.versions', world: 'binary', wrong: rivals },
]

describe('every test finds what is wrong', () => {
  const shown = new Set<string>()

  it.each(alternatives)('$id, $world: $wrong.words', async ({ id, world, wrong, rows = wrong.options?.rows ?? 1000, kinds: wanted }) => {
    const analysis = analysisById(id)!
    const found = new Map<string, number>()
    for (let run = 0; run < runs; run += 1) {
      const usual = (): AnalysisInput => withArms(makers[world]({ windows: 3, labelled: id !== 'drift.without-labels', seed: run + 1, ...wrong.options, rows }), wrong === arms ? 0.15 : 0)
      const made = wrong.make?.(run + 1) ?? usual()
      const { tests } = await reviewed(analysis, wrong.change?.(made, run + 1) ?? made, run, alpha)
      for (const kind of new Set(tests.map(kindOf))) found.set(kind, found.get(kind) ?? 0)
      for (const kind of new Set(tests.filter((test) => test.pAdjusted <= alpha).map(kindOf))) found.set(kind, found.get(kind)! + 1)
    }
    for (const [kind, count] of found) {
      if (wanted !== undefined && !wanted.includes(kind)) continue
      shown.add(`${id} ${kind}`)
      calibrated(`${id}, ${world}: any adjusted ${kind}: ${wrong.words}${wrong.make === undefined ? `, ${String(rows)} rows` : ''}`, least, count / runs, [least, 1], runs)
    }
  })

  it('has a row for every kind of test that decides', async () => {
    const kinds = new Set<string>()
    for (const { analysis, make } of nullWorlds) for (const run of [1, 2]) for (const test of (await reviewed(analysis, make(run), run, alpha)).tests) if (test.confirmatory) kinds.add(`${analysis.id} ${kindOf(test)}`)
    expect([...kinds].filter((kind) => !shown.has(kind))).toEqual([])
  })
})
