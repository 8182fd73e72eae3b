import type { Rng } from '../../../contract/analysis'
import { studentTQuantile, studentTSf } from '../../../stats/distributions'
import { permutation } from '../../../stats/shuffle'
import { moments, varianceOf } from '../../../stats/sums'
import type { Moments } from '../../../stats/sums'
import { membersOf, mergeOverlapping, searchSlices } from '../../subpopulations/slice-discovery/search'
import type { Candidate, CodedColumn } from '../../subpopulations/slice-discovery/search'

/** Rows of development and test with their loss and groups. */
export interface Side {
  readonly loss: Float64Array
  readonly columns: readonly CodedColumn[]
}

export interface Gap {
  readonly n: number
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** One-sided: larger than nothing. */
  readonly p: number
}

/** Combination of means and its t test with Satterthwaite's degrees of freedom; signs +1 or −1. Null without any spread. */
function contrast(parts: readonly (readonly [sign: 1 | -1, of: Moments])[]): Gap | null {
  if (parts.some(([, of]) => of.n < 2)) return null
  const variances = parts.map(([, of]) => varianceOf(of) / of.n)
  const variance = variances.reduce((sum, value) => sum + value, 0)
  if (!(variance > 0)) return null
  const df = variance ** 2 / variances.reduce((sum, value, index) => sum + value ** 2 / (parts[index]![1].n - 1), 0)
  const estimate = parts.reduce((sum, [sign, of]) => sum + sign * of.mean, 0)
  const se = Math.sqrt(variance)
  const reach = -studentTQuantile(0.025, df) * se
  return { n: parts.reduce((sum, [, of]) => sum + of.n, 0), estimate, low: estimate - reach, high: estimate + reach, p: studentTSf(estimate / se, df) }
}

/** Mean loss of test less that of development (Welch). */
export function lossGap(development: Float64Array, test: Float64Array): Gap | null {
  return contrast([[1, moments(test)], [-1, moments(development)]])
}

export interface Region {
  readonly candidate: Candidate
  readonly confirmed: Gap
  readonly developmentLoss: number
  readonly testLoss: number
}

export interface RegionSettings {
  readonly minShare: number
  readonly maxConditions: number
  readonly most: number
}

const minZ = 2.5

/** Rows of some places of both sides, stacked: development first. */
function stack(development: Side, test: Side, places: readonly [Int32Array, Int32Array]): { readonly columns: readonly CodedColumn[]; readonly signed: Float64Array } {
  const [a, b] = places
  const n = a.length + b.length
  const lossA = Float64Array.from(a, (row) => development.loss[row]!)
  const lossB = Float64Array.from(b, (row) => test.loss[row]!)
  const meanA = moments(lossA).mean
  const meanB = moments(lossB).mean
  // Its mean over a region is about (test − development there) less the overall gap, whatever the sizes of the two.
  const signed = Float64Array.from({ length: n }, (_, row) => (row < a.length ? (-(lossA[row]! - meanA) * n) / a.length : ((lossB[row - a.length]! - meanB) * n) / b.length))
  const columns = development.columns.map(({ codes, size }, index) => {
    const other = test.columns[index]!.codes
    return { size, codes: Uint8Array.from({ length: n }, (_, row) => (row < a.length ? codes[a[row]!]! : other[b[row - a.length]!]!)) }
  })
  return { columns, signed }
}

/**
 * Regions where test loses more against development than it does elsewhere: found on one random half of both,
 * judged on the other half by the difference of differences, so that the search cannot make them.
 */
export function overfitRegions(development: Side, test: Side, settings: RegionSettings, rng: Rng, checkpoint: () => void): readonly Region[] {
  const halves = [development, test].map(({ loss }, side) => {
    const order = permutation(loss.length, rng.fork(side === 0 ? 'development' : 'test'))
    const middle = Math.ceil(order.length / 2)
    return [Int32Array.from(order.subarray(0, middle)).sort(), Int32Array.from(order.subarray(middle)).sort()] as const
  })
  const found = stack(development, test, [halves[0]![0], halves[1]![0]])
  const options = { minSize: Math.max(50, Math.ceil(settings.minShare * found.signed.length)), maxConditions: settings.maxConditions, minZ, keep: 200, most: settings.most }
  const candidates = mergeOverlapping(searchSlices(found.columns, found.signed, options, checkpoint), found.columns, found.signed, options, checkpoint)
  return candidates.flatMap((candidate): readonly Region[] => {
    checkpoint()
    const [insideA, outsideA] = partition(development, halves[0]![1], candidate)
    const [insideB, outsideB] = partition(test, halves[1]![1], candidate)
    if (Math.min(insideA.n, outsideA.n, insideB.n, outsideB.n) < 30) return []
    const confirmed = contrast([[1, insideB], [-1, insideA], [-1, outsideB], [1, outsideA]])
    return confirmed === null ? [] : [{ candidate, confirmed, developmentLoss: insideA.mean, testLoss: insideB.mean }]
  })
}

function partition({ loss, columns }: Side, rows: Int32Array, { conditions }: Candidate): readonly [Moments, Moments] {
  const inside = membersOf(columns, conditions, loss.length)
  const at = (keep: number): Moments => moments(Float64Array.from(rows.filter((row) => inside[row] === keep), (row) => loss[row]!))
  return [at(1), at(0)]
}
