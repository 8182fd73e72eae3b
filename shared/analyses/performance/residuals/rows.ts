import type { AnalysisDataset } from '../../../contract/analysis'
import type { RowMean } from '../../../stats/row-mean'
import { freedomOf } from '../../../stats/weighted'
import { argsort } from '../../common/argsort'
import { scoreOf } from '../../common/datasets'
import { weightOf } from '../../common/weights'

/** Rows with a finite prediction, a known outcome and a positive weight, by rising residual: sums along them are the same however the file was sorted. */
export interface ResidualRows {
  /** Place of each row in the file, from 0. */
  readonly rows: Uint32Array
  readonly predicted: Float64Array
  readonly outcome: Float64Array
  /** Outcome − prediction. */
  readonly residual: Float64Array
  readonly weight: Float64Array | null
}

/** The judged rows of a dataset; ties of the residual by prediction, outcome and weight. */
export function residualRows(dataset: AnalysisDataset, checkpoint: () => void): ResidualRows {
  const predicted = scoreOf(dataset)!
  const outcome = dataset.outcome!
  const weight = weightOf(dataset)
  const residual = outcome.map((value, row) => value - predicted[row]!)
  const rows = new Uint32Array(residual.length)
  let count = 0
  for (let row = 0; row < residual.length; row += 1) {
    if (!Number.isFinite(residual[row]!) || (weight !== null && !(weight[row]! > 0))) continue
    rows[count] = row
    count += 1
  }
  const used = rows.subarray(0, count)
  checkpoint()
  if (weight !== null) argsort(used, weight, null, checkpoint)
  argsort(used, predicted, outcome, checkpoint)
  argsort(used, residual, null, checkpoint)
  const pick = (values: Float64Array): Float64Array => {
    const out = new Float64Array(count)
    for (let place = 0; place < count; place += 1) out[place] = values[used[place]!]!
    checkpoint()
    return out
  }
  return { rows: used, predicted: pick(predicted), outcome: pick(outcome), residual: pick(residual), weight: weight === null ? null : pick(weight) }
}

/** Rows between two checkpoints. */
const stride = 1 << 16

/**
 * Mean of a value in each of `groups` groups, with what tests and intervals need of it; the same formulas as `rowMean`, in
 * two passes over the order given. Rows of group −1 belong to none; an empty group has NaN mean.
 */
export function groupMeans(values: Float64Array, group: Int32Array, groups: number, weight: Float64Array | null, checkpoint: () => void): readonly RowMean[] {
  const made = (): Float64Array => new Float64Array(groups)
  const [n, total, weights, plain, squares, cubes] = [made(), made(), made(), made(), made(), made()]
  /** Sums of the second to fifth powers of the weights. */
  const powers = [made(), made(), made(), made()]
  for (let row = 0; row < values.length; row += 1) {
    if (row % stride === 0) checkpoint()
    const g = group[row]!
    if (g < 0) continue
    const w = weight === null ? 1 : weight[row]!
    n[g]! += 1
    weights[g]! += w
    let power = w
    for (let k = 0; k < 4; k += 1) {
      power *= w
      powers[k]![g]! += power
    }
    total[g]! += w * values[row]!
  }
  const mean = total.map((sum, g) => sum / weights[g]!)
  for (let row = 0; row < values.length; row += 1) {
    if (row % stride === 0) checkpoint()
    const g = group[row]!
    if (g < 0) continue
    const w = weight === null ? 1 : weight[row]!
    const deviation = values[row]! - mean[g]!
    plain[g]! += w * deviation * deviation
    squares[g]! += (w * deviation) ** 2
    cubes[g]! += (w * deviation) ** 3
  }
  return Array.from(mean, (own, g) => {
    const effective = weights[g]! ** 2 / powers[0]![g]!
    const few = effective > 1 ? effective / (effective - 1) : Number.NaN
    const { factor, df } = freedomOf([weights[g]!, ...powers.map((sums) => sums[g]!)], n[g]!)
    return {
      mean: own, sd: Math.sqrt((plain[g]! / weights[g]!) * few), se: (Math.sqrt(squares[g]!) / weights[g]!) * Math.sqrt(factor), df, worth: effective, n: n[g]!,
      skew: squares[g]! > 0 ? cubes[g]! / squares[g]! ** 1.5 : 0,
    }
  })
}
