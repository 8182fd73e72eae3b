import type { JobContext } from '../../contract/job'
import { ExpectedError } from '../../contract/errors'
import { truncated } from '../problems'
import { Growing } from './growing'

const damaged = (file: string): Error => truncated(file, 'its LZMA data cannot be unpacked')
const probabilities = (count: number): Uint16Array => new Uint16Array(count).fill(1024)

/** Lengths of matches: short, middle, long. */
class LengthCoder {
  readonly choice = probabilities(2)
  readonly low = probabilities(16 << 3)
  readonly middle = probabilities(16 << 3)
  readonly high = probabilities(256)
}

/** LZMA's range decoder and its models; one instance decodes one stream of chunks. */
class Decoder {
  at = 0
  private range = 0
  private code = 0
  private lc = 0
  private lp = 0
  private pb = 0
  private state = 0
  private readonly distances = new Float64Array(4)
  private literals = probabilities(0x300)
  private isMatch = probabilities(192)
  private isRep = probabilities(12)
  private isRep0 = probabilities(12)
  private isRep1 = probabilities(12)
  private isRep2 = probabilities(12)
  private isRep0Long = probabilities(192)
  private slots = probabilities(256)
  private special = probabilities(128)
  private align = probabilities(16)
  private lengths = new LengthCoder()
  private repLengths = new LengthCoder()
  /** Where the dictionary begins in the output. */
  private origin = 0
  private readonly input: Uint8Array
  private readonly out: Growing
  private readonly file: string

  constructor(input: Uint8Array, out: Growing, file: string) {
    this.input = input
    this.out = out
    this.file = file
  }

  byte(): number {
    const value = this.input[this.at++]
    if (value === undefined) throw damaged(this.file)
    return value
  }

  setProperties(byte: number): void {
    if (byte >= 225) throw damaged(this.file)
    this.lc = byte % 9
    this.lp = Math.floor(byte / 9) % 5
    this.pb = Math.floor(byte / 45)
  }

  resetDictionary(): void {
    this.origin = this.out.length
  }

  resetState(): void {
    this.state = 0
    this.distances.fill(0)
    this.literals = probabilities(0x300 << (this.lc + this.lp))
    this.isMatch = probabilities(192)
    this.isRep = probabilities(12)
    this.isRep0 = probabilities(12)
    this.isRep1 = probabilities(12)
    this.isRep2 = probabilities(12)
    this.isRep0Long = probabilities(192)
    this.slots = probabilities(256)
    this.special = probabilities(128)
    this.align = probabilities(16)
    this.lengths = new LengthCoder()
    this.repLengths = new LengthCoder()
  }

  startRange(): void {
    this.range = 0xffffffff
    this.code = 0
    if (this.byte() !== 0) throw damaged(this.file)
    for (let i = 0; i < 4; i++) this.code = ((this.code << 8) | this.byte()) >>> 0
  }

  /** Decodes until `end` bytes are written, or to the end mark where `end` is Infinity. */
  decode(end: number): void {
    const { out, distances: d } = this
    while (out.length < end) {
      const place = out.length - this.origin
      const posState = place & ((1 << this.pb) - 1)
      if (this.bit(this.isMatch, this.state * 16 + posState) === 0) {
        this.literal(place)
        continue
      }
      let length: number
      if (this.bit(this.isRep, this.state) === 1) {
        if (place === 0) throw damaged(this.file)
        if (this.bit(this.isRep0, this.state) === 0) {
          if (this.bit(this.isRep0Long, this.state * 16 + posState) === 0) {
            this.state = this.state < 7 ? 9 : 11
            this.copy(d[0]!, 1, place, end)
            continue
          }
        } else {
          let distance: number
          if (this.bit(this.isRep1, this.state) === 0) {
            distance = d[1]!
          } else {
            if (this.bit(this.isRep2, this.state) === 0) {
              distance = d[2]!
            } else {
              distance = d[3]!
              d[3] = d[2]!
            }
            d[2] = d[1]!
          }
          d[1] = d[0]!
          d[0] = distance
        }
        length = this.length(this.repLengths, posState)
        this.state = this.state < 7 ? 8 : 11
      } else {
        d.copyWithin(1, 0, 3)
        length = this.length(this.lengths, posState)
        this.state = this.state < 7 ? 7 : 10
        d[0] = this.distance(length)
        if (d[0] === 0xffffffff) return
      }
      this.copy(d[0]!, length + 2, place, end)
    }
  }

  private copy(distance: number, length: number, place: number, end: number): void {
    if (distance >= place || this.out.length + length > end) throw damaged(this.file)
    for (let i = 0; i < length; i++) this.out.push(this.out.back(distance + 1))
  }

  private literal(place: number): void {
    const before = place > 0 ? this.out.back(1) : 0
    const base = 0x300 * (((place & ((1 << this.lp) - 1)) << this.lc) + (before >> (8 - this.lc)))
    let symbol = 1
    if (this.state >= 7) {
      if (this.distances[0]! >= place) throw damaged(this.file)
      let match = this.out.back(this.distances[0]! + 1)
      while (symbol < 0x100) {
        const matchBit = (match >> 7) & 1
        match <<= 1
        const bit = this.bit(this.literals, base + ((1 + matchBit) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (matchBit !== bit) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.bit(this.literals, base + symbol)
    this.out.push(symbol & 0xff)
    this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
  }

  private length(coder: LengthCoder, posState: number): number {
    if (this.bit(coder.choice, 0) === 0) return this.tree(coder.low, posState << 3, 3)
    if (this.bit(coder.choice, 1) === 0) return 8 + this.tree(coder.middle, posState << 3, 3)
    return 16 + this.tree(coder.high, 0, 8)
  }

  private distance(length: number): number {
    const slot = this.tree(this.slots, Math.min(length, 3) << 6, 6)
    if (slot < 4) return slot
    const direct = (slot >> 1) - 1
    const base = (2 | (slot & 1)) * 2 ** direct
    if (slot < 14) return base + this.reverse(this.special, base - slot, direct)
    let high = 0
    for (let i = 0; i < direct - 4; i++) {
      this.range >>>= 1
      const bit = this.code >= this.range ? 1 : 0
      if (bit === 1) this.code -= this.range
      this.normalise()
      high = high * 2 + bit
    }
    return base + high * 16 + this.reverse(this.align, 0, 4)
  }

  private tree(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.bit(model, base + symbol)
    return symbol - (1 << bits)
  }

  private reverse(model: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    let out = 0
    for (let i = 0; i < bits; i++) {
      const bit = this.bit(model, base + symbol)
      symbol = (symbol << 1) | bit
      out |= bit << i
    }
    return out
  }

  private bit(model: Uint16Array, index: number): number {
    const p = model[index]!
    const bound = (this.range >>> 11) * p
    let bit = 0
    if (this.code < bound) {
      model[index] = p + ((2048 - p) >> 5)
      this.range = bound
    } else {
      model[index] = p - (p >> 5)
      this.range -= bound
      this.code -= bound
      bit = 1
    }
    this.normalise()
    return bit
  }

  private normalise(): void {
    if (this.range >= 0x1000000) return
    this.range = (this.range << 8) >>> 0
    this.code = ((this.code << 8) | this.byte()) >>> 0
  }
}

/** Unpacks the older .lzma form: properties, dictionary size, length (or an end mark), one stream. */
export function unpackLzmaAlone(bytes: Uint8Array, file: string, job: JobContext): Uint8Array {
  if (bytes.length < 18) throw damaged(file)
  const out = new Growing(file, job)
  const decoder = new Decoder(bytes, out, file)
  decoder.setProperties(decoder.byte())
  decoder.at = 13
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(5, true)
  decoder.resetState()
  decoder.startRange()
  decoder.decode(size === 0xffffffffffffffffn ? Infinity : Number(size))
  return out.take()
}

/** Unpacks .xz: blocks of LZMA2 chunks. Checksums are not verified; a damaged file does not decode to a pickle. */
export function unpackXz(bytes: Uint8Array, file: string, job: JobContext): Uint8Array {
  const out = new Growing(file, job)
  const check = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64][(bytes[7] ?? 0) & 15]!
  let at = 12
  while (at < bytes.length && bytes[at] !== 0) {
    const size = (bytes[at]! + 1) * 4
    const header = bytes.subarray(at, at + size)
    if (header.length < size) throw damaged(file)
    checkFilters(header, file)
    const decoder = new Decoder(bytes, out, file)
    decoder.at = at + size
    unpackChunks(decoder, out, file)
    at = at + size + Math.ceil((decoder.at - at - size) / 4) * 4 + check
  }
  if (at >= bytes.length) throw damaged(file)
  return out.take()
}

function checkFilters(header: Uint8Array, file: string): void {
  const flags = header[1]!
  let at = 2
  const skip = (): void => { while (((header[at++] ?? 0) & 0x80) !== 0) if (at > header.length) throw damaged(file) }
  if ((flags & 0x40) !== 0) skip()
  if ((flags & 0x80) !== 0) skip()
  if ((flags & 3) !== 0 || header[at] !== 0x21) throw new ExpectedError('model.compression', `${file} is compressed by xz with a filter that is not read here.`, { file, remedy: 'Ask for the artifact without compression, or with zlib.' })
}

function unpackChunks(decoder: Decoder, out: Growing, file: string): void {
  for (;;) {
    const control = decoder.byte()
    if (control === 0) return
    if (control === 1 || control === 2) {
      if (control === 1) decoder.resetDictionary()
      const length = (decoder.byte() << 8) + decoder.byte() + 1
      for (let i = 0; i < length; i++) out.push(decoder.byte())
      continue
    }
    if (control < 0x80) throw damaged(file)
    const length = ((control & 0x1f) << 16) + (decoder.byte() << 8) + decoder.byte() + 1
    const packed = (decoder.byte() << 8) + decoder.byte() + 1
    const reset = (control >> 5) & 3
    if (reset === 3) decoder.resetDictionary()
    if (reset >= 2) decoder.setProperties(decoder.byte())
    if (reset >= 1) decoder.resetState()
    const from = decoder.at
    decoder.startRange()
    decoder.decode(out.length + length)
    if (decoder.at !== from + packed) throw damaged(file)
  }
}
