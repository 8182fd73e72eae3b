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
  /** A folder that is one artifact: its files, sorted by path. Its own bytes are their paths, one a line. */
  readonly files?: readonly FolderFile[]
  /** Files that lie with this one in the same folder or archive, by path relative to this file's folder. */
  readonly siblings?: readonly FolderFile[]
}

/** A file within a folder, by its path relative to the folder, with `/` between names. */
export interface FolderFile {
  readonly path: string
  readonly source: ByteSource
}

/**
 * What a folder's SHA-256 is taken of: what `sha256sum` prints for its files in order of path
 * (`find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum`).
 */
export function folderListing(files: readonly { readonly path: string; readonly sha256: string }[]): string {
  return [...files].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0).map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')
}

/** How a source crosses to a worker. */
export type SourceRef =
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'grant'; readonly grant: string; readonly name: string; readonly size: number }
  | { readonly kind: 'folder'; readonly name: string; readonly size: number; readonly files: readonly { readonly path: string; readonly grant: string; readonly size: number }[] }

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
