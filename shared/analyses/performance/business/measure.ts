import { businessValue } from '../../../stats/classification'
import type { CostMatrix } from '../../../stats/classification'
import type { RankedScores } from '../../common/ranked-scores'

export interface ThresholdPoint {
  readonly threshold: number
  /** Value per row; negative is a cost. */
  readonly perRow: number
  readonly predicted: number
  readonly tp: number
  readonly fp: number
}

/** Value per row at every distinct score as threshold (score ≥ threshold is predicted positive), and above all scores. */
export function valueCurve(ranked: RankedScores, costs: CostMatrix): readonly ThresholdPoint[] {
  const { score, outcome, events } = ranked
  const n = score.length
  const points: ThresholdPoint[] = []
  let tp = 0
  let fp = 0
  const at = (threshold: number): ThresholdPoint => {
    const counts = { tp, fp, fn: events - tp, tn: n - events - fp, n, dropped: 0 }
    return { threshold, perRow: businessValue(counts, costs).perRow, predicted: (tp + fp) / n, tp, fp }
  }
  for (let place = n - 1; place >= 0; place -= 1) {
    if (outcome[place] === 1) tp += 1
    else fp += 1
    if (place === 0 || score[place - 1] !== score[place]) points.push(at(score[place]!))
  }
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
