import { numberOf } from '../../pickle/numpy'
import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import type { Estimator } from '../estimator'
import { refuseMissing } from '../predictors/dense'
import { numeric, type Transform } from '../steps'

/** A transformer that changes each column by itself, as numbers. */
export function columnwise(change: (x: number, column: number) => number): Transform {
  return {
    names: (inputs) => inputs,
    levels: () => null,
    apply: (columns, batch) => columns.map((column, i) => {
      batch.job.checkpoint()
      return numeric(column.name, Float64Array.from(numbersOf(column, column.name), (x) => change(x, i)))
    }),
  }
}

function perColumn(estimator: Estimator, key: string, used: boolean, neutral: number): Float64Array {
  const width = estimator.width
  const values = used && estimator.has(key) ? estimator.numbers(key) : new Float64Array(width).fill(neutral)
  if (values.length !== width) throw malformed(estimator.file, `${estimator.name}.${key} has ${values.length} values for ${width} columns`)
  return values
}

/** (x − mean) / scale. */
export function standardScaler(estimator: Estimator): Transform {
  const mean = perColumn(estimator, 'mean_', estimator.flag('with_mean', true), 0)
  const scale = perColumn(estimator, estimator.has('scale_') ? 'scale_' : 'std_', estimator.flag('with_std', true), 1)
  return columnwise((x, i) => (x - mean[i]!) / scale[i]!)
}

/** x · scale + min, clipped to the range where asked for. */
export function minMaxScaler(estimator: Estimator): Transform {
  const scale = perColumn(estimator, 'scale_', true, 1)
  const min = perColumn(estimator, 'min_', true, 0)
  if (!estimator.flag('clip', false)) return columnwise((x, i) => x * scale[i]! + min[i]!)
  const range = estimator.list('feature_range').map(numberOf)
  return columnwise((x, i) => Number.isNaN(x) ? NaN : Math.min(range[1] ?? 1, Math.max(range[0] ?? 0, x * scale[i]! + min[i]!)))
}

/** x / largest absolute value. */
export function maxAbsScaler(estimator: Estimator): Transform {
  const scale = perColumn(estimator, 'scale_', true, 1)
  return columnwise((x, i) => x / scale[i]!)
}

/** (x − centre) / scale. */
export function robustScaler(estimator: Estimator): Transform {
  const centre = perColumn(estimator, 'center_', estimator.flag('with_centering', true), 0)
  const scale = perColumn(estimator, 'scale_', estimator.flag('with_scaling', true), 1)
  return columnwise((x, i) => (x - centre[i]!) / scale[i]!)
}

/** Each row divided by its length (l1, l2 or the largest absolute value); rows of zeros stay. */
export function normalizer(estimator: Estimator): Transform {
  const norm = estimator.text('norm', 'l2')
  return {
    names: (inputs) => inputs,
    levels: () => null,
    apply: (columns, batch) => {
      refuseMissing(columns, batch)
      const values = columns.map((column) => numbersOf(column, column.name))
      const length = Float64Array.from({ length: batch.rows }, (_, row) => {
        const size = norm === 'l1' ? values.reduce((sum, x) => sum + Math.abs(x[row]!), 0) : norm === 'max' ? values.reduce((most, x) => Math.max(most, Math.abs(x[row]!)), 0) : Math.sqrt(values.reduce((sum, x) => sum + x[row]! ** 2, 0))
        return size === 0 ? 1 : size
      })
      return columns.map((column, i) => numeric(column.name, values[i]!.map((x, row) => x / length[row]!)))
    },
  }
}

/** 1 above the threshold, 0 otherwise. */
export function binarizer(estimator: Estimator): Transform {
  const threshold = estimator.number('threshold', 0)
  const step = columnwise((x) => x > threshold ? 1 : 0)
  return {
    ...step,
    apply: (columns, batch) => {
      refuseMissing(columns, batch)
      return step.apply(columns, batch)
    },
  }
}

/** Columns as they are. */
export const passthrough: Transform = { names: (inputs) => inputs, levels: () => null, inPlace: true, apply: (columns) => columns }
