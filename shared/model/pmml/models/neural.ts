import { malformed } from '../../problems'
import { compileExpression, expressionOf } from '../expressions'
import { noResult, type Frame } from '../frame'
import { numberOf } from '../values'
import type { XmlElement } from '../xml'
import { mostProbable, type Evaluate, type ModelContext } from './context'
import { normalised } from './links'

interface Layer {
  readonly activation: (z: number) => number
  readonly normalization: string
  readonly neurons: readonly { readonly id: string; readonly bias: number; readonly connections: readonly { readonly from: string; readonly weight: number }[] }[]
}

/** Compiles a NeuralNetwork of layers with PMML's activation and normalization functions. */
export function compileNeural(context: ModelContext): Evaluate {
  const { element, scope, program } = context
  const inputs = (element.child('NeuralInputs')?.all('NeuralInput') ?? []).map((input) => {
    const expression = expressionOf(input.child('DerivedField') ?? input)
    if (expression === null) throw malformed(program.file, 'a NeuralInput has no expression')
    return { id: input.need('id'), get: compileExpression(expression, scope, program) }
  })
  const layers = element.all('NeuralLayer').map((layer) => layerOf(layer, context))
  const outputs = (element.child('NeuralOutputs')?.all('NeuralOutput') ?? []).map((output) => {
    const expression = expressionOf(output.child('DerivedField') ?? output)
    return { neuron: output.need('outputNeuron'), label: expression?.name === 'NormDiscrete' ? expression.need('value') : null, inverse: inverseOf(expression, context) }
  })
  if (outputs.length === 0) throw malformed(program.file, 'a NeuralNetwork has no outputs')
  return (frame) => {
    const values = run(inputs, layers, frame)
    if (values === null) return noResult
    if (!context.classification) {
      const value = values.get(outputs[0]!.neuron)
      return value === undefined ? noResult : { value: outputs[0]!.inverse(value), probabilities: null }
    }
    const probabilities = new Map(outputs.map((output, i) => [output.label ?? context.classes[i] ?? String(i), values.get(output.neuron) ?? NaN]))
    return { value: mostProbable(probabilities), probabilities }
  }
}

function run(inputs: readonly { readonly id: string; readonly get: (frame: Frame) => ReturnType<typeof numberOf> | string | boolean }[], layers: readonly Layer[], frame: Frame): ReadonlyMap<string, number> | null {
  const values = new Map<string, number>()
  for (const { id, get } of inputs) {
    const x = numberOf(get(frame))
    if (x === null) return null
    values.set(id, x)
  }
  for (const layer of layers) {
    const out = layer.neurons.map((neuron) => layer.activation(neuron.connections.reduce((sum, { from, weight }) => sum + weight * (values.get(from) ?? NaN), neuron.bias)))
    const final = layer.normalization === 'softmax' || layer.normalization === 'simplemax' ? normalised(layer.normalization, out) : out
    layer.neurons.forEach((neuron, i) => values.set(neuron.id, final[i]!))
  }
  return values
}

function layerOf(layer: XmlElement, { element, program }: ModelContext): Layer {
  const threshold = layer.number('threshold', element.number('threshold', 0))
  const leak = 0.01
  const name = layer.attr('activationFunction') ?? element.need('activationFunction')
  const functions: Readonly<Record<string, (z: number) => number>> = {
    threshold: (z) => z > threshold ? 1 : 0, logistic: (z) => 1 / (1 + Math.exp(-z)), tanh: Math.tanh, identity: (z) => z,
    exponential: Math.exp, reciprocal: (z) => 1 / z, square: (z) => z * z, Gauss: (z) => Math.exp(-z * z), sine: Math.sin, cosine: Math.cos,
    Elliott: (z) => z / (1 + Math.abs(z)), arctan: (z) => (2 * Math.atan(z)) / Math.PI, rectifier: (z) => Math.max(0, z), leakyRectifier: (z) => z > 0 ? z : leak * z,
  }
  const activation = Object.hasOwn(functions, name) ? functions[name]! : null
  if (activation === null || name === 'radialBasis') program.unsupported.add(`The activation function "${name.slice(0, 40)}" of a neural network is not known here.`)
  return {
    activation: activation ?? ((): number => NaN),
    normalization: layer.attr('normalizationMethod') ?? element.attr('normalizationMethod') ?? 'none',
    neurons: layer.all('Neuron').map((neuron) => ({ id: neuron.need('id'), bias: neuron.number('bias', 0), connections: neuron.all('Con').map((connection) => ({ from: connection.need('from'), weight: connection.number('weight', 0) })) })),
  }
}

/** Undoes the normalization of a continuous target. */
function inverseOf(expression: XmlElement | null, { program }: ModelContext): (y: number) => number {
  if (expression === null || expression.name === 'FieldRef' || expression.name === 'NormDiscrete') return (y) => y
  if (expression.name !== 'NormContinuous') {
    program.unsupported.add(`The output of a neural network is transformed by ${expression.name}, which is not undone here.`)
    return () => NaN
  }
  const points = expression.all('LinearNorm').map((point) => [point.number('orig', 0), point.number('norm', 0)] as const)
  return (y) => {
    let i = 1
    while (i < points.length - 1 && y > points[i]![1]) i++
    const [a, fa] = points[i - 1] ?? [0, 0]
    const [b, fb] = points[i] ?? [1, 1]
    return a + ((y - fa) / (fb - fa)) * (b - a)
  }
}
