import type { AnalysisDataset, AnalysisInput } from '../../contract/analysis'
import { argsort } from './argsort'
import { datasetsOf, labelOf, scoreOf, scoreOrigin } from './datasets'
import { weightOf } from './weights'

/**
 * Rows with a finite score, a known outcome and a positive weight, by rising score, ties by outcome,
 * then by weight: whatever is summed along them has the same digits however the file was sorted.
 */
export interface LabelledRows {
  readonly score: Float64Array
  readonly outcome: Float64Array
  readonly weight: Float64Array | null
  /** Rows with outcome 1; of a binary outcome only. */
  readonly events: number
}

/** Rows between two checkpoints: a few milliseconds. */
const stride = 1 << 16

/** The labelled rows of a dataset; of a binary outcome only 0 and 1 count. */
export function labelledRows(dataset: Pick<AnalysisDataset, 'score' | 'recorded' | 'outcome' | 'weight'>, binary: boolean, checkpoint: () => void): LabelledRows {
  const score = dataset.score ?? dataset.recorded
  const { outcome } = dataset
  const weight = weightOf(dataset)
  if (score === null || outcome === null) return { score: new Float64Array(), outcome: new Float64Array(), weight: null, events: 0 }
  const rows = new Uint32Array(score.length)
  let count = 0
  let events = 0
  for (let row = 0; row < score.length; row += 1) {
    if (row % stride === 0) checkpoint()
    const y = outcome[row]!
    if (!Number.isFinite(score[row]!) || !(binary ? y === 0 || y === 1 : Number.isFinite(y)) || (weight !== null && !(weight[row]! > 0))) continue
    rows[count] = row
    count += 1
    if (y === 1) events += 1
  }
  const used = rows.subarray(0, count)
  if (weight !== null) argsort(used, weight, null, checkpoint)
  argsort(used, score, outcome, checkpoint)
  const pick = (values: Float64Array): Float64Array => {
    checkpoint()
    const out = new Float64Array(count)
    for (let place = 0; place < count; place += 1) out[place] = values[used[place]!]!
    return out
  }
  return { score: pick(score), outcome: pick(outcome), weight: weight === null ? null : pick(weight), events }
}

/** What production is judged against: the first test dataset with scores and outcomes (not fitted on), else the first development dataset with them. */
export function judgedReference(input: AnalysisInput): AnalysisDataset | null {
  return [...datasetsOf(input, 'test'), ...datasetsOf(input, 'development')].find(isJudged) ?? null
}

/** True when a dataset has scores and at least one known outcome. */
export function isJudged(dataset: AnalysisDataset): boolean {
  return scoreOf(dataset) !== null && dataset.outcome !== null && dataset.outcome.some((value) => !Number.isNaN(value))
}

/** Production windows whose scores come from where the reference's come from, and a sentence for each other one. */
export function comparableWindows(input: AnalysisInput, reference: AnalysisDataset): { readonly windows: readonly AnalysisDataset[]; readonly notTested: readonly string[] } {
  const windows: AnalysisDataset[] = []
  const notTested: string[] = []
  for (const window of datasetsOf(input, 'production')) {
    if (scoreOf(window) === null) notTested.push(`${labelOf(window)}: it has no scores.`)
    else if (scoreOrigin(window) !== scoreOrigin(reference)) notTested.push(`${labelOf(window)}: it has ${scoreOrigin(window)}, the reference has ${scoreOrigin(reference)}.`)
    else windows.push(window)
  }
  return { windows, notTested }
}
