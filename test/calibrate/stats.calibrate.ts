import { describe, it } from 'vitest'
import type { Rng } from '../../shared/contract/analysis'
import { chiSquareContingency, chiSquareMonteCarlo } from '../../shared/stats/contingency'
import { delong, delongPaired } from '../../shared/stats/delong'
import { binomialPmf } from '../../shared/stats/binomial'
import { bcaBootstrap, clopperPearson, koopmanRatio, meanInterval, newcombe, proportionInterval, wilson, type Interval } from '../../shared/stats/intervals'
import { ksTwoSample } from '../../shared/stats/ks'
import { binCounts, populationStabilityIndex, quantileEdges } from '../../shared/stats/psi'
import { psiMonteCarlo } from '../../shared/stats/psi-monte-carlo'
import { createRng } from '../../shared/stats/rng'
import { calibrationFit, hosmerLemeshow, spiegelhalter } from '../../shared/stats/scoring'
import { sortedFinite } from '../../shared/stats/sort'
import { mcNemar, welchT, wilcoxonSignedRank } from '../../shared/stats/tests'
import { calibrated } from './ledger'

const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next)

/** Share of `runs` in which something happens, one stream per run. */
function rate(label: string, runs: number, happens: (rng: Rng) => boolean): number {
  const root = createRng(20_240_601, label)
  let count = 0
  for (let run = 0; run < runs; run += 1) if (happens(root.fork(`${run}`))) count += 1
  return count / runs
}

/** Size of a test at 5 %: inside the band, or below it where the test may be conservative. */
function size(label: string, runs: number, p: (rng: Rng) => number, band: readonly [number, number] = [0.04, 0.06]): void {
  it(label, () => calibrated(label, 0.05, rate(label, runs, (rng) => p(rng) <= 0.05), band, runs))
}

/** Coverage of a 95 % interval. */
function coverage(label: string, runs: number, covers: (rng: Rng) => boolean, band: readonly [number, number] = [0.93, 0.97]): void {
  it(label, () => calibrated(label, 0.95, rate(label, runs, covers), band, runs))
}

const contains = (interval: Interval, truth: number): boolean => interval.low <= truth && truth <= interval.high

describe('size of two-sample tests under the null', () => {
  for (const [n, m, runs] of [[30, 30, 4000], [50, 200, 3000], [500, 500, 1000]] as const) {
    size(`KS exact, ${n} and ${m}`, runs, (rng) => ksTwoSample(sortedFinite(draw(n, () => rng.normal())), sortedFinite(draw(m, () => rng.normal()))).p, [0.025, 0.05])
  }
  size('KS asymptotic, 20000 and 600', 600, (rng) => ksTwoSample(sortedFinite(draw(20_000, () => rng.next())), sortedFinite(draw(600, () => rng.next()))).p, [0.04, 0.055])
  size('KS exact, 10 tied levels, 100 and 100', 3000, (rng) => ksTwoSample(sortedFinite(draw(100, () => rng.int(10))), sortedFinite(draw(100, () => rng.int(10)))).p, [0.025, 0.05])
  const counts = (rng: Rng, n: number, shares: readonly number[]): number[] => {
    const result = shares.map(() => 0)
    for (let i = 0; i < n; i += 1) {
      const u = rng.next()
      let k = 0
      let total = shares[0]!
      while (u >= total && k < shares.length - 1) total += shares[(k += 1)]!
      result[k]! += 1
    }
    return result
  }
  const five = [0.4, 0.3, 0.15, 0.1, 0.05]
  size('χ² asymptotic, 5 levels, 300 and 200', 6000, (rng) => chiSquareContingency([counts(rng, 300, five), counts(rng, 200, five)]).p)
  const long = [0.5, 0.2, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01]
  size('χ² Monte Carlo, 8 levels, 40 and 25', 1500, (rng) => chiSquareMonteCarlo([counts(rng, 40, long), counts(rng, 25, long)], 199, rng.fork('mc')).p, [0.035, 0.055])
  for (const [n, m, runs] of [[1000, 100, 4000], [1000, 1000, 1500], [5000, 5000, 400], [300, 300, 3000]] as const) {
    size(`PSI critical value, 10 bins, ${n} and ${m}`, runs, (rng) => {
      const reference = draw(n, () => rng.normal())
      const { edges } = quantileEdges(sortedFinite(reference), 10)
      return populationStabilityIndex(binCounts(reference, edges), binCounts(draw(m, () => rng.normal()), edges)).p
    }, [0.04, 0.075])
  }
  size('PSI Monte Carlo, 10 bins, 1000 and 100', 3000, (rng) => {
    const reference = draw(1000, () => rng.normal())
    const { edges } = quantileEdges(sortedFinite(reference), 10)
    return psiMonteCarlo(binCounts(reference, edges), binCounts(draw(100, () => rng.normal()), edges), 199, rng.fork('mc')).p
  })
  size('Welch t, skewed, 60 and 60', 4000, (rng) => welchT(draw(60, () => -Math.log(1 - rng.next())), draw(60, () => -Math.log(1 - rng.next()))).p)
  size('Wilcoxon signed rank, 30', 4000, (rng) => wilcoxonSignedRank(draw(30, () => rng.normal())).p)
  size('McNemar mid-p, 40 discordant', 6000, (rng) => {
    const b = draw(40, () => rng.int(2)).reduce((x, y) => x + y, 0)
    return mcNemar(b, 40 - b).midP
  }, [0.025, 0.06])
})

describe('size of calibration and ranking tests', () => {
  const forecast = (rng: Rng, n: number): [Float64Array, Float64Array] => {
    const p = draw(n, () => 1 / (1 + Math.exp(1.5 - rng.normal())))
    return [p, p.map((value) => (rng.next() < value ? 1 : 0))]
  }
  size('Hosmer–Lemeshow, 500 rows', 2000, (rng) => hosmerLemeshow(...forecast(rng, 500)).p)
  size('Spiegelhalter, 200 rows', 3000, (rng) => spiegelhalter(...forecast(rng, 200)).p)
  size('Calibration slope and intercept, likelihood ratio, 300 rows', 1000, (rng) => calibrationFit(...forecast(rng, 300)).p, [0.035, 0.065])
  size('paired DeLong, 60 and 60', 2000, (rng) => {
    const outcome = draw(120, () => 0).map((_, i) => i % 2)
    const common = draw(120, () => rng.normal())
    const score = (): Float64Array => common.map((value, i) => value + outcome[i]! + rng.normal())
    return delongPaired(score(), score(), outcome).p
  }, [0.035, 0.065])
})

describe('coverage of 95 % intervals', () => {
  const exact = (interval: (s: number, n: number) => Interval, n: number, p: number): number => {
    let covered = 0
    for (let s = 0; s <= n; s += 1) if (contains(interval(s, n), p)) covered += binomialPmf(s, n, p)
    return covered
  }
  const mean = (n: number, interval: (s: number, n: number) => Interval): number => {
    let total = 0
    for (let i = 0; i < 400; i += 1) total += exact(interval, n, 0.02 + (0.96 * (i + 0.5)) / 400)
    return total / 400
  }
  for (const n of [30, 100]) {
    it(`proportions, n ${n}`, () => {
      calibrated(`Wilson, n ${n}, mean over p`, 0.95, mean(n, wilson), [0.94, 0.96])
      calibrated(`Clopper–Pearson, n ${n}, mean over p`, 0.95, mean(n, clopperPearson), [0.95, 0.985])
      calibrated(`house interval, n ${n}, mean over p`, 0.95, mean(n, proportionInterval), [0.94, 0.97])
    })
  }
  const successes = (rng: Rng, n: number, p: number): number => draw(n, () => (rng.next() < p ? 1 : 0)).reduce((x, y) => x + y, 0)
  for (const [n, m, p, q] of [[30, 30, 0.3, 0.5], [50, 30, 0.1, 0.2], [200, 100, 0.05, 0.05]] as const) {
    coverage(`Newcombe, ${p} of ${n} and ${q} of ${m}`, 6000, (rng) => contains(newcombe(successes(rng, n, p), n, successes(rng, m, q), m), p - q), [0.93, 0.985])
    coverage(`Koopman, ${p} of ${n} and ${q} of ${m}`, 3000, (rng) => contains(koopmanRatio(successes(rng, n, p), n, successes(rng, m, q), m), p / q), [0.93, 0.985])
  }
  coverage('t interval of a normal mean, n 30', 6000, (rng) => contains(meanInterval(draw(30, () => rng.normal())), 0))
  // AUC of two normals one apart: Φ(1/√2).
  const truth = 0.7602499389065233
  for (const [n, m] of [[15, 15], [10, 50], [100, 100]] as const) {
    coverage(`DeLong logit, ${n} and ${m}`, 4000, (rng) => {
      const outcome = draw(n + m, () => 0).map((_, i) => (i < n ? 1 : 0))
      const r = delong(outcome.map((y) => rng.normal() + y), outcome)
      return r.low <= truth && truth <= r.high
    })
  }
  coverage('BCa of a skewed mean, n 50', 500, (rng) => {
    const values = draw(50, () => -Math.log(1 - rng.next()))
    const rows = [Uint32Array.from({ length: 50 }, (_, i) => i)]
    const statistic = ([chosen]: readonly Uint32Array[]): number => chosen!.reduce((total, i) => total + values[i]!, 0) / 50
    return contains(bcaBootstrap(rows, statistic, 1000, rng.fork('bca')), 1)
  }, [0.91, 0.97])
})
