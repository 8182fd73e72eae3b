import { malformed } from '../../problems'
import { listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import { NdArray } from '../../pickle/numpy'
import type { Predictor } from '../steps'
import { expit, numberColumns, softmaxRows, twoClasses } from './dense'

interface Layer {
  readonly from: number
  readonly to: number
  readonly weights: Float64Array
  readonly bias: Float64Array
}

const activations: Readonly<Record<string, (x: number) => number>> = { identity: (x) => x, relu: (x) => x > 0 ? x : 0, tanh: Math.tanh, logistic: expit }

/** A multi-layer perceptron: weighted sums and activations layer by layer, then logistic, softmax or the sums themselves. */
export function neuralNetwork(estimator: Estimator, classifier: boolean): Predictor {
  const layers = layersOf(estimator)
  const name = estimator.text('activation', 'relu')
  const activate = Object.hasOwn(activations, name) ? activations[name]! : null
  if (activate === null) throw new NotScorable(`${estimator.name} has the activation "${name}", which is not known here.`)
  const last = estimator.text('out_activation_', classifier ? '' : 'identity')
  const classes = classifier ? classesOf(estimator) : []
  const width = layers[0]!.from
  const outputs = layers.at(-1)!.to
  if (classifier ? last !== (classes.length > 2 ? 'softmax' : 'logistic') || outputs !== (classes.length > 2 ? classes.length : 1) : last !== 'identity') throw new NotScorable(`${estimator.name} ends in "${last}" for ${outputs} outputs, which is not scored here.`)
  return {
    kind: classifier ? 'probabilities' : 'values', classes, width, outputs: classifier ? classes.length : outputs,
    facts: [{ label: 'Layers', value: [width, ...layers.map((layer) => layer.to)].join(' → ') }, { label: 'Activation', value: name }, { label: 'Weights', value: String(layers.reduce((sum, layer) => sum + layer.weights.length + layer.bias.length, 0)) }],
    predict: (columns, batch) => {
      let values: readonly Float64Array[] = numberColumns(columns)
      layers.forEach((layer, l) => {
        values = Array.from({ length: layer.to }, (_, k) => {
          batch.job.checkpoint()
          const out = new Float64Array(batch.rows)
          for (let i = 0; i < layer.from; i++) {
            const weight = layer.weights[i * layer.to + k]!
            const x = values[i]!
            for (let row = 0; row < out.length; row++) out[row]! += weight * x[row]!
          }
          const bias = layer.bias[k]!
          for (let row = 0; row < out.length; row++) out[row] = l === layers.length - 1 ? out[row]! + bias : activate(out[row]! + bias)
          return out
        })
      })
      if (!classifier) return values
      return classes.length > 2 ? softmaxRows(values) : twoClasses(values[0]!.map(expit))
    },
  }
}

/** The classes, which networks of several targets have too many of. */
function classesOf(estimator: Estimator): readonly string[] {
  const binarizer = estimator.has('_label_binarizer') ? estimator.inner(estimator.raw('_label_binarizer')) : null
  if (binarizer?.text('y_type_', '').startsWith('multilabel') === true) throw new NotScorable(`${estimator.name} predicts several labels at once.`)
  return estimator.classes
}

function layersOf(estimator: Estimator): readonly Layer[] {
  const weights = listOfValue(estimator.raw('coefs_'))
  const biases = listOfValue(estimator.raw('intercepts_'))
  if (weights === null || biases === null || weights.length === 0 || weights.length !== biases.length) throw new NotScorable(`${estimator.name} holds no layers; it may not be fitted.`)
  let before = 0
  return weights.map((value, l) => {
    const numbers = numbersOfValue(value)
    const bias = numbersOfValue(biases[l])
    const [from, to] = value instanceof NdArray ? value.shape : []
    if (numbers === null || from === undefined || to === undefined || bias?.length !== to || (l > 0 && from !== before)) throw malformed(estimator.file, `layer ${l + 1} of ${estimator.name} does not fit the one before`)
    before = to
    return { from, to, weights: numbers, bias }
  })
}
