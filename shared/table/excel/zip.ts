import { Inflate } from 'fflate'
import type { ByteSource } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import type { JobContext } from '../../contract/job'
import { crc32 } from './crc32'

/** One file in a ZIP archive. */
export interface ZipEntry {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** Members an archive may have, and bytes one may unpack to before the ratio is looked at, and at all. */
const entryLimit = 50_000
const bombFloor = 16e6
const ratioLimit = 300
const memberLimit = 4e9

function damaged(source: ByteSource, why: string): ExpectedError {
  return new ExpectedError('excel.malformed', `${source.name} is damaged: ${why}.`, { file: source.name, remedy: 'Ask for the file again, or save the sheet as CSV.' })
}

/**
 * The members of an archive, by its central directory (ZIP64 included). Names are not paths here: nothing is written.
 * @throws ExpectedError `excel.malformed`
 */
export async function zipEntries(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const from = Math.max(0, source.size - 65_557)
  const tail = viewOf(await source.slice(from, source.size))
  let end = tail.byteLength - 22
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) throw damaged(source, 'the directory at the end of the archive is missing')
  let size = tail.getUint32(end + 12, true)
  let offset = tail.getUint32(end + 16, true)
  if (offset === 0xffffffff && end >= 20 && tail.getUint32(end - 20, true) === 0x07064b50) {
    const at = Number(tail.getBigUint64(end - 12, true))
    const record = viewOf(await source.slice(at, at + 56))
    if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) throw damaged(source, 'the directory at the end of the archive is missing')
    size = Number(record.getBigUint64(40, true))
    offset = Number(record.getBigUint64(48, true))
  }
  if (size > 32e6 || offset + size > source.size) throw damaged(source, 'the directory of the archive lies outside the file')
  const directory = viewOf(await source.slice(offset, offset + size))
  const entries = new Map<string, ZipEntry>()
  for (let at = 0; at + 46 <= directory.byteLength && directory.getUint32(at, true) === 0x02014b50;) {
    const entry = entryAt(directory, at)
    if (entry === null || entries.size >= entryLimit) throw damaged(source, 'the directory of the archive does not hold together')
    // The first of a name wins: two members of one name is how an archive shows different things to different programs.
    // Some .NET programs write backslashes.
    const key = entry.name.replaceAll('\\', '/').replace(/^\//, '').toLowerCase()
    if (entries.has(key)) throw damaged(source, `${entry.name} is in the archive twice`)
    entries.set(key, entry)
    at += 46 + directory.getUint16(at + 28, true) + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
  }
  return entries
}

function entryAt(view: DataView, at: number): ZipEntry | null {
  const nameLength = view.getUint16(at + 28, true)
  const extraLength = view.getUint16(at + 30, true)
  if (at + 46 + nameLength + extraLength > view.byteLength) return null
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength))
  const wide = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  const to = at + 46 + nameLength + extraLength
  for (let extra = at + 46 + nameLength; extra + 4 <= to;) {
    const length = view.getUint16(extra + 2, true)
    if (view.getUint16(extra, true) === 1) {
      let value = extra + 4
      for (let index = 0; index < 3; index++) {
        if (wide[index] !== 0xffffffff || value + 8 > Math.min(to, extra + 4 + length)) continue
        wide[index] = Number(view.getBigUint64(value, true))
        value += 8
      }
    }
    extra += 4 + length
  }
  return { name, method: view.getUint16(at + 10, true), encrypted: (view.getUint16(at + 8, true) & 1) === 1, crc: view.getUint32(at + 16, true), size: wide[0]!, packed: wide[1]!, offset: wide[2]! }
}

/**
 * Unpacks a member piece by piece, and checks its length and CRC-32 at the end.
 * @throws ExpectedError `excel.malformed`, `excel.encrypted`, and `excel.too-large` for decompression bombs.
 */
export async function* unzip(source: ByteSource, entry: ZipEntry, job: JobContext): AsyncGenerator<Uint8Array> {
  if (entry.encrypted) throw new ExpectedError('excel.encrypted', `${source.name} is protected by a password.`, { file: source.name, remedy: 'Save it without a password.' })
  if (entry.method !== 0 && entry.method !== 8) throw damaged(source, `${entry.name} is packed by method ${entry.method}, which workbooks do not use`)
  const head = viewOf(await source.slice(entry.offset, entry.offset + 30))
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) throw damaged(source, `${entry.name} is not where the directory says`)
  const begin = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true)
  const end = begin + entry.packed
  if (end > source.size) throw damaged(source, `${entry.name} is cut off`)
  let made: Uint8Array[] = []
  const inflate = entry.method === 8 ? new Inflate((chunk) => { made.push(chunk) }) : null
  let size = 0
  let crc = 0
  for (let at = begin; at < end || at === begin; at += 1 << 16) {
    job.checkpoint()
    const packed = await source.slice(at, Math.min(end, at + (1 << 16)))
    made = []
    if (inflate === null) made.push(packed)
    else {
      try {
        inflate.push(packed, at + (1 << 16) >= end)
      } catch (problem) {
        throw damaged(source, `${entry.name} cannot be unpacked (${problem instanceof Error ? problem.message : String(problem)})`)
      }
    }
    for (const chunk of made) {
      size += chunk.length
      crc = crc32(chunk, crc)
      if (size > memberLimit || (size > bombFloor && size > ratioLimit * (at - begin + packed.length))) {
        throw new ExpectedError('excel.too-large', `${entry.name} in ${source.name} unpacks to more than ${size.toLocaleString('en')} bytes, which no sheet does.`, { file: source.name, remedy: 'Unpack it yourself and look at it first.' })
      }
      yield chunk
    }
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged(source, `${entry.name} does not have the length and checksum the archive says`)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
