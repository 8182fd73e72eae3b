import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../../shared/stats/adjust'
import { accuracy, balancedAccuracy, confusion, f1, matthewsCorrelation, precision, recall } from '../../../shared/stats/classification'
import { chiSquareContingency } from '../../../shared/stats/contingency'
import { energyDistance, wasserstein1 } from '../../../shared/stats/distance'
import * as distributions from '../../../shared/stats/distributions'
import { fisherExact } from '../../../shared/stats/fisher'
import { clopperPearson, jeffreys, katzLogRatio, koopmanRatio, meanInterval, newcombe, wilson } from '../../../shared/stats/intervals'
import { kolmogorovSf } from '../../../shared/stats/kolmogorov'
import { ksTwoSample } from '../../../shared/stats/ks'
import { multiclassConfusion, multiclassLogLoss, multiclassMetrics } from '../../../shared/stats/multiclass'
import { regressionMetrics } from '../../../shared/stats/regression'
import { ksStatistic, prAuc, rocAuc } from '../../../shared/stats/roc'
import { brier, calibrationFit, logLoss } from '../../../shared/stats/scoring'
import { sortedFinite } from '../../../shared/stats/sort'
import { betaI, normalQuantile, normalSf } from '../../../shared/stats/special'
import { cochranMantelHaenszel, mcNemar, twoProportionZ, welchT, wilcoxonSignedRank } from '../../../shared/stats/tests'

type Row = [number[], number]
const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8'))

/** Equal to a relative tolerance; infinities and zeros exactly. */
function near(actual: number, expected: number, tolerance = 1e-12, note = ''): void {
  if (expected === 0 || !Number.isFinite(expected)) expect(actual, note).toBe(expected)
  else expect(Math.abs(actual / expected - 1), `${note} got ${actual}, expected ${expected}`).toBeLessThanOrEqual(tolerance)
}

const tables: Record<string, [(...args: number[]) => number, number]> = {
  normalSf: [(x) => normalSf(x), 5e-13],
  normalQuantile: [(p) => normalQuantile(p), 1e-12],
  chiSquareSf: [(x, df) => distributions.chiSquareSf(x, df), 1e-12],
  chiSquareQuantile: [(p, df) => distributions.chiSquareQuantile(p, df), 1e-12],
  studentTTwoSided: [(t, df) => distributions.studentTTwoSided(t, df), 1e-12],
  studentTQuantile: [(p, df) => distributions.studentTQuantile(p, df), 1e-11],
  fSf: [(x, a, b) => distributions.fSf(x, a, b), 1e-12],
  betaI: [(x, a, b) => betaI(x, a, b), 1e-12],
  betaQuantile: [(p, a, b) => distributions.betaQuantile(p, a, b), 1e-11],
  binomialCdf: [(k, n, p) => distributions.binomialCdf(k, n, p), 1e-12],
  binomialSf: [(k, n, p) => distributions.binomialSf(k, n, p), 1e-12],
  binomialPmf: [(k, n, p) => distributions.binomialPmf(k, n, p), 1e-12],
  hypergeometricPmf: [(k, t, m, d) => distributions.hypergeometricPmf(k, t, m, d), 1e-11],
  fisherExact: [(a, b, c, d) => fisherExact(a, b, c, d).p, 1e-10],
  kolmogorovSf: [(x) => kolmogorovSf(x), 1e-12],
}

describe('special functions and distributions against scipy and mpmath', () => {
  for (const [name, [compute, tolerance]] of Object.entries(tables)) {
    it.each(golden[name] as Row[])(`${name}(%j)`, (args, expected) => near(compute(...args), expected, tolerance))
  }
  it.each(golden.binomialTest as [[number, number, number, 'two-sided' | 'less' | 'greater'], number][])('binomialTest(%j)', (args, expected) => near(distributions.binomialTest(...args), expected, 1e-11))
})

describe('two-sample comparisons against scipy', () => {
  it.each(golden.ks as { n: number; m: number; a: number[]; b: number[]; d: number; p: number; location: number; wasserstein: number; energy: number; welch: [number, number] }[])('sizes $n and $m', (c) => {
    const a = sortedFinite(Float64Array.from(c.a))
    const b = sortedFinite(Float64Array.from(c.b))
    const ks = ksTwoSample(a, b)
    near(ks.d, c.d)
    near(ks.p, c.p, 1e-9)
    expect(ks.method).toBe('exact')
    near(wasserstein1(a, b), c.wasserstein, 1e-11)
    near(energyDistance(a, b), c.energy, 1e-11)
    const t = welchT(a, b)
    near(t.t, c.welch[0], 1e-11)
    near(t.p, c.welch[1], 1e-10)
  })
  it.each(golden.chiSquare as { table: number[][]; statistic: number; df: number; p: number; minExpected: number; v: number }[])('chi-square of $table', (c) => {
    const r = chiSquareContingency(c.table)
    near(r.statistic, c.statistic)
    expect(r.df).toBe(c.df)
    near(r.p, c.p)
    near(r.minExpected, c.minExpected)
    near(r.cramersV, c.v)
  })
})

describe('intervals against statsmodels', () => {
  it.each(golden.intervals as { s: number; n: number; level: number; wilson: [number, number]; clopperPearson: [number, number]; jeffreys: [number, number] }[])('$s of $n at $level', (c) => {
    for (const [interval, expected] of [
      [wilson(c.s, c.n, c.level), c.wilson],
      [clopperPearson(c.s, c.n, c.level), c.clopperPearson],
    ] as const) {
      expect(interval.low).toBeCloseTo(expected[0], 12)
      expect(interval.high).toBeCloseTo(expected[1], 12)
    }
    const j = jeffreys(c.s, c.n, c.level)
    // By convention the ends touch 0 and 1 where nothing (or everything) was seen; statsmodels keeps the quantile.
    if (c.s > 0) expect(j.low).toBeCloseTo(c.jeffreys[0], 11)
    if (c.s < c.n) expect(j.high).toBeCloseTo(c.jeffreys[1], 11)
  })
  type Pair = [[number, number, number, number], [number, number]]
  it.each(golden.newcombe as Pair[])('Newcombe %j', (args, [low, high]) => {
    const r = newcombe(...args)
    expect([r.low, r.high]).toEqual([expect.closeTo(low, 11), expect.closeTo(high, 11)])
  })
  it.each(golden.katz as Pair[])('Katz %j', (args, [low, high]) => {
    const r = katzLogRatio(...args)
    expect([r.low, r.high]).toEqual([expect.closeTo(low, 10), expect.closeTo(high, 10)])
  })
  it.each(golden.koopman as Pair[])('Koopman %j', (args, [low, high]) => {
    const r = koopmanRatio(...args)
    near(r.low, low, 1e-4)
    near(r.high, high, 1e-4)
  })
  it('t interval of a mean', () => {
    const r = meanInterval(golden.regression.actual as number[])
    near(r.low, golden.regression.tMeanCi[0] as number, 1e-11)
    near(r.high, golden.regression.tMeanCi[1] as number, 1e-11)
  })
})

describe('tests against statsmodels and scipy', () => {
  it('two proportions', () => {
    const [args, [z, p]] = golden.twoProportionZ as [[number, number, number, number], [number, number]]
    const r = twoProportionZ(...args)
    near(r.z, z)
    near(r.p, p)
  })
  it.each(golden.mcnemar as Row[])('McNemar %j', ([b, c], p) => near(mcNemar(b!, c!).exact, p))
  it('Cochran–Mantel–Haenszel', () => {
    const r = cochranMantelHaenszel(golden.cmh.strata as [number, number, number, number][])
    near(r.oddsRatio, golden.cmh.oddsRatio as number)
    near(r.statistic, golden.cmh.statistic as number)
    near(r.p, golden.cmh.p as number)
  })
  it.each(golden.wilcoxon as { d: number[]; p: number }[])('Wilcoxon %#', (c) => near(wilcoxonSignedRank(Float64Array.from(c.d)).p, c.p, 1e-11))
  it('multiplicity', () => {
    const p = golden.adjust.p as number[]
    for (const [adjusted, expected] of [[holm(p), golden.adjust.holm], [benjaminiHochberg(p), golden.adjust.bh], [benjaminiYekutieli(p), golden.adjust.by]] as [number[], number[]][]) {
      adjusted.forEach((value, i) => near(value, expected[i]!))
    }
  })
})

describe('performance against scikit-learn', () => {
  const b = golden.binary
  const score = Float64Array.from(b.score as number[])
  const outcome = Float64Array.from(b.outcome as number[])
  it('ranking', () => {
    near(rocAuc(score, outcome).auc, b.auc as number)
    near(prAuc(score, outcome).prAuc, b.ap as number)
    near(ksStatistic(score, outcome).ks, b.ks as number)
  })
  it('scoring rules and recalibration', () => {
    near(logLoss(score, outcome).logLoss, b.logLoss as number)
    near(brier(score, outcome).brier, b.brier as number)
    const fit = calibrationFit(score, outcome)
    near(fit.slope, b.slope as number, 1e-9)
    near(fit.intercept, b.intercept as number, 1e-9)
    near(fit.slopeLow, b.slopeCi[0] as number, 1e-8)
    near(fit.slopeHigh, b.slopeCi[1] as number, 1e-8)
    near(fit.inTheLarge, b.inTheLarge as number, 1e-9)
  })
  it('threshold metrics', () => {
    const c = confusion(score, outcome, b.threshold as number)
    expect([c.tn, c.fp, c.fn, c.tp]).toEqual(b.confusion)
    near(accuracy(c), b.accuracy as number)
    near(balancedAccuracy(c), b.balancedAccuracy as number)
    near(precision(c), b.precision as number)
    near(recall(c), b.recall as number)
    near(f1(c), b.f1 as number)
    near(matthewsCorrelation(c), b.mcc as number)
  })
  it('multiclass', () => {
    const m = golden.multiclass
    const actual = Float64Array.from(m.actual as number[])
    const c = multiclassConfusion(Float64Array.from(m.predicted as number[]), actual, 4)
    expect(c.matrix).toEqual(m.matrix)
    const metrics = multiclassMetrics(c)
    near(metrics.macroF1, m.macroF1 as number)
    near(metrics.macroPrecision, m.macroPrecision as number)
    near(metrics.accuracy, m.accuracy as number)
    near(multiclassLogLoss((m.probabilities as number[][]).map((p) => Float64Array.from(p)), actual).logLoss, m.logLoss as number)
  })
  it('regression', () => {
    const r = golden.regression
    const metrics = regressionMetrics(Float64Array.from(r.predicted as number[]), Float64Array.from(r.actual as number[]))
    for (const name of ['rmse', 'mae', 'mape', 'smape', 'r2', 'bias'] as const) near(metrics[name], r[name] as number, 1e-11, name)
  })
})
