import { minimumDetectableKs } from '../../../stats/equivalence'
import { ExactSum } from '../../../stats/exact-sum'
import { kolmogorovQuantile } from '../../../stats/kolmogorov'
import { asymptoticKsP } from '../../../stats/ks'
import { populationStabilityIndex } from '../../../stats/psi'
import { rowMean } from '../../../stats/row-mean'
import { moments } from '../../../stats/sums'
import { effectiveCells, effectiveCounts } from '../../../stats/weighted'
import { argsort } from '../../common/argsort'
import { damageOfNumbers } from './damage-numbers'
import { compareMissing } from './missing'
import { binShares } from './numeric'
import type { NumericSample, NumericSettings } from './numeric'
import { finiteOrNull } from './types'
import type { Comparison } from './types'

/** A numeric column of one dataset with the weights of its rows, sorted by value. */
export interface WeightedSample {
  /** Finite values of rows that count, ascending, and their weights. */
  readonly values: Float64Array
  readonly weights: Float64Array
  /** All cells of rows that count, ±∞ and missing ones too, in file order. */
  readonly cells: Float64Array
  readonly cellWeights: Float64Array
}

/** Rows of positive weight; without weights every row has the same. */
export function weightedSample(cells: Float64Array, weight: Float64Array | null, checkpoint: () => void): WeightedSample {
  const known = weight ?? new Float64Array(cells.length).fill(1)
  const rows = new Uint32Array(cells.length)
  const [kept, keptWeights] = [new Float64Array(cells.length), new Float64Array(cells.length)]
  let [finite, counted] = [0, 0]
  for (let row = 0; row < cells.length; row += 1) {
    if (row % stride === 0) checkpoint()
    if (!(known[row]! > 0)) continue
    kept[counted] = cells[row]!
    keptWeights[counted] = known[row]!
    counted += 1
    if (!Number.isFinite(cells[row]!)) continue
    rows[finite] = row
    finite += 1
  }
  const sorted = argsort(rows.subarray(0, finite), cells, known, checkpoint)
  return { values: picked(cells, sorted), weights: picked(known, sorted), cells: kept.subarray(0, counted), cellWeights: keptWeights.subarray(0, counted) }
}

/** Rows between two checkpoints: some milliseconds. */
const stride = 1 << 16

function picked(values: Float64Array, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length)
  for (let place = 0; place < rows.length; place += 1) out[place] = values[rows[place]!]!
  return out
}

/** Cut points where the weighted distribution reaches 1/bins … (bins − 1)/bins, equal ones merged, none at the largest value. */
export function weightedEdges({ values, weights }: WeightedSample, bins: number): readonly number[] {
  const total = weights.reduce((sum, w) => sum + w, 0)
  const edges: number[] = []
  let seen = 0
  let next = 1
  for (let place = 0; place < values.length; place += 1) {
    seen += weights[place]!
    while (next < bins && seen >= (total * next) / bins * (1 - 1e-12)) {
      if (values[place]! < values.at(-1)! && edges.at(-1) !== values[place]) edges.push(values[place]!)
      next += 1
    }
  }
  return edges
}

interface Binned {
  readonly totals: readonly number[]
  readonly squares: readonly number[]
  readonly rows: number
}

/** Weight per bin (edges inclusive above, ±∞ in the end bins) and, last, of missing cells. */
function binned({ cells, cellWeights }: WeightedSample, edges: readonly number[], checkpoint: () => void): Binned {
  const totals = Array.from({ length: edges.length + 2 }, () => new ExactSum())
  const squares = Array.from({ length: edges.length + 2 }, () => new ExactSum())
  for (let row = 0; row < cells.length; row += 1) {
    if (row % stride === 0) checkpoint()
    const value = cells[row]!
    let bin = 0
    if (Number.isNaN(value)) bin = edges.length + 1
    else while (bin < edges.length && value > edges[bin]!) bin += 1
    totals[bin]!.add(cellWeights[row]!)
    squares[bin]!.add(cellWeights[row]! ** 2)
  }
  return { totals: totals.map((sum) => sum.value()), squares: squares.map((sum) => sum.value()), rows: cells.length }
}

function sumOf(counts: ArrayLike<number>): number {
  let sum = 0
  for (let at = 0; at < counts.length; at += 1) sum += counts[at]!
  return sum
}

/** Largest distance of the two weighted distribution functions, where it is, and the area between them. */
function distances(a: WeightedSample, b: WeightedSample, checkpoint: () => void): { readonly d: number; readonly location: number; readonly wasserstein: number; readonly energy: number } {
  const [totalA, totalB] = [sumOf(a.weights), sumOf(b.weights)]
  let [i, j, seenA, seenB, d, location, area, squares] = [0, 0, 0, 0, 0, Number.NaN, 0, 0]
  let next = stride
  while (i < a.values.length || j < b.values.length) {
    if (i + j >= next) {
      checkpoint()
      next += stride
    }
    const value = j >= b.values.length || (i < a.values.length && a.values[i]! < b.values[j]!) ? a.values[i]! : b.values[j]!
    while (i < a.values.length && a.values[i] === value) { seenA += a.weights[i]!; i += 1 }
    while (j < b.values.length && b.values[j] === value) { seenB += b.weights[j]!; j += 1 }
    const gap = Math.abs(seenA / totalA - seenB / totalB)
    if (Number.isNaN(location)) location = value
    if (gap > d + 1e-15) [d, location] = [gap, value]
    const upper = Math.min(a.values[i] ?? Infinity, b.values[j] ?? Infinity)
    if (!Number.isFinite(upper)) continue
    area += gap * (upper - value)
    squares += gap * gap * (upper - value)
  }
  return { d, location, wasserstein: area, energy: Math.sqrt(2 * squares) }
}

/** The same sample with its rows counted alike; a sample of the same values without weights is that. */
function plain({ values, cells }: WeightedSample): NumericSample {
  const [missing, below] = [countOf(cells, (value) => Number.isNaN(value)), countOf(cells, (value) => value === Number.NEGATIVE_INFINITY)]
  return { sorted: values, rows: cells.length, missing, below, above: cells.length - values.length - missing - below, moments: moments(values) }
}

function countOf(cells: Float64Array, counts: (value: number) => boolean): number {
  let count = 0
  for (let row = 0; row < cells.length; row += 1) if (counts(cells[row]!)) count += 1
  return count
}

/** Compares a numeric column of a window with the reference, rows by weight. */
export function compareWeightedNumeric(reference: WeightedSample, edges: readonly number[], current: WeightedSample, settings: Pick<NumericSettings, 'alpha' | 'type'>, checkpoint: () => void): Comparison {
  const [n, m] = [reference.values.length, current.values.length]
  const both = n > 0 && m > 0
  const [before, after] = [binned(reference, edges, checkpoint), binned(current, edges, checkpoint)]
  const worth = (side: Binned): readonly number[] => effectiveCells(side.totals, side.squares, side.rows)
  const present = (side: Binned, rows: number): number => sumOf(effectiveCells(side.totals.slice(0, -1), side.squares.slice(0, -1), rows))
  const [e1, e2] = [present(before, n), present(after, m)]
  const { d, location, wasserstein, energy } = both ? distances(reference, current, checkpoint) : { d: Number.NaN, location: Number.NaN, wasserstein: Number.NaN, energy: Number.NaN }
  const constant = both && d === 0 && reference.values[0] === reference.values[n - 1]
  const reach = both ? kolmogorovQuantile(settings.alpha) * Math.sqrt((e1 + e2) / e1 / e2) : Number.NaN
  const [known, here] = [rowMean(reference.values, reference.weights, checkpoint), rowMean(current.values, current.weights, checkpoint)]
  const degenerate = edges.length === 0
  const psi = populationStabilityIndex(worth(before), worth(after))
  const missing = (sample: WeightedSample): ReturnType<typeof effectiveCounts> => effectiveCounts((row) => Number.isNaN(sample.cells[row]!), sample.cellWeights, checkpoint)
  const absent = (sample: WeightedSample): number => countOf(sample.cells, (value) => Number.isNaN(value))
  const [mr, mc] = [missing(reference), missing(current)]
  return {
    measure: 'KS', test: 'two-sample KS, weighted, asymptotic',
    nReference: n, n: m, missingReference: absent(reference), missing: absent(current),
    statistic: finiteOrNull(d), df: null,
    p: constant || !both ? null : finiteOrNull(asymptoticKsP(d, e1, e2)),
    effect: finiteOrNull(d), low: finiteOrNull(Math.max(0, d - reach)), high: finiteOrNull(Math.min(1, d + reach)),
    detectable: finiteOrNull(minimumDetectableKs(e1, e2, settings.alpha)),
    location: finiteOrNull(location),
    wassersteinSd: known.sd > 0 ? finiteOrNull(wasserstein / known.sd) : null, wasserstein: finiteOrNull(wasserstein), energy: finiteOrNull(energy),
    meanReference: finiteOrNull(known.mean), mean: finiteOrNull(here.mean), sdReference: finiteOrNull(known.sd),
    psi: degenerate
      ? { psi: null, debiased: null, critical: null, p: null, bins: 1, degenerate }
      : { psi: finiteOrNull(psi.psi), debiased: finiteOrNull(psi.debiased), critical: finiteOrNull(psi.critical), p: finiteOrNull(psi.p), bins: psi.bins, degenerate },
    bins: binShares(edges, before.totals.map((total) => total / sumOf(before.totals)), after.totals.map((total) => total / sumOf(after.totals))),
    newLevels: [], newLevelP: null, vanished: [],
    ...compareMissing(mr.successes, mr.n, mc.successes, mc.n, settings.alpha),
    damage: damageOfNumbers(plain(reference), plain(current), d, settings.type),
  }
}
