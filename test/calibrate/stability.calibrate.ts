import { describe, it } from 'vitest'
import { calibrate, coverageOf, shortfallP } from '../../shared/analyses/stability/conformal/measure'
import { domainOf, outsideDomain } from '../../shared/analyses/stability/domain/measure'
import { lossGap, overfitRegions } from '../../shared/analyses/stability/metric-stability/overfit'
import { metricsFor, resample } from '../../shared/analyses/stability/metric-stability/resample'
import { homogeneity } from '../../shared/analyses/stability/metric-stability/slices'
import { knownWorst } from '../../shared/analyses/stability/worst-case/measure'
import type { Rng } from '../../shared/contract/analysis'
import { delong } from '../../shared/stats/delong'
import { rocAuc } from '../../shared/stats/roc'
import { holm } from '../../shared/stats/adjust'
import { createRng } from '../../shared/stats/rng'
import { makeDataset, makeRows } from '../unit/analyses/build-input'
import { calibrated } from './ledger'

const quiet = (): void => undefined
const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next)
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

function rate(label: string, runs: number, happens: (rng: Rng) => boolean): number {
  const root = createRng(20_261_123, label)
  let count = 0
  for (let run = 0; run < runs; run += 1) if (happens(root.fork(String(run)))) count += 1
  return count / runs
}

/** Score and outcome of rows whose probability the score gives rightly. */
function rows(rng: Rng, n: number): { readonly score: Float64Array; readonly outcome: Float64Array } {
  const score = draw(n, () => sigmoid(rng.normal() - 0.8))
  return { score, outcome: score.map((p) => (rng.next() < p ? 1 : 0)) }
}

describe('conformal coverage', () => {
  for (const [n, m] of [[100, 100], [1000, 500], [200, 2000]] as const) {
    const label = `Conformal shortfall on exchangeable rows, ${n} calibrate, ${m} judged`
    it(label, () => calibrated(label, 0.05, rate(label, 4000, (rng) => {
      const calibration = calibrate(draw(n, () => Math.abs(rng.normal())), 0.9)!
      return shortfallP(coverageOf(draw(m, () => Math.abs(rng.normal())), calibration.threshold, () => true), calibration) <= 0.05
    }), [0.035, 0.065], 4000))
  }
  it('power', () => {
    const label = 'Power: errors 1.4 times as large, 500 rows'
    calibrated(label, 1, rate(label, 500, (rng) => {
      const calibration = calibrate(draw(500, () => Math.abs(rng.normal())), 0.9)!
      return shortfallP(coverageOf(draw(500, () => Math.abs(1.4 * rng.normal())), calibration.threshold, () => true), calibration) <= 0.01
    }), [0.8, 1])
  })
})

describe('stability of the figures', () => {
  it('slices of time of one law', () => {
    for (const [k, n] of [[6, 300], [12, 800]] as const) {
      const label = `Cochran's Q of ${k} AUCs of ${n} rows`
      calibrated(label, 0.05, rate(label, 1500, (rng) => {
        const slices = Array.from({ length: k }, (_, index) => {
          const { score, outcome } = rows(rng, n)
          const { auc, se } = delong(score, outcome)
          return { label: String(index), n, value: auc, se, low: 0, high: 1 }
        })
        return homogeneity(slices)!.p <= 0.05
      }), [0.035, 0.065], 1500)
    }
  })

  it('development and test of one law: overfit gap and confirmed regions', () => {
    const side = (rng: Rng, n: number) => {
      const { score, outcome } = rows(rng, n)
      return { loss: score.map((p, row) => (p - outcome[row]!) * Math.log(p / (1 - p))), columns: Array.from({ length: 6 }, () => ({ codes: Uint8Array.from({ length: n }, () => rng.int(4)), size: 4 })) }
    }
    calibrated('Overfit gap, one-sided, 1000 and 500 rows', 0.05, rate('gap', 3000, (rng) => lossGap(side(rng, 1000).loss, side(rng, 500).loss)!.p <= 0.05), [0.035, 0.065], 3000)
    calibrated('Any region of overfitting confirmed (Holm; nominal: at most)', 0.05, rate('regions', 400, (rng) => {
      const found = overfitRegions(side(rng, 2000), side(rng, 1000), { minShare: 0.03, maxConditions: 2, most: 3 }, rng.fork('halves'), quiet)
      return holm(found.map((region) => region.confirmed.p)).some((p) => p <= 0.05)
    }), [0, 0.065], 400)
  })

  it('bootstrap interval of the AUC', () => {
    const big = rows(createRng(1, 'truth'), 400_000)
    const truth = rocAuc(big.score, big.outcome).auc
    calibrated('Bootstrap interval of the AUC, n 300', 0.95, rate('bootstrap', 800, (rng) => {
      const { score, outcome } = rows(rng, 300)
      const order = Array.from(score.keys()).sort((a, b) => score[a]! - score[b]!)
      const ranked = { score: Float64Array.from(order, (row) => score[row]!), outcome: Float64Array.from(order, (row) => outcome[row]!) }
      const [auc] = resample(ranked, metricsFor(ranked, 'binary', null), { replicates: 200, folds: 5, total: 300 }, rng, quiet)
      return auc!.low <= truth && truth <= auc!.high
    }), [0.92, 0.97], 800)
  })
})

describe('domain and worst case', () => {
  it('rows of the same law lie outside as often as the benchmark says', () => {
    const runs = 60
    const root = createRng(9, 'domain')
    let outside = 0
    let benchmark = 0
    for (let run = 0; run < runs; run += 1) {
      const rng = root.fork(String(run))
      const known = makeRows(1500, rng.fork('known')).table
      const features = ['income', 'age', 'debt', 'dependents', 'purpose', 'region']
      const domain = domainOf(known, features, { bands: 5, tail: 0.01, joint: features }, rng.fork('halves'), quiet)
      outside += outsideDomain(domain, makeDataset('production', makeRows(1500, rng.fork('new')).table), quiet).any / 1500
      benchmark += domain.benchmark.outside / domain.benchmark.rows
    }
    calibrated('Rows outside the domain, same law, over those of the benchmark', 1, outside / benchmark, [0.85, 1.15])
  })

  it('interval of the loss of the worst share that features can tell', () => {
    // Expected loss is uniform in [0, 1] and right: the worst fifth loses .9 on average.
    const label = 'Worst 20 %, interval, n 300'
    calibrated(label, 0.95, rate(label, 3000, (rng) => {
      const expected = draw(300, () => rng.next())
      const { low, high } = knownWorst(expected, expected.map((mean) => mean + 0.5 * rng.normal()), null, 0.2)
      return low <= 0.9 && 0.9 <= high
    }), [0.93, 0.97], 3000)
  })
})
