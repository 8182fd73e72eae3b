/** Distinct byte strings in order of first appearance, by hash: the levels of a column while it is read. */
export class Dictionary {
  size = 0
  private table = new Int32Array(64).fill(-1)
  private hashes = new Int32Array(32)
  private offsets = new Float64Array(33)
  private arena = new Uint8Array(512)

  /** Code of `bytes[from, to)`, a new one when it has not been seen. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    let hash = to - from
    for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p]!, 0x01000193)
    hash ^= hash >>> 15
    const mask = this.table.length - 1
    let slot = hash & mask
    for (;;) {
      const code = this.table[slot]!
      if (code < 0) break
      if (this.hashes[code] === hash && this.equals(code, bytes, from, to)) return code
      slot = (slot + 1) & mask
    }
    return this.add(hash, slot, bytes, from, to)
  }

  /** Bytes of a level (a view, not a copy). */
  level(code: number): Uint8Array {
    return this.arena.subarray(this.offsets[code], this.offsets[code + 1])
  }

  private equals(code: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { arena } = this
    let q = this.offsets[code]!
    if (this.offsets[code + 1]! - q !== to - from) return false
    for (let p = from; p < to; p++, q++) if (arena[q] !== bytes[p]) return false
    return true
  }

  private add(hash: number, slot: number, bytes: Uint8Array, from: number, to: number): number {
    const code = this.size++
    this.table[slot] = code
    if (code >= this.hashes.length) {
      this.hashes = grown(this.hashes, new Int32Array(code * 2))
      this.offsets = grown(this.offsets, new Float64Array(code * 2 + 1))
    }
    const begin = this.offsets[code]!
    const end = begin + to - from
    if (end > this.arena.length) this.arena = grown(this.arena, new Uint8Array(end * 2))
    this.arena.set(bytes.subarray(from, to), begin)
    this.hashes[code] = hash
    this.offsets[code + 1] = end
    if (this.size * 2 > this.table.length) this.rehash()
    return code
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2).fill(-1)
    const mask = table.length - 1
    for (let code = 0; code < this.size; code++) {
      let slot = this.hashes[code]! & mask
      while (table[slot]! >= 0) slot = (slot + 1) & mask
      table[slot] = code
    }
    this.table = table
  }
}

function grown<T extends Int32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
