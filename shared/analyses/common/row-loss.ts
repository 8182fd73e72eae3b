/**
 * Log loss of each row, in nats: −ln p of what happened, probabilities kept off 0 and 1 by 2^−52 (as
 * scikit-learn does). NaN where probability or outcome is missing.
 */
export function logLossRows(probability: Float64Array, outcome: Float64Array): Float64Array {
  const loss = new Float64Array(probability.length)
  for (let row = 0; row < loss.length; row += 1) {
    const p = probability[row]!
    const y = outcome[row]!
    const kept = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p))
    loss[row] = Number.isNaN(p) || Number.isNaN(y) ? Number.NaN : y === 1 ? -Math.log(kept) : -Math.log1p(-kept)
  }
  return loss
}

/** Squared error of each row. */
export function squaredErrorRows(prediction: Float64Array, outcome: Float64Array): Float64Array {
  return prediction.map((value, row) => (value - outcome[row]!) ** 2)
}

/** True when every finite score can be read as a probability. */
export function areProbabilities(score: Float64Array): boolean {
  return score.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1))
}

/**
 * Log loss of each row with several classes: −ln of the probability given to the actual class, kept off
 * 0 by 2^−52. NaN where outcome or probability is missing.
 */
export function classLossRows(probabilities: readonly Float64Array[], outcome: Float64Array): Float64Array {
  return outcome.map((index, row) => {
    const p = probabilities[index]?.[row] ?? Number.NaN
    return Number.isNaN(p) ? p : -Math.log(Math.min(1, Math.max(Number.EPSILON, p)))
  })
}

/** Brier score of each row with several classes: Σ (probability − 1 for the actual class, 0 for the others)². */
export function quadraticLossRows(probabilities: readonly Float64Array[], outcome: Float64Array): Float64Array {
  return outcome.map((index, row) => (Number.isNaN(index) ? index : probabilities.reduce((sum, values, k) => sum + (values[row]! - Number(k === index)) ** 2, 0)))
}

/** 1 where the class is right, 0 where it is wrong, NaN where one of them is missing. */
export function hitRows(predicted: Float64Array, outcome: Float64Array): Float64Array {
  return predicted.map((code, row) => (Number.isNaN(code) || Number.isNaN(outcome[row]!) ? Number.NaN : Number(code === outcome[row])))
}
