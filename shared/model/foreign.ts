const signatures: readonly (readonly [prefix: readonly number[], name: string])[] = [
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG image'],
  [[0xff, 0xd8, 0xff], 'a JPEG image'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF image'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet dataset'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'an Arrow dataset'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Office document'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66], 'an SQLite database'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an executable program'],
  [[0x4d, 0x5a, 0x90], 'an executable program'],
  [[0xca, 0xfe, 0xba, 0xbe], 'a compiled Java class'],
  [[0x1f, 0x8b, 0x08], 'a gzip archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file'],
]

/** What the file is when it is certainly something other than a model ("a PDF"); null otherwise. */
export function foreignKind(head: Uint8Array): string | null {
  for (const [prefix, name] of signatures) {
    if (prefix.every((byte, i) => head[i] === byte)) return name
  }
  const start = new TextDecoder('latin1').decode(head.slice(0, 512)).trimStart().toLowerCase()
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'a web page'
  return null
}
