import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import { numbersOfValue, type Estimator } from '../estimator'
import type { Batch, Predictor } from '../steps'
import { numberColumns, refuseMissing } from './dense'
import { olderThan } from '../transforms/discretizer'
import { kernelOf } from './kernels'
import { combinedVotes } from './one-vs-rest'

/**
 * Support vector classification: one decision value per pair of classes, the class by votes (ties go to
 * the first). Where the model was fitted with probabilities they come from curves of their own, which can
 * disagree with the class, as the library says.
 */
export function supportVectorClassifier(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const vectors = estimator.matrix('support_vectors_')
  const duals = estimator.matrix('dual_coef_')
  const intercept = estimator.numbers('intercept_')
  const counts = estimator.numbers(estimator.has('_n_support') ? '_n_support' : 'n_support_')
  const pairs = classes.flatMap((_a, i) => classes.slice(i + 1).map((_b, k) => [i, i + 1 + k] as const))
  if (duals.columns !== vectors.rows || duals.rows !== classes.length - 1 || intercept.length !== pairs.length || counts.length !== classes.length || counts.reduce((a, b) => a + b, 0) !== vectors.rows) throw malformed(estimator.file, `the support vectors of ${estimator.name} do not fit its classes`)
  const first = classes.map((_label, k) => counts.slice(0, k).reduce((a, b) => a + b, 0))
  const kernel = kernelOf(estimator)
  const width = vectors.columns
  const binary = classes.length === 2
  // Before 0.22 the values per class depended on all rows scored together; those of the pairs do not.
  const perPair = binary || olderThan(estimator.text('_sklearn_version', '9'), 0, 22) || estimator.text('decision_function_shape', 'ovr') === 'ovo'
  const pairwise = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    refuseMissing(columns, batch)
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
  }
  // Two classes: above 0 is the second one. Several: above 0 is the first of the pair.
  const shown = (pair: readonly Float64Array[], batch: Batch): readonly Float64Array[] => perPair ? pair : combinedVotes(classes.length, pairs, (p, row) => !(pair[p]![row]! > 0), (p, row) => -pair[p]![row]!, batch.rows)
  const vote = (from: number) => (arrays: readonly Float64Array[], row: number): number => {
    if (binary) return arrays[from]![row]! > 0 ? 1 : 0
    const votes = new Float64Array(classes.length)
    pairs.forEach(([a, b], p) => { votes[arrays[from + p]![row]! > 0 ? a : b]!++ })
    return votes.indexOf(votes.reduce((most, n) => Math.max(most, n), 0))
  }
  const slopes = curve(estimator, '_probA', 'probA_')
  const shifts = curve(estimator, '_probB', 'probB_')
  const shared = { classes, width, facts: [{ label: 'Support vectors', value: String(vectors.rows) }, { label: 'Kernel', value: estimator.text('kernel', 'rbf') }] }
  if (estimator.flag('probability', false) && slopes.length === pairs.length && shifts.length === pairs.length) {
    return {
      ...shared, kind: 'probabilities', outputs: classes.length,
      predict: (columns, batch) => {
        const pair = pairwise(columns, batch)
        // A pair's curve gives the probability of its first class; of two classes the library counts the value from the second.
        const own = pair.map((values, p) => values.map((x) => Math.min(1 - 1e-7, Math.max(1e-7, 1 / (1 + Math.exp(slopes[p]! * (binary ? -x : x) + shifts[p]!))))))
        return [...coupled(own, classes.length, pairs, batch), ...pair]
      },
      decide: vote(classes.length),
      decision: (columns, batch) => shown(pairwise(columns, batch), batch),
    }
  }
  const outputs = perPair ? pairs.length : classes.length
  return {
    ...shared, kind: 'decisions', outputs,
    predict: (columns, batch) => {
      const pair = pairwise(columns, batch)
      return perPair ? pair : [...shown(pair, batch), ...pair]
    },
    decide: vote(perPair ? 0 : outputs),
  }
}

function curve(estimator: Estimator, ...keys: readonly string[]): Float64Array {
  for (const key of keys) {
    const values = numbersOfValue(estimator.raw(key))
    if (values !== null) return values
  }
  return new Float64Array()
}

/** Probabilities of all classes from those of the pairs, by the iteration of Wu, Lin and Weng (2004) as LIBSVM runs it. */
function coupled(own: readonly Float64Array[], n: number, pairs: readonly (readonly [number, number])[], batch: Batch): readonly Float64Array[] {
  const out = Array.from({ length: n }, () => new Float64Array(batch.rows))
  const r = new Float64Array(n * n)
  const q = new Float64Array(n * n)
  const p = new Float64Array(n)
  const qp = new Float64Array(n)
  for (let row = 0; row < batch.rows; row++) {
    if (row % 256 === 0) batch.job.checkpoint()
    pairs.forEach(([a, b], at) => {
      r[a * n + b] = own[at]![row]!
      r[b * n + a] = 1 - own[at]![row]!
    })
    for (let t = 0; t < n; t++) {
      p[t] = 1 / n
      q[t * n + t] = 0
      for (let j = 0; j < n; j++) {
        if (j === t) continue
        q[t * n + t]! += r[j * n + t]! ** 2
        q[t * n + j] = -r[j * n + t]! * r[t * n + j]!
      }
    }
    for (let round = 0; round < Math.max(100, n); round++) {
      let pqp = 0
      for (let t = 0; t < n; t++) {
        qp[t] = 0
        for (let j = 0; j < n; j++) qp[t]! += q[t * n + j]! * p[j]!
        pqp += p[t]! * qp[t]!
      }
      let worst = 0
      for (let t = 0; t < n; t++) worst = Math.max(worst, Math.abs(qp[t]! - pqp))
      if (worst < 0.005 / n) break
      for (let t = 0; t < n; t++) {
        const step = (-qp[t]! + pqp) / q[t * n + t]!
        p[t]! += step
        pqp = (pqp + step * (step * q[t * n + t]! + 2 * qp[t]!)) / (1 + step) / (1 + step)
        for (let j = 0; j < n; j++) {
          qp[j] = (qp[j]! + step * q[t * n + j]!) / (1 + step)
          p[j]! /= 1 + step
        }
      }
    }
    for (let t = 0; t < n; t++) out[t]![row] = p[t]!
  }
  return out
}
