import { chiSquareQuantile, chiSquareSf } from './distributions'
import { countAtMost, countBelow, quantileSorted } from './sort'

/** Interior cut points of quantile bins. */
export interface QuantileEdges {
  /** Ascending, distinct; bin i holds edges[i−1] < x ≤ edges[i], so there are edges.length + 1 bins. */
  readonly edges: readonly number[]
  /** True when fewer than two bins are left: the column has no quantiles to compare, PSI says nothing. */
  readonly degenerate: boolean
  /** True when ties merged some of the requested bins. */
  readonly merged: boolean
}

/**
 * Cut points at the quantiles 1/bins … (bins−1)/bins of an ascending reference (type 7). A cut
 * point that would close or leave an empty bin (ties, few values) is dropped, so every bin holds a part of
 * the reference. An empty or constant reference is degenerate.
 */
export function quantileEdges(sortedReference: Float64Array, bins: number): QuantileEdges {
  const edges: number[] = []
  const last = sortedReference[sortedReference.length - 1]
  let covered = 0
  if (last !== undefined) {
    for (let i = 1; i < bins; i += 1) {
      const edge = quantileSorted(sortedReference, i / bins)
      const below = countAtMost(sortedReference, edge)
      if (edge < last && below > covered) {
        edges.push(edge)
        covered = below
      }
    }
  }
  return { edges, degenerate: edges.length === 0, merged: edges.length < bins - 1 }
}

/**
 * Counts per bin (edges.length + 1 of them; bin i holds edges[i−1] < x ≤ edges[i]). NaN cells are not
 * counted (the caller has its own Missing bin); ±∞ fall into the end bins.
 */
export function binCounts(values: Float64Array, edges: readonly number[]): number[] {
  const cuts = Float64Array.from(edges)
  const counts = new Float64Array(cuts.length + 1)
  for (const value of values) {
    if (value !== value) continue
    let bin = 0
    // For few cuts, counting those below is twice as fast as bisecting: no branch to mispredict.
    if (cuts.length <= 32) for (const cut of cuts) bin += Number(value > cut)
    else bin = countBelow(cuts, value)
    counts[bin]! += 1
  }
  return Array.from(counts)
}

export interface PsiOptions {
  /** Share put in place of an empty bin's zero; 0.0001 where left out. */
  readonly epsilon?: number
  /** Level of the critical value; 0.05 where left out. */
  readonly alpha?: number
}

/** Population stability index with what sampling alone would give. */
export interface PsiResult {
  /** Σ (q − p)·ln(q/p) over the bins. */
  readonly psi: number
  /** psi minus its expectation under no change, (B−1)(1/N + 1/M); may be below zero. */
  readonly debiased: number
  /** Value exceeded with probability alpha when nothing changed. */
  readonly critical: number
  /** P(PSI at least this large | nothing changed), asymptotic. */
  readonly p: number
  /** Bins that hold anything in either sample. */
  readonly bins: number
  /** Each input bin's part of psi, in input order. */
  readonly contributions: readonly number[]
}

/**
 * Population stability index of two lists of counts on the same bins. Bins empty in both are left out;
 * an empty bin in one takes the share epsilon. Under no change PSI/(1/N + 1/M) is about χ² with B − 1
 * degrees of freedom, hence critical value and p. Fewer than two bins, or an empty sample: NaN
 * throughout (never 0, which would read as "stable"). Counts must not be NaN.
 * Source: Yurdakul and Naranjo, Statistical properties of the population stability index (2020).
 */
export function populationStabilityIndex(reference: readonly number[], current: readonly number[], options: PsiOptions = {}): PsiResult {
  const { epsilon = 1e-4, alpha = 0.05 } = options
  const n = reference.reduce((total, count) => total + count, 0)
  const m = current.reduce((total, count) => total + count, 0)
  let bins = 0
  const contributions = reference.map((count, i) => {
    const other = current[i] ?? 0
    if (count === 0 && other === 0) return 0
    bins += 1
    const p = count === 0 ? epsilon : count / n
    const q = other === 0 ? epsilon : other / m
    return (q - p) * Math.log(q / p)
  })
  if (bins < 2 || n === 0 || m === 0) return { psi: NaN, debiased: NaN, critical: NaN, p: NaN, bins, contributions }
  const psi = contributions.reduce((total, part) => total + part, 0)
  const scale = 1 / n + 1 / m
  return {
    psi,
    debiased: psi - (bins - 1) * scale,
    critical: psiCritical(n, m, bins, alpha),
    p: chiSquareSf(psi / scale, bins - 1),
    bins,
    contributions,
  }
}

/** PSI exceeded with probability alpha under no change: (1/N + 1/M)·χ²_{B−1} quantile. */
export function psiCritical(n: number, m: number, bins: number, alpha: number): number {
  return (1 / n + 1 / m) * chiSquareQuantile(alpha, bins - 1, true)
}
