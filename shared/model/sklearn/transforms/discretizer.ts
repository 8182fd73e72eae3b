import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { refuseMissing } from '../predictors/dense'

/** Number of a column's interval, or one indicator column per interval. */
export function binsDiscretizer(estimator: Estimator): Transform {
  const edges = estimator.list('bin_edges_').map((value) => {
    const own = numbersOfValue(value)
    if (own === null || own.length < 2) throw malformed(estimator.file, 'KBinsDiscretizer.bin_edges_ is not a list of edges')
    return own
  })
  const ordinal = estimator.text('encode', 'onehot') === 'ordinal'
  // Versions before 1.1 moved values up a little before looking for their interval.
  const nudged = olderThan(estimator.text('_sklearn_version', '0'), 1, 1)
  const labels = edges.map((own) => Array.from({ length: own.length - 1 }, (_, b) => b))
  return {
    names: (inputs) => ordinal ? inputs : labels.flatMap((bins, i) => bins.map((b) => `${inputs[i] ?? `x${i}`} in interval ${b}`)),
    levels: () => null,
    apply: (columns, batch) => {
      refuseMissing(columns, batch)
      return columns.flatMap((column, i) => {
        batch.job.checkpoint()
        const own = edges[i]
        if (own === undefined) throw malformed(estimator.file, 'KBinsDiscretizer has fewer lists of edges than columns')
        const bins = Float64Array.from(numbersOf(column, column.name), (x) => binOf(nudged ? x + (1e-8 + 1e-5 * Math.abs(x)) : x, own))
        return ordinal ? [numeric(column.name, bins)] : labels[i]!.map((b) => numeric(`${column.name} in interval ${b}`, bins.map((bin) => bin === b ? 1 : 0)))
      })
    },
  }
}

/** Number of inner edges at or below x. */
function binOf(x: number, edges: Float64Array): number {
  let bin = 0
  for (let e = 1; e < edges.length - 1; e++) if (x >= edges[e]!) bin++
  return bin
}

/** True for versions before major.minor. */
export function olderThan(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return a < major || (a === major && b < minor)
}
