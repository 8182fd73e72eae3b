import { exp } from '../../math/exp'
import { limits } from '../../limits'
import { malformed, tooLarge } from '../../problems'
import { correctBalance, decideLabels } from '../class-label'
import type { MojoHead } from '../folder'
import { NotScorable, type Batch, type Predictor } from '../predictor'
import { expandRow, readExpansion, type Expansion } from '../expand'

const activations = ['Linear', 'Softmax', 'ExpRectifierWithDropout', 'ExpRectifier', 'Rectifier', 'RectifierWithDropout', 'MaxoutWithDropout', 'Maxout', 'TanhWithDropout', 'Tanh'] as const
type Activation = (typeof activations)[number]

/** A layer: float32 weights row by row, float64 biases; maxout units have several of both. */
interface Layer {
  readonly inputs: number
  readonly outputs: number
  readonly weights: Float32Array
  readonly biases: Float64Array
  readonly activation: Activation
  /** Share of units kept: dropout is made up for by this factor. */
  readonly keep: number
  /** Channels of a maxout unit; 1 for all others. */
  readonly channels: number
}

/** Feed-forward network over one-hot categories and standardised numbers. */
export function readDeepLearning(head: MojoHead): Predictor {
  const { ini, file } = head
  if (head.category === 'AutoEncoder') throw new NotScorable('Autoencoders give a reconstruction of their inputs, not a score.')
  const expansion = readExpansion(head)
  const units = Array.from(ini.integers('neural_network_sizes'))
  if (units.length < 2 || units.some((size) => size < 1 || size > limits.inputs)) throw malformed(file, 'its layers have impossible sizes')
  if (units[0] !== expansion.width) throw malformed(file, `its first layer takes ${units[0]!} numbers, its columns give ${expansion.width}`)
  const outputs = Math.max(1, head.classes.length)
  if (units.at(-1) !== outputs) throw malformed(file, `its last layer gives ${units.at(-1)!} numbers for ${outputs} outputs`)
  const layers = readLayers(head, units)
  const family = ini.text('distribution')
  const scale = { multiply: ini.numbers('norm_resp_mul'), subtract: ini.numbers('norm_resp_sub') }
  return {
    valueNames: ['score'],
    calibrated: false,
    takesOffset: false,
    facts: [
      { label: 'Layers', value: units.join(' → ') }, { label: 'Activation', value: ini.text('activation') }, { label: 'Distribution', value: family },
      { label: 'Weights', value: String(layers.reduce((sum, layer) => sum + layer.weights.length + layer.biases.length, 0)) },
    ],
    structure: layers.map((layer, i) => ({ label: `Layer ${i + 1}`, detail: `${layer.inputs} → ${layer.outputs}, ${layer.activation}`, children: [] })),
    uses: [],
    predict(columns, batch) {
      const out = run(layers, expansion, columns, batch)
      if (head.classes.length === 0) {
        const value = scale.multiply.length > 0 ? out[0]!.map((x) => x / scale.multiply[0]! + (scale.subtract[0] ?? 0)) : out[0]!
        return { values: [value.map((x) => invert(family, x))], label: null }
      }
      correctBalance(head, out)
      return { values: out, label: decideLabels(head, out, columns) }
    },
  }
}

function readLayers(head: MojoHead, units: readonly number[]): readonly Layer[] {
  const { ini, file } = head
  const hidden = oneOf(ini.text('activation'))
  const dropout = ini.numbers('hidden_dropout_ratios')
  let total = 0
  return units.slice(1).map((outputs, i): Layer => {
    const inputs = units[i]!
    const activation = i < units.length - 2 ? hidden : head.classes.length > 0 ? 'Softmax' : 'Linear'
    const weights = Float32Array.from(ini.numbers(`weight_layer${i}`))
    const biases = ini.numbers(`bias_layer${i}`)
    const channels = activation.startsWith('Maxout') ? biases.length / outputs : 1
    total += weights.length
    if (total > limits.values) throw tooLarge(file, 'its layers hold too many weights')
    if (!Number.isInteger(channels) || channels < 1 || weights.length !== inputs * outputs * channels || biases.length !== outputs * channels) throw malformed(file, `layer ${i + 1} has ${weights.length} weights and ${biases.length} biases for ${inputs} × ${outputs}`)
    return { inputs, outputs, weights, biases, activation, channels, keep: activation.endsWith('WithDropout') ? 1 - (dropout[i] ?? 0) : 1 }
  })
}

function oneOf(name: string): Activation {
  const found = activations.find((activation) => activation === name)
  if (found === undefined) throw new NotScorable(`The activation "${name.slice(0, 40)}" is not known here.`)
  return found
}

function run(layers: readonly Layer[], expansion: Expansion, columns: readonly Float64Array[], { rows, job }: Batch): readonly Float64Array[] {
  const out = Array.from({ length: layers.at(-1)!.outputs }, () => new Float64Array(rows))
  const work = layers.reduce((sum, layer) => sum + layer.weights.length, 1)
  const stride = Math.max(1, Math.floor(2_000_000 / work))
  const input = new Float64Array(expansion.width)
  for (let row = 0; row < rows; row++) {
    if (row % stride === 0) {
      job.checkpoint()
      job.progress({ phase: 'Scoring rows', done: row, total: rows, unit: 'rows' })
    }
    expandRow(expansion, columns, row, input)
    let values: Float64Array = input
    for (const layer of layers) values = forward(layer, values)
    for (let k = 0; k < out.length; k++) out[k]![row] = values[k]!
  }
  return out
}

function forward(layer: Layer, input: Float64Array): Float64Array {
  const { outputs, channels, activation, keep } = layer
  const sums = channels === 1 ? products(layer, input) : channelProducts(layer, input)
  const out = channels === 1 ? sums : Float64Array.from({ length: outputs }, (_, unit) => largest(sums, unit * channels, channels))
  switch (activation) {
    case 'ExpRectifier': case 'ExpRectifierWithDropout': for (let i = 0; i < outputs; i++) out[i] = out[i]! >= 0 ? out[i]! : exp(out[i]!) - 1; break
    case 'Rectifier': case 'RectifierWithDropout': for (let i = 0; i < outputs; i++) out[i] = 0.5 * (out[i]! + Math.abs(out[i]!)); break
    case 'Tanh': case 'TanhWithDropout': for (let i = 0; i < outputs; i++) out[i] = 1 - 2 / (1 + exp(2 * out[i]!)); break
    case 'Softmax': softmax(out); break
    default: break
  }
  if (keep !== 1) for (let i = 0; i < outputs; i++) out[i]! *= keep
  return out
}

/** Eight partial sums, added up in H2O's order, then the rest of the columns, then the bias. */
function products({ inputs, outputs, weights, biases }: Layer, x: Float64Array): Float64Array {
  const out = new Float64Array(outputs)
  const p = new Float64Array(8)
  const whole = inputs - (inputs % 8)
  for (let row = 0; row < outputs; row++) {
    const at = row * inputs
    p.fill(0)
    for (let col = 0; col < whole; col += 8) for (let k = 0; k < 8; k++) p[k]! += weights[at + col + k]! * x[col + k]!
    let sum = p[0]! + p[1]! + p[2]! + p[3]!
    sum += p[4]! + p[5]! + p[6]! + p[7]!
    for (let col = whole; col < inputs; col++) sum += weights[at + col]! * x[col]!
    out[row] = sum + biases[row]!
  }
  return out
}

function channelProducts({ inputs, outputs, weights, biases, channels }: Layer, x: Float64Array): Float64Array {
  const out = new Float64Array(outputs * channels)
  for (let k = 0; k < channels; k++) {
    for (let row = 0; row < outputs; row++) {
      let sum = 0
      for (let col = 0; col < inputs; col++) sum += x[col]! * weights[channels * (row * inputs + col) + k]!
      out[channels * row + k] = sum + biases[channels * row + k]!
    }
  }
  return out
}

function largest(values: Float64Array, from: number, count: number): number {
  let top = values[from]!
  for (let k = 1; k < count; k++) top = top > values[from + k]! ? top : values[from + k]!
  return top
}

function softmax(values: Float64Array): void {
  let top = values[0]!
  for (const value of values) top = top < value ? value : top
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] = exp(values[i]! - top)
  for (let i = 0; i < values.length; i++) values[i]! /= sum
}

function invert(family: string, x: number): number {
  if (['bernoulli', 'quasibinomial', 'modified_huber', 'ordinal'].includes(family)) return 1 / (1 + Math.min(1e19, exp(-x)))
  return ['multinomial', 'poisson', 'gamma', 'tweedie'].includes(family) ? Math.min(1e19, exp(x)) : x
}
