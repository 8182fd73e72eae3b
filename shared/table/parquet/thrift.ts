/** Fields of a Thrift struct by id: whole numbers, booleans and structs; texts and lists are passed over. */
export interface ThriftStruct {
  readonly [id: number]: number | boolean | ThriftStruct
}

/** Reads Thrift compact protocol from bytes, only as far as page headers need it. */
export class ThriftReader {
  constructor(private readonly bytes: Uint8Array, public offset: number) {}

  private byte(): number {
    const value = this.bytes[this.offset++]
    if (value === undefined) throw new Error('a page header ends too early.')
    return value
  }

  /** An unsigned varint. */
  varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    throw new Error('a page header holds an endless number.')
  }

  private zigzag(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  /** One struct. */
  struct(depth = 0): ThriftStruct {
    if (depth > 16) throw new Error('a page header is nested too deeply.')
    const fields: Record<number, number | boolean | ThriftStruct> = {}
    let id = 0
    for (;;) {
      const head = this.byte()
      const type = head & 15
      if (type === 0) return fields
      id = head >> 4 === 0 ? this.zigzag() : id + (head >> 4)
      const value = this.value(type, depth)
      if (value !== null) fields[id] = value
    }
  }

  private value(type: number, depth: number): number | boolean | ThriftStruct | null {
    switch (type) {
      case 1: return true
      case 2: return false
      case 3: return this.byte()
      case 4: case 5: case 6: return this.zigzag()
      case 7: this.offset += 8; return null
      case 8: {
        const length = this.varint()
        this.offset += length
        return null
      }
      case 9: case 10: {
        const head = this.byte()
        const size = head >> 4 === 15 ? this.varint() : head >> 4
        for (let item = 0; item < size; item++) {
          if ((head & 15) <= 2) this.offset++
          else this.value(head & 15, depth + 1)
          if (this.offset > this.bytes.length) throw new Error('a page header ends too early.')
        }
        return null
      }
      case 12: return this.struct(depth + 1)
      default: throw new Error(`a page header holds a field of unknown type ${type}.`)
    }
  }
}
