import { malformed, truncated } from '../problems'

/** One field of a protobuf message: its number, how it lies on the wire, its payload, its raw bytes. */
export interface WireField {
  readonly field: number
  readonly wire: 0 | 1 | 2 | 5
  /** Varints and fixed-width fields as an unsigned integer; 0n for length-delimited ones. */
  readonly integer: bigint
  /** Payload of length-delimited and fixed-width fields; empty for varints. */
  readonly bytes: Uint8Array
  /** Tag and payload as they lie in the file, for copying unchanged. */
  readonly raw: Uint8Array
}

const text = new TextDecoder('utf-8', { fatal: false })

/**
 * Walks the fields of one protobuf message without knowing its schema. Groups (deprecated, never in
 * ONNX) are refused; every length is checked against the message.
 * @throws ExpectedError `model.truncated` or `model.malformed`.
 */
export function* wireFields(message: Uint8Array, file: string): Generator<WireField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength)
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at]
      if (byte === undefined) throw truncated(file, 'it ends inside a number')
      at++
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw malformed(file, 'a protobuf number is too long')
  }
  while (at < message.byteLength) {
    const from = at
    const tag = varint()
    const field = Number(tag >> 3n)
    const wire = Number(tag & 7n)
    if (field === 0 || field > 536_870_911) throw malformed(file, 'it is not a protobuf message')
    let integer = 0n
    let payload = at
    if (wire === 0) {
      integer = varint()
      payload = at
    } else if (wire === 2) {
      const length = varint()
      if (length > BigInt(message.byteLength - at)) throw truncated(file, `a part of ${length} bytes does not fit in what is left`)
      payload = at
      at += Number(length)
    } else if (wire === 1 || wire === 5) {
      const width = wire === 1 ? 8 : 4
      if (width > message.byteLength - at) throw truncated(file, 'it ends inside a number')
      payload = at
      integer = wire === 1 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true))
      at += width
    } else {
      throw malformed(file, 'it is not a protobuf message')
    }
    yield { field, wire, integer, bytes: message.subarray(payload, at), raw: message.subarray(from, at) }
  }
}

/** UTF-8 text of a field. */
export function textOf(field: WireField): string {
  return text.decode(field.bytes.slice())
}

/** A signed 64-bit field as a number; exact within ±2^53. */
export function intOf(field: WireField): number {
  return Number(BigInt.asIntN(64, field.integer))
}

/** Whole numbers of a repeated field, packed or not. */
export function intsOf(field: WireField, file: string): readonly number[] {
  if (field.wire !== 2) return [intOf(field)]
  const out: number[] = []
  let value = 0n
  let shift = 0n
  for (const byte of field.bytes) {
    value |= BigInt(byte & 0x7f) << shift
    shift += 7n
    if (shift > 70n) throw malformed(file, 'a protobuf number is too long')
    if (byte < 0x80) {
      out.push(Number(BigInt.asIntN(64, value)))
      value = 0n
      shift = 0n
    }
  }
  if (shift !== 0n) throw truncated(file, 'it ends inside a number')
  return out
}

/** Encodes one length-delimited field. */
export function encodeField(field: number, payload: Uint8Array): Uint8Array {
  return concat([varintBytes(field * 8 + 2), varintBytes(payload.byteLength), payload])
}

/** Encodes one varint field. */
export function encodeInt(field: number, value: number): Uint8Array {
  return concat([varintBytes(field * 8), varintBytes(value)])
}

function varintBytes(value: number): Uint8Array {
  const out: number[] = []
  let rest = value
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  out.push(rest)
  return Uint8Array.from(out)
}

/** Joins byte runs. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.byteLength
  }
  return out
}
