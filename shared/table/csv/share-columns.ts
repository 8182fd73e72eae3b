import type { ColumnPlan } from './column-work'
import type { SampleRecord } from './sample'

/** Nanoseconds per cell and per byte of it, as measured; only their proportions matter. */
const cost = { number: [10, 3.5], text: [20, 4], tokenize: [5, 3.5] } as const

/**
 * Shares the columns between the worker that also reads and tokenizes the file and a second one, so that
 * both have about as much to do: the dearest go to the second until it has half of all work.
 */
export function shareColumns(columns: readonly ColumnPlan[], width: number, sample: readonly SampleRecord[]): { readonly own: readonly ColumnPlan[]; readonly theirs: readonly ColumnPlan[] } {
  const lengths = Array.from({ length: width }, (_, column) => sample.reduce((sum, { fields }) => sum + (fields[column]?.length ?? 0), 0) / Math.max(1, sample.length))
  const costOf = (what: keyof typeof cost, column: number): number => cost[what][0] + cost[what][1] * lengths[column]!
  const priced = columns.map((plan) => ({ plan, price: costOf(plan.mode, plan.column) })).sort((a, b) => b.price - a.price || a.plan.column - b.plan.column)
  const half = (lengths.reduce((sum, _, column) => sum + costOf('tokenize', column), 0) + priced.reduce((sum, { price }) => sum + price, 0)) / 2
  const theirs = new Set<ColumnPlan>()
  let load = 0
  for (const { plan, price } of priced) {
    if (load + price > half && theirs.size > 0) continue
    theirs.add(plan)
    load += price
  }
  return { own: columns.filter((plan) => !theirs.has(plan)), theirs: columns.filter((plan) => theirs.has(plan)) }
}
