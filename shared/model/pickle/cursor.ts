import { truncated } from '../problems'
import { latin1Text } from './literals'

/** Reads bytes in order; running past the end is a refusal, never a guess. */
export class Cursor {
  at = 0
  readonly bytes: Uint8Array
  private readonly view: DataView
  private readonly file: string

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes
    this.file = file
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  take(count: number): Uint8Array {
    return this.bytes.subarray(this.advance(count), this.at)
  }

  u8(): number { return this.view.getUint8(this.advance(1)) }
  u16(): number { return this.view.getUint16(this.advance(2), true) }
  u32(): number { return this.view.getUint32(this.advance(4), true) }
  i32(): number { return this.view.getInt32(this.advance(4), true) }
  f64(): number { return this.view.getFloat64(this.advance(8), false) }

  /** A length of eight bytes. */
  u64(): number {
    const value = this.view.getBigUint64(this.advance(8), true)
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? Infinity : Number(value)
  }

  /** A line without its end, as Latin-1. */
  line(): string {
    const end = this.bytes.indexOf(10, this.at)
    if (end < 0) throw truncated(this.file, 'a line of the pickle does not end')
    const text = latin1Text(this.take(end - this.at))
    this.at++
    return text.endsWith('\r') ? text.slice(0, -1) : text
  }

  private advance(count: number): number {
    const from = this.at
    if (!(count >= 0) || from + count > this.bytes.byteLength) throw truncated(this.file, `the pickle ends at byte ${this.bytes.byteLength} where ${count} more bytes were announced`)
    this.at += count
    return from
  }
}
