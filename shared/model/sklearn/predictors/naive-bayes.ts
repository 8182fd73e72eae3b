import { malformed } from '../../problems'
import type { Estimator } from '../estimator'
import type { Predictor } from '../steps'
import { numberColumns, softmaxRows } from './dense'

/** Gaussian naive Bayes: log prior plus the log densities of the columns, normalised over the classes. */
export function gaussianNaiveBayes(estimator: Estimator): Predictor {
  const classes = estimator.classes
  const mean = estimator.matrix('theta_')
  const variance = estimator.matrix(estimator.has('var_') ? 'var_' : 'sigma_')
  const prior = estimator.numbers('class_prior_')
  if (mean.rows !== classes.length || variance.data.length !== mean.data.length || prior.length !== classes.length) throw malformed(estimator.file, 'GaussianNB holds means, variances and priors that do not fit together')
  return {
    kind: 'probabilities', classes, width: mean.columns, outputs: classes.length,
    facts: classes.map((label, k) => ({ label: `Prior of ${label}`, value: String(prior[k]) })),
    predict: (columns, batch) => {
      const values = numberColumns(columns)
      return softmaxRows(classes.map((_label, k) => {
        const out = new Float64Array(batch.rows).fill(Math.log(prior[k]!))
        let constant = 0
        for (let i = 0; i < mean.columns; i++) constant -= 0.5 * Math.log(2 * Math.PI * variance.data[k * mean.columns + i]!)
        for (let i = 0; i < mean.columns; i++) {
          batch.job.checkpoint()
          const m = mean.data[k * mean.columns + i]!
          const v = variance.data[k * mean.columns + i]!
          const x = values[i]!
          for (let row = 0; row < out.length; row++) out[row]! -= 0.5 * (x[row]! - m) ** 2 / v
        }
        for (let row = 0; row < out.length; row++) out[row]! += constant
        return out
      }))
    },
  }
}
