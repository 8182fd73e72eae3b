import { describe, expect, it } from 'vitest'
import { createRng } from '../../../shared/stats/rng'
import { rowLossInterval, rowMean, rowMeanInterval } from '../../../shared/stats/row-mean'
import { skewedMeanInterval } from '../../../shared/stats/skewed-mean'

const losses = Float64Array.of(0.2, 0.5, 0.9, 1.1, 1.4, 2.2, 3.5, 8)

describe('interval of a skewed mean', () => {
  it('is Hall’s transformation inverted at Student’s t', () => {
    // scipy 1.17.1: optimize.brentq on T + aT²/3 + a²T³/27 + a/6 = ±stats.t.ppf(.975, 7).
    const { estimate, low, high } = skewedMeanInterval(losses)
    expect(estimate).toBeCloseTo(2.225, 14)
    expect(low).toBeCloseTo(0.7094647627373822, 12)
    expect(high).toBeCloseTo(10.481847281192442, 11)
  })

  it('is the t interval where nothing leans', () => {
    const even = Float64Array.of(-3, -1, 0, 1, 3)
    expect(skewedMeanInterval(even).high).toBeCloseTo(rowMeanInterval(rowMean(even)).high, 12)
  })

  it('turns with the sign of the values', () => {
    const { low, high } = skewedMeanInterval(losses)
    const turned = skewedMeanInterval(losses.map((value) => -value))
    expect([-turned.high, -turned.low]).toEqual([low, high])
  })

  it('is the same for equal weights, and does not hang on the order of weighted rows', () => {
    const plain = rowLossInterval(rowMean(losses))
    const weighted = rowLossInterval(rowMean(losses, new Float64Array(8).fill(3)))
    expect(weighted.low).toBeCloseTo(plain.low, 10)
    expect(weighted.high).toBeCloseTo(plain.high, 9)
    const rng = createRng(1, 'order')
    const weights = losses.map(() => 0.5 + rng.next())
    expect(rowLossInterval(rowMean(losses.toReversed(), weights.toReversed()))).toEqual(rowLossInterval(rowMean(losses, weights)))
  })

  it('has no bounds without spread to judge by', () => {
    expect(skewedMeanInterval(Float64Array.of(2))).toEqual({ estimate: 2, low: NaN, high: NaN, n: 1 })
    expect(skewedMeanInterval(Float64Array.of(2, 2, 2))).toEqual({ estimate: 2, low: 2, high: 2, n: 3 })
  })
})
