import { malformed } from '../../problems'
import { NotScorable, type Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { numberColumns } from './dense'

/**
 * Support vector classification: one decision value per pair of classes, the class by votes (ties go to
 * the first). The library's probabilities come from a second, cross-validated fit that can disagree with
 * its own classes, and are left out.
 */
export function supportVectorClassifier(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const vectors = estimator.matrix('support_vectors_')
  const duals = estimator.matrix('dual_coef_')
  const intercept = estimator.numbers('intercept_')
  const counts = estimator.numbers(estimator.has('_n_support') ? '_n_support' : 'n_support_')
  const pairs = classes.flatMap((_a, i) => classes.slice(i + 1).map((_b, k) => [i, i + 1 + k] as const))
  if (duals.columns !== vectors.rows || duals.rows !== classes.length - 1 || intercept.length !== pairs.length || counts.length !== classes.length || counts.reduce((a, b) => a + b, 0) !== vectors.rows) throw malformed(estimator.file, 'the support vectors of SVC do not fit its classes')
  const first = classes.map((_label, k) => counts.slice(0, k).reduce((a, b) => a + b, 0))
  const kernel = kernelOf(estimator)
  const width = vectors.columns
  const binary = classes.length === 2
  return {
    kind: 'decisions', classes, width, outputs: pairs.length,
    facts: [{ label: 'Support vectors', value: String(vectors.rows) }, { label: 'Kernel', value: estimator.text('kernel', 'rbf') }],
    predict: (columns, batch) => {
      const values = numberColumns(columns)
      const out = pairs.map(() => new Float64Array(batch.rows))
      const k = new Float64Array(vectors.rows)
      for (let row = 0; row < batch.rows; row++) {
        if (row % 64 === 0) batch.job.checkpoint()
        for (let v = 0; v < k.length; v++) k[v] = kernel((i) => values[i]![row]!, (i) => vectors.data[v * width + i]!, width)
        pairs.forEach(([a, b], p) => {
          let sum = intercept[p]!
          for (let v = first[a]!; v < first[a]! + counts[a]!; v++) sum += duals.data[(b - 1) * duals.columns + v]! * k[v]!
          for (let v = first[b]!; v < first[b]! + counts[b]!; v++) sum += duals.data[a * duals.columns + v]! * k[v]!
          out[p]![row] = sum
        })
      }
      return out
    },
    decide: (decisions, row) => {
      if (binary) return decisions[0]![row]! > 0 ? 1 : 0
      const votes = new Float64Array(classes.length)
      pairs.forEach(([a, b], p) => { votes[decisions[p]![row]! > 0 ? a : b]!++ })
      return votes.indexOf(votes.reduce((most, n) => Math.max(most, n), 0))
    },
  }
}

type Kernel = (x: (i: number) => number, y: (i: number) => number, width: number) => number

function kernelOf(estimator: Estimator): Kernel {
  const gamma = estimator.number('_gamma', estimator.number('gamma', NaN))
  const coef0 = estimator.number('coef0', 0)
  const degree = estimator.number('degree', 3)
  const dot: Kernel = (x, y, width) => {
    let sum = 0
    for (let i = 0; i < width; i++) sum += x(i) * y(i)
    return sum
  }
  switch (estimator.text('kernel', 'rbf')) {
    case 'linear': return dot
    case 'poly': return (x, y, width) => (gamma * dot(x, y, width) + coef0) ** degree
    case 'sigmoid': return (x, y, width) => Math.tanh(gamma * dot(x, y, width) + coef0)
    case 'rbf': return (x, y, width) => {
      let sum = 0
      for (let i = 0; i < width; i++) sum += (x(i) - y(i)) ** 2
      return Math.exp(-gamma * sum)
    }
    default: throw new NotScorable('SVC has a kernel that is code or precomputed, which is not scored here.')
  }
}
