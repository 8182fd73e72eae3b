import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { NotScorable, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { indicatorOf } from './imputer'

/**
 * Missing cells filled by the mean of the nearest training rows that have the cell. The distance counts the
 * columns both rows have, scaled up to all columns.
 */
export function neighbourImputer(estimator: Estimator): Transform {
  const { rows, columns: width, data } = estimator.matrix('_fit_X')
  // Versions before 1.1 did not keep which columns had a value at all.
  const valid = estimator.has('_valid_mask') ? estimator.numbers('_valid_mask') : Float64Array.from({ length: width }, (_, i) => Array.from({ length: rows }, (_row, r) => data[r * width + i]!).some((x) => !Number.isNaN(x)) ? 1 : 0)
  const neighbours = estimator.number('n_neighbors', 5)
  const byDistance = estimator.text('weights', 'uniform') === 'distance'
  const code = estimator.raw('missing_values')
  if (estimator.raw('weights') !== undefined && estimator.text('weights', '') === '') throw new NotScorable('KNNImputer weighs neighbours by a function, which is code and is not run here.')
  if (estimator.raw('metric') !== undefined && estimator.text('metric', '') !== 'nan_euclidean') throw new NotScorable('KNNImputer measures distance in a way that is not scored here.')
  if (typeof code === 'number' && !Number.isNaN(code)) throw new NotScorable('KNNImputer takes a number for missing, which is not scored here.')
  if (valid.length !== width || rows === 0) throw malformed(estimator.file, 'KNNImputer holds rows that do not fit its columns')
  const empty = estimator.flag('keep_empty_features', false)
  const kept = Array.from({ length: width }, (_, i) => i).filter((i) => empty || valid[i] === 1)
  const indicator = indicatorOf(estimator)
  const means = Float64Array.from({ length: width }, (_, i) => {
    let sum = 0
    let count = 0
    for (let r = 0; r < rows; r++) {
      const x = data[r * width + i]!
      if (!Number.isNaN(x)) { sum += x; count++ }
    }
    return count === 0 ? 0 : sum / count
  })
  return {
    names: (inputs) => [...kept.map((i) => inputs[i] ?? `x${i}`), ...indicator.names(inputs)],
    levels: () => null,
    inPlace: kept.length === width,
    apply: (columns, batch) => {
      const values = columns.map((column) => numbersOf(column, column.name))
      const out = kept.map((i) => Float64Array.from(values[i]!))
      const distance = new Float64Array(rows)
      for (let row = 0; row < batch.rows; row++) {
        if (row % 16 === 0) batch.job.checkpoint()
        const gaps = kept.filter((i) => Number.isNaN(values[i]![row]!))
        if (gaps.length === 0) continue
        for (let r = 0; r < rows; r++) {
          let sum = 0
          let common = 0
          for (let i = 0; i < width; i++) {
            const difference = values[i]![row]! - data[r * width + i]!
            if (Number.isNaN(difference)) continue
            sum += difference * difference
            common++
          }
          distance[r] = common === 0 ? NaN : Math.sqrt(sum * (width / common))
        }
        for (const i of gaps) out[kept.indexOf(i)]![row] = valid[i] === 1 ? fillFrom(i) : 0
      }
      function fillFrom(i: number): number {
        const donors = Array.from({ length: rows }, (_, r) => r).filter((r) => !Number.isNaN(data[r * width + i]!))
        const near = donors.filter((r) => !Number.isNaN(distance[r]!)).sort((a, b) => distance[a]! - distance[b]!).slice(0, neighbours)
        if (near.length === 0) return means[i]!
        const exact = near.some((r) => distance[r] === 0)
        const weight = near.map((r) => !byDistance ? 1 : exact ? (distance[r] === 0 ? 1 : 0) : 1 / distance[r]!)
        return near.reduce((sum, r, n) => sum + weight[n]! * data[r * width + i]!, 0) / weight.reduce((a, b) => a + b, 0)
      }
      return [...kept.map((i, n) => numeric(columns[i]!.name, out[n]!)), ...indicator.apply(columns, batch)]
    },
  }
}
