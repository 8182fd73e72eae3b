import { compareText } from '../../common/datasets'
import type { NewLevel } from './types'

/** Rows of each level of one side, and of all of them. */
interface Counted {
  readonly counts: ReadonlyMap<string, number>
  readonly present: number
}

/** P(all `count` rows of a level lie in the window), if the two sets of rows were dealt at random (hypergeometric). */
function allInWindow(count: number, reference: number, current: number): number {
  let log = 0
  for (let row = 0; row < count && log > -745; row += 1) log += Math.log(Math.max(0, current - row) / (reference + current - row))
  return Math.exp(log)
}

/**
 * Levels of the window that the reference lacks, the most frequent first, each with the chance that some level of
 * more rows lies wholly in the window when rows are dealt at random between the two, and half of that for levels of
 * as many rows (mid-p). Only levels of the column that are frequent enough count, which is what makes it sharper
 * than the chance of one level times the number of all: a column of three hundred rare levels has new ones by chance,
 * but small ones. A sum over levels (Boole), at most 1. Effective counts of weighted rows are taken rounded.
 * Source: Westfall and Wolfinger, Multiple tests with discrete distributions, The American Statistician 51 (1997) 3–8.
 */
export function newLevelsOf(levels: readonly string[], reference: Counted, current: Counted): readonly NewLevel[] {
  const fresh = levels.filter((level) => !reference.counts.has(level))
  if (fresh.length === 0) return []
  const whole = (count: number): number => Math.max(1, Math.round(count))
  const held = new Map<number, number>()
  for (const level of levels) {
    const count = whole((reference.counts.get(level) ?? 0) + (current.counts.get(level) ?? 0))
    held.set(count, (held.get(count) ?? 0) + 1)
  }
  const chance = new Map<number, number>()
  let larger = 0
  for (const [count, number] of [...held].sort(([a], [b]) => b - a)) {
    const own = number * allInWindow(count, reference.present, current.present)
    chance.set(count, Math.min(1, larger + own / 2))
    larger += own
  }
  return fresh
    .map((level): NewLevel => { const count = whole(current.counts.get(level)!); return { level, count, p: chance.get(count)! } })
    .sort((a, b) => b.count - a.count || compareText(a.level, b.level))
}
