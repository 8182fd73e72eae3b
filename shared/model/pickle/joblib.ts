import { malformed } from '../problems'
import { limits } from '../limits'
import type { PickleReading } from './machine'
import { DType, NdArray, numberOf } from './numpy'
import { PyObject, type PyValue } from './values'

/** True for joblib's stand-in for an array, whose bytes follow it in the stream. */
export function isArrayWrapper(value: PyValue): value is PyObject {
  return value instanceof PyObject && value.className === 'NumpyArrayWrapper' && value.path.includes('joblib')
}

/**
 * The array behind a wrapper: padding to the alignment, then raw bytes; arrays of objects are a
 * pickle of their own.
 */
export function arrayBehind(wrapper: PyObject, reading: PickleReading, nested: () => PyValue): PyValue {
  const { cursor, file } = reading
  const dtype = wrapper.attribute('dtype')
  const shape = wrapper.attribute('shape')
  if (!(dtype instanceof DType) || !Array.isArray(shape)) throw malformed(file, 'an array of joblib has no type or shape')
  if (dtype.isObject) return nested()
  const dims = (shape as readonly PyValue[]).map(numberOf)
  const size = dims.reduce((product, n) => product * n, dtype.size)
  if (dims.some((n) => !Number.isSafeInteger(n) || n < 0) || !(size <= limits.binaryBytes)) throw malformed(file, `an array has the shape ${dims.join(' × ')}`)
  if (typeof wrapper.attribute('numpy_array_alignment_bytes') === 'number') cursor.take(cursor.u8())
  return new NdArray(dtype, dims, wrapper.attribute('order') === 'F', cursor.take(size), null).check(file)
}
