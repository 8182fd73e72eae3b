import { intOf, intsOf, textOf, wireFields } from './protobuf'

/** Element types by their number in ONNX's TensorProto. */
export const elementTypes: Readonly<Record<number, string>> = {
  1: 'float', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string',
  9: 'bool', 10: 'float16', 11: 'double', 12: 'uint32', 13: 'uint64', 16: 'bfloat16',
}

/** A tensor's declaration without its data. */
export interface TensorHead {
  readonly name: string
  readonly dims: readonly number[]
  readonly element: string
  readonly external: boolean
  /** The file that holds the data, relative to the model's own; null where they are inside, or no file is named. */
  readonly location: string | null
  /** Values of small text and integer tensors as text (class labels, column indexes); null for all others. */
  readonly labels: readonly string[] | null
}

const smallTensor = 4096

/** Reads a TensorProto's declaration, and its values where they are few texts or integers. */
export function readTensorHead(bytes: Uint8Array, file: string): TensorHead {
  const out = { name: '', dims: [] as number[], element: 'undefined', external: false, location: null as string | null }
  const texts: string[] = []
  const ints: number[] = []
  let raw: Uint8Array | null = null
  for (const field of wireFields(bytes, file)) {
    switch (field.field) {
      case 1: for (const dim of intsOf(field, file)) out.dims.push(dim); break
      case 2: out.element = elementTypes[intOf(field)] ?? 'undefined'; break
      case 5: case 7: if (field.bytes.byteLength <= smallTensor * 10) for (const value of intsOf(field, file)) ints.push(value); break
      case 6: if (texts.length < smallTensor) texts.push(textOf(field)); break
      case 8: out.name = textOf(field); break
      case 9: raw = field.bytes; break
      case 13: {
        out.external = true
        const entry = Array.from(wireFields(field.bytes, file))
        if (entry.some((part) => part.field === 1 && textOf(part) === 'location')) out.location = entry.filter((part) => part.field === 2).map(textOf)[0] ?? null
        break
      }
      case 14: if (field.integer === 1n) out.external = true; break
      default:
    }
  }
  return { ...out, labels: smallValues(out, texts, ints, raw) }
}

function smallValues(head: { readonly dims: readonly number[]; readonly element: string }, texts: readonly string[], ints: readonly number[], raw: Uint8Array | null): readonly string[] | null {
  const size = head.dims.reduce((product, dim) => product * dim, 1)
  if (!(size >= 0 && size <= smallTensor)) return null
  if (head.element === 'string') return texts.length === size ? texts : null
  if (head.element !== 'int64' && head.element !== 'int32') return null
  const width = head.element === 'int64' ? 8 : 4
  if (raw?.byteLength === size * width) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
    return Array.from({ length: size }, (_, i) => width === 8 ? String(view.getBigInt64(i * 8, true)) : String(view.getInt32(i * 4, true)))
  }
  return ints.length === size ? ints.map(String) : null
}
