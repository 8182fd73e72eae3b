import { delong } from '../../../stats/delong'
import { rocAuc } from '../../../stats/roc'

/** Rows of one group beside all others, as far as a change of the mix needs them. */
export interface Part {
  readonly n: number
  readonly events: number
  readonly favourable: number
}

/** AUC of events of one part against non-events of another; parts are 0 (the others) and 1 (the group). */
type PairAuc = readonly [readonly [number, number], readonly [number, number]]

export interface Mix {
  readonly parts: readonly [others: Part, group: Part]
  readonly pairAuc: PairAuc
}

export type MetricId = 'event-rate' | 'favourable-rate' | 'auc'

type Counts = { -readonly [K in keyof Part]: number }

export function mixOf(score: Float64Array, outcome: Float64Array, favourable: Uint8Array, inGroup: (row: number) => boolean): Mix {
  const parts: readonly [Counts, Counts] = [{ n: 0, events: 0, favourable: 0 }, { n: 0, events: 0, favourable: 0 }]
  const events: [number[], number[]] = [[], []]
  const others: [number[], number[]] = [[], []]
  for (let row = 0; row < score.length; row += 1) {
    const side = inGroup(row) ? 1 : 0
    parts[side].n += 1
    parts[side].favourable += favourable[row]!
    parts[side].events += outcome[row]!
    ;(outcome[row] === 1 ? events : others)[side].push(score[row]!)
  }
  const between = (a: number[], b: number[]): number => (a.length === 0 || b.length === 0 ? Number.NaN : rocAuc(Float64Array.from([...a, ...b]), Float64Array.from({ length: a.length + b.length }, (_, index) => (index < a.length ? 1 : 0))).auc)
  return { parts, pairAuc: [[between(events[0], others[0]), between(events[0], others[1])], [between(events[1], others[0]), between(events[1], others[1])]] }
}

/**
 * The metric when the group is `share` of all rows and nothing within group or others changes (weights
 * π′/π). Rates are linear in the share; the AUC is the mean over the four pairings of events with
 * non-events, weighted by how often each pairing then occurs.
 */
export function metricAt({ parts, pairAuc }: Mix, metric: MetricId, share: number): number {
  const weight = [(1 - share) / parts[0].n, share / parts[1].n]
  if (metric !== 'auc') return parts.reduce((total, part, side) => total + (weight[side] === 0 ? 0 : weight[side]! * (metric === 'event-rate' ? part.events : part.favourable)), 0)
  let value = 0
  let total = 0
  for (const a of [0, 1] as const) {
    for (const b of [0, 1] as const) {
      const occurs = weight[a]! * parts[a].events * weight[b]! * (parts[b].n - parts[b].events)
      if (occurs === 0) continue
      total += occurs
      value += occurs * pairAuc[a][b]
    }
  }
  return value / total
}

/** Effective rows (Σw)²/Σw² when the group is `share`. */
export function effectiveRows({ parts }: { readonly parts: readonly [{ readonly n: number }, { readonly n: number }] }, share: number): number {
  return 1 / ((1 - share) ** 2 / parts[0].n + share ** 2 / parts[1].n)
}

const steps = 200

/**
 * The share nearest to today's at which the metric meets its limit, by bisection between the first two
 * of 200 steps that lie on either side; null where no share between 0 and 1 reaches it.
 */
export function breakEven(mix: Mix, metric: MetricId, limit: number, today: number): number | null {
  const value = (share: number): number => metricAt(mix, metric, share) - limit
  const start = value(today)
  const found = ([0, 1] as const).flatMap((end) => {
    let before = today
    for (let step = 1; step <= steps; step += 1) {
      const share = today + ((end - today) * step) / steps
      if (value(share) === 0 || value(share) > 0 !== start > 0) return [bisect(value, before, share, start > 0)]
      before = share
    }
    return []
  })
  return found.length === 0 ? null : found.reduce((nearest, share) => (Math.abs(share - today) < Math.abs(nearest - today) ? share : nearest))
}

function bisect(value: (share: number) => number, from: number, to: number, positive: boolean): number {
  let near = from
  let far = to
  for (let step = 0; step < 50; step += 1) {
    const middle = (near + far) / 2
    if (value(middle) > 0 === positive && value(middle) !== 0) near = middle
    else far = middle
  }
  return far
}

/** AUC of all rows with its interval, for the reader to see how sure today's value is. */
export function aucToday(score: Float64Array, outcome: Float64Array): { readonly auc: number; readonly low: number; readonly high: number } {
  const { auc, low, high } = delong(score, outcome)
  return { auc, low, high }
}
