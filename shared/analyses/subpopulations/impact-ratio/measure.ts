import { fisherExact } from '../../../stats/fisher'
import { koopmanRatio, proportionInterval } from '../../../stats/intervals'
import { twoProportionZ } from '../../../stats/tests'
import { rateTest } from '../../common/rate-test'

/** Decisions of one group as counts. */
export interface GroupCounts {
  readonly group: string
  /** Rows with a decision. */
  readonly n: number
  readonly favourable: number
  /** Rows with a known outcome, by outcome and predicted class (score at or above the threshold). */
  readonly tp: number
  readonly fp: number
  readonly fn: number
  readonly tn: number
}

export interface ImpactRow extends GroupCounts {
  readonly share: number
  readonly rate: number | null
  readonly rateLow: number | null
  readonly rateHigh: number | null
  /** Rate over that of the most favoured group; null where there is none. */
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
  /** Raw p of the test of equal rates against the most favoured group; null for that group itself. */
  readonly p: number | null
  readonly test: 'fisher' | 'z' | null
  /** Fisher's exact p against the most favoured group, and the difference of rates in standard deviations. */
  readonly fisherP: number | null
  readonly z: number | null
  /** Favourable decisions more that would give the group the rate of the most favoured one. */
  readonly shortfall: number | null
  /** Decisions of the group that must change for the ratio to come to lie on the other side of 0.8. */
  readonly flips: number | null
  readonly mostFavoured: boolean
  /** Under 2 % of the rows of known group: never the group the others are compared with. */
  readonly underTwoPercent: boolean
  readonly fpr: readonly [number | null, number | null, number | null]
  readonly fnr: readonly [number | null, number | null, number | null]
}

export interface PairTest {
  readonly first: number
  readonly second: number
  readonly p: number
  readonly test: 'fisher' | 'z'
  readonly n: number
}

export interface Impact {
  readonly rows: readonly ImpactRow[]
  readonly pairs: readonly PairTest[]
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
export const fourFifths = 0.8

/**
 * Impact ratios of groups. The most favoured group is the one with the highest favourable rate among
 * those with at least 2 % of the rows of known group; the first of several. Because it is chosen by
 * what is seen, every pair of groups is tested, and the pairs are adjusted together.
 */
export function measureImpact(groups: readonly GroupCounts[]): Impact {
  const known = groups.reduce((total, group) => total + group.n, 0)
  const rates = groups.map((group) => (group.n === 0 ? Number.NaN : group.favourable / group.n))
  let best = -1
  groups.forEach((group, index) => {
    if (group.n > 0 && group.n / known >= 0.02 && (best < 0 || rates[index]! > rates[best]!)) best = index
  })
  const pairs: PairTest[] = []
  for (let first = 0; first < groups.length; first += 1) {
    for (let second = first + 1; second < groups.length; second += 1) {
      const a = groups[first]!
      const b = groups[second]!
      if (a.n === 0 || b.n === 0) continue
      pairs.push({ first, second, n: a.n + b.n, ...rateTest(a.favourable, a.n, b.favourable, b.n) })
    }
  }
  return { rows: groups.map((group, index) => impactRow(group, index, groups[best] ?? null, best, known, pairs)), pairs }
}

function impactRow(group: GroupCounts, index: number, top: GroupCounts | null, best: number, known: number, pairs: readonly PairTest[]): ImpactRow {
  const rate = proportionInterval(group.favourable, group.n)
  const fpr = proportionInterval(group.fp, group.fp + group.tn)
  const fnr = proportionInterval(group.fn, group.fn + group.tp)
  const compared = top === null || group.n === 0 || top.favourable === 0 ? null : top
  const ratio = compared === null ? null : koopmanRatio(group.favourable, group.n, compared.favourable, compared.n)
  const pair = pairs.find((each) => (each.first === index && each.second === best) || (each.first === best && each.second === index))
  const topRate = compared === null ? Number.NaN : compared.favourable / compared.n
  const itself = index === best
  return {
    ...group,
    share: group.n / known,
    rate: finite(rate.estimate), rateLow: finite(rate.low), rateHigh: finite(rate.high),
    ratio: ratio === null ? null : itself ? 1 : finite(ratio.estimate),
    low: ratio === null || itself ? null : finite(ratio.low),
    high: ratio === null || itself ? null : finite(ratio.high),
    p: itself ? null : (pair?.p ?? null),
    test: itself ? null : (pair?.test ?? null),
    fisherP: compared === null || itself ? null : fisherExact(group.favourable, group.n - group.favourable, compared.favourable, compared.n - compared.favourable).p,
    z: compared === null || itself ? null : finite(twoProportionZ(group.favourable, group.n, compared.favourable, compared.n).z),
    shortfall: compared === null || itself ? null : Math.max(0, Math.ceil(group.n * topRate - 1e-9) - group.favourable),
    flips: compared === null || itself ? null : flipsToCross(group, topRate),
    mostFavoured: itself,
    underTwoPercent: group.n / known < 0.02,
    fpr: [finite(fpr.estimate), finite(fpr.low), finite(fpr.high)],
    fnr: [finite(fnr.estimate), finite(fnr.low), finite(fnr.high)],
  }
}

/** Fewest decisions of the group to change so that the ratio crosses four fifths, the top group's rate held. */
function flipsToCross(group: GroupCounts, topRate: number): number {
  const needed = Math.ceil(fourFifths * topRate * group.n - 1e-9)
  return group.favourable < needed ? needed - group.favourable : group.favourable - needed + 1
}

/** Counts decisions by group; rows without a finite score have no decision, rows of group -1 are unknown. */
export function countDecisions(score: Float64Array, outcome: Float64Array | null, groups: Int32Array, labels: readonly string[], threshold: number, favourable: 'above' | 'below'): { readonly counts: readonly GroupCounts[]; readonly unknown: number; readonly undecided: number } {
  const tally = labels.map((group) => ({ group, n: 0, favourable: 0, tp: 0, fp: 0, fn: 0, tn: 0 }))
  let unknown = 0
  let undecided = 0
  for (let row = 0; row < score.length; row += 1) {
    const value = score[row]!
    if (!Number.isFinite(value)) {
      undecided += 1
      continue
    }
    const cell = tally[groups[row]!]
    if (cell === undefined) {
      unknown += 1
      continue
    }
    const above = value >= threshold
    cell.n += 1
    if (above === (favourable === 'above')) cell.favourable += 1
    const label = outcome?.[row]
    if (label === 1) cell[above ? 'tp' : 'fn'] += 1
    else if (label === 0) cell[above ? 'fp' : 'tn'] += 1
  }
  return { counts: tally, unknown, undecided }
}
