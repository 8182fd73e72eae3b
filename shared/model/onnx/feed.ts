import { ExpectedError } from '../../contract/errors'
import type { Column } from '../../contract/table'
import { numbersOf, textReader } from '../features'
import { Tensor } from './runtime'
import type { InputTensor, Signature } from './signature'

/** Columns of one table made ready to be cut into batches. */
export interface Feed {
  /** Tensors for rows [from, from + count); rows past the end repeat the last one up to `size`. */
  batch(from: number, count: number, size: number): Record<string, Tensor>
  /** Rows that hold a missing value where the graph has no way to say so (integers, booleans). */
  readonly unscorable: Uint8Array | null
}

/**
 * Prepares table columns for the graph. Missing numbers are NaN, missing texts the empty text; a row
 * with a missing integer or boolean is scored NaN.
 * @throws ExpectedError `model.column-type` when an integer input meets fractions.
 */
export function feedOf(columns: readonly Column[], signature: Signature, rows: number): Feed {
  const unscorable = new Uint8Array(rows)
  const makers = signature.tensors.map((tensor) => makerOf(tensor, columns.slice(tensor.from, tensor.from + tensor.width), signature, unscorable))
  return {
    batch: (from, count, size) => Object.fromEntries(makers.map((make, i) => [signature.tensors[i]!.name, make(from, count, size)])),
    unscorable: unscorable.some((flag) => flag === 1) ? unscorable : null,
  }
}

type Maker = (from: number, count: number, size: number) => Tensor

function makerOf(tensor: InputTensor, columns: readonly Column[], signature: Signature, unscorable: Uint8Array): Maker {
  const { width, element } = tensor
  const dims = (size: number): number[] => tensor.matrix ? [size, width] : [size]
  if (element === 'string') {
    const readers = columns.map(textReader)
    return (from, count, size) => {
      const data = new Array<string>(size * width)
      for (let i = 0; i < size; i++) for (let k = 0; k < width; k++) data[i * width + k] = readers[k]!(from + Math.min(i, count - 1)) ?? ''
      return new Tensor('string', data, dims(size))
    }
  }
  const values = columns.map((column, k) => numbersOf(column, signature.inputs[tensor.from + k]!.name))
  if (element !== 'float' && element !== 'double') values.forEach((column, k) => checkWhole(column, columns[k]!.name, signature.inputs[tensor.from + k]!.name, unscorable))
  return (from, count, size) => {
    const fill = <T extends { [index: number]: unknown }>(data: T, convert: (x: number) => T[number]): T => {
      for (let k = 0; k < width; k++) {
        const column = values[k]!
        for (let i = 0, at = k; i < size; i++, at += width) (data as Record<number, unknown>)[at] = convert(column[from + Math.min(i, count - 1)]!)
      }
      return data
    }
    switch (element) {
      case 'double': return new Tensor('float64', fill(new Float64Array(size * width), (x) => x), dims(size))
      case 'int64': return new Tensor('int64', fill(new BigInt64Array(size * width), (x) => Number.isNaN(x) ? 0n : BigInt(x)), dims(size))
      case 'int32': return new Tensor('int32', fill(new Int32Array(size * width), (x) => Number.isNaN(x) ? 0 : x), dims(size))
      case 'bool': return new Tensor('bool', fill(new Uint8Array(size * width), (x) => x === 0 || Number.isNaN(x) ? 0 : 1), dims(size))
      default: return new Tensor('float32', fill(new Float32Array(size * width), (x) => x), dims(size))
    }
  }
}

function checkWhole(values: Float64Array, column: string, input: string, unscorable: Uint8Array): void {
  for (let row = 0; row < values.length; row++) {
    const x = values[row]!
    if (Number.isNaN(x)) unscorable[row] = 1
    else if (!Number.isInteger(x)) throw new ExpectedError('model.column-type', `Column "${column}" holds ${x}, but the model input "${input}" takes whole numbers.`, { column, row: row + 2 })
  }
}
