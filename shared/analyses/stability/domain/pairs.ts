import type { Table } from '../../../contract/table'
import { compareText } from '../../common/datasets'
import type { GroupScheme } from '../../common/groups'

/** Cells of two features that development holds, over groups that each was seen in. */
export interface PairCells {
  readonly a: number
  readonly b: number
  /** Rows of development per cell, group of a × groups of b + group of b. */
  readonly counts: Int32Array
}

/** A combination never seen in development with the rows that hold it. */
export interface PairCount {
  readonly first: string
  readonly second: string
  readonly rows: number
}

/** Group of every row in every scheme (of at most 127 groups); −1 where it is missing or was never seen. */
export function codesOf(schemes: readonly GroupScheme[], table: Table, checkpoint: () => void): readonly Int8Array[] {
  return schemes.map((scheme) => {
    checkpoint()
    return Int8Array.from(scheme.assign(table))
  })
}

/** Counts development into the cells of every pair of features. */
export function pairCells(schemes: readonly GroupScheme[], codes: readonly Int8Array[], checkpoint: () => void): readonly PairCells[] {
  const cells: PairCells[] = []
  for (let a = 0; a < schemes.length; a += 1) {
    for (let b = a + 1; b < schemes.length; b += 1) {
      checkpoint()
      const width = schemes[b]!.labels.length
      const counts = new Int32Array(schemes[a]!.labels.length * width)
      const first = codes[a]!
      const second = codes[b]!
      for (let row = 0; row < first.length; row += 1) if (first[row]! >= 0 && second[row]! >= 0) counts[first[row]! * width + second[row]!]! += 1
      cells.push({ a, b, counts })
    }
  }
  return cells
}

/**
 * Rows that lie, for some pair, in a cell that development holds `count` times: 0 for rows outside it; 1 for
 * rows of development itself that nothing but themselves vouches for (leave-one-out).
 * @param marked set to 1 for those rows
 * @returns rows per pair and cell, the pairs in the order of `cells`
 */
export function markCells(cells: readonly PairCells[], schemes: readonly GroupScheme[], codes: readonly Int8Array[], count: 0 | 1, marked: Uint8Array, checkpoint: () => void): readonly PairCount[] {
  const found: PairCount[] = []
  for (const { a, b, counts } of cells) {
    if (!counts.includes(count)) continue
    checkpoint()
    const width = schemes[b]!.labels.length
    const first = codes[a]!
    const second = codes[b]!
    const seen = new Map<number, number>()
    for (let row = 0; row < marked.length; row += 1) {
      if (first[row]! < 0 || second[row]! < 0) continue
      const cell = first[row]! * width + second[row]!
      if (counts[cell] !== count) continue
      marked[row] = 1
      seen.set(cell, (seen.get(cell) ?? 0) + 1)
    }
    for (const [cell, rows] of seen) found.push({ first: `${schemes[a]!.column} ${schemes[a]!.labels[Math.floor(cell / width)]!}`, second: `${schemes[b]!.column} ${schemes[b]!.labels[cell % width]!}`, rows })
  }
  return found.sort((x, y) => y.rows - x.rows || compareText(x.first, y.first) || compareText(x.second, y.second))
}
