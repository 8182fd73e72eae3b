import type { ModelOutput, Task } from '../../contract/model'
import type { GraphValue, OnnxGraph } from './graph'

/** One tensor the graph gives out and the score columns it becomes. */
export interface OutputTensor {
  readonly name: string
  readonly role: 'label' | 'numbers'
  readonly columns: readonly ModelOutput[]
  /** For a single probability column of a two-class model: nothing else is computed from it. */
  readonly width: number
}

/** What one run over zeros showed. */
export interface Trial {
  /** Columns per output tensor; absent where the run failed. */
  readonly widths: ReadonlyMap<string, number>
  /** Outputs with values outside [0, 1], which therefore are no probabilities whatever their name. */
  readonly unbounded: ReadonlySet<string>
  /** Outputs that do not answer row by row, such as the last state of each recurrent layer. */
  readonly rowless: ReadonlySet<string>
}

export interface OutputPlan {
  readonly task: Task
  readonly classes: readonly string[]
  readonly tensors: readonly OutputTensor[]
  readonly ignored: readonly string[]
}

const labelElements = new Set(['string', 'int64', 'int32', 'bool'])
const numberElements = new Set(['float', 'double', 'int8', 'int16', 'uint8', 'uint16', 'uint32'])
const rawScores = /score|decision|margin|raw|logit/i

/**
 * Decides what the graph's outputs mean: a label (text or integer, one per row), probabilities per
 * class (class order from ZipMap or classifier attributes), or values.
 */
export function planOutputs(graph: OnnxGraph, zipClasses: ReadonlyMap<string, readonly string[]>, trial: Trial): OutputPlan {
  const byRow = graph.outputs.filter((value) => !trial.rowless.has(value.name))
  const labels = byRow.filter((value) => value.type.kind === 'tensor' && labelElements.has(value.type.element))
  const numbers = byRow.filter((value) => value.type.kind === 'tensor' && numberElements.has(value.type.element))
  const ignored = graph.outputs.filter((value) => !labels.includes(value) && !numbers.includes(value)).map((value) => value.name)
  let classes = Array.from(zipClasses.values())[0] ?? classLabels(graph, labels[0]?.name ?? '')
  const widthOf = (value: GraphValue): number => trial.widths.get(value.name) ?? declaredWidth(value) ?? (zipClasses.get(value.name)?.length ?? (classes.length > 0 && numbers.length === 1 ? classes.length : 1))
  if (classes.length === 0 && labels.length > 0 && numbers.length > 0) {
    const width = Math.max(...numbers.map(widthOf))
    if (width > 1 && labels[0]!.type.element !== 'string') classes = Array.from({ length: width }, (_, k) => String(k))
  }
  const tensors: OutputTensor[] = []
  for (const value of graph.outputs) {
    if (labels.includes(value)) tensors.push({ name: value.name, role: 'label', width: 1, columns: [{ name: labels.length === 1 ? 'label' : `label:${value.name}`, kind: 'label' }] })
    else if (numbers.includes(value)) {
      const width = widthOf(value)
      tensors.push({ name: value.name, role: 'numbers', width, columns: numberColumns(value.name, width, zipClasses.get(value.name) ?? classes, numbers.length, trial.unbounded.has(value.name)) })
    }
  }
  const task: Task = classes.length === 2 ? 'binary' : classes.length > 2 || (labels.length > 0 && numbers.length === 0) ? 'multiclass' : 'regression'
  return { task, classes, tensors, ignored }
}

/** Values per row by the declared shape, further dimensions laid out one after the other. */
function declaredWidth({ type: { shape } }: GraphValue): number | null {
  const inner = shape?.slice(1) ?? []
  return inner.length === 0 || inner.includes(null) ? null : inner.reduce<number>((product, dim) => product * (dim ?? 1), 1)
}

function numberColumns(name: string, width: number, classes: readonly string[], outputs: number, unbounded: boolean): readonly ModelOutput[] {
  const raw = unbounded || (rawScores.test(name) && !/prob/i.test(name))
  const prefix = raw ? 'score' : 'probability'
  const kind = raw ? 'value' : 'probability'
  const suffix = outputs > 1 && classes.length > 0 && raw ? `${name}:` : ''
  if (classes.length > 0 && width === classes.length) return classes.map((classLabel) => ({ name: `${prefix}:${suffix}${classLabel}`, kind, classLabel }))
  if (classes.length === 2 && width === 1) return [{ name: prefix, kind, classLabel: classes[1]! }]
  if (width === 1) return [{ name: outputs === 1 ? 'score' : name, kind: 'value' }]
  return Array.from({ length: width }, (_, i) => ({ name: `${outputs === 1 ? 'score' : name}:${i}`, kind: 'value' as const }))
}

/** Class labels from the classifier's own attributes, or from the constant the label is picked from. */
function classLabels(graph: OnnxGraph, label: string): readonly string[] {
  for (const node of graph.nodes) {
    for (const attribute of node.attributes) {
      if (attribute.name === 'classlabels_strings' && attribute.texts.length > 0) return attribute.texts
      if (['classlabels_int64s', 'classlabels_ints'].includes(attribute.name) && attribute.ints.length > 0) return attribute.ints.map(String)
    }
  }
  // scikit-learn's voting, naive Bayes and neighbours exports pick the label out of a constant by index.
  const seen = new Set<string>()
  for (let name = label; name !== '' && !seen.has(name);) {
    seen.add(name)
    const maker = graph.nodes.find((node) => node.outputs.includes(name))
    if (maker === undefined) return []
    if (maker.op === 'ArrayFeatureExtractor' || maker.op === 'Gather') return graph.initializers.find((tensor) => tensor.name === maker.inputs[0])?.labels ?? []
    name = ['Cast', 'Reshape', 'Identity', 'Squeeze', 'Flatten'].includes(maker.op) ? (maker.inputs[0] ?? '') : ''
  }
  return []
}
