import { Gunzip, Unzlib } from 'fflate'
import { assertNever, ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { unpackLz4Frame } from '../../table/arrow/lz4-frame'
import { truncated } from '../problems'
import { unpackBzip2 } from './bzip2'
import { Growing, inflatedLimit } from './growing'
import { unpackLzmaAlone, unpackXz } from './lzma'

/** How joblib may have compressed the file, by its first bytes. */
export function compressionOf(head: Uint8Array): 'none' | 'zlib' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4' {
  const starts = (...prefix: readonly number[]): boolean => prefix.every((byte, i) => head[i] === byte)
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0x78) && ((head[0]! << 8) | (head[1] ?? 0)) % 31 === 0) return 'zlib'
  if (starts(0x42, 0x5a, 0x68)) return 'bz2'
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a)) return 'xz'
  if (starts(0x5d, 0x00, 0x00)) return 'lzma'
  if (starts(0x04, 0x22, 0x4d, 0x18)) return 'lz4'
  return 'none'
}

/** The first bytes inside a compressed head; empty when they cannot be had. */
export function peekInside(head: Uint8Array): Uint8Array {
  const kind = compressionOf(head)
  if (kind === 'none') return head
  if (kind !== 'zlib' && kind !== 'gzip') return new Uint8Array()
  let first: Uint8Array = new Uint8Array()
  try {
    const stream = kind === 'zlib' ? new Unzlib() : new Gunzip()
    stream.ondata = (chunk) => { if (first.length === 0) first = chunk }
    stream.push(head.slice(0, 4096), false)
  } catch {
    return first
  }
  return first
}

/**
 * Undoes joblib's compression (zlib, gzip, bzip2, xz, lzma, lz4).
 * @throws ExpectedError `model.compression` for a filter of xz that is not read, `model.too-large` past the limit, `model.truncated`.
 */
export function inflateArtifact(bytes: Uint8Array, file: string, job: JobContext): Uint8Array {
  const kind = compressionOf(bytes)
  switch (kind) {
    case 'none': return bytes
    case 'bz2': return unpackBzip2(bytes, file, job)
    case 'xz': return unpackXz(bytes, file, job)
    case 'lzma': return unpackLzmaAlone(bytes, file, job)
    case 'lz4': return unpackLz4(bytes, file)
    case 'zlib': case 'gzip': return inflate(bytes, kind, file, job)
    default: return assertNever(kind)
  }
}

function unpackLz4(bytes: Uint8Array, file: string): Uint8Array {
  try {
    return unpackLz4Frame(bytes, inflatedLimit)
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw truncated(file, `its LZ4 data cannot be unpacked${error instanceof Error ? ` (${error.message.replace(/\.$/, '')})` : ''}`)
  }
}

function inflate(bytes: Uint8Array, kind: 'zlib' | 'gzip', file: string, job: JobContext): Uint8Array {
  const out = new Growing(file, job)
  const stream = kind === 'zlib' ? new Unzlib() : new Gunzip()
  stream.ondata = (chunk) => { out.append(chunk) }
  try {
    for (let at = 0; at < bytes.length; at += 65_536) {
      job.checkpoint()
      stream.push(bytes.slice(at, at + 65_536), at + 65_536 >= bytes.length)
    }
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw truncated(file, 'its compressed data cannot be inflated')
  }
  return out.take()
}
