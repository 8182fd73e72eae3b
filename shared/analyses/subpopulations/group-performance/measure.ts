import { chiSquareContingency } from '../../../stats/contingency'
import { confusion } from '../../../stats/classification'
import { delong } from '../../../stats/delong'
import type { DelongResult } from '../../../stats/delong'
import { newcombe, proportionInterval } from '../../../stats/intervals'
import { effectiveCounts } from '../../../stats/weighted'
import type { EffectiveCounts } from '../../../stats/weighted'
import { weightedDelong } from '../../../stats/weighted-delong'
import type { Rng } from '../../../contract/analysis'
import { satisfiesCochran } from '../../common/cochran'
import { aucDifference } from '../../common/auc-difference'
import type { AucDifference } from '../../common/auc-difference'
import { twoStageMonteCarlo } from '../../common/monte-carlo'
import { keepRanked } from '../../common/ranked-scores'
import type { RankedScores } from '../../common/ranked-scores'

export interface Rate {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
  readonly n: number
  /** Group minus the rest, Newcombe; null where either side is empty. */
  readonly difference: number | null
  readonly differenceLow: number | null
  readonly differenceHigh: number | null
}

/** One group of one column of one dataset, beside the rest of the rows whose group is known. */
export interface GroupRow {
  readonly group: string
  readonly n: number
  readonly events: number
  /** True when n is under 30 or there are fewer than 5 events or 5 non-events: listed, never judged. */
  readonly small: boolean
  readonly auc: number | null
  readonly aucLow: number | null
  readonly aucHigh: number | null
  readonly restAuc: number | null
  readonly difference: AucDifference | null
  readonly tpr: Rate | null
  readonly fpr: Rate | null
  readonly selection: Rate | null
}

/** A k-group test of one rate. */
export interface GlobalTest {
  readonly rate: 'tpr' | 'fpr'
  readonly p: number
  readonly statistic: number
  readonly df: number
  readonly n: number
  readonly monteCarlo: boolean
}

export interface ColumnGroups {
  readonly rows: readonly GroupRow[]
  readonly global: readonly GlobalTest[]
  readonly unknown: number
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function rate(successes: number, n: number, restSuccesses: number, restN: number): Rate {
  const interval = proportionInterval(successes, n)
  const difference = newcombe(successes, n, restSuccesses, restN)
  return {
    value: finite(interval.estimate), low: finite(interval.low), high: finite(interval.high), n,
    difference: finite(difference.estimate), differenceLow: finite(difference.low), differenceHigh: finite(difference.high),
  }
}

export function isSmall(n: number, events: number): boolean {
  return n < 30 || events < 5 || n - events < 5
}

/** Every measure of every group of one grouping. `groups` is the group per row of the dataset, -1 unknown. */
export function measureGroups(ranked: RankedScores, groups: Int32Array, labels: readonly string[], threshold: number | null, rng: Rng, checkpoint: () => void): ColumnGroups {
  const known = keepRanked(ranked, (row) => groups[row]! >= 0)
  const confusions: (DecisionRates | null)[] = []
  const rows = labels.map((group, index): GroupRow => {
    checkpoint()
    const own = keepRanked(known, (row) => groups[row] === index)
    const rest = keepRanked(known, (row) => groups[row] !== index)
    const small = isSmall(own.rows.length, own.events)
    const auc = aucOfRanked(own)
    const restAuc = aucOfRanked(rest)
    const counts = threshold === null ? null : decisionRates(own, threshold)
    confusions.push(counts)
    return {
      group, n: own.rows.length, events: own.events, small,
      ...aucOf(auc), restAuc: finite(restAuc.auc),
      difference: small || isSmall(rest.rows.length, rest.events) ? null : aucDifference(auc, restAuc),
      ...ratesOf(counts, threshold === null ? null : decisionRates(rest, threshold)),
    }
  })
  const judged = confusions.filter((_, index) => !rows[index]!.small)
  return { rows, global: globalTests(judged, rng, checkpoint), unknown: ranked.rows.length - known.rows.length }
}

function aucOf(auc: DelongResult): Pick<GroupRow, 'auc' | 'aucLow' | 'aucHigh'> {
  return { auc: finite(auc.auc), aucLow: finite(auc.low), aucHigh: finite(auc.high) }
}

/** AUC with DeLong's variance, weighted where the rows have weights. */
function aucOfRanked({ score, outcome, weight }: RankedScores): DelongResult {
  return weight === null ? delong(score, outcome) : weightedDelong(score, outcome, weight)
}

/** Rates of decisions as counts: of rows, or of what weighted rows are worth. */
interface DecisionRates {
  readonly tpr: EffectiveCounts
  readonly fpr: EffectiveCounts
  readonly selection: EffectiveCounts
  /** Rows that each rests on. */
  readonly rows: { readonly tpr: number; readonly fpr: number; readonly selection: number }
}

function decisionRates({ score, outcome, weight, events }: RankedScores, threshold: number): DecisionRates {
  const n = score.length
  const rows = { tpr: events, fpr: n - events, selection: n }
  if (weight === null) {
    const { tp, fp } = confusion(score, outcome, threshold)
    return { tpr: { successes: tp, n: rows.tpr }, fpr: { successes: fp, n: rows.fpr }, selection: { successes: tp + fp, n }, rows }
  }
  const above = (row: number): boolean => score[row]! >= threshold
  const of = (among: (label: number) => boolean): EffectiveCounts => effectiveCounts(above, weight.map((w, row) => (among(outcome[row]!) ? w : 0)))
  return { tpr: of((label) => label === 1), fpr: of((label) => label === 0), selection: of(() => true), rows }
}

function ratesOf(own: DecisionRates | null, rest: DecisionRates | null): Pick<GroupRow, 'tpr' | 'fpr' | 'selection'> {
  if (own === null || rest === null) return { tpr: null, fpr: null, selection: null }
  const of = (key: 'tpr' | 'fpr' | 'selection'): Rate => ({ ...rate(own[key].successes, own[key].n, rest[key].successes, rest[key].n), n: own.rows[key] })
  return { tpr: of('tpr'), fpr: of('fpr'), selection: of('selection') }
}

/** k × 2 tests that the groups large enough to judge share one true and one false positive rate. */
function globalTests(confusions: readonly (DecisionRates | null)[], rng: Rng, checkpoint: () => void): readonly GlobalTest[] {
  const given = confusions.filter((counts) => counts !== null)
  if (given.length < 2) return []
  return (['tpr', 'fpr'] as const).flatMap((name): readonly GlobalTest[] => {
    const table = given.map((counts) => [counts[name].successes, counts[name].n - counts[name].successes])
    const asymptotic = chiSquareContingency(table)
    if (asymptotic.df === 0) return []
    const monteCarlo = !satisfiesCochran(table)
    const p = monteCarlo ? twoStageMonteCarlo(table.map((row) => row.map(Math.round)), rng.fork(name), checkpoint).p : asymptotic.p
    return [{ rate: name, p, statistic: asymptotic.statistic, df: asymptotic.df, n: given.reduce((total, counts) => total + counts.rows[name], 0), monteCarlo }]
  })
}
