import { allocateInt32, allocateUint8 } from '../allocate'

/** Bytes of the file that are tokenized at once. */
export const usualBlock = 1 << 20
/** Fields that one run of the tokenizer may find. */
export const usualFields = 1 << 17

/** A block of the file and the fields found in it: `columns` per record. */
export interface Slot {
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** `QUOTED`, `ESCAPED` per field. */
  readonly flags: Uint8Array
}

/** An empty slot in memory that workers share: room for twice the block, and for whole records of fields. */
export function makeSlot(block: number, fields: number, columns: number): Slot {
  const room = Math.max(1, Math.floor(fields / columns)) * columns
  return { bytes: allocateUint8(block + Math.max(block, 65_536)), starts: allocateInt32(room), ends: allocateInt32(room), flags: allocateUint8(room) }
}
