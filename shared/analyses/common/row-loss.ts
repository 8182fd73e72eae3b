/**
 * Log loss of each row, in nats: −ln p of what happened, probabilities kept off 0 and 1 by 2^−52 (as
 * scikit-learn does). NaN where probability or outcome is missing.
 */
export function logLossRows(probability: Float64Array, outcome: Float64Array): Float64Array {
  return probability.map((p, row) => {
    const y = outcome[row]!
    if (Number.isNaN(p) || Number.isNaN(y)) return Number.NaN
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
    return y === 1 ? -Math.log(kept) : -Math.log1p(-kept)
  })
}

/** Squared error of each row. */
export function squaredErrorRows(prediction: Float64Array, outcome: Float64Array): Float64Array {
  return prediction.map((value, row) => (value - outcome[row]!) ** 2)
}

/** True when every finite score can be read as a probability. */
export function areProbabilities(score: Float64Array): boolean {
  return score.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1))
}
