/** One category of one family, counted. */
export interface CategoryCount {
  readonly category: string
  readonly n: number
  /** Moved forward, or scored above the median. */
  readonly chosen: number
}

/** A printed line: rate and ratio from unrounded numbers. */
export interface CategoryRow extends CategoryCount {
  /** Share of the rows of known category. */
  readonly share: number
  readonly rate: number
  /** Rate over the highest rate; null where the category is left out, or no rate is above 0. */
  readonly ratio: number | null
  /** Under 2 % of the rows of known category. */
  readonly small: boolean
  /** Left out of the ratio under 5-301(d), and never the highest. */
  readonly leftOut: boolean
  readonly highest: boolean
}

export interface Family {
  readonly rows: readonly CategoryRow[]
  readonly n: number
}

/** Share under which 6 RCNY 5-301(d) lets a category be left out of the ratio. */
export const smallShare = 0.02

/** Rates and impact ratios of a family. Categories without rows are left away. */
export function measureFamily(counts: readonly CategoryCount[], leaveOutSmall: boolean): Family {
  const held = counts.filter((count) => count.n > 0)
  const n = held.reduce((total, count) => total + count.n, 0)
  const rows = held.map((count) => {
    const small = count.n / n < smallShare
    return { ...count, share: count.n / n, rate: count.chosen / count.n, small, leftOut: small && leaveOutSmall }
  })
  const highest = rows.reduce((most, row) => (row.leftOut ? most : Math.max(most, row.rate)), 0)
  return { n, rows: rows.map((row) => ({ ...row, ratio: row.leftOut || highest === 0 ? null : row.rate / highest, highest: !row.leftOut && highest > 0 && row.rate === highest })) }
}

/** Counts rows by category; `chosen` is 1, 0, or -1 where a row was not assessed. Category -1 is unknown. */
export function countCategories(chosen: Int8Array, categories: Int32Array, labels: readonly string[]): { readonly counts: readonly CategoryCount[]; readonly unknown: number } {
  const n = new Float64Array(labels.length)
  const taken = new Float64Array(labels.length)
  let unknown = 0
  for (let row = 0; row < chosen.length; row += 1) {
    if (chosen[row]! < 0) continue
    const category = categories[row]!
    if (category < 0) unknown += 1
    else {
      n[category]! += 1
      taken[category]! += chosen[row]!
    }
  }
  return { counts: labels.map((category, index) => ({ category, n: n[index]!, chosen: taken[index]! })), unknown }
}

/** Two categories at once; unknown where either is. */
export function crossCategories(first: Int32Array, second: Int32Array, width: number): Int32Array {
  return first.map((category, row) => (category < 0 || second[row]! < 0 ? -1 : category * width + second[row]!))
}

/** Middle of the finite values, the mean of the two middle ones for an even number; NaN without any. */
export function medianOf(values: Float64Array): number {
  const sorted = values.filter((value) => Number.isFinite(value)).sort()
  if (sorted.length === 0) return Number.NaN
  const upper = sorted[sorted.length >> 1]!
  return sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1]! + upper) / 2
}
