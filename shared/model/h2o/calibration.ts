import { exp } from '../math/exp'
import { malformed, truncated } from '../problems'
import type { MojoHead } from './folder'
import { NotScorable } from './predictor'

/** Calibration of a two-class tree model: probabilities in, calibrated probabilities out. */
export interface Calibration {
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  apply(values: readonly Float64Array[]): readonly Float64Array[]
}

/**
 * Platt: logistic of β0 · P(first class) + β1. Isotonic: P(second class), cut to the trained range, between
 * the thresholds by straight lines. Null when the model was not calibrated.
 * @throws NotScorable for another method.
 */
export function calibrationOf(head: MojoHead): Calibration | null {
  const { ini, folder, file } = head
  if (!ini.has('calib_method') && !ini.has('calib_glm_beta')) return null
  const method = ini.text('calib_method', 'platt')
  if (method === 'platt') {
    const beta = ini.numbers('calib_glm_beta')
    if (beta.length < 2) throw malformed(file, 'its calibration has no two coefficients')
    return finished('Platt scaling', (values) => values[0]!.map((p) => 1 / (exp(-(p * beta[0]! + beta[1]!)) + 1)))
  }
  if (method !== 'isotonic') throw new NotScorable(`The calibration "${method.slice(0, 40)}" is not known here.`)
  const [x, y] = ['calib/thresholds_x', 'calib/thresholds_y'].map((name) => doubles(folder.bytes(name), file)) as [Float64Array, Float64Array]
  if (x.length !== y.length || x.length === 0) throw malformed(file, 'its calibration thresholds do not fit together')
  const [low, high] = [ini.number('calib_min_x', NaN), ini.number('calib_max_x', NaN)]
  return finished('isotonic regression', (values) => values[1]!.map((p) => interpolate(p < low ? low : Math.min(p, high), x, y)))
}

function finished(name: string, second: (values: readonly Float64Array[]) => Float64Array): Calibration {
  return {
    facts: [{ label: 'Calibration', value: `${name}; the outputs "calibrated" have it, the label goes by the probabilities before it` }],
    apply(values) {
      const p = second(values)
      return [p.map((value) => 1 - value), p]
    },
  }
}

function interpolate(p: number, x: Float64Array, y: Float64Array): number {
  if (!(p >= x[0]! && p <= x[x.length - 1]!)) return NaN
  // Halving as Java does it: among equal thresholds it must be the same one.
  let [low, high] = [0, x.length - 1]
  while (low <= high) {
    const middle = (low + high) >>> 1
    if (x[middle]! < p) low = middle + 1
    else if (x[middle]! > p) high = middle - 1
    else return y[middle]!
  }
  return y[high]! + ((y[low]! - y[high]!) / (x[low]! - x[high]!)) * (p - x[high]!)
}

/** A count and as many doubles, big-endian. */
function doubles(bytes: Uint8Array, file: string): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.length < 4 ? -1 : view.getInt32(0)
  if (count < 0 || bytes.length < 4 + count * 8) throw truncated(file, 'a table of numbers ends early')
  return Float64Array.from({ length: count }, (_, i) => view.getFloat64(4 + i * 8))
}

