import { SPACE } from './dialect'
import type { Dialect } from './dialect'
import { ESCAPED, unescapeField } from './tokenizer'

/** A block of tokenized records, as the column builders take it. */
export interface Batch {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly flags: Uint8Array
  readonly columns: number
  readonly records: number
  readonly dialect: Dialect
}

/** How empty cells of a column were written. */
export interface EmptyCounts {
  blank: number
  quoted: number
  spaces: number
}

/** True when bytes [from, to) are all spaces or tabs (or none). */
export function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (bytes[p] !== SPACE && bytes[p] !== 9) return false
  return true
}

/** Counts one blank cell by how it was written. */
export function countEmpty(empty: EmptyCounts, flag: number, from: number, to: number): void {
  if (flag !== 0) empty.quoted++
  else if (from === to) empty.blank++
  else empty.spaces++
}

let scratch: Uint8Array = new Uint8Array(1024)
/** A field's own bytes: where they lie after unescaping. Valid until the next call. */
export const field: { bytes: Uint8Array; from: number; to: number } = { bytes: scratch, from: 0, to: 0 }

/** Points `field` at field `index` of the batch, unescaped. */
export function locateField(batch: Batch, index: number): void {
  const from = batch.starts[index]!
  const to = batch.ends[index]!
  if ((batch.flags[index]! & ESCAPED) === 0) {
    field.bytes = batch.bytes
    field.from = from
    field.to = to
    return
  }
  if (scratch.length < to - from) scratch = new Uint8Array((to - from) * 2)
  field.bytes = scratch
  field.from = 0
  field.to = unescapeField(batch.bytes, from, to, batch.dialect, scratch)
}
