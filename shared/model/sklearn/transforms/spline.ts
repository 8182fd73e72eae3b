import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import type { Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'

interface Spline {
  readonly knots: Float64Array
  readonly degree: number
  readonly extrapolate: boolean
  /** Coefficients, one row per basis function, one column per output. */
  readonly coefficients: Float64Array
  readonly bases: number
  readonly outputs: number
}

function splineOf(estimator: Estimator): Spline {
  // SciPy 1.15 and later keep knots and coefficients under a leading underscore.
  const [t, c] = estimator.has('_t') ? ['_t', '_c'] : ['t', 'c']
  const knots = estimator.numbers(t)
  const degree = estimator.number('k')
  const value = estimator.raw(c)
  const coefficients = estimator.numbers(c)
  const shape = value instanceof NdArray ? value.shape : []
  const bases = shape[0] ?? 0
  const outputs = shape[1] ?? 0
  if (shape.length !== 2 || !Number.isInteger(degree) || degree < 0 || degree > 20 || knots.length - degree - 1 > bases || knots.length < 2 * (degree + 1)) throw malformed(estimator.file, 'a spline holds knots and coefficients that do not fit together')
  return { knots, degree, extrapolate: estimator.flag('extrapolate', true), coefficients, bases, outputs }
}

/** Values of all outputs at x, or their derivatives, by de Boor's recursion. */
function evaluate({ knots, degree, coefficients, outputs }: Spline, x: number, derivative = 0): Float64Array {
  const last = knots.length - degree - 2
  let span = degree
  while (span < last && x >= knots[span + 1]!) span++
  const basis = basisAt(knots, degree, span, x, derivative)
  const out = new Float64Array(outputs)
  for (let j = 0; j <= degree; j++) for (let o = 0; o < outputs; o++) out[o]! += basis[j]! * coefficients[(span - degree + j) * outputs + o]!
  return out
}

/** The degree + 1 basis functions that are not zero between knots `span` and `span` + 1, or their first derivatives. */
function basisAt(knots: Float64Array, degree: number, span: number, x: number, derivative: number): Float64Array {
  const raise = (order: number): Float64Array => {
    const out = new Float64Array(order + 1)
    out[0] = 1
    for (let d = 1; d <= order; d++) {
      let saved = 0
      for (let r = 0; r < d; r++) {
        const right = knots[span + r + 1]!
        const left = knots[span + 1 - d + r]!
        const part = right === left ? 0 : out[r]! / (right - left)
        out[r] = saved + (right - x) * part
        saved = (x - left) * part
      }
      out[d] = saved
    }
    return out
  }
  if (derivative === 0) return raise(degree)
  const lower = raise(degree - 1)
  return Float64Array.from({ length: degree + 1 }, (_, j) => {
    const at = span - degree + j
    const before = j > 0 && knots[at + degree] !== knots[at] ? lower[j - 1]! / (knots[at + degree]! - knots[at]!) : 0
    const after = j < degree && knots[at + degree + 1] !== knots[at + 1] ? lower[j]! / (knots[at + degree + 1]! - knots[at + 1]!) : 0
    return degree * (before - after)
  })
}

/** B-spline basis of each column, with the library's rules beyond the outer knots. */
export function splineTransformer(estimator: Estimator): Transform {
  const splines = estimator.list('bsplines_').map((value) => splineOf(estimator.inner(value)))
  const rule = estimator.text('extrapolation', 'constant')
  const bias = estimator.flag('include_bias', true)
  const zeros = estimator.text('handle_missing', 'error') === 'zeros'
  const kept = (spline: Spline): readonly number[] => Array.from({ length: spline.outputs - (bias ? 0 : 1) }, (_, o) => o)
  const nameOf = (name: string, o: number): string => `${name} spline ${o}`
  return {
    names: (inputs) => splines.flatMap((spline, i) => kept(spline).map((o) => nameOf(inputs[i] ?? `x${i}`, o))),
    levels: () => null,
    apply: (columns, batch) => columns.flatMap((column, i) => {
      const spline = splines[i]
      if (spline === undefined) throw malformed(estimator.file, 'SplineTransformer has fewer splines than columns')
      const outputs = kept(spline).map((o) => numeric(nameOf(column.name, o), new Float64Array(batch.rows)))
      numbersOf(column, column.name).forEach((x, row) => {
        if (row % 1024 === 0) batch.job.checkpoint()
        if (Number.isNaN(x)) {
          if (!zeros) batch.refused[row] = 1
          return
        }
        const values = valuesAt(spline, x, rule)
        if (values === null) batch.refused[row] = 1
        else outputs.forEach((out, o) => { out.values[row] = values[o]! })
      })
      return outputs
    }),
  }
}

/** Null where the library raises an error. */
function valuesAt(spline: Spline, x: number, rule: string): Float64Array | null {
  const { knots, degree } = spline
  const low = knots[degree]!
  const high = knots[knots.length - degree - 1]!
  // A periodic spline begins anew at its upper end, which counts where knots repeat.
  if (x >= low && x <= high && rule !== 'periodic') return evaluate(spline, x)
  switch (rule) {
    case 'continue': return evaluate(spline, x)
    case 'periodic': return evaluate(spline, low + ((x - low) % (high - low) + (high - low)) % (high - low))
    case 'error': return null
    case 'linear': {
      const edge = x < low ? low : high
      const value = evaluate(spline, edge)
      // Splines of degree 0 and 1 at their edge have the slope of the piece inside.
      const slope = degree === 0 ? new Float64Array(value.length) : evaluate(spline, edge, 1)
      return value.map((v, o) => v + (x - edge) * slope[o]!)
    }
    default: return evaluate(spline, x < low ? low : high)
  }
}
