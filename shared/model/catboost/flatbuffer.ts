import { malformed, truncated } from '../problems'

/**
 * A table of a FlatBuffer, read in place. Every place is checked against the buffer, so that a damaged file
 * is refused and never read beyond its end. Fields are numbered as in the schema; absent ones give the default.
 */
export class FlatTable {
  private readonly view: DataView
  private readonly place: number
  private readonly fields: number
  private readonly fieldCount: number
  private readonly file: string
  /** Bytes that may still be read: parts that are shared thousands of times would grow beyond the file. */
  private readonly budget: { left: number }

  /** The root table of a buffer. */
  static root(bytes: Uint8Array, file: string): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (bytes.length < 8) throw truncated(file, 'it ends before its contents')
    return new FlatTable(view, view.getUint32(0, true), file, { left: 4 * bytes.length + 1_000_000 })
  }

  private constructor(view: DataView, place: number, file: string, budget: { left: number }) {
    this.budget = budget
    this.view = view
    this.place = place
    this.file = file
    this.need(place, 4)
    this.fields = place - view.getInt32(place, true)
    this.need(this.fields, 4)
    const size = view.getUint16(this.fields, true)
    this.need(this.fields, size)
    this.fieldCount = (size - 4) >> 1
  }

  int(field: number, fallback: number): number {
    return this.scalar(field, 4, fallback, (at) => this.view.getInt32(at, true))
  }

  byte(field: number, fallback: number): number {
    return this.scalar(field, 1, fallback, (at) => this.view.getInt8(at))
  }

  float(field: number, fallback: number): number {
    return this.scalar(field, 4, fallback, (at) => this.view.getFloat32(at, true))
  }

  double(field: number, fallback: number): number {
    return this.scalar(field, 8, fallback, (at) => this.view.getFloat64(at, true))
  }

  has(field: number): boolean {
    return this.at(field) !== 0
  }

  text(field: number): string {
    return new TextDecoder().decode(this.bytes(field).slice())
  }

  table(field: number): FlatTable | null {
    const at = this.at(field)
    if (at === 0) return null
    this.need(at, 4)
    return new FlatTable(this.view, at + this.view.getUint32(at, true), this.file, this.budget)
  }

  tables(field: number): readonly FlatTable[] {
    const [from, count] = this.vector(field, 4)
    return Array.from({ length: count }, (_, i) => new FlatTable(this.view, from + 4 * i + this.view.getUint32(from + 4 * i, true), this.file, this.budget))
  }

  texts(field: number): readonly string[] {
    const [from, count] = this.vector(field, 4)
    const decoder = new TextDecoder()
    return Array.from({ length: count }, (_, i) => {
      const at = from + 4 * i + this.view.getUint32(from + 4 * i, true)
      this.need(at, 4)
      const length = this.view.getUint32(at, true)
      this.need(at + 4, length)
      this.spend(length)
      return decoder.decode(new Uint8Array(this.view.buffer, this.view.byteOffset + at + 4, length).slice())
    })
  }

  bytes(field: number): Uint8Array {
    const [from, count] = this.vector(field, 1)
    return new Uint8Array(this.view.buffer, this.view.byteOffset + from, count)
  }

  ints(field: number): Int32Array {
    const [from, count] = this.vector(field, 4)
    return Int32Array.from({ length: count }, (_, i) => this.view.getInt32(from + 4 * i, true))
  }

  floats(field: number): Float32Array {
    const [from, count] = this.vector(field, 4)
    return Float32Array.from({ length: count }, (_, i) => this.view.getFloat32(from + 4 * i, true))
  }

  doubles(field: number): Float64Array {
    const [from, count] = this.vector(field, 8)
    return Float64Array.from({ length: count }, (_, i) => this.view.getFloat64(from + 8 * i, true))
  }

  /** A list of structs of `size` bytes each. */
  structs<T>(field: number, size: number, read: (view: DataView, at: number) => T): readonly T[] {
    const [from, count] = this.vector(field, size)
    return Array.from({ length: count }, (_, i) => read(this.view, from + size * i))
  }

  private vector(field: number, size: number): readonly [from: number, count: number] {
    const at = this.at(field)
    if (at === 0) return [0, 0]
    this.need(at, 4)
    const start = at + this.view.getUint32(at, true)
    this.need(start, 4)
    const count = this.view.getUint32(start, true)
    this.need(start + 4, count * size)
    this.spend(count * size)
    return [start + 4, count]
  }

  private scalar(field: number, size: number, fallback: number, read: (at: number) => number): number {
    const at = this.at(field)
    if (at === 0) return fallback
    this.need(at, size)
    return read(at)
  }

  private at(field: number): number {
    if (field >= this.fieldCount) return 0
    const offset = this.view.getUint16(this.fields + 4 + 2 * field, true)
    return offset === 0 ? 0 : this.place + offset
  }

  private spend(bytes: number): void {
    if ((this.budget.left -= bytes) < 0) throw malformed(this.file, 'its parts overlap')
  }

  private need(at: number, size: number): void {
    if (!(at >= 0 && size >= 0 && at + size <= this.view.byteLength)) throw truncated(this.file, 'it points beyond its end')
  }
}
