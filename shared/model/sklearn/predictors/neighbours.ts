import type { Column } from '../../../contract/table'
import { malformed } from '../../problems'
import { entriesOf, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import type { Batch, Predictor } from '../steps'
import { numberColumns, refuseMissing } from './dense'

interface Search {
  readonly width: number
  readonly rows: number
  readonly neighbours: number
  /** Calls back with the nearest training rows and their weights, row by row. */
  readonly each: (columns: readonly Column[], batch: Batch, found: (row: number, nearest: Int32Array, weights: Float64Array) => void) => void
}

/** The training rows and how distance is measured. Of equally near rows the earlier one counts. */
function searchOf(estimator: Estimator): Search {
  const { rows, columns: width, data } = estimator.matrix('_fit_X')
  const neighbours = estimator.number('n_neighbors', 5)
  const weights = estimator.raw('weights') ?? 'uniform'
  if (weights !== 'uniform' && weights !== 'distance') throw new NotScorable(`${estimator.name} weighs neighbours by a function, which is code and is not run here.`)
  if (!Number.isInteger(neighbours) || neighbours < 1 || neighbours > rows) throw malformed(estimator.file, `${estimator.name} asks for ${neighbours} of ${rows} neighbours`)
  const add = distanceOf(estimator)
  const distance = new Float64Array(rows)
  return {
    width, rows, neighbours,
    each: (columns, batch, found) => {
      refuseMissing(columns, batch)
      const values = numberColumns(columns)
      const nearest = new Int32Array(neighbours)
      const share = new Float64Array(neighbours)
      for (let row = 0; row < batch.rows; row++) {
        batch.job.checkpoint()
        distance.fill(0)
        for (let r = 0; r < rows; r++) {
          let sum = 0
          for (let i = 0; i < width; i++) sum = add.step(sum, Math.abs(values[i]![row]! - data[r * width + i]!))
          distance[r] = add.finish(sum)
        }
        select(distance, nearest)
        const exact = nearest.some((r) => distance[r] === 0)
        for (let n = 0; n < neighbours; n++) share[n] = weights === 'uniform' ? 1 : exact ? (distance[nearest[n]!] === 0 ? 1 : 0) : 1 / distance[nearest[n]!]!
        found(row, nearest, share)
      }
    },
  }
}

/** Places of the smallest distances, nearest first, by insertion. */
function select(distance: Float64Array, nearest: Int32Array): void {
  let held = 0
  for (let r = 0; r < distance.length; r++) {
    const d = distance[r]!
    if (held === nearest.length && !(d < distance[nearest[held - 1]!]!)) continue
    let at = held < nearest.length ? held++ : held - 1
    while (at > 0 && distance[nearest[at - 1]!]! > d) { nearest[at] = nearest[at - 1]!; at-- }
    nearest[at] = r
  }
}

function distanceOf(estimator: Estimator): { readonly step: (sum: number, difference: number) => number; readonly finish: (sum: number) => number } {
  const metric = estimator.text('effective_metric_', estimator.text('metric', 'minkowski'))
  const given = entriesOf(estimator.raw('effective_metric_params_'))
  if (given.has('w') && given.get('w') !== null) throw new NotScorable(`${estimator.name} weighs the columns of its distance, which is not scored here.`)
  const p = numbersOfValue(given.get('p'))?.[0] ?? estimator.number('p', 2)
  const power = metric === 'euclidean' || metric === 'l2' ? 2 : ['manhattan', 'l1', 'cityblock'].includes(metric) ? 1 : metric === 'chebyshev' ? Infinity : metric === 'minkowski' ? p : NaN
  if (Number.isNaN(power)) throw new NotScorable(`${estimator.name} measures distance by "${metric === '' ? 'a function' : metric}", which is not scored here.`)
  switch (power) {
    case 1: return { step: (sum, d) => sum + d, finish: (sum) => sum }
    case 2: return { step: (sum, d) => sum + d * d, finish: Math.sqrt }
    case Infinity: return { step: Math.max, finish: (sum) => sum }
    default: return { step: (sum, d) => sum + d ** power, finish: (sum) => sum ** (1 / power) }
  }
}

const facts = (search: Search, estimator: Estimator): Predictor['facts'] => [{ label: 'Training rows in the file', value: String(search.rows) }, { label: 'Neighbours', value: String(search.neighbours) }, { label: 'Weights', value: estimator.text('weights', 'uniform') }]

/** Share of the nearest training rows in each class. */
export function neighboursClassifier(estimator: Estimator): Predictor {
  const search = searchOf(estimator)
  const classes = estimator.classes
  const codes = estimator.numbers('_y')
  if (codes.length !== search.rows) throw new NotScorable(`${estimator.name} predicts several targets at once.`)
  return {
    kind: 'probabilities', classes, width: search.width, outputs: classes.length, facts: facts(search, estimator),
    predict: (columns, batch) => {
      const out = classes.map(() => new Float64Array(batch.rows))
      search.each(columns, batch, (row, nearest, weights) => {
        let total = 0
        nearest.forEach((r, n) => {
          const own = out[codes[r]!]
          if (own === undefined) throw malformed(estimator.file, `${estimator.name} holds a class that does not exist`)
          own[row]! += weights[n]!
          total += weights[n]!
        })
        for (const own of out) own[row]! /= total
      })
      return out
    },
  }
}

/** Mean of the targets of the nearest training rows. */
export function neighboursRegressor(estimator: Estimator): Predictor {
  const search = searchOf(estimator)
  const targets = estimator.numbers('_y')
  const outputs = targets.length / search.rows
  if (!Number.isInteger(outputs) || outputs < 1) throw malformed(estimator.file, `${estimator.name} holds targets that do not fit its rows`)
  return {
    kind: 'values', classes: [], width: search.width, outputs, facts: facts(search, estimator),
    predict: (columns, batch) => {
      const out = Array.from({ length: outputs }, () => new Float64Array(batch.rows))
      search.each(columns, batch, (row, nearest, weights) => {
        const total = weights.reduce((a, b) => a + b, 0)
        out.forEach((values, k) => { values[row] = nearest.reduce((sum, r, n) => sum + weights[n]! * targets[r * outputs + k]!, 0) / total })
      })
      return out
    },
  }
}
