import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import { protocol, type Session } from 'electron'
import { parseRange } from './byte-range'
import { errnoOf } from './fs-errors'
import type { Grants } from './grants'
import { mimeOf } from './mime'
import { securityHeaders } from './security-headers'

export const appOrigin = 'app://ui'
const filePrefix = '/__file/'

/** Must run before `ready`: makes `app:` a real origin (storage, workers, fetch, isolation). */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }])
}

/** Serves the built renderer and granted files at `app://ui`; nothing else of the disk. */
export function serveApp(session: Session, rendererDir: string, grants: Grants): void {
  session.protocol.handle('app', async (request) => {
    try {
      return await answer(request, rendererDir, grants)
    } catch (error) {
      return plain(errnoOf(error) === 'ENOENT' ? 404 : 500, 'The file could not be read.')
    }
  })
}

/** One request; exported for tests, which need no Electron. */
export async function answer(request: Request, rendererDir: string, grants: Grants): Promise<Response> {
  const url = new URL(request.url)
  if (url.host !== 'ui') return plain(404, 'No such host.')
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD.')
  if (url.pathname.startsWith(filePrefix)) return grantedFile(url.pathname.slice(filePrefix.length), request, grants)
  return rendererFile(url.pathname, request, rendererDir)
}

async function rendererFile(pathname: string, request: Request, rendererDir: string): Promise<Response> {
  const relative = decodePath(pathname)
  if (relative === null) return plain(400, 'Not a path of the app.')
  const path = join(rendererDir, relative === '/' ? 'index.html' : relative)
  if (!path.startsWith(rendererDir + sep)) return plain(400, 'Not a path of the app.')
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile()) return plain(404, 'Not found.')
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(path))
  return new Response(body, { headers: { ...securityHeaders, 'Content-Type': mimeOf(path), 'Content-Length': String(found.size) } })
}

/** Null for anything that is not a plain path below the root: encoded slashes, dots, NUL, drives. */
function decodePath(pathname: string): string | null {
  if (/%(?:2f|5c|00)/i.test(pathname)) return null
  try {
    const decoded = decodeURIComponent(pathname)
    if (decoded.includes('\\') || decoded.includes('\0') || decoded.includes(':')) return null
    return decoded.split('/').includes('..') || normalize(decoded) !== decoded.split('/').join(sep) ? null : decoded
  } catch {
    return null
  }
}

async function grantedFile(grant: string, request: Request, grants: Grants): Promise<Response> {
  const file = grants.find(grant)
  if (file === undefined || file.access === 'write') return plain(404, 'No such grant.')
  const found = await stat(file.path).catch(() => null)
  if (found === null || !found.isFile()) return plain(410, 'The file is no longer there.')
  if (file.access === 'read' && (found.size !== file.size || found.mtimeMs !== file.changedAt)) return plain(409, 'The file changed since it was opened.')
  const range = parseRange(request.headers.get('range'), found.size)
  if (range === 'unsatisfiable') return plain(416, 'Beyond the end of the file.', { 'Content-Range': `bytes */${found.size}` })
  const { from, to } = range ?? { from: 0, to: found.size }
  const headers: Record<string, string> = { ...securityHeaders, 'Content-Type': 'application/octet-stream', 'Accept-Ranges': 'bytes', 'Content-Length': String(to - from) }
  if (range !== null) headers['Content-Range'] = `bytes ${from}-${to - 1}/${found.size}`
  const empty = request.method === 'HEAD' || from === to
  return new Response(empty ? null : await contentOf(file.path, from, to), { status: range === null ? 200 : 206, headers })
}

/** Up to here an answer is read whole before it is given. */
const wholeUpTo = 4 << 20

/**
 * Bytes `from` to `to` (exclusive). Short answers, which heads and footers of files are, are given in
 * one piece: a file stream behind a custom protocol has been seen never to end on a loaded machine
 * (electron/electron#21018), and whoever asked would wait without a word.
 */
async function contentOf(path: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>> {
  if (to - from > wholeUpTo) return Readable.toWeb(createReadStream(path, { start: from, end: to - 1, highWaterMark: 1 << 20 })) as ReadableStream<Uint8Array>
  const bytes = new Uint8Array(to - from)
  const file = await open(path, 'r')
  try {
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled)
      if (bytesRead === 0) throw new Error('The file became shorter while it was read.')
      filled += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

function plain(status: number, text: string, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(text, { status, headers: { ...securityHeaders, ...more, 'Content-Type': 'text/plain; charset=utf-8' } })
}
