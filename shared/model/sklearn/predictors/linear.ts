import { limits } from '../../limits'
import { malformed } from '../../problems'
import { NotScorable, type Estimator } from '../estimator'
import type { Batch, Predictor } from '../steps'
import type { Column } from '../../../contract/table'
import { olderThan } from '../transforms/discretizer'
import { expit, numberColumns, softmaxRows, twoClasses } from './dense'

interface Plane {
  readonly weights: Float64Array
  readonly bias: number
}

/** Coefficients and intercepts per output. */
function planesOf(estimator: Estimator): readonly Plane[] {
  const coefficients = estimator.matrix('coef_')
  const bias = estimator.has('intercept_') ? estimator.numbers('intercept_') : new Float64Array(1)
  if (coefficients.columns > limits.inputs || coefficients.rows > limits.outputs) throw malformed(estimator.file, `${estimator.name}.coef_ is of ${coefficients.rows} × ${coefficients.columns}`)
  if (bias.length !== 1 && bias.length !== coefficients.rows) throw malformed(estimator.file, `${estimator.name}.intercept_ does not fit its coefficients`)
  return Array.from({ length: coefficients.rows }, (_, k) => ({
    weights: coefficients.data.slice(k * coefficients.columns, (k + 1) * coefficients.columns),
    bias: bias.length === 1 ? bias[0]! : bias[k]!,
  }))
}

function sums(planes: readonly Plane[], columns: readonly Column[], batch: Batch): readonly Float64Array[] {
  const values = numberColumns(columns)
  return planes.map(({ weights, bias }) => {
    const out = new Float64Array(batch.rows)
    values.forEach((x, i) => {
      batch.job.checkpoint()
      const weight = weights[i]!
      for (let row = 0; row < out.length; row++) out[row]! += weight * x[row]!
    })
    for (let row = 0; row < out.length; row++) out[row]! += bias
    return out
  })
}

function facts(planes: readonly Plane[]): Predictor['facts'] {
  const used = planes.reduce((count, plane) => count + plane.weights.reduce((n, w) => n + (w === 0 ? 0 : 1), 0), 0)
  return [{ label: 'Coefficients', value: `${used} not zero, of ${planes.length * (planes[0]?.weights.length ?? 0)}` }, ...(planes.length === 1 ? [{ label: 'Intercept', value: String(planes[0]!.bias) }] : [])]
}

const logLinks = new Set(['PoissonRegressor', 'GammaRegressor'])

/** Weighted sum plus intercept; the exponential of it for Poisson, gamma and Tweedie regression. */
export function linearRegressor(estimator: Estimator): Predictor {
  const planes = planesOf(estimator)
  const tweedieLog = estimator.name === 'TweedieRegressor' && (estimator.text('link', 'auto') === 'log' || (estimator.text('link', 'auto') === 'auto' && estimator.number('power', 0) > 0))
  const log = logLinks.has(estimator.name) || tweedieLog
  return {
    kind: 'values', classes: [], width: planes[0]?.weights.length ?? 0, outputs: planes.length, facts: facts(planes), linear: planes,
    predict: (columns, batch) => log ? sums(planes, columns, batch).map((values) => values.map(Math.exp)) : sums(planes, columns, batch),
    margin: (output) => ({ group: output, offset: 0, scale: 1, link: log ? 'log' : 'identity', sign: 1 }),
  }
}

/** Class probabilities of logistic regression: softmax, or one class against the rest where it was fitted so. */
export function logisticRegression(estimator: Estimator): Predictor {
  const planes = planesOf(estimator)
  const classes = estimator.classes
  if (planes.length !== (classes.length === 2 ? 1 : classes.length)) throw malformed(estimator.file, `${estimator.name} has ${planes.length} rows of coefficients for ${classes.length} classes`)
  const rest = oneAgainstRest(estimator, classes.length)
  return {
    kind: 'probabilities', classes, width: planes[0]?.weights.length ?? 0, outputs: classes.length, facts: facts(planes), linear: planes,
    predict: (columns, batch) => {
      const margins = sums(planes, columns, batch)
      // Two classes fitted as multinomial: softmax over (−x, x), which is the logistic of 2x.
      if (margins.length === 1) return twoClasses(margins[0]!.map((x) => expit(rest ? x : 2 * x)))
      if (!rest) return softmaxRows(margins)
      const probabilities = margins.map((margin) => margin.map(expit))
      return probabilities.map((own) => own.map((p, row) => p / probabilities.reduce((sum, other) => sum + other[row]!, 0)))
    },
    decision: (columns, batch) => sums(planes, columns, batch),
    ...(classes.length === 2 && rest ? { margin: (output: number) => ({ group: 0, offset: 0, scale: 1, link: 'logit' as const, sign: output === 0 ? -1 as const : 1 as const }) } : {}),
  }
}

/** True for one against the rest, and for two classes of which one margin speaks. */
function oneAgainstRest(estimator: Estimator, classes: number): boolean {
  // Before 0.22 discriminants of several classes were normalised one against the rest.
  if (estimator.name === 'LinearDiscriminantAnalysis') return classes <= 2 || olderThan(estimator.text('_sklearn_version', '9'), 0, 22)
  if (estimator.name === 'SGDClassifier') {
    if (!['log', 'log_loss'].includes(estimator.text('loss', 'hinge'))) throw new NotScorable('SGDClassifier was fitted with a loss that gives no probabilities.')
    return true
  }
  const way = estimator.text('multi_class', 'auto')
  if (way === 'ovr' || way === 'warn' || estimator.text('solver', 'lbfgs') === 'liblinear') return true
  return way === 'multinomial' ? false : classes <= 2
}

/** Linear decisions clipped to -1 and 1 and moved to 0 and 1, as the modified Huber loss has probabilities. */
export function modifiedHuberClassifier(estimator: Estimator): Predictor {
  const base = linearClassifier(estimator)
  const n = base.classes.length
  const { classes, width, facts: own, linear } = base
  return {
    kind: 'probabilities', classes, width, outputs: n, facts: own, ...(linear === undefined ? {} : { linear }),
    predict: (columns, batch) => {
      const decisions = base.predict(columns, batch)
      const own = decisions.map((values) => values.map((x) => (Math.min(1, Math.max(-1, x)) + 1) / 2))
      if (n === 2) return [...twoClasses(own[0]!), ...decisions]
      for (let row = 0; row < batch.rows; row++) {
        const sum = own.reduce((total, values) => total + values[row]!, 0)
        for (const values of own) values[row] = sum === 0 ? 1 / n : values[row]! / sum
      }
      return [...own, ...decisions]
    },
    decide: (arrays, row) => {
      if (n === 2) return arrays[2]![row]! > 0 ? 1 : 0
      let best = 0
      for (let k = 1; k < n; k++) if (arrays[n + k]![row]! > arrays[n + best]![row]!) best = k
      return best
    },
    decision: (columns, batch) => base.predict(columns, batch),
  }
}

/** -1 for an outlier and 1 otherwise, by a weighted sum less an offset. */
export function linearOutliers(estimator: Estimator): Predictor {
  const planes = planesOf(estimator).map(({ weights }) => ({ weights, bias: -estimator.number('offset_') }))
  return {
    kind: 'decisions', classes: ['-1', '1'], width: planes[0]?.weights.length ?? 0, outputs: 1, facts: facts(planes), linear: planes,
    predict: (columns, batch) => sums(planes, columns, batch),
    decide: (arrays, row) => arrays[0]![row]! < 0 ? 0 : 1,
  }
}

/** A class by the largest decision value, or by the sign of one. */
export function linearClassifier(estimator: Estimator): Predictor {
  const planes = planesOf(estimator)
  const classes = estimator.classes
  if (planes.length !== (classes.length === 2 ? 1 : classes.length)) throw malformed(estimator.file, `${estimator.name} has ${planes.length} rows of coefficients for ${classes.length} classes`)
  return {
    kind: 'decisions', classes, width: planes[0]?.weights.length ?? 0, outputs: planes.length, facts: facts(planes), linear: planes,
    predict: (columns, batch) => sums(planes, columns, batch),
    margin: (output) => ({ group: output, offset: 0, scale: 1, link: 'identity', sign: 1 }),
  }
}
