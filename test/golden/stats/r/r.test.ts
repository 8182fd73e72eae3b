import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { autocorrelations, durbinWatson, ljungBox } from '../../../../shared/stats/autocorrelation'
import { chiSquareContingency } from '../../../../shared/stats/contingency'
import { delong, delongPaired } from '../../../../shared/stats/delong'
import { dieboldMariano } from '../../../../shared/stats/diebold-mariano'
import { energyDistance } from '../../../../shared/stats/distance'
import { fisherExact } from '../../../../shared/stats/fisher'
import { kruskalWallis } from '../../../../shared/stats/kruskal-wallis'
import { ksTwoSample } from '../../../../shared/stats/ks'
import { mannKendall } from '../../../../shared/stats/mann-kendall'
import { sampleSizeForMeans, sampleSizeForProportions } from '../../../../shared/stats/power'
import { breuschPagan, welchAnova } from '../../../../shared/stats/residual-tests'
import { ksStatistic, rocAuc } from '../../../../shared/stats/roc'
import { rowMean } from '../../../../shared/stats/row-mean'
import { brier, calibrationFit, logLoss, spiegelhalter } from '../../../../shared/stats/scoring'
import { sortedFinite } from '../../../../shared/stats/sort'
import { stratified } from '../../../../shared/stats/stratified'
import { mcNemar, twoProportionZ } from '../../../../shared/stats/tests'
import { effectiveCounts, weightedFreedom, weightedMean } from '../../../../shared/stats/weighted'
import { wilcoxonSignedRank } from '../../../../shared/stats/wilcoxon'

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8'))
const numbers = (values: readonly number[]): Float64Array => Float64Array.from(values)

function near(actual: number, expected: number, tolerance = 1e-10): void {
  expect(Math.abs(actual - expected), `got ${String(actual)}, expected ${String(expected)}`).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(expected), 1e-300))
}

type Four = [number, number, number, number]

describe('tests of R itself', () => {
  it.each(golden.wilcoxTies as { d: number[]; p: number }[])('signed ranks with ties are exact (exactRankTests), case %#', ({ d, p }) => {
    const result = wilcoxonSignedRank(numbers(d))
    expect(result.method).toBe('exact')
    near(result.p, p)
  })
  it('the paired example of wilcox.test', () => {
    const { x, y, p } = golden.wilcoxDoc as { x: number[]; y: number[]; p: number }
    near(wilcoxonSignedRank(numbers(x.map((value, i) => value - y[i]!))).p, p)
  })
  it.each(golden.ksTies as { a: number[]; b: number[]; d: number; p: number }[])('KS with ties is exact, case %#', ({ a, b, d, p }) => {
    const result = ksTwoSample(sortedFinite(numbers(a)), sortedFinite(numbers(b)))
    near(result.d, d)
    near(result.p, p, 1e-8)
  })
  it.each(golden.fisher as { t: Four; p: number }[])('Fisher %#', ({ t, p }) => near(fisherExact(...t).p, p))
  it.each(golden.prop as { t: Four; p: number }[])('prop.test without correction %#', ({ t, p }) => near(twoProportionZ(...t).p, p))
  it.each(golden.assoc as { t: number[][]; chi: number; p: number; v: number }[])('assocstats of vcd %#', ({ t, chi, p, v }) => {
    const result = chiSquareContingency(t)
    near(result.statistic, chi)
    near(result.p, p)
    near(result.cramersV, v)
  })
  it('mantelhaen.test of UCBAdmissions', () => {
    const result = stratified(golden.mh.strata as Four[])
    near(result.statistic, golden.mh.statistic as number)
    near(result.p, golden.mh.p as number)
    near(result.oddsRatio.estimate, golden.mh.or as number)
    near(result.oddsRatio.low, golden.mh.ci[0] as number)
    near(result.oddsRatio.high, golden.mh.ci[1] as number)
  })
  it('power.prop.test and power.t.test', () => {
    for (const { q, n } of golden.power.prop as { q: Four; n: number }[]) expect(sampleSizeForProportions(...q).first).toBe(Math.ceil(n))
    for (const { q, n } of golden.power.t as { q: Four; n: number }[]) expect(sampleSizeForMeans(...q).first).toBe(Math.ceil(n))
  })
  it('oneway.test and kruskal.test of InsectSprays', () => {
    const { y, g, f, df, p, kw, kwp } = golden.oneway as { y: number[]; g: number[]; f: number; df: [number, number]; p: number; kw: number; kwp: number }
    const welch = welchAnova([0, 1, 2, 3, 4, 5].map((group) => rowMean(numbers(y.filter((_, i) => g[i] === group)))))!
    near(welch.f, f)
    near(welch.df2, df[1])
    near(welch.p, p)
    const values = numbers(y)
    const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
    const ranks = kruskalWallis(order, values, Int32Array.from(g), 6)
    near(ranks.statistic, kw)
    near(ranks.p, kwp)
  })
  it('Kendall\'s exact test of a trend', () => {
    const { s, tau, p } = golden.kendall[0] as { s: number[]; tau: number; p: number }
    const result = mannKendall(s)
    near(result.tau, tau)
    near(result.p, p)
  })
  it('Box.test of lh; bptest and dwtest of lmtest', () => {
    const series = numbers(golden.ljung.x as number[])
    near(ljungBox(series, 6).statistic, golden.ljung.stat as number)
    near(ljungBox(series, 6).p, golden.ljung.p as number)
    near(durbinWatson(series), golden.bp.dw as number)
    expect(autocorrelations(series, 1)[0]).toBeGreaterThan(0.5)
    const pagan = breuschPagan(numbers(golden.bp.e as number[]), numbers(golden.bp.x as number[]))
    near(pagan.statistic, golden.bp.stat as number)
    near(pagan.p, golden.bp.p as number)
  })
})

describe('McNemar mid-p', () => {
  // contingencytables 3.0 (Fagerland, Lydersen, Laake 2017), table of Cavo et al. (2012): 6 and 16 discordant pairs.
  it('is that of its authors\' own package', () => {
    expect(mcNemar(6, 16).exact).toBeCloseTo(0.052479, 6)
    expect(mcNemar(16, 6).midP).toBeCloseTo(0.03469, 6)
  })
  it('takes off half of what was seen where both sides have as many', () => {
    expect(mcNemar(3, 3).midP).toBeCloseTo(1 - 20 / 64 / 2, 14)
    expect(mcNemar(1, 0)).toMatchObject({ exact: 1, midP: 0.5 })
  })
})

describe('huge counts', () => {
  it('Fisher walks only the tables that count', () => {
    // R 4.2: fisher.test(matrix(c(500000, 500000, 501000, 499000), 2, byrow = TRUE))$p.value
    near(fisherExact(500_000, 500_000, 501_000, 499_000).p, golden.fisherLarge as number, 1e-7)
    // All of them would take minutes; the normal limit is close at this size.
    const [a, n] = [500_010_000, 1e9]
    const { p } = fisherExact(5e8, 5e8, a, n - a)
    near(p, twoProportionZ(5e8, n, a, n).p, 1e-4)
  })
})

describe('packages of R', () => {
  const { y, z, p, z3, p3, dci } = golden.asah as { y: number[]; z: number; p: number; z3: number; p3: number; dci: [number, number] }
  it.each(['wfns', 's100b', 'ndka'])('pROC: AUC of %s in aSAH and its variance', (name) => {
    const result = delong(numbers(golden.asah[name] as number[]), numbers(y))
    const at = ['wfns', 's100b', 'ndka'].indexOf(name)
    near(result.auc, golden.asah.auc[at] as number)
    near(result.se ** 2, golden.asah.var[at] as number)
  })
  it('pROC: paired DeLong tests in aSAH', () => {
    const [wfns, s100b, ndka] = (['wfns', 's100b', 'ndka'] as const).map((name) => numbers(golden.asah[name] as number[])) as [Float64Array, Float64Array, Float64Array]
    const first = delongPaired(wfns, s100b, numbers(y))
    near(first.z, z)
    near(first.p, p)
    near(first.low, dci[0])
    near(first.high, dci[1])
    const second = delongPaired(s100b, ndka, numbers(y))
    near(second.z, z3)
    near(second.p, p3)
  })
  it('rms, ModelMetrics, MLmetrics: one calibration, three packages', () => {
    const v = golden.valprob as { p: number[]; y: number[]; v: Record<string, number>; ks: number; logloss: number; gini: number; ksml: number }
    const [chance, outcome] = [numbers(v.p), numbers(v.y)]
    const fit = calibrationFit(chance, outcome)
    near(fit.slope, v.v.Slope!, 1e-7)
    near(fit.intercept, v.v.Intercept!, 1e-6)
    near(fit.p, v.v['U:p']!, 1e-6)
    near(brier(chance, outcome).brier, v.v.Brier!)
    near(spiegelhalter(chance, outcome).z, v.v['S:z']!)
    near(spiegelhalter(chance, outcome).p, v.v['S:p']!)
    near(rocAuc(chance, outcome).auc, v.ks)
    near(2 * rocAuc(chance, outcome).auc - 1, v.gini)
    near(ksStatistic(chance, outcome).ks, v.ksml / 100)
    near(logLoss(chance, outcome).logLoss, v.logloss)
  })
  it('forecast: dm.test with horizons and powers', () => {
    const [e1, e2] = [golden.dm.e1, golden.dm.e2] as [number[], number[]]
    for (const { h, power, stat, p: expected } of golden.dm.r as { h: number; power: number; stat: number; p: number }[]) {
      const result = dieboldMariano(numbers(e1.map((value, i) => Math.abs(value) ** power - Math.abs(e2[i]!) ** power)), h)!
      near(result.t, stat)
      near(result.p, expected)
    }
    const doc = golden.dmDoc as { e1: number[]; e2: number[]; stat: number; p: number }
    const result = dieboldMariano(numbers(doc.e1.map((value, i) => value ** 2 - doc.e2[i]! ** 2)), 1)!
    near(result.t, doc.stat, 1e-9)
    near(result.p, doc.p, 1e-9)
  })
  it('energy: the two-sample statistic is nm/(n+m) times the square of the distance', () => {
    const { a, b, e } = golden.energy as { a: number[]; b: number[]; e: number }
    near((energyDistance(sortedFinite(numbers(a)), sortedFinite(numbers(b))) ** 2 * a.length * b.length) / (a.length + b.length), e)
  })
  it('survey: means and shares; its errors take n/(n − 1) where these take what weights leave of it', () => {
    const s = golden.survey as { w: number[]; api: number[]; wide: number[]; mean: number; se: number; deffprop: number; seprop: number }
    const mean = weightedMean(numbers(s.api), numbers(s.w))
    near(mean.mean, s.mean)
    const rows = s.w.length
    near(mean.se / Math.sqrt(weightedFreedom(numbers(s.w)).factor) * Math.sqrt(rows / (rows - 1)), s.se)
    const share = effectiveCounts((row) => s.wide[row] === 1, numbers(s.w))
    const p = share.successes / share.n
    near(p, s.deffprop)
    // Strata of different weights make this share more precise than 200 equal rows would: not counted on.
    expect(s.seprop).toBeLessThan(Math.sqrt((p * (1 - p)) / rows))
    expect(share.n).toBe(rows)
  })
})
