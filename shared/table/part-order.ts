import { sha256Hex } from '../contract/json'

/** Order of names that people expect of parts: runs of digits by their number, everything else by code unit. */
export function byPartName(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)]
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [x, y] = [left[at]!, right[at]!]
    if (x === y) continue
    const order = at % 2 === 1 ? Number(x) - Number(y) : 0
    return order !== 0 ? order : x < y ? -1 : 1
  }
  return left.length - right.length
}

/**
 * SHA-256 of a dataset of parts: of the lines `<sha256>  <name>` in order, each ended by a line feed,
 * which is what `sha256sum part-1 part-2 | sha256sum` prints.
 */
export function partsHash(parts: readonly { readonly name: string; readonly sha256: string }[]): string {
  return sha256Hex(parts.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''))
}
