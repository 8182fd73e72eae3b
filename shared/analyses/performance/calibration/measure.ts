import type { Rng } from '../../../contract/analysis'
import { corp } from '../../../stats/corp'
import type { Corp } from '../../../stats/corp'
import { proportionInterval } from '../../../stats/intervals'
import { rowLossInterval, rowMean } from '../../../stats/row-mean'
import { calibrationFit, expectedCalibrationErrorDebiased, hosmerLemeshow, spiegelhalter } from '../../../stats/scoring'
import { skewedMeanInterval } from '../../../stats/skewed-mean'
import { weightedCalibration, weightedCalibrationFit } from '../../../stats/weighted-calibration'
import type { RankedScores } from '../../common/ranked-scores'

export interface ReliabilityRow {
  readonly n: number
  readonly events: number
  readonly forecast: number
  readonly observed: number
  readonly low: number
  readonly high: number
}

/** Everything about the calibration of one dataset; null where a number cannot be had. */
export interface CalibrationMeasures {
  readonly key: string
  readonly label: string
  readonly n: number
  readonly events: number
  /** Event rate; of weighted rows the weighted one. */
  readonly rate: number
  readonly bins: readonly ReliabilityRow[]
  /** Rows whose score is exactly 0 or 1, and those of them that turned out otherwise. */
  readonly certain: { readonly n: number; readonly wrong: number }
  readonly slope: number | null
  readonly slopeLow: number | null
  readonly slopeHigh: number | null
  readonly intercept: number | null
  readonly inTheLarge: number | null
  readonly inTheLargeLow: number | null
  readonly inTheLargeHigh: number | null
  readonly fitP: number | null
  readonly level: number
  readonly levelLow: number
  readonly levelHigh: number
  readonly hosmer: number | null
  readonly hosmerDf: number
  readonly hosmerP: number | null
  readonly spiegelhalter: number | null
  readonly spiegelhalterP: number | null
  readonly ece: number | null
  readonly eceDebiased: number | null
  /** Isotonic recalibration with its band, at most 100 places of it, and what the Brier score is made of. */
  readonly corp: Corp
}

/** Most places of the isotonic curve that are kept to be drawn. */
const mostPlaces = 100

function isotonicOf({ score, outcome, weight }: RankedScores, rng: Rng, checkpoint: () => void): Corp {
  const found = corp(score, outcome, weight, rng, checkpoint)
  const step = Math.max(1, (found.curve.length - 1) / (mostPlaces - 1))
  const places = new Set(Array.from({ length: Math.min(mostPlaces, found.curve.length) }, (_, place) => Math.round(place * step)))
  return { ...found, curve: found.curve.filter((_, place) => places.has(place)) }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Rows by whether their score leaves room for doubt: a score of 0 or 1 has no log odds, and takes no part in slope and intercept. */
function byDoubt({ score, outcome, weight }: RankedScores): { readonly certain: CalibrationMeasures['certain']; readonly open: { readonly score: Float64Array; readonly outcome: Float64Array; readonly weight: Float64Array | null } } {
  const doubtful = (value: number): boolean => value > 0 && value < 1
  let wrong = 0
  let n = 0
  score.forEach((value, row) => {
    if (doubtful(value)) return
    n += 1
    if (outcome[row] !== value) wrong += 1
  })
  const keep = (values: Float64Array): Float64Array => (n === 0 ? values : values.filter((_, row) => doubtful(score[row]!)))
  return { certain: { n, wrong }, open: { score: keep(score), outcome: keep(outcome), weight: weight === null ? null : keep(weight) } }
}

/** Calibration of ranked probabilities. */
export function measureCalibration(ranked: RankedScores, bins: number, rng: Rng, checkpoint: () => void): Omit<CalibrationMeasures, 'key' | 'label'> {
  const { score, outcome, events, weight } = ranked
  if (weight !== null) return measureWeighted(ranked, weight, bins, rng, checkpoint)
  const { certain, open } = byDoubt(ranked)
  const fit = calibrationFit(open.score, open.outcome)
  const hosmer = hosmerLemeshow(score, outcome, bins)
  const spread = spiegelhalter(score, outcome)
  const error = expectedCalibrationErrorDebiased(score, outcome, bins)
  const level = skewedMeanInterval(score.map((value, index) => value - outcome[index]!))
  return {
    n: score.length, events, rate: events / score.length, certain,
    bins: error.bins.map((bin) => {
      const interval = proportionInterval(bin.events, bin.n)
      return { n: bin.n, events: bin.events, forecast: bin.meanForecast, observed: bin.observedRate, low: interval.low, high: interval.high }
    }),
    slope: finite(fit.slope), slopeLow: finite(fit.slopeLow), slopeHigh: finite(fit.slopeHigh), intercept: finite(fit.intercept),
    inTheLarge: finite(fit.inTheLarge), inTheLargeLow: finite(fit.inTheLargeLow), inTheLargeHigh: finite(fit.inTheLargeHigh),
    fitP: finite(fit.p),
    level: level.estimate, levelLow: level.low, levelHigh: level.high,
    hosmer: finite(hosmer.statistic), hosmerDf: hosmer.df, hosmerP: Number.isFinite(hosmer.statistic) ? finite(hosmer.p) : null,
    spiegelhalter: finite(spread.z), spiegelhalterP: finite(spread.p),
    ece: finite(error.ece), eceDebiased: finite(error.debiased),
    corp: isotonicOf(ranked, rng, checkpoint),
  }
}

function measureWeighted(ranked: RankedScores, weight: Float64Array, groups: number, rng: Rng, checkpoint: () => void): Omit<CalibrationMeasures, 'key' | 'label'> {
  const { score, outcome, events } = ranked
  const rows = { probability: score, outcome, weight }
  const { certain, open } = byDoubt(ranked)
  const fit = weightedCalibrationFit({ probability: open.score, outcome: open.outcome, weight: open.weight! })
  const { bins, hosmer, spiegelhalter: spread, ece, debiased } = weightedCalibration(rows, groups)
  const level = rowLossInterval(rowMean(score.map((value, index) => value - outcome[index]!), weight))
  return {
    n: score.length, events, rate: rowMean(outcome, weight).mean, certain,
    bins: bins.map((bin) => {
      const interval = proportionInterval(bin.effective.successes, bin.effective.n)
      return { n: bin.n, events: bin.events, forecast: bin.meanForecast, observed: bin.observedRate, low: interval.low, high: interval.high }
    }),
    slope: finite(fit.slope), slopeLow: finite(fit.slopeLow), slopeHigh: finite(fit.slopeHigh), intercept: finite(fit.intercept),
    inTheLarge: finite(fit.inTheLarge), inTheLargeLow: finite(fit.inTheLargeLow), inTheLargeHigh: finite(fit.inTheLargeHigh),
    fitP: finite(fit.p),
    level: level.estimate, levelLow: level.low, levelHigh: level.high,
    hosmer: finite(hosmer.statistic), hosmerDf: hosmer.df, hosmerP: Number.isFinite(hosmer.statistic) ? finite(hosmer.p) : null,
    spiegelhalter: finite(spread.z), spiegelhalterP: finite(spread.p),
    ece: finite(ece), eceDebiased: finite(debiased),
    corp: isotonicOf(ranked, rng, checkpoint),
  }
}
