import { businessValue } from '../../../stats/classification'
import type { CostMatrix } from '../../../stats/classification'
import { classWeights, descendWeighted } from '../../../stats/weighted-ranking'
import type { RankedScores } from '../../common/ranked-scores'

export interface ThresholdPoint {
  readonly threshold: number
  /** Value per row; negative is a cost. */
  readonly perRow: number
  readonly predicted: number
  readonly tp: number
  readonly fp: number
}

/** Value per row at every distinct score as threshold (score ≥ threshold is predicted positive), and above all scores; counts of weighted rows are sums of weights. */
export function valueCurve(ranked: RankedScores, costs: CostMatrix): readonly ThresholdPoint[] {
  const { score, outcome } = ranked
  const weight = ranked.weight ?? new Float64Array(score.length).fill(1)
  const total = classWeights({ score, outcome, weight })
  const n = total.positive + total.negative
  const points: ThresholdPoint[] = []
  descendWeighted({ score, outcome, weight }, (threshold, tp, fp) => {
    const counts = { tp, fp, fn: total.positive - tp, tn: total.negative - fp, n, dropped: 0 }
    points.push({ threshold, perRow: businessValue(counts, costs).perRow, predicted: (tp + fp) / n, tp, fp })
  })
  return points.reverse()
}

/** Best point of a curve; of equally good ones the lowest threshold. */
export function bestPoint(points: readonly ThresholdPoint[]): ThresholdPoint {
  return points.reduce((best, point) => (point.perRow > best.perRow ? point : best))
}

/** The point that decides as this threshold does: the lowest distinct score not under it. */
export function pointAt(points: readonly ThresholdPoint[], threshold: number, nobody: number): ThresholdPoint {
  return points.find((point) => point.threshold >= threshold) ?? { threshold, perRow: nobody, predicted: 0, tp: 0, fp: 0 }
}

/** About `most` points of a curve, ends kept. */
export function thin(points: readonly ThresholdPoint[], most: number): readonly ThresholdPoint[] {
  if (points.length <= most) return points
  return Array.from({ length: most }, (_, index) => points[Math.round((index * (points.length - 1)) / (most - 1))]!)
}
