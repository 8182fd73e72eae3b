import { memorySource, type ByteSource, type FolderFile, type SourceRef } from '../../../shared/contract/bytes'
import { CancelledError, ExpectedError } from '../../../shared/contract/errors'

/** A readable file from what the page sent: a `File` handle, or a grant that main streams to us. */
export function openSource(ref: SourceRef): ByteSource {
  switch (ref.kind) {
    case 'file': return fileSource(ref.file)
    case 'grant': return grantSource(ref.grant, ref.name, ref.size)
    case 'folder': return folderSource(ref.name, ref.size, ref.files.map(({ path, grant, size }) => ({ path, source: grantSource(grant, path.slice(path.lastIndexOf('/') + 1), size) })))
  }
}

/** A folder that is one artifact; read through its files. */
function folderSource(name: string, size: number, files: readonly FolderFile[]): ByteSource {
  const paths = memorySource(name, new TextEncoder().encode(files.map(({ path }) => `${path}\n`).join('')))
  return { ...paths, size, files }
}

function fileSource(file: File): ByteSource {
  return {
    name: file.name,
    size: file.size,
    slice: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
    stream: () => chunks(file.stream(), file.name),
  }
}

function grantSource(grant: string, name: string, size: number): ByteSource {
  const url = `/__file/${grant}`
  const request = async (headers: Record<string, string>): Promise<Response> => {
    const response = await fetch(url, { headers })
    if (!response.ok) throw unreadable(name)
    return response
  }
  return {
    name,
    size,
    async slice(from, to) {
      const end = Math.min(to, size)
      if (end <= from) return new Uint8Array(0)
      const response = await request({ Range: `bytes=${from}-${end - 1}` })
      return new Uint8Array(await response.arrayBuffer())
    },
    async *stream() {
      if (size === 0) return
      const { body } = await request({})
      if (body === null) throw unreadable(name)
      yield* chunks(body, name)
    },
  }
}

async function* chunks(stream: ReadableStream<Uint8Array>, name: string): AsyncIterable<Uint8Array> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => { throw unreadable(name) })
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function unreadable(name: string): ExpectedError {
  return new ExpectedError('file.unreadable', `${name} could not be read.`, { file: name, remedy: 'Check that the file is still there and may be read, then load it again.' })
}

/** Errors of readers name the file, whichever reader threw them. */
export async function namingFile<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    if (!(thrown instanceof ExpectedError) || thrown instanceof CancelledError || thrown.details.file !== undefined) throw thrown
    throw new ExpectedError(thrown.code, thrown.message, { file: name, ...thrown.details })
  }
}
