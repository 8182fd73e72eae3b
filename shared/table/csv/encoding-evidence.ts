/**
 * Watches every byte of a file go by: is it valid UTF-8 throughout, and if not, what do its high bytes
 * stand next to? (A head alone decides nothing: a first é may come after a megabyte of ASCII.)
 */
export class EncodingEvidence {
  /** Valid multi-byte UTF-8 sequences. */
  sequences = 0
  /** Bytes that break UTF-8. */
  invalid = 0
  /** Bytes ≥ 0x80. */
  high = 0
  /** Offset of the first byte that is not ASCII, −1 when all are. */
  firstHigh = -1
  /** Byte before, high byte, byte after (as one number) → how often. */
  readonly contexts = new Map<number, number>()
  private position = 0
  private previous = 32
  private waiting = -1
  private waitingBefore = 32
  private need = 0
  private low = 0x80
  private top = 0xbf

  /** Takes the next bytes of the file. */
  update(bytes: Uint8Array): void {
    const length = bytes.length
    const shift = (4 - (bytes.byteOffset & 3)) & 3
    const words = length < shift + 4 ? null : new Int32Array(bytes.buffer, bytes.byteOffset + shift, (length - shift) >> 2)
    let p = 0
    while (p < length) {
      const byte = bytes[p]!
      if (byte < 0x80 && this.need === 0 && this.waiting < 0) {
        let q = p + 1
        while (q < length && bytes[q]! < 0x80) {
          q++
          if (words === null || q < shift || ((q - shift) & 3) !== 0) continue
          let word = (q - shift) >> 2
          while (word < words.length && (words[word]! & 0x80808080) === 0) word++
          q = shift + word * 4
        }
        this.previous = bytes[q - 1]!
        this.position += q - p
        p = q
        continue
      }
      this.step(byte)
      this.position++
      p++
    }
  }

  /** Ends the file. */
  finish(): void {
    if (this.waiting >= 0) this.note(this.waitingBefore, this.waiting, 10)
    if (this.need > 0) this.invalid++
    this.waiting = -1
    this.need = 0
  }

  private step(byte: number): void {
    if (this.waiting >= 0) this.note(this.waitingBefore, this.waiting, byte)
    this.waiting = -1
    if (byte >= 0x80) {
      this.high++
      if (this.firstHigh < 0) this.firstHigh = this.position
      this.waiting = byte
      this.waitingBefore = this.previous
    }
    this.previous = byte
    if (this.need > 0) {
      if (byte >= this.low && byte <= this.top) {
        this.low = 0x80
        this.top = 0xbf
        if (--this.need === 0) this.sequences++
        return
      }
      this.invalid++
      this.need = 0
      this.low = 0x80
      this.top = 0xbf
    }
    if (byte < 0x80) return
    if (byte >= 0xc2 && byte <= 0xdf) this.need = 1
    else if (byte >= 0xe0 && byte <= 0xef) {
      this.need = 2
      if (byte === 0xe0) this.low = 0xa0
      if (byte === 0xed) this.top = 0x9f
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.need = 3
      if (byte === 0xf0) this.low = 0x90
      if (byte === 0xf4) this.top = 0x8f
    } else this.invalid++
  }

  private note(before: number, byte: number, after: number): void {
    const key = (before << 16) | (byte << 8) | after
    const count = this.contexts.get(key)
    if (count !== undefined) this.contexts.set(key, count + 1)
    else if (this.contexts.size < 50_000) this.contexts.set(key, 1)
  }
}
