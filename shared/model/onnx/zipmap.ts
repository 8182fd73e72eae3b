import { sha256Hex } from '../../contract/json'
import { concat, encodeField, encodeInt, textOf, wireFields } from './protobuf'

/** A graph edited so that it can be scored, and what was changed. */
export interface Edited {
  readonly bytes: Uint8Array
  readonly edits: readonly string[]
  /** Outputs that replaced a ZipMap's: tensor name → class labels in its column order. */
  readonly probabilities: ReadonlyMap<string, readonly string[]>
}

interface ZipMap {
  readonly input: string
  readonly output: string
  readonly classes: readonly string[]
}

/**
 * Drops final ZipMap nodes (scikit-learn's default export ends in one, and onnxruntime-web cannot
 * return its sequence of maps): the graph gives out the tensor that went into it, the class labels
 * are kept from its attributes. All other bytes are copied unchanged.
 */
export function dropZipMaps(bytes: Uint8Array, file: string): Edited {
  const zipMaps = findZipMaps(bytes, file)
  if (zipMaps.length === 0) return { bytes, edits: [], probabilities: new Map() }
  const byOutput = new Map(zipMaps.map((zipMap) => [zipMap.output, zipMap]))
  const parts: Uint8Array[] = []
  for (const field of wireFields(bytes, file)) {
    parts.push(field.field === 7 ? encodeField(7, editGraph(field.bytes, byOutput, file)) : field.raw)
  }
  const edited = concat(parts)
  const before = sha256Hex(bytes)
  const after = sha256Hex(edited)
  return {
    bytes: edited,
    edits: zipMaps.map((zipMap) => `Dropped the final ZipMap node "${zipMap.output}"; its tensor "${zipMap.input}" is given out instead, classes kept (${zipMap.classes.slice(0, 20).join(', ')}). SHA-256 before ${before}, after ${after}.`),
    probabilities: new Map(zipMaps.map((zipMap) => [zipMap.input, zipMap.classes])),
  }
}

function findZipMaps(bytes: Uint8Array, file: string): readonly ZipMap[] {
  const found: ZipMap[] = []
  const outputs = new Set<string>()
  const consumed = new Set<string>()
  for (const model of wireFields(bytes, file)) {
    if (model.field !== 7) continue
    for (const field of wireFields(model.bytes, file)) {
      if (field.field === 12) for (const part of wireFields(field.bytes, file)) if (part.field === 1) outputs.add(textOf(part))
      if (field.field !== 1) continue
      const node = readZipMap(field.bytes, file)
      if (node.zipMap !== null) found.push(node.zipMap)
      for (const name of node.inputs) consumed.add(name)
    }
  }
  // Only a ZipMap whose result leaves the graph, and feeds nothing else, can go.
  return found.filter((zipMap) => outputs.has(zipMap.output) && !consumed.has(zipMap.output))
}

function readZipMap(bytes: Uint8Array, file: string): { readonly zipMap: ZipMap | null; readonly inputs: readonly string[] } {
  const inputs: string[] = []
  const outputs: string[] = []
  const classes: string[] = []
  let op = ''
  for (const field of wireFields(bytes, file)) {
    if (field.field === 1) inputs.push(textOf(field))
    if (field.field === 2) outputs.push(textOf(field))
    if (field.field === 4) op = textOf(field)
  }
  if (op !== 'ZipMap' || inputs.length !== 1 || outputs.length !== 1) return { zipMap: null, inputs }
  for (const field of wireFields(bytes, file)) if (field.field === 5) classes.push(...classLabels(field.bytes, file))
  return { zipMap: { input: inputs[0]!, output: outputs[0]!, classes }, inputs }
}

/** `classlabels_strings` (field 9) or `classlabels_int64s` (field 8) of a ZipMap. */
function classLabels(bytes: Uint8Array, file: string): readonly string[] {
  let name = ''
  const texts: string[] = []
  const ints: string[] = []
  for (const field of wireFields(bytes, file)) {
    if (field.field === 1) name = textOf(field)
    if (field.field === 9) texts.push(textOf(field))
    if (field.field === 8) ints.push(...packedIntegers(field.wire === 2 ? field.bytes : null, field.integer))
  }
  if (name === 'classlabels_strings') return texts
  return name === 'classlabels_int64s' ? ints : []
}

/** Labels may exceed 2^53, so they stay exact as text. */
function packedIntegers(bytes: Uint8Array | null, single: bigint): readonly string[] {
  if (bytes === null) return [String(BigInt.asIntN(64, single))]
  const out: string[] = []
  let value = 0n
  let shift = 0n
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (byte >= 0x80) continue
    out.push(String(BigInt.asIntN(64, value)))
    value = 0n
    shift = 0n
  }
  return out
}

function editGraph(graph: Uint8Array, byOutput: ReadonlyMap<string, ZipMap>, file: string): Uint8Array {
  const parts: Uint8Array[] = []
  const given = new Set<string>()
  for (const field of wireFields(graph, file)) {
    if (field.field === 1) {
      const { zipMap } = readZipMap(field.bytes, file)
      if (zipMap === null || !byOutput.has(zipMap.output)) parts.push(field.raw)
    } else if (field.field === 12) {
      const zipMap = byOutput.get(nameOf(field.bytes, file))
      const name = zipMap === undefined ? nameOf(field.bytes, file) : zipMap.input
      if (!given.has(name)) parts.push(zipMap === undefined ? field.raw : encodeField(12, floatOutput(zipMap.input)))
      given.add(name)
    } else {
      parts.push(field.raw)
    }
  }
  return concat(parts)
}

function nameOf(value: Uint8Array, file: string): string {
  for (const part of wireFields(value, file)) if (part.field === 1) return textOf(part)
  return ''
}

/** ValueInfoProto of a float tensor of unknown shape. */
function floatOutput(name: string): Uint8Array {
  const tensor = encodeInt(1, 1)
  const type = encodeField(1, tensor)
  return concat([encodeField(1, new TextEncoder().encode(name)), encodeField(2, type)])
}
