import type { AnalysisDataset, AnalysisInput } from '../../../contract/analysis'
import { delong } from '../../../stats/delong'
import { chiSquareSf, studentTQuantile } from '../../../stats/distributions'
import { moments, varianceOf } from '../../../stats/sums'
import { dateText } from '../../../table/column-access'
import { argsort } from '../../common/argsort'
import { columnsWithRole, findColumn, labelOf, scoreOf } from '../../common/datasets'

/** The figure in one slice of time. */
export interface TimeSlice {
  readonly label: string
  readonly n: number
  readonly value: number
  readonly se: number
  readonly low: number
  readonly high: number
}

/** Of each class in a slice (rows, for numbers) below which its standard error is not to be trusted. */
const fewest = 30

interface Part {
  readonly label: string
  readonly rows: readonly number[]
}

/** A dataset cut by its date column into slices of about equal size, days kept whole; by period it is one slice. Null without either. */
function partsOf(input: AnalysisInput, dataset: AnalysisDataset, most: number, checkpoint: () => void): readonly Part[] | null {
  const score = scoreOf(dataset)!
  const usable = Array.from(score.keys()).filter((row) => Number.isFinite(score[row]!) && Number.isFinite(dataset.outcome![row]!))
  if (dataset.period !== '') return [{ label: labelOf(dataset), rows: usable }]
  const dates = columnsWithRole(input, 'date').map((name) => findColumn(dataset.table, name)).find((column) => column?.kind === 'number')
  if (dates?.kind !== 'number') return null
  const day = Float64Array.from(dates.values, (value) => Math.floor(value / 86_400_000))
  const dated = argsort(Uint32Array.from(usable.filter((row) => Number.isFinite(day[row]!))), day, null, checkpoint)
  const parts: Part[] = []
  let from = 0
  while (from < dated.length) {
    let to = Math.min(dated.length, Math.max(from + 1, Math.round(((parts.length + 1) * dated.length) / most)))
    while (to < dated.length && day[dated[to]!] === day[dated[to - 1]!]) to += 1
    parts.push({ label: `${labelOf(dataset)} from ${dateText(day[dated[from]!]! * 86_400_000)}`, rows: Array.from(dated.subarray(from, to)) })
    from = to
  }
  return parts
}

/** AUC (DeLong) or mean absolute error of each slice in order of time; slices too small for a standard error are named. */
export function timeSlices(input: AnalysisInput, datasets: readonly AnalysisDataset[], most: number, checkpoint: () => void): { readonly slices: readonly TimeSlice[]; readonly small: readonly string[] } {
  const small: string[] = []
  const slices = datasets.flatMap((dataset) => {
    const parts = partsOf(input, dataset, most, checkpoint)
    if (parts === null) small.push(`${labelOf(dataset)} by time: it has neither a period nor a date column.`)
    return (parts ?? []).flatMap(({ label, rows }): readonly TimeSlice[] => {
      checkpoint()
      const score = Float64Array.from(rows, (row) => scoreOf(dataset)![row]!)
      const outcome = Float64Array.from(rows, (row) => dataset.outcome![row]!)
      const measured = input.task === 'regression' ? absoluteError(score, outcome) : discrimination(score, outcome)
      if (measured === null) {
        small.push(`${label}: too few rows with an outcome.`)
        return []
      }
      return [{ label, n: rows.length, ...measured }]
    })
  })
  // Two datasets may bear one name, two slices may not.
  const labels = slices.map(({ label }) => label)
  return { slices: slices.map((slice, index) => (labels.indexOf(slice.label) === index ? slice : { ...slice, label: `${slice.label} (${String(labels.slice(0, index + 1).filter((label) => label === slice.label).length)})` })), small }
}

function discrimination(score: Float64Array, outcome: Float64Array): Omit<TimeSlice, 'label' | 'n'> | null {
  const { auc, se, low, high, positives, negatives } = delong(score, outcome)
  return Math.min(positives, negatives) < fewest || !(se > 0) ? null : { value: auc, se, low, high }
}

function absoluteError(score: Float64Array, outcome: Float64Array): Omit<TimeSlice, 'label' | 'n'> | null {
  // Sorted, so that the order of the file decides no digit.
  const spread = moments(score.map((value, row) => Math.abs(value - outcome[row]!)).sort())
  const se = Math.sqrt(varianceOf(spread) / spread.n)
  if (spread.n < fewest || !(se > 0)) return null
  const reach = -studentTQuantile(0.025, spread.n - 1) * se
  return { value: spread.mean, se, low: spread.mean - reach, high: spread.mean + reach }
}

export interface Homogeneity {
  readonly q: number
  readonly df: number
  readonly p: number
  /** Standard deviation between slices beyond chance (DerSimonian and Laird), in units of the figure. */
  readonly between: number
}

/** Cochran's Q over slices: Σ(v − v̄)²/se², v̄ weighted by 1/se², against χ² with k − 1 degrees of freedom. Null for fewer than two. */
export function homogeneity(slices: readonly TimeSlice[]): Homogeneity | null {
  if (slices.length < 2) return null
  const weights = slices.map(({ se }) => 1 / se ** 2)
  const total = weights.reduce((sum, w) => sum + w, 0)
  const mean = slices.reduce((sum, { value }, index) => sum + value * weights[index]!, 0) / total
  const q = slices.reduce((sum, { value }, index) => sum + weights[index]! * (value - mean) ** 2, 0)
  const df = slices.length - 1
  const scale = total - weights.reduce((sum, w) => sum + w * w, 0) / total
  return { q, df, p: chiSquareSf(q, df), between: Math.sqrt(Math.max(0, (q - df) / scale)) }
}
