/** Rows of one group beside all others, with the sums that a change of the mix needs where the outcome is a number. */
export interface NumberPart {
  readonly n: number
  /** Mean of |outcome − predicted| and of outcome − predicted; NaN without rows. */
  readonly mae: number
  readonly bias: number
}

export interface NumberMix {
  readonly parts: readonly [others: NumberPart, group: NumberPart]
}

/** Mean absolute error, and the bias at its lower and at its upper limit. */
export type NumberMetricId = 'mae' | 'bias-low' | 'bias-high'

export function numberMixOf(score: Float64Array, outcome: Float64Array, inGroup: (row: number) => boolean): NumberMix {
  const n: [number, number] = [0, 0]
  const absolute: [number, number] = [0, 0]
  const errors: [number, number] = [0, 0]
  for (let row = 0; row < score.length; row += 1) {
    const side = inGroup(row) ? 1 : 0
    const error = outcome[row]! - score[row]!
    n[side] += 1
    absolute[side] += Math.abs(error)
    errors[side] += error
  }
  const part = (side: 0 | 1): NumberPart => ({ n: n[side], mae: absolute[side] / n[side], bias: errors[side] / n[side] })
  return { parts: [part(0), part(1)] }
}

const field = (metric: NumberMetricId): 'mae' | 'bias' => (metric === 'mae' ? 'mae' : 'bias')

/** The metric when the group is `share` of all rows and nothing within group or others changes: linear in the share. */
export function numberMetricAt({ parts }: NumberMix, metric: NumberMetricId, share: number): number {
  const of = field(metric)
  return (1 - share) * parts[0][of] + share * parts[1][of]
}

/** The share at which the metric meets its limit, in closed form; null where no share between 0 and 1 does. */
export function numberBreakEven({ parts }: NumberMix, metric: NumberMetricId, limit: number): number | null {
  const of = field(metric)
  const share = (limit - parts[0][of]) / (parts[1][of] - parts[0][of])
  return share >= 0 && share <= 1 ? share : null
}
