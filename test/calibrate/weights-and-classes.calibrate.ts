import { describe, it } from 'vitest'
import { weightedCategorySample, compareCategory } from '../../shared/analyses/drift/univariate/category'
import { compareWeightedNumeric, weightedEdges, weightedSample } from '../../shared/analyses/drift/univariate/weighted-numeric'
import { aucDifference } from '../../shared/analyses/common/auc-difference'
import { rankScores } from '../../shared/analyses/common/ranked-scores'
import { rateTest } from '../../shared/analyses/common/rate-test'
import type { Rng } from '../../shared/contract/analysis'
import { classTable, deltaInterval, kappaOf, macroF1Of, matthewsOf } from '../../shared/stats/class-table'
import { proportionInterval } from '../../shared/stats/intervals'
import { studentisedPermutation } from '../../shared/stats/permutation-test'
import { createRng } from '../../shared/stats/rng'
import { compareMeans, rowMean, rowMeanInterval } from '../../shared/stats/row-mean'
import { effectiveCounts } from '../../shared/stats/weighted'
import { weightedCalibration, weightedCalibrationFit } from '../../shared/stats/weighted-calibration'
import { weightedDelong } from '../../shared/stats/weighted-delong'
import { categoryColumn } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const runs = Number(process.env['CALIBRATE_RUNS'] ?? 2000)
const alpha = 0.05
const size = [0.035, 0.065] as const
const coverage = [0.93, 0.97] as const

const draw = (n: number, make: () => number): Float64Array => Float64Array.from({ length: n }, make)
/** Weights of mean 1 and coefficient of variation about 0.7, whatever the row holds. */
const free = (n: number, rng: Rng): Float64Array => draw(n, () => (-Math.log(1 - rng.next()) - Math.log(1 - rng.next())) / 2)
const share = (name: string, nominal: number, band: readonly [number, number], of: (rng: Rng) => boolean): void => {
  let hits = 0
  for (let run = 0; run < runs; run += 1) if (of(createRng(41, `${name} ${String(run)}`))) hits += 1
  calibrated(name, nominal, hits / runs, band, runs)
}
const holds = (interval: { readonly low: number; readonly high: number }, truth: number): boolean => interval.low <= truth && truth <= interval.high

describe('weighted rows', () => {
  it('tests keep their size, also where weights go along with the values', () => {
    const wanted = (name: string, of: (rng: Rng) => boolean): void => { share(name, alpha, size, of) }
    wanted('weighted mean, Welch, 80 against 200 rows', (rng) => compareMeans(rowMean(draw(80, () => rng.normal()), free(80, rng)), rowMean(draw(200, () => rng.normal()), free(200, rng)))!.p < alpha)
    // Rows with larger weights are spread wider: Kish's number alone would alarm too often.
    const tied = (n: number, rng: Rng): ReturnType<typeof rowMean> => { const w = free(n, rng); return rowMean(w.map((value) => value * rng.normal()), w) }
    wanted('weighted mean, weights tied to the spread, 150 against 300 rows', (rng) => compareMeans(tied(150, rng), tied(300, rng))!.p < alpha)
    const hits = (n: number, rng: Rng): { successes: number; n: number } => { const y = draw(n, () => Number(rng.next() < 0.25)); const w = free(n, rng).map((value, row) => (y[row] === 1 ? 2 * value : value)); return effectiveCounts((row) => y[row] === 1, w) }
    wanted('weighted share, weights tied to the outcome, 150 against 300 rows', (rng) => { const [a, b] = [hits(150, rng), hits(300, rng)]; return rateTest(a.successes, a.n, b.successes, b.n).p < alpha })
    const auc = (n: number, rng: Rng): ReturnType<typeof weightedDelong> => { const y = draw(n, () => Number(rng.next() < 0.4)); const s = y.map((value) => value + rng.normal()); const r = rankScores(s, y, () => undefined, free(n, rng)); return weightedDelong(r.score, r.outcome, r.weight!) }
    wanted('weighted AUC, unpaired DeLong, 150 against 300 rows', (rng) => aucDifference(auc(150, rng), auc(300, rng))!.p < alpha)
    const settings = { alpha, type: 'decimal' } as const
    wanted('weighted KS, 300 against 400 rows', (rng) => { const make = (n: number) => weightedSample(draw(n, () => rng.normal()), free(n, rng), () => undefined); const a = make(300); return compareWeightedNumeric(a, weightedEdges(a, 10), make(400), settings, () => undefined).p! < alpha })
    wanted('weighted PSI, 300 against 400 rows', (rng) => { const make = (n: number) => weightedSample(draw(n, () => rng.normal()), free(n, rng), () => undefined); const a = make(300); return compareWeightedNumeric(a, weightedEdges(a, 5), make(400), settings, () => undefined).psi.p! < alpha })
    wanted('weighted χ² of five levels, 200 against 300 rows', (rng) => { const make = (n: number) => weightedCategorySample(categoryColumn('c', Array.from({ length: n }, () => 'abcde'[rng.int(5)]!)), n, free(n, rng)); return compareCategory(make(200), make(300), alpha, rng).p! < alpha })
    const forecasts = (rng: Rng) => { const p = draw(300, () => 0.1 + 0.5 * rng.next()); const y = p.map((value) => Number(rng.next() < value)); const r = rankScores(p, y, () => undefined, free(300, rng)); return { probability: r.score, outcome: r.outcome, weight: r.weight! } }
    wanted('weighted Hosmer–Lemeshow, 300 rows', (rng) => weightedCalibration(forecasts(rng), 10).hosmer.p < alpha)
    wanted('weighted Spiegelhalter, 300 rows', (rng) => weightedCalibration(forecasts(rng), 10).spiegelhalter.p < alpha)
    wanted('weighted calibration, score test, 300 rows', (rng) => weightedCalibrationFit(forecasts(rng)).p < alpha)
  })

  it('intervals cover', () => {
    const covers = (name: string, of: (rng: Rng) => boolean): void => { share(name, 0.95, coverage, of) }
    covers('weighted mean, 60 rows', (rng) => holds(rowMeanInterval(rowMean(draw(60, () => rng.normal()), free(60, rng))), 0))
    covers('weighted share of 0.3, 100 rows', (rng) => { const y = draw(100, () => Number(rng.next() < 0.3)); const { successes, n } = effectiveCounts((row) => y[row] === 1, free(100, rng)); return holds(proportionInterval(successes, n), 0.3) })
    covers('weighted AUC, 120 rows', (rng) => { const y = draw(120, () => Number(rng.next() < 0.4)); const s = y.map((value) => value + rng.normal()); const r = rankScores(s, y, () => undefined, free(120, rng)); return holds(weightedDelong(r.score, r.outcome, r.weight!), 0.7602499389) })
  })
})

describe('groups and classes', () => {
  it('the studentised permutation keeps its size with skewed losses', () => {
    share('studentised permutation, squared normals, 30 against 120 rows', alpha, size, (rng) => studentisedPermutation(draw(30, () => rng.normal() ** 2), draw(120, () => rng.normal() ** 2), rng, () => undefined) <= alpha)
  })

  it('intervals of averages over classes cover', () => {
    // Three classes of 0.5, 0.3, 0.2, each named right in 0.7 of its rows, else one of the others alike.
    const p = [0.5, 0.3, 0.2]
    const truth = p.map((prior, i) => p.map((_, j) => prior * (i === j ? 0.7 : 0.15)))
    const sample = (n: number, rng: Rng): ReturnType<typeof classTable> => {
      const actual = draw(n, () => { const u = rng.next(); return u < 0.5 ? 0 : u < 0.8 ? 1 : 2 })
      const predicted = actual.map((code) => { const u = rng.next(); return u < 0.7 ? code : u < 0.85 ? (code + 1) % 3 : (code + 2) % 3 })
      return classTable(actual, predicted, 3)
    }
    for (const n of [60, 300]) {
      share(`macro F1, ${String(n)} rows`, 0.95, coverage, (rng) => holds(deltaInterval(sample(n, rng), macroF1Of, 'logit'), macroF1Of(truth)))
      share(`Cohen's κ, ${String(n)} rows`, 0.95, coverage, (rng) => holds(deltaInterval(sample(n, rng), kappaOf, 'arctanh'), kappaOf(truth)))
      share(`Matthews correlation, ${String(n)} rows`, 0.95, coverage, (rng) => holds(deltaInterval(sample(n, rng), matthewsOf, 'arctanh'), matthewsOf(truth)))
    }
  })
})
