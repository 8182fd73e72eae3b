import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { intOf, intsOf, textOf, wireFields, type WireField } from './protobuf'
import { elementTypes, readTensorHead, type TensorHead } from './tensor-head'

/** Type of a graph input or output; `other` stands for sequences and maps. */
export interface ValueType {
  readonly kind: 'tensor' | 'other'
  readonly element: string
  /** Sizes; null where symbolic or unknown. Null shape: unknown rank. */
  readonly shape: readonly (number | null)[] | null
}

export interface GraphValue {
  readonly name: string
  readonly type: ValueType
}

export interface GraphAttribute {
  readonly name: string
  readonly ints: readonly number[]
  readonly int: number | null
  readonly text: string | null
  readonly texts: readonly string[]
  readonly floatCount: number
  /** Shape of a tensor attribute. */
  readonly tensor: TensorHead | null
}

export interface GraphNode {
  readonly op: string
  readonly domain: string
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: readonly GraphAttribute[]
  /** Ops of subgraphs (If, Loop, Scan). */
  readonly inner: readonly OnnxGraph[]
}

export interface OnnxGraph {
  readonly name: string
  readonly nodes: readonly GraphNode[]
  readonly initializers: readonly TensorHead[]
  readonly inputs: readonly GraphValue[]
  readonly outputs: readonly GraphValue[]
}

/** What the file says of itself. */
export interface OnnxModel {
  readonly irVersion: number
  readonly producer: string
  readonly domain: string
  readonly modelVersion: number
  readonly doc: string
  readonly opsets: readonly { readonly domain: string; readonly version: number }[]
  readonly metadata: Readonly<Record<string, string>>
  readonly functions: number
  readonly graph: OnnxGraph
}

/** Reads a ModelProto's structure; weights stay where they are. */
export function readOnnx(bytes: Uint8Array, file: string): OnnxModel {
  let irVersion = 0
  let producer = ''
  let producerVersion = ''
  let domain = ''
  let modelVersion = 0
  let doc = ''
  let functions = 0
  let graph: Uint8Array | null = null
  const opsets: { domain: string; version: number }[] = []
  const metadata = new Map<string, string>()
  for (const field of wireFields(bytes, file)) {
    switch (field.field) {
      case 1: irVersion = intOf(field); break
      case 2: producer = textOf(field); break
      case 3: producerVersion = textOf(field); break
      case 4: domain = textOf(field); break
      case 5: modelVersion = intOf(field); break
      case 6: doc = textOf(field); break
      case 7: graph = field.bytes; break
      case 8: opsets.push(readOpset(field, file)); break
      case 14: {
        const [key, value] = readPair(field, file)
        metadata.set(key, value)
        break
      }
      case 25: functions++; break
      default:
    }
  }
  if (graph === null) throw malformed(file, 'it has no graph')
  const budget = { nodes: 1_000_000 }
  return {
    irVersion, producer: [producer, producerVersion].filter((part) => part !== '').join(' '), domain, modelVersion, doc, functions, opsets,
    metadata: Object.fromEntries(metadata),
    graph: readGraph(graph, file, 0, budget),
  }
}

function readOpset(field: WireField, file: string): { domain: string; version: number } {
  const out = { domain: '', version: 0 }
  for (const part of wireFields(field.bytes, file)) {
    if (part.field === 1) out.domain = textOf(part)
    if (part.field === 2) out.version = intOf(part)
  }
  return out
}

function readPair(field: WireField, file: string): readonly [string, string] {
  let key = ''
  let value = ''
  for (const part of wireFields(field.bytes, file)) {
    if (part.field === 1) key = textOf(part)
    if (part.field === 2) value = textOf(part)
  }
  return [key, value]
}

interface Budget { nodes: number }

function readGraph(bytes: Uint8Array, file: string, depth: number, budget: Budget): OnnxGraph {
  if (depth > 32) throw malformed(file, 'its subgraphs are nested too deep')
  const out = { name: '', nodes: [] as GraphNode[], initializers: [] as TensorHead[], inputs: [] as GraphValue[], outputs: [] as GraphValue[] }
  for (const field of wireFields(bytes, file)) {
    switch (field.field) {
      case 1:
        if (--budget.nodes < 0) throw tooLarge(file, 'more than a million graph nodes')
        out.nodes.push(readNode(field.bytes, file, depth, budget))
        break
      case 2: out.name = textOf(field); break
      case 5: out.initializers.push(readTensorHead(field.bytes, file)); break
      case 11: out.inputs.push(readValue(field.bytes, file)); break
      case 12: out.outputs.push(readValue(field.bytes, file)); break
      default:
    }
  }
  if (out.inputs.length > limits.inputs || out.outputs.length > limits.outputs) throw tooLarge(file, 'too many inputs or outputs')
  return out
}

function readNode(bytes: Uint8Array, file: string, depth: number, budget: Budget): GraphNode {
  const out = { op: '', domain: '', name: '', inputs: [] as string[], outputs: [] as string[], attributes: [] as GraphAttribute[], inner: [] as OnnxGraph[] }
  for (const field of wireFields(bytes, file)) {
    switch (field.field) {
      case 1: out.inputs.push(textOf(field)); break
      case 2: out.outputs.push(textOf(field)); break
      case 3: out.name = textOf(field); break
      case 4: out.op = textOf(field); break
      case 7: out.domain = textOf(field); break
      case 5: readAttribute(field.bytes, file, depth, budget, out); break
      default:
    }
  }
  return out
}

function readAttribute(bytes: Uint8Array, file: string, depth: number, budget: Budget, node: { attributes: GraphAttribute[]; inner: OnnxGraph[] }): void {
  let name = ''
  let int: number | null = null
  let text: string | null = null
  let floatCount = 0
  let tensor: TensorHead | null = null
  const ints: number[] = []
  const texts: string[] = []
  for (const field of wireFields(bytes, file)) {
    switch (field.field) {
      case 1: name = textOf(field); break
      case 3: int = intOf(field); break
      case 4: text = textOf(field); break
      case 5: tensor = readTensorHead(field.bytes, file); break
      case 6: case 11: node.inner.push(readGraph(field.bytes, file, depth + 1, budget)); break
      case 7: floatCount += field.wire === 2 ? field.bytes.byteLength / 4 : 1; break
      case 8: for (const value of intsOf(field, file)) ints.push(value); break
      case 9: texts.push(textOf(field)); break
      default:
    }
  }
  node.attributes.push({ name, int, text, ints, texts, floatCount, tensor })
}

function readValue(bytes: Uint8Array, file: string): GraphValue {
  let name = ''
  let type: ValueType = { kind: 'other', element: 'undefined', shape: null }
  for (const field of wireFields(bytes, file)) {
    if (field.field === 1) name = textOf(field)
    if (field.field === 2) for (const part of wireFields(field.bytes, file)) if (part.field === 1) type = readTensorType(part.bytes, file)
  }
  return { name, type }
}

function readTensorType(bytes: Uint8Array, file: string): ValueType {
  let element = 'undefined'
  let shape: (number | null)[] | null = null
  for (const field of wireFields(bytes, file)) {
    if (field.field === 1) element = elementTypes[intOf(field)] ?? 'undefined'
    if (field.field !== 2) continue
    shape = []
    for (const dim of wireFields(field.bytes, file)) {
      let size: number | null = null
      for (const part of wireFields(dim.bytes, file)) if (part.field === 1) size = intOf(part)
      // skl2onnx writes unknown sizes as 0 or -1 at times; neither is a size.
      shape.push(size !== null && size > 0 ? size : null)
    }
  }
  return { kind: 'tensor', element, shape }
}
