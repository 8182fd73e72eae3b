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

function open(bytes: Uint8Array, file: string, filter: (info: { readonly name: string; readonly originalSize: number }) => boolean): Readonly<Record<string, Uint8Array>> {
  try {
    return unzipSync(bytes, { filter })
  } catch (error) {
    if (error instanceof ExpectedError) throw error
    throw truncated(file, 'its zip archive cannot be opened')
  }
}
