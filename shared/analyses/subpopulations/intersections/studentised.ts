import type { Rng } from '../../../contract/analysis'
import { welchF } from '../../../stats/welch-anova'
import { cellMeans, chanceOf, dealWithin, gapOf, maxT } from './measure'
import type { Crossing, GapTest } from './measure'

/** A cell without spread would weigh without limit; its variance counts as at least this share of that of all rows. */
const leastVariance = 1e-9

/**
 * Gaps of a number whose spread differs between cells. Values are taken less the mean of their block and
 * dealt within it as in `gapTests`; but what is held against the deals is not the gap, which the cell of
 * the largest spread decides, but Welch's F of the cell means, whose distribution does not depend on the
 * spreads in the limit (Janssen 1997; Pauly, Brunner, Konietschke 2015). What chance gives as a gap has
 * each cell's own standard error. F enters max-T by its cube root, which is nearly normal.
 */
export function studentisedGapTests(crossings: readonly Crossing[], values: Float64Array, blocks: readonly Uint32Array[], deals: number, rng: Rng, checkpoint: () => void): readonly GapTest[] {
  const expected = blockMeans(values, blocks)
  const centred = values.map((value, row) => value - expected[row]!)
  const least = leastVariance * (centred.reduce((sum, value) => sum + value * value, 0) / centred.length)
  const observed = crossings.map((crossing) => {
    const own = cellMoments(crossing, centred, least)
    const base = cellMeans(crossing, expected)
    return { ...gapOf(base.map((mean, cell) => mean + own.mean[cell]!)), base, own, f: statistic(crossing, own) }
  })
  const dealtGaps = crossings.map(() => new Float64Array(deals))
  const dealtF = crossings.map(() => new Float64Array(deals))
  const dealt = Float64Array.from(centred)
  for (let deal = 0; deal < deals; deal += 1) {
    checkpoint()
    for (const block of blocks) dealWithin(block, dealt, rng)
    crossings.forEach((crossing, index) => {
      const { base, own } = observed[index]!
      const drawn = cellMoments(crossing, dealt, least)
      dealtF[index]![deal] = statistic(crossing, drawn)
      dealtGaps[index]![deal] = gapOf(base.map((mean, cell) => mean + drawn.mean[cell]! * Math.sqrt(own.variance[cell]! / drawn.variance[cell]!))).gap
    })
  }
  const judged = maxT(observed.map(({ f }) => f), dealtF)
  return observed.map(({ gap, lowest, highest }, index) => ({ gap, lowest, highest, ...chanceOf(dealtGaps[index]!), ...judged[index]! }))
}

interface Moments {
  readonly mean: Float64Array
  readonly variance: Float64Array
}

const statistic = ({ counts }: Crossing, { mean, variance }: Moments): number => Math.cbrt(welchF(counts, mean, variance).statistic)

/** Mean and variance of every cell, NaN for cells that take no part; values lie about 0, so squares lose nothing. */
function cellMoments({ cellOf, counts }: Crossing, values: Float64Array, least: number): Moments {
  const sums = new Float64Array(counts.length)
  const squares = new Float64Array(counts.length)
  for (let row = 0; row < cellOf.length; row += 1) {
    const cell = cellOf[row]!
    if (cell < 0) continue
    const value = values[row]!
    sums[cell]! += value
    squares[cell]! += value * value
  }
  const mean = sums.map((sum, cell) => sum / counts[cell]!)
  return { mean, variance: squares.map((square, cell) => (counts[cell] === 0 ? Number.NaN : Math.max(least, (square - counts[cell]! * mean[cell]! ** 2) / (counts[cell]! - 1)))) }
}

/** For every row the mean of the values of its block. */
function blockMeans(values: Float64Array, blocks: readonly Uint32Array[]): Float64Array {
  const out = new Float64Array(values.length)
  for (const block of blocks) {
    let sum = 0
    for (const row of block) sum += values[row]!
    for (const row of block) out[row] = sum / block.length
  }
  return out
}
