const magic = 0x184d2204

/**
 * Unpacks LZ4 frames (what Arrow calls LZ4_FRAME). Checksums are passed over: the values are checked
 * against the table's own lengths. Source: LZ4 frame format 1.6.4 and block format.
 * @throws Error where the frame does not hold together or grows beyond `limit` bytes.
 */
export function unpackLz4Frame(input: Uint8Array, limit: number): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  if (input.length < 7 || view.getUint32(0, true) !== magic) throw new Error('a buffer is no LZ4 frame.')
  const flags = input[4]!
  if (flags >> 6 !== 1) throw new Error('a buffer is of an unknown LZ4 version.')
  const declared = (flags & 8) !== 0 ? Number(view.getBigUint64(6, true)) : -1
  if (declared > limit) throw new Error(`a buffer claims to unpack to ${declared} bytes.`)
  let at = 7 + ((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0)
  let output = new Uint8Array(declared >= 0 ? declared : Math.min(limit, input.length * 4))
  let length = 0
  for (;;) {
    const size = view.getUint32(at, true)
    at += 4
    if (size === 0) break
    const end = at + (size & 0x7fffffff)
    if (end > input.length) throw new Error('an LZ4 block is cut off.')
    if (size >>> 31 === 1) {
      reserve(end - at)
      output.set(input.subarray(at, end), length)
      length += end - at
    } else block(at, end)
    at = end + ((flags & 16) !== 0 ? 4 : 0)
  }
  if (declared >= 0 && length !== declared) throw new Error('an LZ4 frame has another length than it says.')
  return output.subarray(0, length)

  function reserve(more: number): void {
    if (length + more <= output.length) return
    if (length + more > limit || declared >= 0) throw new Error('an LZ4 frame unpacks to more than it may.')
    const grown = new Uint8Array(Math.min(limit, (length + more) * 2))
    grown.set(output)
    output = grown
  }

  function extended(from: number, start: number, end: number): readonly [number, number] {
    let [total, next, byte] = [start, from, 255]
    while (byte === 255) {
      if (next >= end) throw new Error('an LZ4 block is cut off.')
      byte = input[next++]!
      total += byte
    }
    return [total, next]
  }

  function block(from: number, end: number): void {
    let pos = from
    while (pos < end) {
      const token = input[pos++]!
      let literals = token >> 4
      if (literals === 15) [literals, pos] = extended(pos, 15, end)
      if (pos + literals > end) throw new Error('an LZ4 block is cut off.')
      reserve(literals)
      output.set(input.subarray(pos, pos + literals), length)
      length += literals
      pos += literals
      if (pos === end) return
      if (pos + 2 > end) throw new Error('an LZ4 block is cut off.')
      const offset = input[pos]! | (input[pos + 1]! << 8)
      pos += 2
      let match = token & 15
      if (match === 15) [match, pos] = extended(pos, 15, end)
      match += 4
      if (offset === 0 || offset > length) throw new Error('an LZ4 block refers to before its beginning.')
      reserve(match)
      // Source and target may overlap: that is how runs are written.
      for (let source = length - offset, stop = length + match; length < stop;) output[length++] = output[source++]!
    }
  }
}
