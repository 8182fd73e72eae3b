import type { ByteSource, FolderFile } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { limits } from '../limits'
import { malformed } from '../problems'
import { readAllBytes } from '../read-bytes'
import { cardOf, operatorsOf } from './card'
import { readOnnx, type OnnxGraph, type OnnxModel } from './graph'
import type { TensorHead } from './tensor-head'
import { planOutputs, type Trial } from './outputs'
import { wireFields } from './protobuf'
import { openSession, Tensor, type ExternalData } from './runtime'
import { createOnnxScorer } from './scorer'
import { signatureOf, type Signature } from './signature'
import { dropZipMaps } from './zipmap'

const onnx: ModelFormat = {
  id: 'onnx',
  title: 'ONNX',
  extensions: ['.onnx', '.pb'],
  folders: true,
  sniff(head: Uint8Array, source: ByteSource): number {
    if (source.files !== undefined) return graphIn(source.files) === null ? 0 : 0.9
    // ModelProto starts with ir_version (field 1, varint) in every exporter we know; 1 to 20 so far.
    const named = source.name.toLowerCase().endsWith('.onnx')
    if (head[0] === 0x08 && (head[1] ?? 0) >= 1 && (head[1] ?? 0) <= 40 && isModelField(head[2] ?? 0)) return named ? 0.99 : 0.8
    return named && looksLikeModel(head) ? 0.6 : 0
  },
  read(source: ByteSource, job: JobContext): Promise<ReadModel> {
    const graph = source.files === undefined ? null : graphIn(source.files)
    return read(graph === null ? source : { ...graph.source, siblings: source.files! }, job)
  },
}
export default onnx

/** The one graph of a folder with its weights beside it. */
function graphIn(files: readonly FolderFile[]): FolderFile | null {
  const graphs = files.filter(({ path }) => !path.includes('/') && path.toLowerCase().endsWith('.onnx'))
  return graphs.length === 1 ? graphs[0]! : null
}

/** True for tags of ModelProto that may follow ir_version. */
function isModelField(tag: number): boolean {
  return [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].includes(tag)
}

function looksLikeModel(head: Uint8Array): boolean {
  try {
    for (const field of wireFields(head, '')) return field.field <= 25
  } catch {
    return false
  }
  return false
}

async function read(source: ByteSource, job: JobContext): Promise<ReadModel> {
  const bytes = await readAllBytes(source, limits.binaryBytes, job)
  const original = readOnnx(bytes, source.name)
  const external = await readExternalData(original.graph, source, job)
  const edited = dropZipMaps(bytes, source.name)
  job.checkpoint()
  const model = edited.edits.length === 0 ? original : readOnnx(edited.bytes, source.name)
  const signature = signatureOf(model, edited.probabilities)
  const operators = operatorsOf(model.graph)
  const swelling = swellingTensors(model.graph)
  const trial = signature.unsupported.length > 0 || swelling.length > 0 ? nothingTried : await tryOut(edited.bytes, external, model, signature, operators)
  const plan = planOutputs(model.graph, edited.probabilities, trial)
  const unsupported = [...signature.unsupported, ...trial.unsupported, ...swelling]
  if (plan.tensors.length === 0) unsupported.push(`No output is a tensor of numbers or labels (${plan.ignored.join(', ')}).`)
  const security = ['Loop', 'Scan'].filter((op) => operators.has(op)).map((op) => `The graph holds a ${op}: it may run for a long time, and is not run before you ask for scores.`)
  const card = cardOf(model, signature, plan, { edits: edited.edits, unsupported, security })
  return { card, createScorer: unsupported.length > 0 ? null : (mapping) => createOnnxScorer(source.name, { bytes: edited.bytes, external }, signature, plan, mapping) }
}

/** Elements a tensor may be blown up to by a shape that is written in the graph. */
const mostElements = 50_000_000

/** Nodes that make a tensor of a written shape which would take more memory than a review may. */
function swellingTensors(graph: OnnxGraph): readonly string[] {
  const shapes = new Map(graph.initializers.map((tensor) => [tensor.name, tensor.labels]))
  return graph.nodes.flatMap(({ op, inputs, inner }) => {
    const place = ['ConstantOfShape'].includes(op) ? 0 : ['Tile', 'Expand'].includes(op) ? 1 : -1
    const elements = (shapes.get(inputs[place] ?? '') ?? []).reduce((product, size) => product * Math.max(1, Number(size)), 1)
    return [...(elements > mostElements ? [`A ${op} makes a tensor of ${elements} elements.`] : []), ...inner.flatMap(swellingTensors)]
  })
}

/** Tensors of a graph and its subgraphs that keep their data elsewhere. */
function externalTensors(graph: OnnxGraph): readonly TensorHead[] {
  const own = [...graph.initializers, ...graph.nodes.flatMap((node) => node.attributes.flatMap((attribute) => attribute.tensor === null ? [] : [attribute.tensor]))]
  return [...own.filter((tensor) => tensor.external), ...graph.nodes.flatMap((node) => node.inner.flatMap(externalTensors))]
}

/**
 * Weights that lie in files beside the graph. Only files of the folder (or archive) that was opened are
 * read; a path that leads out of it is refused, and so is a graph that came without its folder.
 */
async function readExternalData(graph: OnnxGraph, source: ByteSource, job: JobContext): Promise<readonly ExternalData[]> {
  const tensors = externalTensors(graph)
  const found: ExternalData[] = []
  for (const location of new Set(tensors.map((tensor) => tensor.location))) {
    const first = tensors.find((tensor) => tensor.location === location)!.name
    if (source.siblings === undefined) throw new ExpectedError('model.external-data', `${source.name} keeps its weights ("${first}") in another file, which was not given.`, { file: source.name, remedy: 'Choose the folder that holds the model and its weights, or ask for the model saved as one file.' })
    if (location === null) throw malformed(source.name, `the weights "${first}" are in a file it does not name`)
    const path = location.replace(/^\.\//, '')
    if (/^[/\\]|^[A-Za-z]:|\\/.test(path) || path.split('/').includes('..')) throw new ExpectedError('model.external-data', `${source.name} keeps its weights in "${location.slice(0, 80)}", outside its folder; it is not read.`, { file: source.name })
    const file = source.siblings.find((sibling) => sibling.path === path)
    if (file === undefined) throw new ExpectedError('model.external-data', `${source.name} keeps its weights in "${location.slice(0, 80)}", which is not in its folder.`, { file: source.name, remedy: 'Ask for the folder with all its files.' })
    found.push({ path: location, data: await readAllBytes(file.source, limits.binaryBytes, job) })
  }
  return found
}

/**
 * Loads the graph once, to learn whether the runtime knows its operators, and runs one row of zeros and
 * three, to learn the widths its declaration leaves open and which outputs answer row by row. A failed run proves nothing (a zero may be no
 * valid level); a failed load does.
 */
async function tryOut(bytes: Uint8Array, external: readonly ExternalData[], model: OnnxModel, signature: Signature, operators: ReadonlySet<string>): Promise<Trial & { readonly unsupported: readonly string[] }> {
  const widths = new Map<string, number>()
  const unbounded = new Set<string>()
  const rowless = new Set<string>()
  let session
  try {
    session = await openSession(bytes, external)
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    return { ...nothingTried, unsupported: [`The ONNX runtime does not load it: ${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300)}`] }
  }
  if (!operators.has('Loop') && !operators.has('Scan')) {
    const names = model.graph.outputs.filter((value) => value.type.kind === 'tensor').map((value) => value.name)
    for (const size of names.length === 0 ? [] : signature.batch === null ? [1, 3] : [signature.batch]) {
      try {
        const answer = await session.run(Object.fromEntries(signature.tensors.map((tensor) => [tensor.name, zeros(tensor.element, tensor.matrix ? [size, tensor.width] : [size])])), names)
        for (const [name, { data, dims }] of Object.entries(answer)) {
          const width = widths.get(name) ?? data.length / size
          // Rows come first, or after axes of length 1; anything else (a state per layer, a constant) is no answer per row.
          const rowsFirst = dims.length === 0 ? size === 1 : dims.find((dim) => dim !== 1) === size || size === 1 && dims[0] === 1
          if (rowsFirst && data.length === width * size) widths.set(name, width)
          else rowless.add(name)
          if ((data instanceof Float32Array || data instanceof Float64Array) && data.some((x) => x < -1e-6 || x > 1 + 1e-6)) unbounded.add(name)
        }
      } catch {
        // The widths stay as declared.
      }
    }
  }
  await session.release()
  return { widths, unbounded, rowless, unsupported: [] }
}

const nothingTried = { widths: new Map<string, number>(), unbounded: new Set<string>(), rowless: new Set<string>(), unsupported: [] }

function zeros(element: string, dims: readonly number[]): Tensor {
  const size = dims.reduce((product, dim) => product * dim, 1)
  switch (element) {
    case 'string': return new Tensor('string', new Array<string>(size).fill(''), dims)
    case 'double': return new Tensor('float64', new Float64Array(size), dims)
    case 'int64': return new Tensor('int64', new BigInt64Array(size), dims)
    case 'int32': return new Tensor('int32', new Int32Array(size), dims)
    case 'bool': return new Tensor('bool', new Uint8Array(size), dims)
    default: return new Tensor('float32', new Float32Array(size), dims)
  }
}
