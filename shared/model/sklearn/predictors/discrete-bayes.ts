import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import { numbersOfValue, type Estimator } from '../estimator'
import { NdArray } from '../../pickle/numpy'
import type { Batch, Predictor } from '../steps'
import { numberColumns, refuseMissing, softmaxRows } from './dense'

interface Likelihood {
  readonly width: number
  /** Log of the joint likelihood up to a constant, per class. */
  readonly joint: (values: readonly Float64Array[], batch: Batch) => readonly Float64Array[]
}

/** Naive Bayes over counts or indicators: Bernoulli, multinomial, complement, categorical; normalised over the classes. */
export function discreteNaiveBayes(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const prior = estimator.numbers('class_log_prior_')
  if (prior.length !== classes.length) throw malformed(estimator.file, `${estimator.name} has ${prior.length} priors for ${classes.length} classes`)
  const { width, joint } = estimator.name === 'CategoricalNB' ? categorical(estimator, prior) : linear(estimator, prior)
  const ready = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    refuseMissing(columns, batch)
    return numberColumns(columns)
  }
  return {
    kind: 'probabilities', classes, width, outputs: classes.length,
    facts: classes.map((label, k) => ({ label: `Log prior of ${label}`, value: String(prior[k]) })),
    predict: (columns, batch) => softmaxRows(joint(ready(columns, batch), batch)),
  }
}

/** Likelihoods that are a weighted sum of the columns. */
function linear(estimator: Estimator, prior: Float64Array): Likelihood {
  const { rows, columns: width, data } = estimator.matrix('feature_log_prob_')
  if (rows !== prior.length) throw malformed(estimator.file, `${estimator.name} has probabilities for ${rows} classes and priors for ${prior.length}`)
  const bernoulli = estimator.name === 'BernoulliNB'
  const threshold = bernoulli && estimator.has('binarize') ? estimator.number('binarize') : null
  // Bernoulli: what is absent speaks too. Complement: the prior counts only when there is one class.
  const weight = bernoulli ? data.map((p) => p - Math.log(1 - Math.exp(p))) : data
  const start = (k: number): number => {
    if (estimator.name === 'ComplementNB') return rows === 1 ? prior[k]! : 0
    let sum = prior[k]!
    if (bernoulli) for (let i = 0; i < width; i++) sum += Math.log(1 - Math.exp(data[k * width + i]!))
    return sum
  }
  return {
    width,
    joint: (values, batch) => Array.from(prior, (_p, k) => {
      const out = new Float64Array(batch.rows).fill(start(k))
      for (let i = 0; i < width; i++) {
        batch.job.checkpoint()
        const w = weight[k * width + i]!
        const x = values[i]!
        for (let row = 0; row < out.length; row++) out[row]! += w * (threshold === null ? x[row]! : x[row]! > threshold ? 1 : 0)
      }
      return out
    }),
  }
}

function categorical(estimator: Estimator, prior: Float64Array): Likelihood {
  const tables = estimator.list('feature_log_prob_').map((value) => {
    const numbers = numbersOfValue(value)
    const levels = value instanceof NdArray && value.shape.length === 2 ? value.shape[1]! : 0
    if (numbers?.length !== prior.length * levels || levels === 0) throw malformed(estimator.file, 'CategoricalNB holds probabilities that do not fit its classes')
    return { numbers, levels }
  })
  return {
    width: tables.length,
    joint: (values, batch) => Array.from(prior, (p, k) => {
      const out = new Float64Array(batch.rows).fill(p)
      tables.forEach(({ numbers, levels }, i) => {
        batch.job.checkpoint()
        const x = values[i]!
        for (let row = 0; row < out.length; row++) {
          const code = Math.trunc(x[row]!)
          if (code >= 0 && code < levels) out[row]! += numbers[k * levels + code]!
          // A category the model never saw has no probability; the library raises an error.
          else batch.refused[row] = 1
        }
      })
      return out
    }),
  }
}
