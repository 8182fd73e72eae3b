import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import type { ModelFormat, ReadModel } from '../../contract/model'
import { limits } from '../limits'
import { readAllBytes } from '../read-bytes'
import { cardOf, operatorsOf } from './card'
import { readOnnx, type OnnxGraph, type OnnxModel } from './graph'
import { planOutputs, type Trial } from './outputs'
import { wireFields } from './protobuf'
import { openSession, Tensor } from './runtime'
import { createOnnxScorer } from './scorer'
import { signatureOf, type Signature } from './signature'
import { dropZipMaps } from './zipmap'

const onnx: ModelFormat = {
  id: 'onnx',
  title: 'ONNX',
  extensions: ['.onnx', '.pb'],
  sniff(head: Uint8Array, source: ByteSource): number {
    // ModelProto starts with ir_version (field 1, varint) in every exporter we know; 1 to 20 so far.
    const named = source.name.toLowerCase().endsWith('.onnx')
    if (head[0] === 0x08 && (head[1] ?? 0) >= 1 && (head[1] ?? 0) <= 40 && isModelField(head[2] ?? 0)) return named ? 0.99 : 0.8
    return named && looksLikeModel(head) ? 0.6 : 0
  },
  read,
}
export default onnx

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
  refuseExternalData(original.graph, source.name)
  const edited = dropZipMaps(bytes, source.name)
  job.checkpoint()
  const model = edited.edits.length === 0 ? original : readOnnx(edited.bytes, source.name)
  const signature = signatureOf(model, edited.probabilities)
  const operators = operatorsOf(model.graph)
  const trial = signature.unsupported.length > 0 ? nothingTried : await tryOut(edited.bytes, model, signature, operators)
  const plan = planOutputs(model.graph, edited.probabilities, trial)
  const unsupported = [...signature.unsupported, ...trial.unsupported]
  if (plan.tensors.length === 0) unsupported.push(`No output is a tensor of numbers or labels (${plan.ignored.join(', ')}).`)
  const security = ['Loop', 'Scan'].filter((op) => operators.has(op)).map((op) => `The graph holds a ${op}: it may run for a long time, and is not run before you ask for scores.`)
  const card = cardOf(model, signature, plan, { edits: edited.edits, unsupported, security })
  return { card, createScorer: unsupported.length > 0 ? null : (mapping) => createOnnxScorer(source.name, edited.bytes, signature, plan, mapping) }
}

function refuseExternalData(graph: OnnxGraph, file: string): void {
  const external = [...graph.initializers, ...graph.nodes.flatMap((node) => node.attributes.flatMap((attribute) => attribute.tensor === null ? [] : [attribute.tensor]))].find((tensor) => tensor.external)
  if (external !== undefined) throw new ExpectedError('model.external-data', `${file} keeps its weights ("${external.name}") in another file, which is not read.`, { file, remedy: 'Ask for the model saved as one file (save_as_external_data=False).' })
  for (const node of graph.nodes) for (const inner of node.inner) refuseExternalData(inner, file)
}

/**
 * Loads the graph once, to learn whether the runtime knows its operators, and runs one row of zeros
 * to learn the widths its declaration leaves open. A failed run proves nothing (a zero may be no
 * valid level); a failed load does.
 */
async function tryOut(bytes: Uint8Array, model: OnnxModel, signature: Signature, operators: ReadonlySet<string>): Promise<Trial & { readonly unsupported: readonly string[] }> {
  const widths = new Map<string, number>()
  const unbounded = new Set<string>()
  let session
  try {
    session = await openSession(bytes)
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    return { ...nothingTried, unsupported: [`The ONNX runtime does not load it: ${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300)}`] }
  }
  if (!operators.has('Loop') && !operators.has('Scan')) {
    const size = signature.batch ?? 1
    const names = model.graph.outputs.filter((value) => value.type.kind === 'tensor').map((value) => value.name)
    try {
      const answer = names.length === 0 ? {} : await session.run(Object.fromEntries(signature.tensors.map((tensor) => [tensor.name, zeros(tensor.element, tensor.matrix ? [size, tensor.width] : [size])])), names)
      for (const [name, value] of Object.entries(answer)) {
        const data = (value).data
        if (data.length % size === 0) widths.set(name, data.length / size)
        if (data instanceof Float32Array || data instanceof Float64Array) {
          if (data.some((x) => x < -1e-6 || x > 1 + 1e-6)) unbounded.add(name)
        }
      }
    } catch {
      // The widths stay as declared.
    }
  }
  await session.release()
  return { widths, unbounded, unsupported: [] }
}

const nothingTried = { widths: new Map<string, number>(), unbounded: new Set<string>(), unsupported: [] }

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
