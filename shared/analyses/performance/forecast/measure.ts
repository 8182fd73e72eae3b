import { dieboldMariano, differenceInterval, fixedSmoothing } from '../../../stats/diebold-mariano'
import type { LossDifference } from '../../../stats/diebold-mariano'
import { studentTQuantile } from '../../../stats/distributions'
import { naiveLosses, roughness, theilU } from '../../../stats/forecast-accuracy'
import { fewestDates } from './series'
import type { Series, SeriesSet } from './series'

export type Benchmark = 'naive' | 'seasonal'
export type Loss = 'absolute' | 'squared'

/** The model held to a forecast that repeats what was. Losses are in units of each series' own naive error. */
export interface Against {
  readonly benchmark: Benchmark
  /** Dates with both losses. */
  readonly dates: number
  readonly own: number
  readonly other: number
  /** Mean loss of the benchmark less that of the model: positive is better. */
  readonly advantage: number
  readonly low: number
  readonly high: number
  /** Advantage found with 80 % power. */
  readonly detectable: number
  /** One-sided p, the larger of two, that the loss is not within (1 ± margin) of the benchmark's; 1 where it cannot be tested. */
  readonly equivalence: number
  readonly test: LossDifference
  /** The same by Harvey, Leybourne and Newbold. */
  readonly corrected: LossDifference | null
}

interface Settings {
  readonly loss: Loss
  readonly horizon: number
  readonly season: number | null
  /** Difference that matters, as a share of the benchmark's loss. */
  readonly margin: number
  readonly alpha: number
}

/** A step of the forecast that the actual did not take. */
export interface Jump {
  readonly series: string
  readonly date: number
  readonly step: number
  readonly actualStep: number
}

/** Mean over the series at one date, for the figure. */
export interface Point {
  readonly date: number
  readonly actual: number
  readonly forecast: number
  readonly tracking: number
}

export interface ForecastMeasure {
  readonly against: readonly Against[]
  /** MASE and RMSSE by what they are scaled with; null without enough pairs. */
  readonly scaled: readonly { readonly benchmark: Benchmark; readonly mase: number; readonly rmsse: number }[]
  /** True where the scale is that of the dates before the judged ones. */
  readonly scaledByPast: boolean
  readonly theilU: number | null
  readonly bias: { readonly estimate: number; readonly low: number; readonly high: number }
  readonly tracking: { readonly last: number; readonly largest: number; readonly at: number }
  /** Roughness of the forecast curve over that of the actuals; null where the actuals do not bend. */
  readonly roughness: number | null
  readonly jumps: readonly Jump[]
  readonly jumpCount: number
  readonly curve: readonly Point[]
  /** Series whose actuals never change, which give no scale. */
  readonly flat: number
}

interface Ready extends Series {
  readonly origin: Readonly<Record<Benchmark, (place: number) => number>>
  readonly scale: Readonly<Record<Benchmark, { readonly absolute: number; readonly squared: number }>>
}

/**
 * Index of what each benchmark repeats: the naive the last date at least `horizon` steps before, the seasonal one the
 * date a whole number of seasons before that was known then.
 */
function origins({ places }: Series, horizon: number, season: number | null): Ready['origin'] {
  const at = new Map([...places].map((place, index) => [place, index]))
  const last = new Int32Array(places.length)
  let from = -1
  places.forEach((place, index) => {
    while (from + 1 < index && places[from + 1]! <= place - horizon) from += 1
    last[index] = from
  })
  const back = season === null ? 0 : season * Math.ceil(horizon / season)
  return { naive: (index) => last[index]!, seasonal: (index) => (season === null ? Number.NaN : (at.get(places[index]! - back) ?? Number.NaN)) }
}

function madeReady(series: Series, horizon: number, season: number | null): { readonly ready: Ready; readonly byPast: boolean } {
  const origin = origins(series, horizon, season)
  const single = { naive: origins(series, 1, season).naive, seasonal: origins(series, 1, season).seasonal }
  const past = series.actual.subarray(0, series.before)
  const byPast = naiveLosses(past, single.naive).n >= fewestDates
  const scaleOf = (benchmark: Benchmark): ReturnType<typeof naiveLosses> => {
    const inPast = naiveLosses(past, single[benchmark])
    return byPast && inPast.n >= fewestDates ? inPast : naiveLosses(series.actual, single[benchmark])
  }
  return { ready: { ...series, origin, scale: { naive: scaleOf('naive'), seasonal: scaleOf('seasonal') } }, byPast }
}

const meanOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length

/** Losses of model and benchmark per date, means over the series that have both. */
function lossesByDate(series: readonly Ready[], benchmark: Benchmark, loss: Loss): { readonly own: Float64Array; readonly other: Float64Array } {
  const dates = new Map<number, { own: number; other: number; n: number }>()
  for (const each of series) {
    const scale = loss === 'absolute' ? each.scale.naive.absolute : each.scale.naive.squared
    const of = (error: number): number => (loss === 'absolute' ? Math.abs(error) : error * error) / scale
    for (let index = each.before; index < each.dates.length; index += 1) {
      const other = of(each.actual[index]! - (each.actual[each.origin[benchmark](index)] ?? Number.NaN))
      if (Number.isNaN(other)) continue
      const held = dates.get(each.dates[index]!) ?? { own: 0, other: 0, n: 0 }
      if (held.n === 0) dates.set(each.dates[index]!, held)
      held.own += of(each.actual[index]! - each.forecast[index]!)
      held.other += other
      held.n += 1
    }
  }
  const ordered = [...dates].sort((a, b) => a[0] - b[0]).map(([, held]) => held)
  return { own: Float64Array.from(ordered, ({ own, n }) => own / n), other: Float64Array.from(ordered, ({ other, n }) => other / n) }
}

/**
 * Two one-sided tests that the ratio of the mean losses lies within 1 ± margin, each on (1 ± margin)·benchmark − model by
 * date, which needs no estimate of the ratio's own spread.
 */
function equivalenceP(own: Float64Array, other: Float64Array, margin: number): number {
  const above = (factor: number, sign: 1 | -1): number => {
    const test = fixedSmoothing(other.map((value, index) => sign * (factor * value - own[index]!)))
    return test === null ? 1 : test.t > 0 ? test.p / 2 : 1 - test.p / 2
  }
  return Math.max(above(1 + margin, 1), above(1 - margin, -1))
}

function compare(series: readonly Ready[], benchmark: Benchmark, settings: Settings): Against | null {
  const { own, other } = lossesByDate(series, benchmark, settings.loss)
  const differences = other.map((value, index) => value - own[index]!)
  const test = fixedSmoothing(differences)
  if (test === null) return null
  return {
    benchmark, dates: own.length, own: meanOf([...own]), other: meanOf([...other]), advantage: test.mean, ...differenceInterval(test),
    detectable: (-studentTQuantile(settings.alpha / 2, test.df) - studentTQuantile(0.2, test.df)) * test.se,
    equivalence: equivalenceP(own, other, settings.margin), test, corrected: dieboldMariano(differences, settings.horizon),
  }
}

/** MASE and RMSSE over all series and dates, each series in units of its own naive error. */
function scaledErrors(series: readonly Ready[], benchmark: Benchmark): { readonly benchmark: Benchmark; readonly mase: number; readonly rmsse: number } | null {
  let [absolute, squared, n] = [0, 0, 0]
  for (const { actual, forecast, before, scale } of series) {
    if (!(scale[benchmark].absolute > 0)) continue
    for (let index = before; index < actual.length; index += 1) {
      const error = forecast[index]! - actual[index]!
      absolute += Math.abs(error) / scale[benchmark].absolute
      squared += (error * error) / scale[benchmark].squared
      n += 1
    }
  }
  return n === 0 ? null : { benchmark, mase: absolute / n, rmsse: Math.sqrt(squared / n) }
}

/** A curve on the grid of steps, NaN where a date is missing; null where most of the grid would be empty. */
function onGrid(places: Float64Array, values: Float64Array): Float64Array | null {
  const [first, last] = [places[0]!, places.at(-1)!]
  if (last - first > 20 * places.length) return null
  const grid = new Float64Array(last - first + 1).fill(Number.NaN)
  places.forEach((place, index) => (grid[place - first] = values[index]!))
  return grid
}

function bends(series: readonly Ready[], checkpoint: () => void): number | null {
  let [own, actual] = [0, 0]
  for (const each of series) {
    checkpoint()
    const places = each.places.subarray(each.before)
    const [forecasts, actuals] = [onGrid(places, each.forecast.subarray(each.before)), onGrid(places, each.actual.subarray(each.before))]
    if (forecasts === null || actuals === null) continue
    own += roughness(forecasts) / each.scale.naive.squared
    actual += roughness(actuals) / each.scale.naive.squared
  }
  return actual > 0 ? own / actual : null
}

/** Steps of the forecast over five times its median step, and over twice what the actual moved the same way. */
function jumpsOf({ name, dates, places, actual, forecast, before }: Series): readonly Jump[] {
  const steps = Array.from({ length: dates.length - before - 1 }, (_, index) => before + 1 + index).filter((index) => places[index]! - places[index - 1]! === 1)
  const moves = Float64Array.from(steps, (index) => Math.abs(forecast[index]! - forecast[index - 1]!)).sort()
  const typical = moves[Math.floor(moves.length / 2)] ?? Number.NaN
  return steps.flatMap((index): readonly Jump[] => {
    const step = forecast[index]! - forecast[index - 1]!
    const actualStep = actual[index]! - actual[index - 1]!
    return typical > 0 && Math.abs(step) > 5 * typical && Math.sign(step) * actualStep < Math.abs(step) / 2 ? [{ series: name, date: dates[index]!, step, actualStep }] : []
  })
}

/** Means over the series by date, with the tracking signal so far: sum of the errors over their mean size. */
function curveOf(series: readonly Ready[]): readonly Point[] {
  const dates = new Map<number, { actual: number; forecast: number; n: number }>()
  for (const { dates: own, actual, forecast, before } of series) {
    for (let index = before; index < own.length; index += 1) {
      const held = dates.get(own[index]!) ?? { actual: 0, forecast: 0, n: 0 }
      if (held.n === 0) dates.set(own[index]!, held)
      held.actual += actual[index]!
      held.forecast += forecast[index]!
      held.n += 1
    }
  }
  let [total, size, seen] = [0, 0, 0]
  return [...dates].sort((a, b) => a[0] - b[0]).map(([date, held]) => {
    const error = (held.forecast - held.actual) / held.n
    total += error
    size += Math.abs(error)
    seen += 1
    return { date, actual: held.actual / held.n, forecast: held.forecast / held.n, tracking: size > 0 ? total / (size / seen) : 0 }
  })
}

const mostJumps = 5

/** Everything there is to say about a set of series. Null where no series has an actual that changes. */
export function measureForecast(set: SeriesSet, settings: Settings, checkpoint: () => void): ForecastMeasure | null {
  const all = set.series.map((series) => { checkpoint(); return madeReady(series, settings.horizon, settings.season) })
  const byPast = all.length > 0 && all.every((each) => each.byPast)
  const ready = all.map((each) => each.ready).filter(({ scale }) => scale.naive.absolute > 0)
  if (ready.length === 0) return null
  const benchmarks: readonly Benchmark[] = settings.season === null || settings.season === 1 ? ['naive'] : ['seasonal', 'naive']
  const curve = curveOf(ready)
  const errors = fixedSmoothing(Float64Array.from(curve, ({ actual, forecast }) => forecast - actual))
  const largest = curve.reduce((most, point) => (Math.abs(point.tracking) > Math.abs(most.tracking) ? point : most))
  const [only] = ready
  const jumps = ready.flatMap((series) => { checkpoint(); return jumpsOf(series) }).sort((a, b) => Math.abs(b.step) - Math.abs(a.step) || a.date - b.date)
  return {
    against: benchmarks.flatMap((benchmark) => { checkpoint(); return compare(ready, benchmark, settings) ?? [] }),
    scaled: benchmarks.flatMap((benchmark) => scaledErrors(ready, benchmark) ?? []),
    scaledByPast: byPast,
    theilU: ready.length > 1 ? null : theilU(only!.forecast, only!.actual, (index) => (index < only!.before ? -1 : only!.origin.naive(index))),
    bias: { estimate: meanOf(curve.map(({ actual, forecast }) => forecast - actual)), ...differenceInterval(errors) },
    tracking: { last: curve.at(-1)!.tracking, largest: largest.tracking, at: largest.date },
    roughness: bends(ready, checkpoint),
    jumps: jumps.slice(0, mostJumps), jumpCount: jumps.length,
    curve, flat: all.length - ready.length,
  }
}
