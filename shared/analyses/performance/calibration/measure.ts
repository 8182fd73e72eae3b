import { meanInterval, proportionInterval } from '../../../stats/intervals'
import { calibrationFit, expectedCalibrationErrorDebiased, hosmerLemeshow, spiegelhalter } from '../../../stats/scoring'
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
  readonly bins: readonly ReliabilityRow[]
  readonly slope: number | null
  readonly slopeLow: number | null
  readonly slopeHigh: number | null
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
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** Calibration of ranked probabilities. */
export function measureCalibration({ score, outcome, events }: RankedScores, bins: number, development: boolean): Omit<CalibrationMeasures, 'key' | 'label'> {
  const fit = calibrationFit(score, outcome)
  const hosmer = hosmerLemeshow(score, outcome, { groups: bins, external: !development })
  const spread = spiegelhalter(score, outcome)
  const error = expectedCalibrationErrorDebiased(score, outcome, bins)
  const level = meanInterval(score.map((value, index) => value - outcome[index]!))
  return {
    n: score.length, events,
    bins: error.bins.map((bin) => {
      const interval = proportionInterval(bin.events, bin.n)
      return { n: bin.n, events: bin.events, forecast: bin.meanForecast, observed: bin.observedRate, low: interval.low, high: interval.high }
    }),
    slope: finite(fit.slope), slopeLow: finite(fit.slopeLow), slopeHigh: finite(fit.slopeHigh),
    inTheLarge: finite(fit.inTheLarge), inTheLargeLow: finite(fit.inTheLargeLow), inTheLargeHigh: finite(fit.inTheLargeHigh),
    fitP: finite(fit.p),
    level: level.estimate, levelLow: level.low, levelHigh: level.high,
    hosmer: finite(hosmer.statistic), hosmerDf: hosmer.df, hosmerP: Number.isFinite(hosmer.statistic) ? finite(hosmer.p) : null,
    spiegelhalter: finite(spread.z), spiegelhalterP: finite(spread.p),
    ece: finite(error.ece), eceDebiased: finite(error.debiased),
  }
}
