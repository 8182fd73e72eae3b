import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cooksDistances } from '../../../../shared/analyses/performance/residuals/describe'
import { durbinWatson, ljungBox } from '../../../../shared/stats/autocorrelation'
import { dieboldMariano, fixedSmoothing } from '../../../../shared/stats/diebold-mariano'
import { naiveLosses, roughness, theilU } from '../../../../shared/stats/forecast-accuracy'
import { breuschPagan, shapeOfSample, welchAnova } from '../../../../shared/stats/residual-tests'
import { rowMean } from '../../../../shared/stats/row-mean'

interface Golden {
  readonly producer: string
  readonly regression: { readonly x: readonly number[]; readonly y: readonly number[]; readonly breuschPagan: readonly [number, number]; readonly cook: readonly number[]; readonly shape: readonly [number, number] }
  readonly series: { readonly values: readonly number[]; readonly durbinWatson: number; readonly ljungBox: readonly (readonly [number, number, number])[] }
  readonly anova: { readonly groups: readonly (readonly number[])[]; readonly f: number; readonly p: number; readonly df: readonly [number, number] }
  readonly forecast: {
    readonly season: number; readonly train: readonly number[]; readonly actual: readonly number[]; readonly model: readonly number[]; readonly other: readonly number[]
    readonly mase: Readonly<Record<string, number>>; readonly rmsse: Readonly<Record<string, number>>; readonly theilU: number; readonly roughness: number
    readonly dieboldMariano: readonly (readonly [number, number, number, number])[]; readonly fixedSmoothing: readonly [number, number, number]
  }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const array = (values: readonly number[]): Float64Array => Float64Array.from(values)
const near = (actual: number, wanted: number): void => expect(Math.abs(actual / wanted - 1), `${String(actual)} for ${String(wanted)}`).toBeLessThan(1e-10)

describe(`residuals as ${golden.producer} have them`, () => {
  const x = array(golden.regression.x)
  const y = array(golden.regression.y)

  it('Breusch–Pagan in Koenker\'s form, skewness and kurtosis, Cook\'s distances', () => {
    const residual = y.map((value, row) => value - x[row]!)
    const found = breuschPagan(residual, x)
    near(found.statistic, golden.regression.breuschPagan[0])
    near(found.p, golden.regression.breuschPagan[1])
    expect(found.direction).toBe(1)
    const shape = shapeOfSample(residual)
    near(shape.skewness, golden.regression.shape[0])
    near(shape.excessKurtosis + 3, golden.regression.shape[1])
    cooksDistances(x, y).forEach((value, row) => expect(value).toBeCloseTo(golden.regression.cook[row]!, 10))
  })

  it('Durbin–Watson and Ljung–Box', () => {
    const series = array(golden.series.values)
    near(durbinWatson(series), golden.series.durbinWatson)
    for (const [lags, statistic, p] of golden.series.ljungBox) {
      const found = ljungBox(series, lags)
      near(found.statistic, statistic)
      near(found.p, p)
    }
  })

  it('Welch\'s analysis of variance', () => {
    const found = welchAnova(golden.anova.groups.map((group) => rowMean(array(group))))!
    near(found.f, golden.anova.f)
    near(found.p, golden.anova.p)
    near(found.df1, golden.anova.df[0])
    near(found.df2, golden.anova.df[1])
  })
})

describe(`forecasts as ${golden.producer} have them`, () => {
  const [actual, model, other, train] = [array(golden.forecast.actual), array(golden.forecast.model), array(golden.forecast.other), array(golden.forecast.train)]
  const mean = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) / values.length

  it.each([1, golden.forecast.season])('MASE and RMSSE with season %i', (season) => {
    const scale = naiveLosses(train, (place) => place - season)
    near(mean(actual.map((value, place) => Math.abs(value - model[place]!))) / scale.absolute, golden.forecast.mase[String(season)]!)
    near(Math.sqrt(mean(actual.map((value, place) => (value - model[place]!) ** 2)) / scale.squared), golden.forecast.rmsse[String(season)]!)
  })

  it('Theil\'s U and roughness', () => {
    near(theilU(model, actual, (place) => place - 1)!, golden.forecast.theilU)
    near(roughness(model) / roughness(actual), golden.forecast.roughness)
  })

  it('Diebold–Mariano', () => {
    for (const [horizon, power, statistic, p] of golden.forecast.dieboldMariano) {
      const found = dieboldMariano(actual.map((value, place) => Math.abs(value - other[place]!) ** power - Math.abs(value - model[place]!) ** power), horizon)!
      near(found.t, statistic)
      near(found.p, p)
    }
    const found = fixedSmoothing(actual.map((value, place) => Math.abs(value - other[place]!) - Math.abs(value - model[place]!)))!
    expect(found.df).toBe(golden.forecast.fixedSmoothing[0])
    near(found.t, golden.forecast.fixedSmoothing[1])
    near(found.p, golden.forecast.fixedSmoothing[2])
  })
})
