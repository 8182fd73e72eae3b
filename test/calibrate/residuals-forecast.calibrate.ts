import { describe, it } from 'vitest'
import residuals from '../../shared/analyses/performance/residuals.analysis'
import type { AnalysisInput, AnalysisResult, Rng } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { dieboldMariano, fixedSmoothing } from '../../shared/stats/diebold-mariano'
import { createRng } from '../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../unit/analyses/build-input'
import { calibrated, percent } from './ledger'

const runs = Math.round(Number(process.env['CALIBRATE_RUNS'] ?? 2000) / 2)
const alpha = 0.05

/** How far a residual lies from nothing, given a prediction of mean 0 and standard deviation 1. */
type Noise = (predicted: number, rng: Rng) => number

const noises: Readonly<Record<string, Noise>> = {
  'normal residuals': (_, rng) => rng.normal(),
  'spread that grows with the prediction': (predicted, rng) => (0.4 + 0.5 * Math.exp(0.7 * predicted)) * rng.normal(),
  'lognormal residuals': (_, rng) => Math.exp(rng.normal()) - Math.exp(0.5),
  'skewed residuals, spread grows': (predicted, rng) => (0.4 + 0.3 * Math.abs(predicted)) * (-Math.log(1 - rng.next()) - 1),
}

/** A test dataset whose outcome is the prediction, a bias that is the same everywhere, and noise; `bent` adds to the noise. */
function world(rows: number, rng: Rng, noise: Noise, bent: (predicted: number) => number = () => 0): AnalysisInput {
  const draw = (): Float64Array => Float64Array.from({ length: rows }, () => rng.normal())
  const [a, b] = [draw(), draw()]
  const c = Array.from({ length: rows }, () => 'uvwxy'[rng.int(5)]!)
  const score = a.map((value, row) => 0.8 * value + 0.6 * b[row]!)
  const outcome = score.map((value) => value + 0.3 + noise(value, rng) + bent(value))
  const dates = Float64Array.from({ length: rows }, (_, row) => 86_400_000 * (row % Math.floor(rows / 4)))
  return {
    task: 'regression', classes: [], decision: { threshold: null, favourable: 'above' }, model: null,
    roles: { a: ['feature'], b: ['feature'], c: ['feature'], day: ['date'] },
    datasets: [makeDataset('test', makeTable([numberColumn('a', a), numberColumn('b', b), categoryColumn('c', c), numberColumn('day', dates, 'date')]), { score, outcome })],
  }
}

const judge = (input: AnalysisInput, run: number): Promise<AnalysisResult> => residuals.compute(input, residuals.params.parse({}), { ...quietJob, rng: createRng(run, 'residuals'), alpha, score: null })

describe('residuals', () => {
  for (const [name, noise] of Object.entries(noises)) for (const rows of [300, 1000]) {
    it(`${name}, ${String(rows)} rows`, async () => {
      const alarms = { family: 0, finding: 0, prediction: 0, spread: 0, order: 0, covered: 0, bands: 0 }
      for (let run = 0; run < runs; run += 1) {
        const result = await judge(world(rows, createRng(run, name + String(rows)), noise), run)
        if (result.tests.some((test) => test.confirmatory && test.pAdjusted < alpha)) alarms.family += 1
        if (residuals.findings(result, residuals.params.parse({})).length > 0) alarms.finding += 1
        const of = (id: string): boolean => result.tests.find((test) => test.id.startsWith(id))!.p < alpha
        if (of('prediction')) alarms.prediction += 1
        if (of('spread')) alarms.spread += 1
        if (of('order')) alarms.order += 1
        for (const value of result.values.filter(({ id }) => id.startsWith('mean/'))) {
          alarms.bands += 1
          if (value.low! <= 0.3 && value.high! >= 0.3) alarms.covered += 1
        }
      }
      const where = `${name}, ${String(rows)} rows`
      calibrated(`residuals, ${where}: any adjusted test`, alpha, alarms.family / runs, [0, 0.06], runs)
      calibrated(`residuals, ${where}: any finding`, alpha, alarms.finding / runs, [0, alpha], runs)
      calibrated(`residuals, ${where}: Welch's analysis of variance of skewed means by prediction`, alpha, alarms.prediction / runs, [0.035, 0.065], runs)
      if (noise === noises['normal residuals']) calibrated(`residuals, ${where}: Breusch–Pagan`, alpha, alarms.spread / runs, [0.03, 0.07], runs)
      calibrated(`residuals, ${where}: Ljung–Box`, alpha, alarms.order / runs, [0.02, 0.07], runs)
      calibrated(`residuals, ${where}: interval of the mean residual of a band covers`, 0.95, alarms.covered / alarms.bands, [0.93, 0.97], runs)
    })
  }

  it('a departure of exactly the limit is a finding within the error budget, one of four times it nearly always', async () => {
    // The upper half of the predictions lies 2d over the lower: each half departs by d from the mean of all.
    const findings = async (departure: number, label: string): Promise<number> => {
      let found = 0
      for (let run = 0; run < runs / 4; run += 1) {
        const result = await judge(world(1000, createRng(run, label), noises['normal residuals']!, (predicted) => (predicted > 0 ? departure : -departure)), run)
        if (residuals.findings(result, residuals.params.parse({})).length > 0) found += 1
      }
      return found / (runs / 4)
    }
    const sd = Math.sqrt(2)
    calibrated('residuals, departure of the limit: any finding', alpha, await findings(0.1 * sd, 'limit'), [0, alpha], runs / 4)
    calibrated('residuals, departure of four limits: a finding', 1, await findings(0.4 * sd * 1.1, 'far'), [0.9, 1], runs / 4)
  })
})

describe('forecasts', () => {
  for (const [carry, dates] of [[0, 40], [0, 200], [0.5, 40], [0.5, 200]] as const) {
    it(`equal forecasts whose losses carry over by ${String(carry)}, ${String(dates)} dates`, () => {
      const alarms = { fixed: 0, corrected: 0 }
      for (let run = 0; run < 2 * runs; run += 1) {
        const rng = createRng(run, `differences ${String(carry)} ${String(dates)}`)
        const differences = new Float64Array(dates)
        let held = rng.normal() / Math.sqrt(1 - carry ** 2)
        for (let t = 0; t < dates; t += 1) {
          differences[t] = held
          held = carry * held + rng.normal()
        }
        if (fixedSmoothing(differences)!.p < alpha) alarms.fixed += 1
        if (dieboldMariano(differences, 1)!.p < alpha) alarms.corrected += 1
      }
      calibrated(`forecasts, losses carry over by ${String(carry)}, ${String(dates)} dates: Diebold–Mariano with fixed smoothing`, alpha, alarms.fixed / (2 * runs), [0.035, carry === 0 ? 0.065 : 0.085], 2 * runs, `Harvey–Leybourne–Newbold, horizon 1: ${percent(alarms.corrected / (2 * runs))}`)
    })
  }
})
