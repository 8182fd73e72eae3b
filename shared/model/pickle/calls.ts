import { malformed } from '../problems'
import { latin1Bytes } from './literals'
import { DType, dtypeOf, NdArray, numberOf } from './numpy'
import { PyDict, PyGlobal, PyObject, PySet, type PyValue } from './values'

/** Bytes of a value that stands for bytes: Python 2 wrote them as text. Null for anything else. */
export function bytesOf(value: PyValue | undefined): Uint8Array | null {
  return value instanceof Uint8Array ? value : typeof value === 'string' ? latin1Bytes(value) : null
}

function list(value: PyValue | undefined): readonly PyValue[] | null {
  return Array.isArray(value) ? value as readonly PyValue[] : null
}

/**
 * The value of a call that only rebuilds data (arrays, element types, bytes, sets); every other call is
 * kept as written, and no call is made.
 */
export function callResult(callee: PyValue, args: readonly PyValue[], file: string): PyValue {
  if (!(callee instanceof PyGlobal)) return new PyObject(callee, args)
  const path = callee.path.replace(/^numpy\._core\./, 'numpy.core.').replace(/^builtins\./, '__builtin__.').replace(/^copyreg\./, 'copy_reg.')
  switch (path) {
    case 'numpy.core.multiarray._reconstruct': return new NdArray(new DType('V', 0), [0], false, new Uint8Array(), null)
    case 'numpy.dtype': return typeof args[0] === 'string' ? dtypeOf(args[0], file) : dtypeOf(classCode(args[0]), file)
    case 'numpy.core.multiarray.scalar': return scalar(args, callee)
    case 'numpy.core.numeric._frombuffer': return fromBuffer(args, file)
    case '_codecs.encode': return typeof args[0] === 'string' ? (args[1] === undefined || args[1] === 'latin1' || args[1] === 'latin-1' ? latin1Bytes(args[0]) : new TextEncoder().encode(args[0])) : new PyObject(callee, args)
    case '__builtin__.bytes': return args.length === 0 ? new Uint8Array() : new PyObject(callee, args)
    case '__builtin__.bytearray': return args.length === 0 ? new Uint8Array() : bytesOf(args[0]) ?? new PyObject(callee, args)
    case '__builtin__.set': case '__builtin__.frozenset': return new PySet([...(list(args[0]) ?? [])])
    case '__builtin__.dict': case 'collections.OrderedDict': return dictOf(list(args[0]))
    case '__builtin__.list': case '__builtin__.tuple': return [...(list(args[0]) ?? [])]
    case 'copy_reg._reconstructor': return args[0] === undefined ? new PyObject(callee, args) : new PyObject(args[0], [])
    default: return new PyObject(callee, args)
  }
}

function dictOf(pairs: readonly PyValue[] | null): PyDict {
  const dict = new PyDict()
  for (const pair of pairs ?? []) {
    const entry = list(pair)
    if (entry?.length === 2) dict.entries.set(entry[0]!, entry[1]!)
  }
  return dict
}

/** Element type of a numpy scalar class given as a name (`numpy.float64`). */
function classCode(value: PyValue | undefined): string {
  if (value instanceof PyGlobal) {
    const known: Readonly<Record<string, string>> = { float64: 'f8', float32: 'f4', int64: 'i8', int32: 'i4', bool_: 'b1', bool: 'b1', float: 'f8', int: 'i8', object: 'O8', object_: 'O8', uint8: 'u1' }
    return known[value.name] ?? 'V0'
  }
  return 'V0'
}

function scalar(args: readonly PyValue[], callee: PyGlobal): PyValue {
  const dtype = args[0]
  if (!(dtype instanceof DType)) return new PyObject(callee, args)
  if (dtype.isObject) return args[1] ?? null
  const bytes = bytesOf(args[1])
  if (bytes?.byteLength !== dtype.size) return new PyObject(callee, args)
  return new NdArray(dtype, [1], false, bytes, null).values()[0] ?? new PyObject(callee, args)
}

function fromBuffer(args: readonly PyValue[], file: string): PyValue {
  const bytes = bytesOf(args[0])
  const dtype = args[1]
  const shape = list(args[2])
  if (bytes === null || !(dtype instanceof DType) || shape === null) throw malformed(file, 'an array is written in a way that is not known')
  return new NdArray(dtype, shape.map(numberOf), args[3] === 'F', bytes, null).check(file)
}

/** Sets the state of a value as BUILD does: arrays and element types are completed, objects remember it. */
export function build(target: PyValue | undefined, state: PyValue, file: string): void {
  const parts = list(state)
  if (target instanceof NdArray) {
    if (parts === null || parts.length < 4) throw malformed(file, 'the state of an array is incomplete')
    const [shape, dtype, fortran, raw] = parts.slice(-4)
    const dims = list(shape)
    if (dims === null || !(dtype instanceof DType)) throw malformed(file, 'the state of an array is not known')
    target.shape = dims.map(numberOf)
    target.dtype = dtype
    target.fortran = fortran === true || fortran === 1
    const objects = list(raw)
    target.objects = dtype.isObject ? (objects ?? []) : null
    target.bytes = dtype.isObject ? new Uint8Array() : (bytesOf(raw) ?? new Uint8Array())
    target.check(file)
  } else if (target instanceof DType) {
    if (parts === null || parts.length < 5) return
    target.little = parts[1] !== '>'
    const names = list(parts[3])
    const fields = parts[4]
    if (names !== null && fields instanceof PyDict) {
      target.fields = names.map((name) => {
        const entry = list(fields.entries.get(name))
        const dtype = entry?.[0]
        if (typeof name !== 'string' || !(dtype instanceof DType)) throw malformed(file, 'a record type is incomplete')
        return { name, dtype, offset: numberOf(entry![1] ?? null) }
      })
    }
    if (typeof parts[5] === 'number' && parts[5] > 0) target.size = parts[5]
  } else if (target instanceof PyObject) {
    target.state = state
  }
}
