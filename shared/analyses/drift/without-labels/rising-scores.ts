import type { AnalysisDataset } from '../../../contract/analysis'
import { argsort } from '../../common/argsort'
import { scoreOf } from '../../common/datasets'
import { weightOf } from '../../common/weights'

/** The finite scores of rows that count, rising (ties by weight), with their weights. */
export function risingScores(dataset: AnalysisDataset, checkpoint: () => void): { readonly score: Float64Array; readonly weight: Float64Array | null } {
  const score = scoreOf(dataset)!
  const weight = weightOf(dataset)
  const rows = new Uint32Array(score.length)
  let count = 0
  for (let row = 0; row < score.length; row += 1) {
    if (!Number.isFinite(score[row]!) || (weight !== null && !(weight[row]! > 0))) continue
    rows[count] = row
    count += 1
  }
  const order = argsort(rows.subarray(0, count), score, weight, checkpoint)
  return { score: Float64Array.from(order, (row) => score[row]!), weight: weight === null ? null : Float64Array.from(order, (row) => weight[row]!) }
}
