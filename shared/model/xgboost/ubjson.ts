import { limits } from '../limits'
import { malformed, tooLarge, truncated } from '../problems'

const text = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads Universal Binary JSON (draft 12) as XGBoost writes it: big-endian numbers, strongly typed
 * arrays with counts, int64 lengths. Typed numeric arrays become typed arrays; int64 becomes a number
 * (exact within ±2^53). Depth, value count and every length are bounded by the file itself.
 * @throws ExpectedError `model.truncated` or `model.malformed`.
 */
export function parseUbjson(bytes: Uint8Array, file: string): unknown {
  return new UbjsonReader(bytes, file).document()
}

class UbjsonReader {
  private at = 0
  private values = 0
  private readonly view: DataView
  private readonly bytes: Uint8Array
  private readonly file: string

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes
    this.file = file
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  document(): unknown {
    return this.value(this.marker(), 0)
  }

  private need(count: number): number {
    if (count < 0 || count > this.bytes.byteLength - this.at) throw truncated(this.file, `${count} bytes expected at byte ${this.at}, ${this.bytes.byteLength - this.at} left`)
    const from = this.at
    this.at += count
    return from
  }

  private marker(): string {
    let code = this.bytes[this.need(1)]!
    while (code === 0x4e) code = this.bytes[this.need(1)]!
    return String.fromCharCode(code)
  }

  private value(marker: string, depth: number): unknown {
    if (depth > limits.depth) throw malformed(this.file, `it is nested deeper than ${limits.depth}`)
    if (++this.values > limits.values) throw tooLarge(this.file, `more than ${limits.values} values`)
    switch (marker) {
      case 'Z': return null
      case 'T': return true
      case 'F': return false
      case 'C': return String.fromCharCode(this.bytes[this.need(1)]!)
      case 'S': return this.string()
      case 'H': return Number(this.string())
      // A container takes more than its two bytes, however empty it is.
      case '[': this.values += 3; return this.array(depth)
      case '{': this.values += 10; return this.object(depth)
      default: return this.number(marker)
    }
  }

  private number(marker: string): number {
    switch (marker) {
      case 'i': return this.view.getInt8(this.need(1))
      case 'U': return this.view.getUint8(this.need(1))
      case 'I': return this.view.getInt16(this.need(2))
      case 'l': return this.view.getInt32(this.need(4))
      case 'L': return Number(this.view.getBigInt64(this.need(8)))
      case 'd': return this.view.getFloat32(this.need(4))
      case 'D': return this.view.getFloat64(this.need(8))
      default: throw malformed(this.file, `byte ${this.at - 1} holds no UBJSON marker`)
    }
  }

  private length(): number {
    const length = this.number(this.marker())
    if (!Number.isInteger(length) || length < 0) throw malformed(this.file, `a length at byte ${this.at} is not a count`)
    return length
  }

  private string(): string {
    const length = this.length()
    const from = this.need(length)
    try {
      return text.decode(this.bytes.slice(from, from + length))
    } catch {
      throw malformed(this.file, `the text at byte ${from} is not UTF-8`)
    }
  }

  /** `$` type and `#` count that may follow an opening bracket. */
  private header(): { readonly type: string | null; readonly count: number | null } {
    let type: string | null = null
    if (this.peek() === 0x24) {
      this.at++
      type = this.marker()
      if (this.peek() !== 0x23) throw malformed(this.file, `a typed container at byte ${this.at} has no count`)
    }
    if (this.peek() !== 0x23) return { type, count: null }
    this.at++
    return { type, count: this.length() }
  }

  private peek(): number {
    if (this.at >= this.bytes.byteLength) throw truncated(this.file, 'it ends inside a container')
    return this.bytes[this.at]!
  }

  private array(depth: number): unknown {
    const { type, count } = this.header()
    if (type !== null && count !== null && 'iUIlLdD'.includes(type)) return this.typedArray(type, count)
    const out: unknown[] = []
    if (count !== null) {
      // Every untyped element takes at least one byte; typed ones of no width (Z, T, F) count against the value limit.
      if (type === null && count > this.bytes.byteLength - this.at) throw truncated(this.file, `a list of ${count} values does not fit`)
      for (let i = 0; i < count; i++) out.push(this.value(type ?? this.marker(), depth + 1))
      return out
    }
    for (let marker = this.marker(); marker !== ']'; marker = this.marker()) out.push(this.value(marker, depth + 1))
    return out
  }

  private typedArray(type: string, count: number): ArrayLike<number> {
    const width = type === 'd' || type === 'l' ? 4 : type === 'D' || type === 'L' ? 8 : type === 'I' ? 2 : 1
    const from = this.need(count * width)
    const out = type === 'd' ? new Float32Array(count) : type === 'D' || type === 'L' ? new Float64Array(count) : type === 'U' ? new Uint8Array(count) : new Int32Array(count)
    const end = this.at
    this.at = from
    for (let i = 0; i < count; i++) out[i] = this.number(type)
    this.at = end
    return out
  }

  private object(depth: number): Readonly<Record<string, unknown>> {
    const { type, count } = this.header()
    // No prototype: a key named __proto__ is an ordinary key.
    const out = Object.create(null) as Record<string, unknown>
    for (let i = 0; count === null || i < count; i++) {
      if (count === null && this.peek() === 0x7d) {
        this.at++
        break
      }
      const key = this.string()
      out[key] = this.value(type ?? this.marker(), depth + 1)
    }
    return out
  }
}
