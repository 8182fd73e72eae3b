import type { Rng } from '../../../contract/analysis'
import { rowMean } from '../../../stats/row-mean'
import type { RowMean } from '../../../stats/row-mean'
import { permutation } from '../../../stats/shuffle'
import { combinedMean, skewedInterval, skewedUpperP } from '../../../stats/skewed-mean'
import { moments } from '../../../stats/sums'
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

/** Combination of means, Hall's interval and one-sided p for skewed means; signs +1 or −1. Null without any spread. */
function contrast(parts: readonly (readonly [sign: 1 | -1, of: RowMean])[]): Gap | null {
  if (parts.some(([, of]) => of.n < 2)) return null
  const whole = combinedMean(parts)
  if (!(whole.se > 0)) return null
  const { low, high } = skewedInterval(whole)
  return { n: parts.reduce((sum, [, of]) => sum + of.n, 0), estimate: whole.mean, low, high, p: skewedUpperP(whole) }
}

/** Mean loss of test less that of development. */
export function lossGap(development: Float64Array, test: Float64Array): Gap | null {
  return contrast([[1, rowMean(test)], [-1, rowMean(development)]])
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

function partition({ loss, columns }: Side, rows: Int32Array, { conditions }: Candidate): readonly [RowMean, RowMean] {
  const inside = membersOf(columns, conditions, loss.length)
  const at = (keep: number): RowMean => rowMean(Float64Array.from(rows.filter((row) => inside[row] === keep), (row) => loss[row]!))
  return [at(1), at(0)]
}
