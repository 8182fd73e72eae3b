import type { Rng } from '../../../contract/analysis'
import { chiSquareContingency } from '../../../stats/contingency'
import { chiSquareSf } from '../../../stats/distributions'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import type { Interval } from '../../../stats/interval'
import { satisfiesCochran } from '../../common/cochran'
import { twoStageMonteCarlo } from '../../common/monte-carlo'
import { rateNames } from './count'
import type { GroupCounts, RateName } from './count'

export interface Bounds {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** One rate of one group beside that of the reference group. */
export interface RateCell extends Bounds {
  readonly n: number
  /** Group less reference, Newcombe at 95 %; null for the reference itself. */
  readonly difference: Bounds | null
  /** The same at the level that decides a finding. */
  readonly decided: Bounds | null
}

export interface FairRow {
  readonly group: string
  readonly n: number
  readonly known: number
  readonly events: number
  readonly reference: boolean
  /** Under 30 rows, 5 events or 5 non-events with a known outcome: printed, in no test of error rates. */
  readonly small: boolean
  readonly rates: Readonly<Record<RateName, RateCell>>
}

/** Measures of fairness that are tested across groups. */
export type MeasureName = 'demographic-parity' | 'equal-opportunity' | 'equalised-odds' | 'predictive-parity' | 'calibration'

export interface MeasureTest {
  readonly measure: MeasureName
  readonly test: string
  readonly p: number
  readonly statistic: number
  readonly df: number
  readonly n: number
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)
export const bounds = ({ estimate, low, high }: Interval): Bounds => ({ value: finite(estimate), low: finite(low), high: finite(high) })

/** The largest group by rows with a decision, the first of several: chosen without looking at any rate. */
export function referenceGroup(counts: readonly GroupCounts[]): number {
  return counts.reduce((best, group, index) => (group.n > counts[best]!.n ? index : best), 0)
}

export const isSmall = ({ known, events }: GroupCounts): boolean => known < 30 || events < 5 || known - events < 5

/** Rates of every group and their differences from the reference group; `decideLevel` is the level of the interval behind findings. */
export function fairRows(counts: readonly GroupCounts[], decideLevel: number): readonly FairRow[] {
  const at = referenceGroup(counts)
  const reference = counts[at]!
  return counts.map((group, index): FairRow => ({
    group: group.group, n: group.n, known: group.known, events: group.events, reference: index === at, small: isSmall(group),
    rates: Object.fromEntries(rateNames.map((name) => {
      const own = group.rates[name]
      const other = reference.rates[name]
      const difference = (level: number): Bounds | null => (index === at ? null : bounds(newcombe(own.successes, own.n, other.successes, other.n, level)))
      return [name, { ...bounds(proportionInterval(own.successes, own.n)), n: own.rows, difference: difference(0.95), decided: difference(decideLevel) }]
    })) as Record<RateName, RateCell>,
  }))
}

/** k × 2 table of a rate over the given groups. */
const tableOf = (counts: readonly GroupCounts[], name: RateName): readonly (readonly number[])[] => counts.map(({ rates }) => [rates[name].successes, rates[name].n - rates[name].successes]).filter(([yes, no]) => yes! + no! > 0)

interface Chi {
  readonly p: number
  readonly statistic: number
  readonly df: number
  readonly n: number
  readonly monteCarlo: boolean
}

/** k × 2 χ², by Monte Carlo where expected counts are small; null where nothing varies, or where weighted counts are too small for either. */
function rateTest(counts: readonly GroupCounts[], name: RateName, weighted: boolean, rng: Rng, checkpoint: () => void): Chi | null {
  const table = tableOf(counts, name)
  const pearson = chiSquareContingency(table)
  if (pearson.df === 0) return null
  const monteCarlo = !satisfiesCochran(table)
  if (monteCarlo && weighted) return null
  const p = monteCarlo ? twoStageMonteCarlo(table, rng.fork(name), checkpoint).p : pearson.p
  return { p, statistic: pearson.statistic, df: pearson.df, n: counts.reduce((total, group) => total + group.rates[name].rows, 0), monteCarlo }
}

const named = (chi: Chi): string => (chi.monteCarlo ? 'k×2 χ², Monte Carlo' : `k×2 χ², ${String(chi.df)} df`)

/**
 * Tests that a measure is the same in all groups: favourable rate (all groups with a row); favourable
 * rate among favourable outcomes; true and false positive rate together (sum of two independent χ²;
 * twice the smaller p where one is by Monte Carlo); positive predictive value. Error rates leave small groups out.
 */
export function measureTests(counts: readonly GroupCounts[], favourable: 'above' | 'below', weighted: boolean, rng: Rng, checkpoint: () => void): readonly MeasureTest[] {
  const large = counts.filter((group) => !isSmall(group))
  const single = (measure: MeasureName, groups: readonly GroupCounts[], name: RateName): readonly MeasureTest[] => {
    const chi = rateTest(groups, name, weighted, rng, checkpoint)
    return chi === null ? [] : [{ measure, test: named(chi), p: chi.p, statistic: chi.statistic, df: chi.df, n: chi.n }]
  }
  const opportunity: RateName = favourable === 'above' ? 'tpr' : 'fpr'
  return [
    ...single('demographic-parity', counts.filter((group) => group.n > 0), 'favourable'),
    ...single('equal-opportunity', large, opportunity),
    ...odds(rateTest(large, 'tpr', weighted, rng, checkpoint), rateTest(large, 'fpr', weighted, rng, checkpoint)),
    ...single('predictive-parity', large, 'ppv'),
  ]
}

function odds(tpr: Chi | null, fpr: Chi | null): readonly MeasureTest[] {
  if (tpr === null || fpr === null) return []
  const statistic = tpr.statistic + fpr.statistic
  const df = tpr.df + fpr.df
  const monteCarlo = tpr.monteCarlo || fpr.monteCarlo
  const p = monteCarlo ? Math.min(1, 2 * Math.min(tpr.p, fpr.p)) : chiSquareSf(statistic, df)
  return [{ measure: 'equalised-odds', test: monteCarlo ? 'two k×2 χ², Bonferroni' : `two k×2 χ², ${String(df)} df`, p, statistic, df, n: tpr.n + fpr.n }]
}
