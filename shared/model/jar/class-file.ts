/** What the head of a compiled Java class tells without running it. */
export interface ClassHead {
  readonly name: string
  readonly extends: string
  /** Texts of its constant pool. */
  readonly texts: readonly string[]
}

/** Bytes that follow the tag of each kind of constant; text (1) has its own length. */
const sizes: Readonly<Record<number, number>> = { 3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2 }

/** Reads the constant pool of a class file; null where the bytes are none, or end early. */
export function readClass(bytes: Uint8Array): ClassHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 10 || view.getUint32(0) !== 0xcafebabe) return null
  const count = view.getUint16(8)
  const texts = new Map<number, string>()
  const classes = new Map<number, number>()
  const decoder = new TextDecoder()
  let at = 10
  for (let i = 1; i < count; i++) {
    if (at + 3 > bytes.length) return null
    const tag = bytes[at]!
    if (tag === 1) {
      const length = view.getUint16(at + 1)
      if (at + 3 + length > bytes.length) return null
      texts.set(i, decoder.decode(bytes.slice(at + 3, at + 3 + length)))
      at += 3 + length
      continue
    }
    const size = sizes[tag]
    if (size === undefined) return null
    if (tag === 7) classes.set(i, view.getUint16(at + 1))
    // Long and double constants take two numbers.
    if (tag === 5 || tag === 6) i++
    at += 1 + size
  }
  if (at + 6 > bytes.length) return null
  const nameOf = (place: number): string => (texts.get(classes.get(place) ?? -1) ?? '').replaceAll('/', '.')
  return { name: nameOf(view.getUint16(at + 2)), extends: nameOf(view.getUint16(at + 4)), texts: Array.from(texts.values()) }
}
