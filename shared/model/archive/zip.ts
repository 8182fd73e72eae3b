import { unzipSync } from 'fflate'
import type { FolderFile } from '../../contract/bytes'
import { ExpectedError } from '../../contract/errors'
import { malformed, tooLarge, truncated } from '../problems'

/** Members an archive may have, and bytes those that are taken out may hold together. */
const maxMembers = 20_000
const maxBytes = 512 * 1024 * 1024

/** True when the bytes begin a zip with at least one member. */
export function looksLikeZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
}

/** Names of an archive's members, checked: a path that climbs out of the folder refuses the whole archive. */
export function zipNames(bytes: Uint8Array, file: string): readonly string[] {
  const names: string[] = []
  open(bytes, file, ({ name }) => {
    names.push(name)
    if (names.length > maxMembers) throw tooLarge(file, `more than ${maxMembers} members`)
    if (name.startsWith('/') || /^[A-Za-z]:/.test(name) || name.split(/[\\/]/).includes('..')) throw malformed(file, `the member "${name.slice(0, 80)}" lies outside its folder`)
    return false
  })
  return names
}

/**
 * Bytes of the chosen members. A member never gives more than its declared size, and the declared sizes
 * are bounded together, so no archive can swell past the limit.
 * @throws ExpectedError `model.too-large`, `model.truncated`, `model.malformed`.
 */
export function zipMembers(bytes: Uint8Array, file: string, chosen: (name: string) => boolean): ReadonlyMap<string, Uint8Array> {
  let total = 0
  const members = open(bytes, file, ({ name, originalSize }) => {
    if (!chosen(name)) return false
    total += originalSize
    if (!(total <= maxBytes)) throw tooLarge(file, `its members inflate to more than ${maxBytes} bytes`)
    return true
  })
  checkSums(bytes, members, file)
  return new Map(Object.entries(members))
}

/**
 * The archive's files as sources that are unpacked when first read; names are checked and the unpacked
 * bytes bounded together as in `zipNames` and `zipMembers`.
 */
export function memberFiles(bytes: Uint8Array, file: string): readonly FolderFile[] {
  const sizes = new Map<string, number>()
  open(bytes, file, ({ name, originalSize }) => {
    sizes.set(name, originalSize)
    return false
  })
  let total = 0
  return zipNames(bytes, file).filter((path) => !path.endsWith('/')).map((path) => {
    let unpacked: Uint8Array | null = null
    const read = (): Uint8Array => {
      if (unpacked !== null) return unpacked
      total += sizes.get(path) ?? 0
      if (!(total <= maxBytes)) throw tooLarge(file, `its members inflate to more than ${maxBytes} bytes`)
      return (unpacked = zipMembers(bytes, file, (name) => name === path).get(path) ?? new Uint8Array())
    }
    return {
      path,
      source: {
        name: path.slice(path.lastIndexOf('/') + 1),
        size: sizes.get(path) ?? 0,
        slice: (from, to) => Promise.resolve().then(() => read().subarray(from, to)),
        async *stream() {
          await Promise.resolve()
          yield read()
        },
      },
    }
  })
}

/** Compares the members with the check sums of the archive's directory: a damaged member is not a smaller model. */
function checkSums(bytes: Uint8Array, members: Readonly<Record<string, Uint8Array>>, file: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < 0) throw truncated(file, 'its zip archive has no directory')
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0 && at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50; left--) {
    const length = view.getUint16(at + 28, true)
    // Bit 11 says that the name is UTF-8; without it fflate takes Latin-1.
    const name = new TextDecoder((view.getUint16(at + 8, true) & 2048) === 0 ? 'latin1' : 'utf-8').decode(bytes.slice(at + 46, at + 46 + length))
    const member = Object.hasOwn(members, name) ? members[name] : undefined
    if (member !== undefined && crc32(member) !== view.getUint32(at + 16, true)) throw truncated(file, `its member ${name.slice(0, 120)} does not match its check sum`)
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

/** CRC-32 as zip has it (polynomial 0xEDB88320). */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (let i = 0; i < bytes.length; i++) value = crcTable[(value ^ bytes[i]!) & 255]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

function open(bytes: Uint8Array, file: string, filter: (info: { readonly name: string; readonly originalSize: number }) => boolean): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, { filter })
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw truncated(file, 'its zip archive cannot be opened')
  }
}
