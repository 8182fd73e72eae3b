/** What the checks of one message have left to spend. */
const fieldLimit = 100_000
const depthLimit = 64
/** Digits of the longest decimals there are. */
const scaleLimit = 76

/** A field of a FlatBuffers table: where its value is, or -1. @throws RangeError outside the buffer. */
export function fieldAt(view: DataView, table: number, field: number): number {
  const vtable = table - view.getInt32(table, true)
  if (field >= view.getUint16(vtable, true)) return -1
  const offset = view.getUint16(vtable + field, true)
  return offset === 0 ? -1 : table + offset
}

/** The vector a field points at: where its items begin and how many there are; they must lie inside. @throws Error or RangeError */
export function vector(view: DataView, field: number, stride: number): readonly [from: number, count: number] {
  if (field < 0) return [0, 0]
  const at = field + view.getUint32(field, true)
  const count = view.getUint32(at, true)
  if (at + 4 + count * stride > view.byteLength) throw new Error('a message has a list beyond its end.')
  return [at + 4, count]
}

/** The table a field points at. */
function table(view: DataView, field: number): number {
  return field + view.getUint32(field, true)
}

function checkMetadata(view: DataView, field: number): void {
  const [from, count] = vector(view, field, 4)
  for (let item = 0; item < count; item++) {
    const pair = table(view, from + item * 4)
    vector(view, fieldAt(view, pair, 4), 1)
    vector(view, fieldAt(view, pair, 6), 1)
  }
}

/** Keys of a list of key and value. @throws Error or RangeError with what does not fit. */
export function metadataKeys(view: DataView, field: number): readonly string[] {
  const [from, count] = vector(view, field, 4)
  return Array.from({ length: count }, (_, item) => {
    const [at, length] = vector(view, fieldAt(view, table(view, from + item * 4), 4), 1)
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, length))
  })
}

/** The decoder raises ten to the scale: an endless one would take seconds, a negative one breaks it. */
function checkScale(view: DataView, decimal: number): void {
  const at = fieldAt(view, decimal, 6)
  const scale = at < 0 ? 0 : view.getInt32(at, true)
  if (scale < 0 || scale > scaleLimit) throw new Error(`a decimal has the scale ${scale}; 0 to ${scaleLimit} are read.`)
}

/**
 * Checks a schema before the decoder walks it: lists inside the message, no endless nesting.
 * @throws Error or RangeError with what does not fit.
 */
export function checkSchema(view: DataView, schema: number): void {
  let left = fieldLimit
  const walk = (at: number, depth: number): void => {
    const [from, count] = vector(view, at, 4)
    left -= count
    if (left < 0 || depth > depthLimit) throw new Error('the schema has too many fields or is too deep.')
    for (let item = 0; item < count; item++) {
      const field = table(view, from + item * 4)
      vector(view, fieldAt(view, field, 4), 1)
      checkMetadata(view, fieldAt(view, field, 16))
      walk(fieldAt(view, field, 14), depth + 1)
      const type = fieldAt(view, field, 10)
      // Only unions (14) have a list in their type, and time stamps (10) a text.
      const kind = fieldAt(view, field, 8)
      const typeId = kind < 0 ? 0 : view.getUint8(kind)
      if (type >= 0 && typeId === 7) checkScale(view, table(view, type))
      if (type >= 0 && (typeId === 14 || typeId === 10)) vector(view, fieldAt(view, table(view, type), 6), typeId === 14 ? 4 : 1)
    }
  }
  walk(fieldAt(view, schema, 6), 0)
  checkMetadata(view, fieldAt(view, schema, 8))
}

/**
 * Checks a record batch before it is decoded: its lists lie inside the message, its buffers inside the
 * body, and no column is longer than the largest buffer could hold.
 * @throws Error or RangeError with what does not fit.
 */
export function checkBatch(view: DataView, batch: number, body: DataView): void {
  const [nodes, nodeCount] = vector(view, fieldAt(view, batch, 6), 16)
  const [buffers, bufferCount] = vector(view, fieldAt(view, batch, 8), 16)
  const [parts, partCount] = vector(view, fieldAt(view, batch, 12), 8)
  const packed = fieldAt(view, batch, 10) >= 0
  let largest = 0
  for (let index = 0; index < bufferCount; index++) {
    const offset = Number(view.getBigInt64(buffers + index * 16, true))
    const length = Number(view.getBigInt64(buffers + index * 16 + 8, true))
    if (offset < 0 || length < 0 || offset + length > body.byteLength) throw new Error('a column lies outside its batch.')
    const unpacked = packed && length >= 8 ? Number(body.getBigInt64(offset, true)) : length
    if (unpacked > length * 5000 + 65_536) throw new Error(`a buffer of ${length} bytes claims to unpack to ${unpacked}.`)
    largest = Math.max(largest, unpacked < 0 ? length : unpacked)
  }
  for (let index = 0; index < nodeCount; index++) {
    const length = Number(view.getBigInt64(nodes + index * 16, true))
    if (length < 0 || length > largest * 8) throw new Error('a column is longer than its values.')
  }
  for (let index = 0; index < partCount; index++) {
    const count = Number(view.getBigInt64(parts + index * 8, true))
    if (count < 0 || count > bufferCount) throw new Error('a column has more parts than there are buffers.')
  }
}
