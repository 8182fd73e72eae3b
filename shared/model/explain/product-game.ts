/**
 * Shapley values of a product game: f(S) = value · ∏_{j in S} one_j · ∏_{j not in S} zero_j, which is what
 * a leaf of a tree is worth when the features S are known. By the multilinear extension
 * φ_i = value · (one_i − zero_i) · ∫₀¹ ∏_{j≠i} (t·one_j + (1 − t)·zero_j) dt.
 * The integrand is a polynomial of degree m − 1 whose factors are all ≥ 0, so Gauss–Legendre
 * quadrature with ⌈m/2⌉ points is exact, and no digits cancel however long the path is.
 * Source: Owen, Multilinear extensions of games (1972); Lundberg et al., arXiv 1802.03888, for the game.
 */
export function productShapley(value: number, one: Float64Array, zero: Float64Array, count: number, out: Float64Array, at: number): void {
  const { points, weights } = gaussLegendre((count + 1) >> 1)
  for (let i = 0; i < count; i += 1) out[at + i] = 0
  for (let k = 0; k < points.length; k += 1) {
    const t = points[k]!
    const s = 1 - t
    // Products of the factors before each feature, then multiplied by those behind it on the way back.
    let before = value * weights[k]!
    for (let i = 0; i < count; i += 1) {
      prefix[i] = before
      before *= t * one[i]! + s * zero[i]!
    }
    let behind = 1
    for (let i = count - 1; i >= 0; i -= 1) {
      out[at + i]! += prefix[i]! * behind * (one[i]! - zero[i]!)
      behind *= t * one[i]! + s * zero[i]!
    }
  }
}

/** Distinct features on a path that patterns of one bit each can hold. */
export const maxPathFeatures = 30

const prefix = new Float64Array(maxPathFeatures + 1)

interface Rule {
  readonly points: Float64Array
  readonly weights: Float64Array
}

const rules: Rule[] = []

/** Gauss–Legendre points and weights on [0, 1] by Newton's method on the Legendre polynomial. */
export function gaussLegendre(count: number): Rule {
  const known = rules[count]
  if (known !== undefined) return known
  const points = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i += 1) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5))
    let slope = 1
    for (let step = 0; step < 100; step += 1) {
      let previous = 1
      let current = x
      for (let n = 2; n <= count; n += 1) {
        const next = ((2 * n - 1) * x * current - (n - 1) * previous) / n
        previous = current
        current = next
      }
      slope = (count * (x * current - previous)) / (x * x - 1)
      const move = current / slope
      x -= move
      if (Math.abs(move) < 1e-16) break
    }
    points[i] = (1 - x) / 2
    weights[i] = 1 / ((1 - x * x) * slope * slope)
  }
  return (rules[count] = { points, weights })
}
