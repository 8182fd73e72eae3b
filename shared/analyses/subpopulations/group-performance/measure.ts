import { chiSquareContingency } from '../../../stats/contingency'
import { confusion } from '../../../stats/classification'
import type { Confusion } from '../../../stats/classification'
import { delong } from '../../../stats/delong'
import type { DelongResult } from '../../../stats/delong'
import { newcombe, proportionInterval } from '../../../stats/intervals'
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
  const whole = threshold === null ? null : confusion(known.score, known.outcome, threshold)
  const confusions: (Confusion | null)[] = []
  const rows = labels.map((group, index): GroupRow => {
    checkpoint()
    const own = keepRanked(known, (row) => groups[row] === index)
    const rest = keepRanked(known, (row) => groups[row] !== index)
    const small = isSmall(own.rows.length, own.events)
    const auc = delong(own.score, own.outcome)
    const restAuc = delong(rest.score, rest.outcome)
    const counts = threshold === null ? null : confusion(own.score, own.outcome, threshold)
    confusions.push(counts)
    return {
      group, n: own.rows.length, events: own.events, small,
      ...aucOf(auc), restAuc: finite(restAuc.auc),
      difference: small || isSmall(rest.rows.length, rest.events) ? null : aucDifference(auc, restAuc),
      ...ratesOf(counts, whole),
    }
  })
  const judged = confusions.filter((_, index) => !rows[index]!.small)
  return { rows, global: globalTests(judged, rng, checkpoint), unknown: ranked.rows.length - known.rows.length }
}

function aucOf(auc: DelongResult): Pick<GroupRow, 'auc' | 'aucLow' | 'aucHigh'> {
  return { auc: finite(auc.auc), aucLow: finite(auc.low), aucHigh: finite(auc.high) }
}

function ratesOf(own: Confusion | null, whole: Confusion | null): Pick<GroupRow, 'tpr' | 'fpr' | 'selection'> {
  if (own === null || whole === null) return { tpr: null, fpr: null, selection: null }
  const positives = own.tp + own.fn
  const negatives = own.fp + own.tn
  return {
    tpr: rate(own.tp, positives, whole.tp - own.tp, whole.tp + whole.fn - positives),
    fpr: rate(own.fp, negatives, whole.fp - own.fp, whole.fp + whole.tn - negatives),
    selection: rate(own.tp + own.fp, own.n, whole.tp + whole.fp - own.tp - own.fp, whole.n - own.n),
  }
}

/** k × 2 tests that the groups large enough to judge share one true and one false positive rate. */
function globalTests(confusions: readonly (Confusion | null)[], rng: Rng, checkpoint: () => void): readonly GlobalTest[] {
  const given = confusions.filter((counts) => counts !== null)
  if (given.length < 2) return []
  return (['tpr', 'fpr'] as const).flatMap((name): readonly GlobalTest[] => {
    const table = given.map((counts) => (name === 'tpr' ? [counts.tp, counts.fn] : [counts.fp, counts.tn]))
    const asymptotic = chiSquareContingency(table)
    if (asymptotic.df === 0) return []
    const monteCarlo = !satisfiesCochran(table)
    const p = monteCarlo ? twoStageMonteCarlo(table, rng.fork(name), checkpoint).p : asymptotic.p
    return [{ rate: name, p, statistic: asymptotic.statistic, df: asymptotic.df, n: asymptotic.n, monteCarlo }]
  })
}
