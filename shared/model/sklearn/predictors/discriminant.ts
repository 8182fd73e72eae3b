import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import { numbersOfValue, type Estimator } from '../estimator'
import { NdArray } from '../../pickle/numpy'
import type { Batch, Predictor } from '../steps'
import { numberColumns, refuseMissing, softmaxRows } from './dense'

/** Quadratic discriminant analysis: log densities of normal distributions with their own covariance, plus log priors. */
export function quadraticDiscriminant(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const priors = estimator.numbers('priors_')
  const means = estimator.matrix('means_')
  const width = means.columns
  const scalings = estimator.list('scalings_').map((value) => numbersOfValue(value) ?? new Float64Array())
  const rotations = estimator.list('rotations_').map((value) => value instanceof NdArray ? { axes: value.shape[1] ?? 0, numbers: numbersOfValue(value) ?? new Float64Array() } : { axes: 0, numbers: new Float64Array() })
  const n = classes.length
  if (priors.length !== n || means.rows !== n || scalings.length !== n || rotations.length !== n || rotations.some(({ axes, numbers }, k) => numbers.length !== axes * width || scalings[k]!.length !== axes)) throw malformed(estimator.file, 'QuadraticDiscriminantAnalysis holds means, axes and priors that do not fit together')
  const densities = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    refuseMissing(columns, batch)
    const values = numberColumns(columns)
    return classes.map((_label, k) => {
      const { axes, numbers } = rotations[k]!
      const spread = scalings[k]!
      const constant = -0.5 * spread.reduce((sum, s) => sum + Math.log(s), 0) + Math.log(priors[k]!)
      return Float64Array.from({ length: batch.rows }, (_, row) => {
        if (row % 1024 === 0) batch.job.checkpoint()
        let norm = 0
        for (let a = 0; a < axes; a++) {
          let sum = 0
          for (let i = 0; i < width; i++) sum += (values[i]![row]! - means.data[k * width + i]!) * numbers[i * axes + a]! / Math.sqrt(spread[a]!)
          norm += sum * sum
        }
        return -0.5 * norm + constant
      })
    })
  }
  return {
    kind: 'probabilities', classes, width, outputs: n,
    facts: classes.map((label, k) => ({ label: `Prior of ${label}`, value: String(priors[k]) })),
    predict: (columns, batch) => softmaxRows(densities(columns, batch)),
    decision: (columns, batch) => {
      const all = densities(columns, batch)
      return n === 2 ? [all[1]!.map((x, row) => x - all[0]![row]!)] : all
    },
  }
}

/** The class whose mean is nearest. */
export function nearestCentroid(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const { rows, columns: width, data } = estimator.matrix('centroids_')
  const manhattan = estimator.text('metric', 'euclidean') === 'manhattan'
  if (rows !== classes.length) throw malformed(estimator.file, 'NearestCentroid holds means that do not fit its classes')
  return {
    kind: 'decisions', classes, width, outputs: rows, facts: [{ label: 'Distance', value: manhattan ? 'manhattan' : 'euclidean' }],
    predict: (columns, batch) => negativeDistances(numberColumns(columns), data, rows, width, batch, manhattan),
  }
}

/** Number of the nearest cluster centre. */
export function clusterCentres(estimator: Estimator): Predictor {
  const { rows, columns: width, data } = estimator.matrix('cluster_centers_')
  const classes = Array.from({ length: rows }, (_, k) => String(k))
  return {
    kind: 'decisions', classes, width, outputs: rows, facts: [{ label: 'Clusters', value: String(rows) }],
    predict: (columns, batch) => negativeDistances(numberColumns(columns), data, rows, width, batch, false),
  }
}

function negativeDistances(values: readonly Float64Array[], centres: Float64Array, rows: number, width: number, batch: Batch, manhattan: boolean): readonly Float64Array[] {
  return Array.from({ length: rows }, (_, k) => Float64Array.from({ length: batch.rows }, (_row, row) => {
    if (row % 1024 === 0) batch.job.checkpoint()
    let sum = 0
    for (let i = 0; i < width; i++) {
      const difference = values[i]![row]! - centres[k * width + i]!
      sum += manhattan ? Math.abs(difference) : difference * difference
    }
    return -(manhattan ? sum : Math.sqrt(sum))
  }))
}
