import { malformed } from '../problems'
import { limits } from '../limits'
import { latin1Text } from './literals'
import type { PyValue } from './values'

export interface DTypeField {
  readonly name: string
  readonly dtype: DType
  readonly offset: number
}

/** A numpy element type: kind letter as numpy has it, bytes, byte order, fields of records. */
export class DType {
  readonly kind: string
  size: number
  little = true
  fields: readonly DTypeField[] | null = null

  constructor(kind: string, size: number) {
    this.kind = kind
    this.size = size
  }

  /** True when elements are Python objects rather than bytes. */
  get isObject(): boolean {
    return this.kind === 'O'
  }
}

/** A plain number; NaN for anything else. Lists are not asked for their text: they may hold themselves. */
export function numberOf(value: PyValue): number {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : NaN
}

/** Arrays of more elements than this are read a few times each; a file that uses one for thousands of parts is made to harm. */
const smallArray = 200
const mostReads = 32

/** `f8`, `<i4`, `|b1`, `O`, `U7`, `V64` as numpy writes element types. */
export function dtypeOf(code: string, file: string): DType {
  const match = /^([<>=|]?)([?biufcmMOSUVa])(\d*)(?:\[.*\])?$/.exec(code)
  if (match === null) throw malformed(file, `the element type "${code.slice(0, 40)}" is not known`)
  const kind = match[2] === '?' ? 'b' : match[2] === 'a' ? 'S' : match[2]!
  const count = match[3] === '' ? (kind === 'b' ? 1 : 8) : Number(match[3])
  const dtype = new DType(kind, kind === 'U' ? count * 4 : count)
  dtype.little = match[1] !== '>'
  return dtype
}

/** An array in its raw state; cells are decoded when asked for. */
export class NdArray {
  dtype: DType
  shape: readonly number[]
  fortran: boolean
  bytes: Uint8Array
  objects: readonly PyValue[] | null
  private reads = 0

  constructor(dtype: DType, shape: readonly number[], fortran: boolean, bytes: Uint8Array, objects: readonly PyValue[] | null) {
    this.dtype = dtype
    this.shape = shape
    this.fortran = fortran
    this.bytes = bytes
    this.objects = objects
  }

  get length(): number {
    return this.shape.reduce((product, n) => product * n, 1)
  }

  /** @throws ExpectedError `model.malformed` when shape, type and bytes do not fit together. */
  check(file: string): this {
    const length = this.length
    if (this.shape.some((n) => !Number.isSafeInteger(n) || n < 0) || !(length <= limits.nodes * 8)) throw malformed(file, `an array has the shape ${this.shape.slice(0, 8).join(' × ')}`)
    if (this.shape.length > 64) throw malformed(file, `an array has ${this.shape.length} dimensions`)
    // Elements of no bytes would take memory that nothing in the file pays for.
    if (this.dtype.size === 0 && !this.dtype.isObject && length > smallArray) throw malformed(file, `an array of ${length} elements has no bytes`)
    if (this.objects !== null) {
      if (this.objects.length !== length) throw malformed(file, `an array of ${length} objects holds ${this.objects.length}`)
    } else if (this.bytes.byteLength !== length * this.dtype.size) {
      throw malformed(file, `an array of ${length} elements of ${this.dtype.size} bytes holds ${this.bytes.byteLength} bytes`)
    }
    return this
  }

  /** Elements as numbers in row-major order; booleans 0 and 1. Null when they are not numbers. */
  numbers(): Float64Array | null {
    if (this.objects !== null) {
      const order = this.order()
      const out = new Float64Array(this.objects.length)
      for (let i = 0; i < out.length; i++) {
        const value = this.objects[order(i)] ?? null
        if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') out[i] = Number(value)
        else if (value === null) out[i] = NaN
        else return null
      }
      return out
    }
    this.read()
    return numbersOfBytes(this.dtype, this.bytes, this.dtype.size, 0, this.length, this.order())
  }

  /** One field of a record array as numbers. */
  field(name: string): Float64Array | null {
    this.read()
    const field = this.dtype.fields?.find((candidate) => candidate.name === name)
    return field === undefined || this.objects !== null ? null : numbersOfBytes(field.dtype, this.bytes, this.dtype.size, field.offset, this.length, this.order())
  }

  /** Elements one by one in row-major order: numbers, texts, objects. */
  values(): readonly PyValue[] {
    const order = this.order()
    if (this.objects !== null) return Array.from(this.objects, (_, i) => this.objects?.[order(i)] ?? null)
    const { kind, size } = this.dtype
    if (kind === 'U' || kind === 'S') return Array.from({ length: this.length }, (_, i) => textOf(this.bytes.subarray(order(i) * size, (order(i) + 1) * size), kind, this.dtype.little))
    const numbers = this.numbers()
    if (numbers === null) return []
    return kind === 'b' ? Array.from(numbers, (x) => x !== 0) : Array.from(numbers)
  }

  private read(): void {
    if (++this.reads > mostReads && this.length > smallArray) throw malformed('The file', 'one array is used for very many of its parts')
  }

  /** Place in the raw state of the i-th element in row-major order. */
  private order(): (i: number) => number {
    if (!this.fortran || this.shape.length < 2) return (i) => i
    const strides: number[] = []
    this.shape.reduce((stride, n, axis) => (strides[axis] = stride, stride * n), 1)
    return (i) => {
      let rest = i
      let place = 0
      for (let axis = this.shape.length - 1; axis >= 0; axis--) {
        const n = this.shape[axis]!
        place += (rest % n) * strides[axis]!
        rest = Math.floor(rest / n)
      }
      return place
    }
  }
}

function numbersOfBytes(dtype: DType, bytes: Uint8Array, stride: number, offset: number, length: number, order: (i: number) => number): Float64Array | null {
  const read = reader(dtype)
  if (read === null || !(offset >= 0 && offset + dtype.size <= stride)) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Float64Array(length)
  for (let i = 0; i < length; i++) out[i] = read(view, order(i) * stride + offset)
  return out
}

function reader({ kind, size, little }: DType): ((view: DataView, at: number) => number) | null {
  switch (`${kind}${size}`) {
    case 'f8': return (view, at) => view.getFloat64(at, little)
    case 'f4': return (view, at) => view.getFloat32(at, little)
    case 'i8': case 'm8': case 'M8': return (view, at) => Number(view.getBigInt64(at, little))
    case 'u8': return (view, at) => Number(view.getBigUint64(at, little))
    case 'i4': return (view, at) => view.getInt32(at, little)
    case 'u4': return (view, at) => view.getUint32(at, little)
    case 'i2': return (view, at) => view.getInt16(at, little)
    case 'u2': return (view, at) => view.getUint16(at, little)
    case 'i1': return (view, at) => view.getInt8(at)
    case 'u1': case 'b1': return (view, at) => view.getUint8(at)
    default: return null
  }
}

function textOf(bytes: Uint8Array, kind: 'U' | 'S', little: boolean): string {
  let end = bytes.byteLength
  while (end > 0 && bytes[end - 1] === 0) end--
  if (kind === 'S') return latin1Text(bytes.subarray(0, end))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let text = ''
  for (let at = 0; at + 4 <= bytes.byteLength && at < end; at += 4) {
    const code = view.getUint32(at, little)
    text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  }
  return text
}
