import type { JobContext } from '../../contract/job'
import { truncated } from '../problems'
import { Growing } from './growing'

/** Reads bits from the highest down. */
class Bits {
  private at = 0
  private held = 0
  private count = 0
  private readonly bytes: Uint8Array
  private readonly file: string

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes
    this.file = file
  }

  read(bits: number): number {
    let out = 0
    for (let left = bits; left > 0;) {
      if (this.count === 0) {
        if (this.at >= this.bytes.length) throw damaged(this.file)
        this.held = this.bytes[this.at++]!
        this.count = 8
      }
      const take = Math.min(left, this.count)
      out = out * 2 ** take + ((this.held >> (this.count - take)) & ((1 << take) - 1))
      this.count -= take
      left -= take
    }
    return out
  }

  /** Drops the rest of a byte; false at the end. */
  nextStream(): boolean {
    this.count = 0
    return this.at + 4 <= this.bytes.length && this.bytes[this.at] === 0x42 && this.bytes[this.at + 1] === 0x5a
  }
}

const damaged = (file: string): Error => truncated(file, 'its bzip2 data cannot be unpacked')

/** A Huffman code by lengths: for each length the first code and the symbols in order. */
interface Code {
  readonly limits: Int32Array
  readonly bases: Int32Array
  readonly symbols: Uint16Array
  readonly shortest: number
}

function codeOf(lengths: Uint8Array): Code {
  const symbols = Uint16Array.from(Array.from(lengths, (_, i) => i).sort((a, b) => lengths[a]! - lengths[b]! || a - b))
  const limits = new Int32Array(22).fill(-1)
  const bases = new Int32Array(22)
  let code = 0
  let place = 0
  let shortest = 20
  for (let length = 1; length <= 20; length++) {
    const count = lengths.reduce((n, own) => n + (own === length ? 1 : 0), 0)
    if (count > 0) shortest = Math.min(shortest, length)
    bases[length] = place - code
    code += count
    place += count
    limits[length] = code - 1
    code <<= 1
  }
  return { limits, bases, symbols, shortest }
}

/** Unpacks bzip2: Huffman codes, move to front, the Burrows-Wheeler transform and its runs. */
export function unpackBzip2(bytes: Uint8Array, file: string, job: JobContext): Uint8Array {
  const bits = new Bits(bytes, file)
  const out = new Growing(file, job)
  do {
    if (bits.read(24) !== 0x425a68) throw damaged(file)
    const level = bits.read(8) - 0x30
    if (level < 1 || level > 9) throw damaged(file)
    for (;;) {
      const magic = bits.read(48)
      if (magic === 0x177245385090) break
      if (magic !== 0x314159265359) throw damaged(file)
      job.checkpoint()
      readBlock(bits, level * 100_000, out, file)
    }
    bits.read(32)
  } while (bits.nextStream())
  return out.take()
}

function readBlock(bits: Bits, limit: number, out: Growing, file: string): void {
  bits.read(32)
  if (bits.read(1) === 1) throw damaged(file)
  const origin = bits.read(24)
  const alphabet = alphabetOf(bits)
  const groups = bits.read(3)
  const selectorCount = bits.read(15)
  if (alphabet.length === 0 || groups < 2 || groups > 6 || selectorCount === 0) throw damaged(file)
  const selectors = selectorsOf(bits, groups, selectorCount, file)
  const codes = Array.from({ length: groups }, () => codeOf(lengthsOf(bits, alphabet.length + 2, file)))
  const block = new Uint32Array(limit)
  const counts = new Int32Array(256)
  let filled = 0
  let run = 0
  let weight = 1
  const put = (byte: number, times: number): void => {
    if (filled + times > limit) throw damaged(file)
    counts[byte]! += times
    block.fill(byte, filled, filled + times)
    filled += times
  }
  for (let symbolsRead = 0; ; symbolsRead++) {
    const selector = selectors[Math.floor(symbolsRead / 50)]
    if (selector === undefined) throw damaged(file)
    const symbol = symbolOf(bits, codes[selector]!, file)
    if (symbol <= 1) {
      // Runs of the byte in front are counted in base 2 with the digits 1 and 2.
      run += weight * (symbol + 1)
      weight *= 2
      if (run > limit) throw damaged(file)
      continue
    }
    if (run > 0) put(alphabet[0]!, run)
    run = 0
    weight = 1
    if (symbol === alphabet.length + 1) break
    const [byte] = alphabet.splice(symbol - 1, 1)
    if (byte === undefined) throw damaged(file)
    alphabet.unshift(byte)
    put(byte, 1)
  }
  if (origin >= filled) throw damaged(file)
  restore(block, filled, counts, origin, out)
}

/** Undoes the Burrows-Wheeler transform, then runs: four equal bytes are followed by how many more there are. */
function restore(block: Uint32Array, filled: number, counts: Int32Array, origin: number, out: Growing): void {
  let sum = 0
  for (let byte = 0; byte < 256; byte++) {
    const own = counts[byte]!
    counts[byte] = sum
    sum += own
  }
  for (let i = 0; i < filled; i++) {
    const byte = block[i]! & 0xff
    block[counts[byte]!]! |= i << 8
    counts[byte]!++
  }
  let at = block[origin]! >>> 8
  let last = -1
  let equal = 0
  for (let i = 0; i < filled; i++) {
    const cell = block[at]!
    const byte = cell & 0xff
    at = cell >>> 8
    if (equal === 4) {
      for (let more = 0; more < byte; more++) out.push(last)
      equal = 0
      last = -1
      continue
    }
    equal = byte === last ? equal + 1 : 1
    last = byte
    out.push(byte)
  }
}

function alphabetOf(bits: Bits): number[] {
  const used = bits.read(16)
  const alphabet: number[] = []
  for (let i = 0; i < 16; i++) {
    if ((used & (0x8000 >> i)) === 0) continue
    const row = bits.read(16)
    for (let j = 0; j < 16; j++) if ((row & (0x8000 >> j)) !== 0) alphabet.push(i * 16 + j)
  }
  return alphabet
}

function selectorsOf(bits: Bits, groups: number, count: number, file: string): Uint8Array {
  const order = Array.from({ length: groups }, (_, i) => i)
  return Uint8Array.from({ length: count }, () => {
    let place = 0
    while (bits.read(1) === 1) if (++place >= groups) throw damaged(file)
    const [group] = order.splice(place, 1)
    order.unshift(group!)
    return group!
  })
}

function lengthsOf(bits: Bits, symbols: number, file: string): Uint8Array {
  let length = bits.read(5)
  return Uint8Array.from({ length: symbols }, () => {
    for (;;) {
      if (length < 1 || length > 20) throw damaged(file)
      if (bits.read(1) === 0) return length
      length += bits.read(1) === 0 ? 1 : -1
    }
  })
}

function symbolOf(bits: Bits, code: Code, file: string): number {
  let value = bits.read(code.shortest)
  for (let length = code.shortest; length <= 20; length++) {
    if (value <= code.limits[length]!) {
      const symbol = code.symbols[value + code.bases[length]!]
      if (symbol !== undefined) return symbol
      break
    }
    value = value * 2 + bits.read(1)
  }
  throw damaged(file)
}
