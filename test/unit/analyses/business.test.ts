import { describe, expect, it } from 'vitest'
import { bestPoint, pointAt, valueCurve } from '../../../shared/analyses/performance/business/measure'
import { rankScores } from '../../../shared/analyses/common/ranked-scores'
import { businessValue, confusion } from '../../../shared/stats/classification'
import { createRng } from '../../../shared/stats/rng'

describe('value by threshold', () => {
  it('agrees with counting the decisions at every score', () => {
    const rng = createRng(9, 'value')
    const score = Float64Array.from({ length: 300 }, () => Math.round(rng.next() * 40) / 40)
    const outcome = Float64Array.from(score, (p) => (rng.next() < p * 0.5 ? 1 : 0))
    const costs = { tp: 0, fp: -40, fn: -300, tn: 15 }
    const points = valueCurve(rankScores(score, outcome), costs)
    for (const point of points) expect(point.perRow).toBeCloseTo(businessValue(confusion(score, outcome, point.threshold), costs).perRow, 10)
    expect(points).toHaveLength(new Set(score).size)
    expect(bestPoint(points).perRow).toBe(Math.max(...points.map((point) => point.perRow)))
    expect(pointAt(points, 0.31, 0).perRow).toBeCloseTo(businessValue(confusion(score, outcome, 0.31), costs).perRow, 10)
  })
})
