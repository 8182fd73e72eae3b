/**
 * A file under review, readable in ranges. Readers never get a path: a source is made from a
 * `File` handle or from a grant that main serves at `app://ui/__file/<grant>`.
 */
export interface ByteSource {
  /** File name only, no folders. */
  readonly name: string
  /** Length in bytes. */
  readonly size: number
  /** Bytes [from, to); shorter only at the end of the file. */
  slice(from: number, to: number): Promise<Uint8Array>
  /** The whole file in order, in chunks of the source's choosing. */
  stream(): AsyncIterable<Uint8Array>
}

/** How a source crosses to a worker. */
export type SourceRef =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'grant'; readonly grant: string; readonly name: string; readonly size: number }

/** A source over bytes already in memory (archive members, tests). */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.byteLength,
    slice: (from, to) => Promise.resolve(bytes.subarray(from, to)),
    async *stream() {
      await Promise.resolve()
      yield bytes
    },
  }
}
