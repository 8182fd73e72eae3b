import type { Rng } from '../../../contract/analysis'

/** One cell of two columns crossed. */
export interface CrossCell {
  readonly first: string
  readonly second: string
  readonly n: number
  readonly mean: number | null
  /** Too few rows: shown, never judged. */
  readonly small: boolean
}

/** A crossing of two columns: group of each row, −1 where a group is unknown or its cell too small. */
export interface Crossing {
  readonly cellOf: Int16Array
  readonly counts: Int32Array
}

export interface GapTest {
  /** Largest less smallest mean of the cells that are judged. */
  readonly gap: number
  /** What chance gives: mean and 95 % point of the gap when values are dealt at random. */
  readonly chance: number
  readonly chanceHigh: number
  /** (b + 1)/(m + 1). */
  readonly p: number
  /** The same over all crossings at once: largest standardised gap of each deal (Westfall and Young). */
  readonly pAdjusted: number
  readonly lowest: number
  readonly highest: number
}

/** Beyond the rounding of sums: a gap reached again by other ties of the same values counts as reached. */
const tie = 1e-9

/** Cells of two columns; those with fewer rows than `minCell` take no part. */
export function crossingOf(first: Int32Array, second: Int32Array, width: number, cells: number, minCell: number): { readonly crossing: Crossing; readonly all: Int32Array } {
  const cellOf = Int16Array.from(first, (group, row) => (group < 0 || second[row]! < 0 ? -1 : group * width + second[row]!))
  const all = new Int32Array(cells)
  for (const cell of cellOf) if (cell >= 0) all[cell]! += 1
  for (let row = 0; row < cellOf.length; row += 1) if (cellOf[row]! >= 0 && all[cellOf[row]!]! < minCell) cellOf[row] = -1
  return { crossing: { cellOf, counts: all.map((count) => (count < minCell ? 0 : count)) }, all }
}

/** Mean of the values in every cell; NaN for cells that take no part. */
export function cellMeans({ cellOf, counts }: Crossing, values: Float64Array): Float64Array {
  const sums = new Float64Array(counts.length)
  for (let row = 0; row < cellOf.length; row += 1) if (cellOf[row]! >= 0) sums[cellOf[row]!]! += values[row]!
  return sums.map((total, cell) => total / counts[cell]!)
}

/** Largest less smallest mean of the cells that take part, and which they are. */
export function gapOf(means: Float64Array): { readonly gap: number; readonly lowest: number; readonly highest: number } {
  let lowest = -1
  let highest = -1
  for (let cell = 0; cell < means.length; cell += 1) {
    const value = means[cell]!
    if (Number.isNaN(value)) continue
    if (lowest < 0 || value < means[lowest]!) lowest = cell
    if (highest < 0 || value > means[highest]!) highest = cell
  }
  return { gap: highest < 0 ? 0 : means[highest]! - means[lowest]!, lowest, highest }
}

/**
 * Tests the max–min gap of every crossing against what it is when the values are dealt to the rows at
 * random. One deal serves all crossings (common random numbers), so that max-T holds over them as
 * dependent as they are. Values change places only within a block of rows. The interval of a max–min gap never contains zero; only this null says whether it is large.
 */
export function gapTests(crossings: readonly Crossing[], values: Float64Array, blocks: readonly Uint32Array[], deals: number, rng: Rng, checkpoint: () => void): readonly GapTest[] {
  const observed = crossings.map((crossing) => gapOf(cellMeans(crossing, values)))
  const dealtGaps = crossings.map(() => new Float64Array(deals))
  const dealt = Float64Array.from(values)
  for (let deal = 0; deal < deals; deal += 1) {
    checkpoint()
    for (const block of blocks) dealWithin(block, dealt, rng)
    crossings.forEach((crossing, index) => (dealtGaps[index]![deal] = gapOf(cellMeans(crossing, dealt)).gap))
  }
  const judged = maxT(observed.map(({ gap }) => gap), dealtGaps)
  return observed.map(({ gap, lowest, highest }, index) => ({ gap, lowest, highest, ...chanceOf(dealtGaps[index]!), ...judged[index]! }))
}

/** Mean and 95 % point of what the deals gave. */
export function chanceOf(dealt: Float64Array): Pick<GapTest, 'chance' | 'chanceHigh'> {
  const sorted = dealt.slice().sort()
  return { chance: dealt.reduce((total, each) => total + each, 0) / dealt.length, chanceHigh: sorted[Math.ceil(0.95 * dealt.length) - 1]! }
}

/** p of every statistic against its deals, and adjusted over all of them by the largest standardised one of each deal. */
export function maxT(observed: readonly number[], dealt: readonly Float64Array[]): readonly Pick<GapTest, 'p' | 'pAdjusted'>[] {
  const deals = dealt[0]?.length ?? 0
  // The observed one is one of the deals: only so is each as likely as any other to be the largest.
  const scales = dealt.map((gaps, index) => {
    const own = observed[index]!
    const mean = (gaps.reduce((total, gap) => total + gap, 0) + own) / (deals + 1)
    return { mean, sd: Math.sqrt((gaps.reduce((total, gap) => total + (gap - mean) ** 2, 0) + (own - mean) ** 2) / deals) }
  })
  const standard = (index: number, gap: number): number => (scales[index]!.sd > 0 ? (gap - scales[index]!.mean) / scales[index]!.sd : 0)
  const largest = Float64Array.from({ length: deals }, (_, deal) => dealt.reduce((most, gaps, index) => Math.max(most, standard(index, gaps[deal]!)), -Infinity))
  const share = (values: Float64Array, least: number): number => (values.reduce((count, value) => count + (value >= least - tie ? 1 : 0), 0) + 1) / (deals + 1)
  return observed.map((own, index) => {
    const p = share(dealt[index]!, own)
    return { p, pAdjusted: Math.max(p, share(largest, standard(index, own))) }
  })
}

/** Rows in blocks of about equal size by rising score; equal scores may lie in two blocks. */
export function scoreBlocks(score: Float64Array, blocks: number): readonly Uint32Array[] {
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[a]! - score[b]! || a - b)
  return Array.from({ length: blocks }, (_, block) => order.slice(Math.round((block * order.length) / blocks), Math.round(((block + 1) * order.length) / blocks)))
}

/** Deals the values of some rows to one another at random. */
export function dealWithin(rows: Uint32Array, values: Float64Array, rng: Rng): void {
  for (let i = rows.length - 1; i > 0; i -= 1) {
    const a = rows[i]!
    const b = rows[rng.int(i + 1)]!
    const held = values[a]!
    values[a] = values[b]!
    values[b] = held
  }
}
