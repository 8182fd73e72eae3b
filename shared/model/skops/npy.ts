import { malformed } from '../problems'
import { DType, dtypeOf, NdArray, type DTypeField } from '../pickle/numpy'

/**
 * Reads one array as `numpy.save` writes it: a header that is a Python dictionary literal, then raw bytes.
 * Records of plain fields are taken; arrays of Python objects are not, since their bytes are a pickle.
 * @throws ExpectedError `model.malformed`.
 */
export function readNpy(bytes: Uint8Array, file: string): NdArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12 || bytes[0] !== 0x93 || new TextDecoder('latin1').decode(bytes.slice(1, 6)) !== 'NUMPY') throw malformed(file, 'an array does not begin as numpy writes them')
  const wide = bytes[6]! > 1
  const start = wide ? 12 : 10
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true)
  if (length > 10_000 || start + length > bytes.length) throw malformed(file, 'the header of an array is cut short')
  const header = new TextDecoder('latin1').decode(bytes.slice(start, start + length))
  const shape = /'shape': *\(([\d, L]*)\)/.exec(header)?.[1]
  const fortran = /'fortran_order': *(True|False)/.exec(header)?.[1]
  if (shape === undefined || fortran === undefined) throw malformed(file, 'the header of an array has no shape')
  const dtype = elementType(header, file)
  if (dtype.isObject) throw malformed(file, 'an array holds Python objects')
  const dims = shape.split(',').map((part) => part.trim().replace('L', '')).filter((part) => part !== '').map(Number)
  return new NdArray(dtype, dims, fortran === 'True', bytes.subarray(start + length), null).check(file)
}

/** `'<f8'`, or a list of named fields one after the other; fields without a name are padding. */
function elementType(header: string, file: string): DType {
  const plain = /'descr': *'([^']*)'/.exec(header)?.[1]
  if (plain !== undefined) return dtypeOf(plain, file)
  const list = /'descr': *\[(.*)\], *'fortran_order'/s.exec(header)?.[1]
  if (list === undefined) throw malformed(file, 'the header of an array names no element type')
  const fields: DTypeField[] = []
  let offset = 0
  const rest = list.replace(/\('([^']*)', *'([^']*)'\),? */g, (_, name: string, code: string) => {
    const dtype = dtypeOf(code, file)
    if (name !== '') fields.push({ name, dtype, offset })
    offset += dtype.size
    return ''
  })
  if (rest.trim() !== '') throw malformed(file, 'an array has records of a form that is not known')
  const record = new DType('V', offset)
  record.fields = fields
  return record
}
