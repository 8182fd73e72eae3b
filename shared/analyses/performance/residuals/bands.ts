import { combinedMean, skewedInterval } from '../../../stats/skewed-mean'
import type { SkewedMean } from '../../../stats/skewed-mean'
import { studentTQuantile } from '../../../stats/distributions'
import { welchAnovaSkewed } from '../../../stats/residual-tests'
import type { RowMean } from '../../../stats/row-mean'
import { groupMeans } from './rows'
import type { ResidualRows } from './rows'

/** Effective rows under which a band is listed and not judged. */
export const fewest = 30

/** Mean residual of the rows of one band, and how far it lies from the mean of all judged bands. */
export interface Band {
  readonly label: string
  readonly n: number
  readonly mean: number
  readonly low: number
  readonly high: number
  /** Mean of the band less that of all judged bands, in standard deviations of the outcome, 95 %. */
  readonly departure: number
  readonly departureLow: number
  readonly departureHigh: number
  /** The same at the simultaneous level that decides. */
  readonly decideLow: number
  readonly decideHigh: number
}

/** One column (or the prediction) cut into bands. */
export interface Fit {
  readonly bands: readonly Band[]
  /** Bands too small to judge. */
  readonly small: readonly { readonly label: string; readonly n: number }[]
  readonly n: number
  /** Welch's test that all bands have the same mean residual; null where nothing can be tested. */
  readonly test: { readonly f: number; readonly df1: number; readonly df2: number; readonly p: number } | null
}

interface Judged {
  readonly label: string
  readonly own: RowMean
  readonly share: number
}

/** Bands of one column that hold enough rows, with their shares of the (weighted) rows held. */
function judgedBands(rows: ResidualRows, values: Float64Array, group: Int32Array, labels: readonly string[], checkpoint: () => void): { readonly judged: readonly Judged[]; readonly small: Fit['small'] } {
  const means = groupMeans(values, group, labels.length, rows.weight, checkpoint)
  const weights = new Float64Array(labels.length)
  for (let row = 0; row < group.length; row += 1) if (group[row]! >= 0) weights[group[row]!]! += rows.weight === null ? 1 : rows.weight[row]!
  const large = means.flatMap((own, index) => (own.worth >= fewest ? [index] : []))
  const all = large.reduce((total, index) => total + weights[index]!, 0)
  return {
    judged: large.map((index) => ({ label: labels[index]!, own: means[index]!, share: weights[index]! / all })),
    small: means.flatMap((own, index) => (own.n > 0 && !(own.worth >= fewest) ? [{ label: labels[index]!, n: own.n }] : [])),
  }
}

/** Departure of one band from the mean of all, given the shares: a sum of independent means, its skewness from theirs. */
const departureOf = (judged: readonly Judged[], index: number): SkewedMean => combinedMean(judged.map(({ own, share }, place) => [(place === index ? 1 : 0) - share, own] as const))

/** Bands to judge, before the level that decides is known. */
export interface Measured extends Omit<Fit, 'bands'> {
  readonly judged: readonly Judged[]
}

/** Mean residual by band, and Welch's test of equal means. `values` are the residuals, or what is left of them. */
export function measureBands(rows: ResidualRows, values: Float64Array, group: Int32Array, labels: readonly string[], checkpoint: () => void): Measured {
  const { judged, small } = judgedBands(rows, values, group, labels, checkpoint)
  return { judged, small, n: judged.reduce((total, { own }) => total + own.n, 0), test: welchAnovaSkewed(judged.map(({ own, share }) => ({ ...own, share }))) }
}

/**
 * Bands with their intervals: Hall's of the mean; of the departure 95 %, and at the level that decides, where `compared`
 * bands of the whole analysis share alpha (Bonferroni).
 * @param sd standard deviation of the outcome, the unit of departures
 */
export function bandsOf({ judged, small, n, test }: Measured, sd: number, alpha: number, compared: number): Fit {
  return {
    small, n, test,
    bands: judged.map(({ label, own }, index): Band => {
      const { low, high } = skewedInterval(own)
      const departure = departureOf(judged, index)
      const own95 = skewedInterval(departure)
      const decide = skewedInterval(departure, 1 - alpha / Math.max(1, compared))
      return { label, n: own.n, mean: own.mean, low, high, departure: departure.mean / sd, departureLow: own95.low / sd, departureHigh: own95.high / sd, decideLow: decide.low / sd, decideHigh: decide.high / sd }
    }),
  }
}

/** The band farthest from the others; undefined without any. */
export function worstBand({ bands }: Pick<Fit, 'bands'>): Band | undefined {
  return bands.reduce<Band | undefined>((worst, band) => (worst === undefined || Math.abs(band.departure) > Math.abs(worst.departure) ? band : worst), undefined)
}

/** True when the interval that decides lies wholly beyond ±limit. */
export const isBeyond = (band: Band, limit: number): boolean => band.decideLow > limit || band.decideHigh < -limit

/** Departure that would be found with 80 % power in the smallest judged band, in standard deviations of the outcome; beyond the limit, on top of it. */
export function detectable({ judged }: Measured, sd: number, alpha: number, compared: number): number {
  return judged.reduce((most, { own }, index) => {
    const { se, df } = departureOf(judged, index)
    return own.df > 0 && df > 0 ? Math.max(most, ((-studentTQuantile(alpha / (2 * Math.max(1, compared)), df) - studentTQuantile(0.2, df)) * se) / sd) : most
  }, 0)
}
