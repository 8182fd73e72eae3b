import type { ColumnMetaData } from 'hyparquet'
import { ThriftReader } from './thrift'
import type { ThriftStruct } from './thrift'

/** Unpacks a page's bytes; throws on codecs it does not know and on sizes beyond reason. */
export type Unpack = (codec: string, input: Uint8Array, length: number) => Uint8Array

function whole(struct: ThriftStruct | undefined, id: number, what: string, limit: number): number {
  const value = struct?.[id]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > limit) throw new Error(`a page header declares ${what} of ${typeof value === 'number' ? value : 'no number'}, where at most ${limit} can be.`)
  return value
}

function sub(struct: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = struct[id]
  return typeof value === 'object' ? value : undefined
}

/**
 * Walks the runs of an RLE/bit-packed block: no run may be longer than the values declared. The values
 * themselves are not looked at. `complete` asks that the block holds them all.
 */
function checkRuns(bytes: Uint8Array, from: number, to: number, width: number, values: number, complete: boolean): void {
  if (width > 32 || to > bytes.length) throw new Error('a page has levels or codes beyond its end.')
  const reader = new ThriftReader(bytes, from)
  let seen = 0
  while (seen < values && reader.offset < to) {
    const head = reader.varint()
    const count = head % 2 === 1 ? ((head - 1) / 2) * 8 : head / 2
    if (head % 2 === 0 && count > values - seen) throw new Error(`a page repeats a value ${count} times, where ${values - seen} are left.`)
    if (head % 2 === 1 && count > values - seen + 504) throw new Error(`a page packs ${count} values, where ${values - seen} are left.`)
    reader.offset += head % 2 === 1 ? (count / 8) * width : (width + 7) >> 3
    seen += count
  }
  if (complete && seen < values) throw new Error('a page has fewer levels than values.')
}

const dictionaryEncodings = [2, 8]
const runEncoding = 3

/**
 * Checks the pages of one column chunk before they are decoded: sizes, value counts and run lengths
 * must fit the row group. The decoder trusts them, and a changed byte could make it fill gigabytes.
 * @throws Error with what does not fit.
 */
export function checkPages(bytes: Uint8Array, meta: ColumnMetaData, rows: number, maxDefinition: number, unpack: Unpack): void {
  let offset = 0
  let total = 0
  const levelWidth = 32 - Math.clz32(maxDefinition)
  while (offset < bytes.length - 1 && total < rows) {
    const reader = new ThriftReader(bytes, offset)
    const header = reader.struct()
    const type = header[1]
    const size = whole(header, 3, 'a size', bytes.length - reader.offset)
    const unpacked = whole(header, 2, 'an unpacked size', 2 ** 30)
    const body = bytes.subarray(reader.offset, reader.offset + size)
    offset = reader.offset + size
    if (type === 2) {
      whole(sub(header, 7), 1, 'a number of values', 2 ** 27)
      continue
    }
    if (type !== 0 && type !== 3) continue
    const page = sub(header, type === 0 ? 5 : 8)
    const values = whole(page, 1, 'a number of values', rows - total)
    total += values
    if (type === 0) checkFirst(body, unpacked, page!, values)
    else checkSecond(body, unpacked, page!, values)
  }

  function checkData(data: Uint8Array, from: number, encoding: unknown, values: number): void {
    if (typeof encoding !== 'number') throw new Error('a page has no encoding.')
    if (dictionaryEncodings.includes(encoding) && from < data.length) checkRuns(data, from + 1, data.length, data[from]!, values, false)
    else if (encoding === runEncoding && from + 4 <= data.length) checkRuns(data, from + 4, data.length, 1, values, false)
  }

  function checkFirst(body: Uint8Array, unpacked: number, page: ThriftStruct, values: number): void {
    const data = meta.codec === 'UNCOMPRESSED' ? body : unpack(meta.codec, body, unpacked)
    let from = 0
    if (maxDefinition > 0 && values > 0) {
      if (data.length < 4) throw new Error('a page is too short for its levels.')
      const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true)
      checkRuns(data, 4, 4 + length, levelWidth, values, true)
      from = 4 + length
    }
    checkData(data, from, page[2], values)
  }

  function checkSecond(body: Uint8Array, unpacked: number, page: ThriftStruct, values: number): void {
    whole(page, 2, 'a number of nulls', values)
    const levels = whole(page, 5, 'a length of levels', body.length)
    const repeats = whole(page, 6, 'a length of repetitions', body.length - levels)
    if (maxDefinition > 0) checkRuns(body, repeats, repeats + levels, levelWidth, values, true)
    const packed = body.subarray(repeats + levels)
    const plain = page[7] === false || meta.codec === 'UNCOMPRESSED'
    if (!plain && unpacked < levels + repeats) throw new Error('a page unpacks to less than its levels.')
    checkData(plain ? packed : unpack(meta.codec, packed, unpacked - levels - repeats), 0, page[4], values)
  }
}
