import { binomialTest } from '../../../stats/binomial'
import { gradeTest } from '../../../stats/grade-test'
import { jeffreys } from '../../../stats/intervals'
import { pearsonP } from '../../../stats/pearson-p'
import type { RankedScores } from '../../common/ranked-scores'

/** Light of a grade by its Jeffreys p: amber and red say that the forecast is too low. */
export type Light = 'green' | 'amber' | 'red'

/** What stands for a dataset's grades taken together. */
export const allGrades = 'all grades'

/** One grade of one dataset: forecast against what happened. */
export interface GradeRow {
  readonly grade: string
  readonly n: number
  readonly defaults: number
  /** Forecast default probability: the plan's, else the mean score of the grade's rows. */
  readonly pd: number
  readonly observed: number
  readonly low: number
  readonly high: number
  /** BetaCDF(PD; D + ½, n − D + ½); small when the forecast is too low. */
  readonly jeffreys: number
  /** P(at least D defaults), independent defaults. */
  readonly binomial: number
  /** Its mid-p, which decides. */
  readonly binomialMid: number
  /** The same with one common normal factor. */
  readonly correlated: number
  /** Exact p of too high a forecast, P(at most D defaults). */
  readonly tooHigh: number
  readonly light: Light
}

/** Σ(D − n·PD)²/(n·PD·(1 − PD)) over the grades. */
export interface HosmerLemeshow {
  readonly statistic: number
  readonly df: number
  readonly p: number
  /** Smallest expected number of defaults or of survivals of a grade. */
  readonly minExpected: number
}

export interface LightLimits {
  readonly amber: number
  readonly red: number
}

/**
 * Rows of each grade; `groups` is the grade per row of the dataset (-1 unknown, left out), `forecasts`
 * the PD by grade where the plan gives one. A grade without rows is left out, and so is one whose
 * forecast is not strictly between 0 and 1.
 */
export function measureGrades(ranked: RankedScores, groups: Int32Array, labels: readonly string[], forecasts: Readonly<Record<string, number>>, assetCorrelation: number, limits: LightLimits, checkpoint: () => void): readonly GradeRow[] {
  const n = new Float64Array(labels.length)
  const defaults = new Float64Array(labels.length)
  const scores = new Float64Array(labels.length)
  for (let place = 0; place < ranked.rows.length; place += 1) {
    const grade = groups[ranked.rows[place]!]!
    if (grade < 0) continue
    n[grade]! += 1
    defaults[grade]! += ranked.outcome[place]!
    scores[grade]! += ranked.score[place]!
  }
  return labels.flatMap((grade, index): readonly GradeRow[] => {
    checkpoint()
    const pd = Object.hasOwn(forecasts, grade) ? forecasts[grade]! : scores[index]! / n[index]!
    return n[index]! > 0 && pd > 0 && pd < 1 ? [gradeRow(grade, n[index]!, defaults[index]!, pd, assetCorrelation, limits)] : []
  })
}

/** Every number of one grade. */
export function gradeRow(grade: string, n: number, defaults: number, pd: number, assetCorrelation: number, { amber, red }: LightLimits): GradeRow {
  const test = gradeTest(defaults, n, pd, assetCorrelation)
  const interval = jeffreys(defaults, n)
  return {
    grade, n, defaults, pd, observed: test.observedRate, low: interval.low, high: interval.high,
    jeffreys: test.jeffreys, binomial: test.binomial, binomialMid: test.binomialMid, correlated: test.correlated,
    tooHigh: binomialTest(defaults, n, pd, 'less'),
    light: test.jeffreys < red ? 'red' : test.jeffreys < amber ? 'amber' : 'green',
  }
}

/** Hosmer–Lemeshow over grades: as many degrees of freedom as grades. Null without grades. */
export function gradesTogether(rows: readonly GradeRow[]): HosmerLemeshow | null {
  const df = rows.length
  if (df < 1) return null
  const statistic = rows.reduce((total, { n, defaults, pd }) => total + (defaults - n * pd) ** 2 / (n * pd * (1 - pd)), 0)
  return { statistic, df, p: pearsonP(statistic, df, rows.map(({ n, pd }) => ({ n, p: pd }))), minExpected: Math.min(...rows.flatMap(({ n, pd }) => [n * pd, n * (1 - pd)])) }
}
