import type { ModelInput } from '../../contract/model'
import type { GraphNode, GraphValue, OnnxGraph, OnnxModel } from './graph'

/** One tensor the graph takes, and the model inputs (table columns) it is filled from. */
export interface InputTensor {
  readonly name: string
  readonly element: string
  /** `[N, k]` when true, `[N]` otherwise. */
  readonly matrix: boolean
  /** Model inputs [from, from + width). */
  readonly from: number
  readonly width: number
}

/** How rows of a table become tensors. */
export interface Signature {
  readonly inputs: readonly ModelInput[]
  readonly tensors: readonly InputTensor[]
  /** Rows the graph insists on per run; null when any number will do. */
  readonly batch: number | null
  readonly unsupported: readonly string[]
}

const feedable = new Set(['float', 'double', 'int64', 'int32', 'bool', 'string'])
const nameKeys = ['feature_names', 'feature_names_in_', 'features', 'input_features', 'input_names', 'columns']
/** Ops that keep columns as they are, so that the width can be read off the op after them. */
const passing = new Set(['Cast', 'CastLike', 'Identity', 'Scaler', 'Normalizer', 'Imputer', 'Sub', 'Div', 'Mul', 'Add', 'Clip'])

/**
 * Works out which columns the graph wants, from its declared inputs, metadata and the ops that read them.
 * @param zipClasses tensors that went into a dropped ZipMap: as wide as they have classes.
 */
export function signatureOf(model: OnnxModel, zipClasses: ReadonlyMap<string, readonly string[]>): Signature {
  const constants = new Set(model.graph.initializers.map((tensor) => tensor.name))
  const values = model.graph.inputs.filter((value) => !constants.has(value.name))
  const inputs: ModelInput[] = []
  const tensors: InputTensor[] = []
  const unsupported: string[] = []
  const batches = new Set<number | null>()
  for (const value of values) {
    const { kind, element, shape } = value.type
    if (kind === 'other') unsupported.push(`Input "${value.name}" is a sequence or a map, which no table column can fill.`)
    else if (!feedable.has(element)) unsupported.push(`Input "${value.name}" has element type ${element}, which is not scored here.`)
    else if (shape !== null && (shape.length === 0 || shape.length > 2)) unsupported.push(`Input "${value.name}" has ${shape.length} dimensions; rows of a table have one or two.`)
    else {
      const matrix = shape === null || shape.length === 2
      const width = matrix ? (shape?.[1] ?? zipClasses.get(value.name)?.length ?? inferWidth(model.graph, value.name)) : 1
      if (width === null || width > 200_000) {
        unsupported.push(`Input "${value.name}" does not say how many columns it takes.`)
        continue
      }
      batches.add(shape?.[0] ?? null)
      tensors.push({ name: value.name, element, matrix, from: inputs.length, width })
      inputs.push(...columnsOf(value, width, values, model.metadata))
    }
  }
  const fixed = Array.from(batches).filter((batch) => batch !== null)
  if (new Set(fixed).size > 1) unsupported.push('Its inputs are fixed to different numbers of rows.')
  if (values.length === 0) unsupported.push('It takes no inputs.')
  return { inputs, tensors, batch: fixed[0] ?? null, unsupported }
}

function columnsOf(value: GraphValue, width: number, all: readonly GraphValue[], metadata: Readonly<Record<string, string>>): readonly ModelInput[] {
  const alone = all.length === 1
  const type: ModelInput['type'] = value.type.element === 'string' ? 'category' : value.type.element === 'bool' ? 'boolean' : 'number'
  // Beside matrices, whose columns have no names, a name is one of a tensor rather than of a column.
  if (width === 1 && !alone) return [{ name: value.name, type, positional: all.some((other) => (other.type.shape?.[1] ?? 1) > 1) }]
  const names = namesFrom(metadata, width)
  if (names !== null && alone) return names.map((name) => ({ name, type, positional: false }))
  if (width === 1) return [{ name: value.name, type, positional: true }]
  return Array.from({ length: width }, (_, i) => ({ name: alone ? `f${i}` : `${value.name}[${i}]`, type, positional: true }))
}

/** Feature names a developer put into metadata_props: a JSON list or comma-separated text of the right length. */
function namesFrom(metadata: Readonly<Record<string, string>>, width: number): readonly string[] | null {
  for (const key of nameKeys) {
    const text = Object.hasOwn(metadata, key) ? metadata[key]! : ''
    if (text === '') continue
    const names = listOf(text)
    if (names.length === width && new Set(names).size === width) return names
  }
  return null
}

function listOf(text: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) return text.split(',').map((part) => part.trim())
  try {
    const parsed: unknown = JSON.parse(text.includes('"') ? text : text.replaceAll("'", '"'))
    return Array.isArray(parsed) && parsed.every((name) => typeof name === 'string') ? parsed : []
  } catch {
    return []
  }
}

/** Number of columns of a matrix whose declaration leaves it open, read off the ops that consume it. */
function inferWidth(graph: OnnxGraph, name: string): number | null {
  const widths: number[] = []
  const seen = new Set<string>()
  const queue = [name]
  while (queue.length > 0 && seen.size < 1000) {
    const current = queue.pop()!
    if (seen.has(current)) continue
    seen.add(current)
    for (const node of graph.nodes) {
      if (!node.inputs.includes(current)) continue
      const width = widthAt(node, graph, current)
      if (width !== null) widths.push(width)
      else if (passing.has(node.op)) queue.push(...node.outputs)
    }
  }
  return widths.length === 0 ? null : Math.max(...widths)
}

function widthAt(node: GraphNode, graph: OnnxGraph, input: string): number | null {
  const floats = (name: string): number => node.attributes.find((attribute) => attribute.name === name)?.floatCount ?? 0
  switch (node.op) {
    case 'Scaler': return floats('offset') > 1 ? floats('offset') : null
    case 'Imputer': return floats('imputed_value_floats') > 1 ? floats('imputed_value_floats') : null
    case 'LinearClassifier': case 'LinearRegressor': {
      const rows = Math.max(1, floats('intercepts'))
      return floats('coefficients') > 0 ? floats('coefficients') / rows : null
    }
    case 'TreeEnsembleClassifier': case 'TreeEnsembleRegressor': case 'TreeEnsemble': {
      const ids = node.attributes.find((attribute) => attribute.name === 'nodes_featureids')?.ints ?? []
      return ids.length === 0 ? null : ids.reduce((max, id) => Math.max(max, id), 0) + 1
    }
    case 'MatMul': case 'Gemm': {
      const weights = graph.initializers.find((tensor) => tensor.name === node.inputs[1])
      if (weights?.dims.length !== 2 || node.inputs[0] !== input) return null
      const transposed = node.op === 'Gemm' && node.attributes.some((attribute) => attribute.name === 'transB' && attribute.int === 1)
      return weights.dims[transposed ? 1 : 0]!
    }
    case 'Sub': case 'Div': case 'Mul': case 'Add': {
      const other = graph.initializers.find((tensor) => node.inputs.includes(tensor.name))
      const last = other?.dims.at(-1) ?? 1
      return last > 1 ? last : null
    }
    case 'ArrayFeatureExtractor': {
      const indexes = graph.initializers.find((tensor) => tensor.name === node.inputs[1])?.labels
      return indexes === null || indexes === undefined || indexes.length === 0 ? null : Math.max(...indexes.map(Number)) + 1
    }
    default: return null
  }
}
