/**
 * How little rows must be reweighted for a mean to reach a limit. All take losses with their base
 * probabilities (any positive scale) along a fixed order; `sorted` ones are falling. Rows of weight 0 do not count.
 */
export interface WeightedLoss {
  readonly loss: Float64Array
  /** Base weight per row; null for all alike. */
  readonly weight: Float64Array | null
}

const weightAt = ({ weight }: WeightedLoss, row: number): number => (weight === null ? 1 : weight[row]!)

/** Mean, smallest and largest loss over rows that count. */
export function lossSummary(rows: WeightedLoss): { readonly mean: number; readonly min: number; readonly max: number } {
  let total = 0
  let held = 0
  let min = Infinity
  let max = -Infinity
  for (let row = 0; row < rows.loss.length; row += 1) {
    const w = weightAt(rows, row)
    if (!(w > 0)) continue
    const value = rows.loss[row]!
    held += w
    total += w * value
    if (value < min) min = value
    if (value > max) max = value
  }
  return { mean: total / held, min, max }
}

/** A reweighting by its size and the effective share of rows it leaves, (Σw)²/(n·Σw²) for equal base weights. */
export interface Shift {
  /** Kullback–Leibler divergence in nats, or χ² divergence. */
  readonly size: number
  readonly effectiveShare: number
}

function tilted(rows: WeightedLoss, weigh: (loss: number) => number): { readonly mean: number; readonly kl: number; readonly chi2: number } {
  let base = 0
  let total = 0
  let first = 0
  let squares = 0
  let logs = 0
  for (let row = 0; row < rows.loss.length; row += 1) {
    const p = weightAt(rows, row)
    if (!(p > 0)) continue
    const value = rows.loss[row]!
    const w = weigh(value)
    base += p
    if (w === 0) continue
    total += p * w
    first += p * w * value
    squares += p * w * w
    logs += p * w * Math.log(w)
  }
  return { mean: first / total, kl: logs / total - Math.log(total / base), chi2: (squares * base) / total ** 2 - 1 }
}

/** Bisects a rising function of one parameter to a limit. */
function solve(low: number, high: number, limit: number, mean: (at: number) => number, checkpoint: () => void): number {
  let from = low
  let to = high
  for (let step = 0; step < 80; step += 1) {
    checkpoint()
    const middle = (from + to) / 2
    if (middle === from || middle === to) break
    if (mean(middle) < limit) from = middle
    else to = middle
  }
  return to
}

/**
 * Smallest KL(Q‖P) with E_Q[loss] ≥ limit: exponential tilting, dQ/dP ∝ e^(t·loss). 0 where the mean is there
 * already; null where no reweighting reaches it (limit at or above the largest loss).
 */
export function smallestKl(rows: WeightedLoss, limit: number, checkpoint: () => void = () => undefined): Shift | null {
  const { mean, max } = lossSummary(rows)
  if (mean >= limit) return { size: 0, effectiveShare: 1 }
  if (!(limit < max)) return null
  const at = (t: number): ReturnType<typeof tilted> => tilted(rows, (loss) => Math.exp(t * (loss - max)))
  let reach = 1 / Math.max(max - mean, Number.MIN_VALUE)
  while (at(reach).mean < limit && reach < 1e300) reach *= 2
  const found = at(solve(0, reach, limit, (t) => at(t).mean, checkpoint))
  return { size: Math.max(0, found.kl), effectiveShare: 1 / (1 + found.chi2) }
}

/**
 * Smallest χ²(Q‖P) = E_P[(dQ/dP)²] − 1 with E_Q[loss] ≥ limit and no negative weight: dQ/dP ∝ (loss − τ)₊.
 * While all weights stay positive this is (limit − mean)²/variance.
 */
export function smallestChiSquare(rows: WeightedLoss, limit: number, checkpoint: () => void = () => undefined): Shift | null {
  const { mean, min, max } = lossSummary(rows)
  if (mean >= limit) return { size: 0, effectiveShare: 1 }
  if (!(limit < max)) return null
  const at = (tau: number): ReturnType<typeof tilted> => tilted(rows, (loss) => Math.max(0, loss - tau))
  let below = min - (max - min)
  while (at(below).mean > limit && below > -1e300) below = min - 4 * (min - below)
  const found = at(solve(below, max, limit, (tau) => at(tau).mean, checkpoint))
  return { size: found.chi2, effectiveShare: 1 / (1 + found.chi2) }
}

/**
 * Mean of the worst share of the rows (CVaR, a row at the edge in part): no subpopulation of that share has a larger mean.
 * @param sorted losses falling, with their weights
 */
export function worstMean(sorted: WeightedLoss, share: number): number {
  let all = 0
  for (let row = 0; row < sorted.loss.length; row += 1) all += Math.max(0, weightAt(sorted, row))
  const wanted = share * all
  let held = 0
  let total = 0
  for (let row = 0; row < sorted.loss.length && held < wanted; row += 1) {
    const take = Math.min(Math.max(0, weightAt(sorted, row)), wanted - held)
    total += take * sorted.loss[row]!
    held += take
  }
  return total / held
}

/** Largest share whose worst rows have a mean of at least the limit; 0 where none has, 1 where all rows have. */
export function breachingShare(sorted: WeightedLoss, limit: number): number {
  let all = 0
  for (let row = 0; row < sorted.loss.length; row += 1) all += Math.max(0, weightAt(sorted, row))
  let held = 0
  let excess = 0
  for (let row = 0; row < sorted.loss.length; row += 1) {
    const w = Math.max(0, weightAt(sorted, row))
    const step = sorted.loss[row]! - limit
    if (excess + w * step < 0) return (held + excess / -step) / all
    held += w
    excess += w * step
  }
  return 1
}
