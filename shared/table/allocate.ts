import { ExpectedError } from '../contract/errors'

const isolated = (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated
const shared = typeof SharedArrayBuffer !== 'undefined' && isolated !== false

/**
 * Memory for a column: shared where the host allows it (a cross-origin isolated page, Node), so that
 * a table crosses to another worker without a copy.
 * @throws ExpectedError `table.out-of-memory` when the host refuses.
 */
export function allocateBuffer(bytes: number): ArrayBufferLike {
  try {
    return shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)
  } catch {
    throw new ExpectedError('table.out-of-memory', `There is not enough memory for a column of ${bytes.toLocaleString('en')} bytes.`, {
      remedy: 'Close other datasets, or review a sample or fewer columns.',
    })
  }
}

/** `length` zeros as 64-bit floats. */
export function allocateFloat64(length: number): Float64Array {
  return new Float64Array(allocateBuffer(length * 8), 0, length)
}

/** `length` zeros as 32-bit integers. */
export function allocateInt32(length: number): Int32Array {
  return new Int32Array(allocateBuffer(length * 4), 0, length)
}

/** `length` zero bytes. */
export function allocateUint8(length: number): Uint8Array {
  return new Uint8Array(allocateBuffer(length), 0, length)
}
