import type { AnalysisDataset, Rng } from '../../../contract/analysis'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import { compareMeans, rowLossInterval, rowMean, rowMeanInterval } from '../../../stats/row-mean'
import type { RowMean } from '../../../stats/row-mean'
import { effectiveCounts } from '../../../stats/weighted'
import { studentisedPermutation } from '../../../stats/permutation-test'
import { classOf, probabilitiesOf } from '../../common/classes'
import { scoreOf } from '../../common/datasets'
import { rateTest } from '../../common/rate-test'
import { classLossRows, hitRows } from '../../common/row-loss'
import { weightOf } from '../../common/weights'

/** One figure of a group beside the same of all other rows whose group is known. */
export interface LossFigure {
  readonly id: 'rmse' | 'mae' | 'bias' | 'accuracy' | 'log-loss'
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly rest: number | null
  /** Group less rest, 95 %; null where it is not tested. */
  readonly difference: { readonly estimate: number; readonly low: number; readonly high: number; readonly p: number; readonly test: string } | null
}

export interface LossRow {
  readonly group: string
  readonly n: number
  /** Fewer than 30 rows here or elsewhere: listed, never judged. */
  readonly small: boolean
  readonly figures: readonly LossFigure[]
}

/** What can be wrong with a row: one array per figure, NaN where it cannot be said. */
export interface RowLosses {
  readonly figures: readonly { readonly id: LossFigure['id']; readonly values: Float64Array; readonly kind: 'mean' | 'root' | 'share'; readonly tested: boolean }[]
  readonly usable: (row: number) => boolean
  readonly weight: Float64Array | null
  /** Standard deviation of the outcome, what a bias is measured in; 1 for classes. */
  readonly scale: number
}

/** Errors of a predicted number, or right and wrong of a class. */
export function rowLosses(dataset: AnalysisDataset): RowLosses {
  const weight = weightOf(dataset)
  const outcome = dataset.outcome!
  const counted = (values: Float64Array) => (row: number): boolean => Number.isFinite(values[row]!) && (weight === null || weight[row]! > 0)
  const predicted = classOf(dataset)
  if (predicted !== null) {
    const probabilities = probabilitiesOf(dataset)
    const hits = hitRows(predicted, outcome)
    return {
      figures: [
        { id: 'accuracy', values: hits, kind: 'share', tested: true },
        ...(probabilities === null ? [] : [{ id: 'log-loss', values: classLossRows(probabilities, outcome), kind: 'mean', tested: false } as const]),
      ],
      usable: counted(hits), weight, scale: 1,
    }
  }
  const errors = scoreOf(dataset)!.map((value, row) => value - outcome[row]!)
  const kept = counted(errors)
  return {
    figures: [
      { id: 'rmse', values: errors.map((error) => error * error), kind: 'root', tested: false },
      { id: 'mae', values: errors.map(Math.abs), kind: 'mean', tested: true },
      { id: 'bias', values: errors, kind: 'mean', tested: true },
    ],
    usable: kept, weight, scale: finite(rowMean(outcome.map((value, row) => (kept(row) ? value : Number.NaN)), weight).sd) ?? 0,
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
const leastRows = 30
/** Up to so many rows of a group the t approximation is not trusted with skewed losses. */
const permutedRows = 300

/** Every figure of every group. `groups` is the group per row, −1 unknown. */
export function measureLosses(losses: RowLosses, groups: Int32Array, labels: readonly string[], rng: Rng, checkpoint: () => void): readonly LossRow[] {
  const counts = new Float64Array(labels.length)
  groups.forEach((group, row) => { if (group >= 0 && losses.usable(row)) counts[group]! += 1 })
  const known = counts.reduce((sum, count) => sum + count, 0)
  return labels.map((group, index) => {
    checkpoint()
    const small = counts[index]! < leastRows || known - counts[index]! < leastRows
    return { group, n: counts[index]!, small, figures: losses.figures.map((figure) => figureOf(figure, losses, groups, index, small, rng.fork(`${group}/${figure.id}`), checkpoint)) }
  })
}

function figureOf({ id, values, kind, tested }: RowLosses['figures'][number], { usable, weight }: RowLosses, groups: Int32Array, index: number, small: boolean, rng: Rng, checkpoint: () => void): LossFigure {
  const part = (inside: boolean): Float64Array => values.map((value, row) => (groups[row]! >= 0 && (groups[row] === index) === inside && usable(row) ? value : Number.NaN))
  const [own, rest] = [part(true), part(false)]
  checkpoint()
  if (kind === 'share') return shareFigure(id, own, rest, weight, small)
  const [a, b] = [rowMean(own, weight), rowMean(rest, weight)]
  checkpoint()
  const interval = id === 'bias' ? rowMeanInterval(a) : rowLossInterval(a)
  const shown = kind === 'root' ? Math.sqrt : (value: number): number => value
  return {
    id, value: finite(shown(interval.estimate)), low: finite(shown(kind === 'root' ? Math.max(0, interval.low) : interval.low)), high: finite(shown(interval.high)), rest: finite(shown(b.mean)),
    difference: tested && !small ? meanDifference(a, b, own, rest, weight, rng, checkpoint) : null,
  }
}

function meanDifference(a: RowMean, b: RowMean, own: Float64Array, rest: Float64Array, weight: Float64Array | null, rng: Rng, checkpoint: () => void): LossFigure['difference'] {
  const welch = compareMeans(a, b)
  if (welch === null || !Number.isFinite(welch.p)) return null
  const { estimate, low, high, p } = welch
  if (weight !== null || Math.min(a.n, b.n) > permutedRows) return { estimate, low, high, p, test: weight === null ? 'Welch t' : 'Welch t, weighted' }
  return { estimate, low, high, p: studentisedPermutation(own, rest, rng, checkpoint), test: 'studentised permutation' }
}

function shareFigure(id: LossFigure['id'], own: Float64Array, rest: Float64Array, weight: Float64Array | null, small: boolean): LossFigure {
  const [a, b] = [own, rest].map((hits) => (weight === null
    ? { successes: hits.reduce((count, hit) => count + Number(hit === 1), 0), n: hits.reduce((count, hit) => count + Number(!Number.isNaN(hit)), 0) }
    : effectiveCounts((row) => hits[row] === 1, weight.map((w, row) => (Number.isNaN(hits[row]!) ? 0 : w))))) as [ReturnType<typeof effectiveCounts>, ReturnType<typeof effectiveCounts>]
  const interval = proportionInterval(a.successes, a.n)
  const difference = newcombe(a.successes, a.n, b.successes, b.n)
  const { p, test } = rateTest(a.successes, a.n, b.successes, b.n)
  return {
    id, value: finite(interval.estimate), low: finite(interval.low), high: finite(interval.high), rest: finite(b.successes / b.n),
    difference: small ? null : { estimate: difference.estimate, low: difference.low, high: difference.high, p, test: test === 'fisher' ? 'Fisher mid-p' : 'two proportions, pooled z' },
  }
}
