import { describe, it } from 'vitest'
import { aucDifference } from '../../shared/analyses/common/auc-difference'
import { separate } from '../../shared/analyses/drift/domain-classifier/measure'
import { contentOrder, dealSide } from '../../shared/analyses/drift/domain-classifier/sides'
import { psiWithP } from '../../shared/analyses/drift/univariate/psi-test'
import sliceDiscovery from '../../shared/analyses/subpopulations/slice-discovery.analysis'
import type { Rng } from '../../shared/contract/analysis'
import { quietJob } from '../../shared/contract/job'
import { holm } from '../../shared/stats/adjust'
import { expectedCalibrationErrorDebiased } from '../../shared/stats/calibration'
import { chiSquareContingency } from '../../shared/stats/contingency'
import { delong } from '../../shared/stats/delong'
import { chiSquareSf } from '../../shared/stats/distributions'
import { newcombe, proportionInterval } from '../../shared/stats/intervals'
import type { Interval } from '../../shared/stats/interval'
import { ksTwoSample } from '../../shared/stats/ks'
import { binCounts, quantileEdges } from '../../shared/stats/psi'
import { createRng } from '../../shared/stats/rng'
import { rowMean, rowMeanInterval } from '../../shared/stats/row-mean'
import { hosmerLemeshow } from '../../shared/stats/scoring'
import { skewedMeanInterval } from '../../shared/stats/skewed-mean'
import { sortedFinite } from '../../shared/stats/sort'
import { compareMeans } from '../../shared/stats/row-mean'
import { makeDataset, makeInput, makeRows } from '../unit/analyses/build-input'
import { calibrated, percent } from './ledger'

const effort = Number(process.env['CALIBRATE_RUNS'] ?? 400) / 400
const size = [0.035, 0.065] as const
const covers = [0.93, 0.97] as const
const draw = (n: number, make: () => number): Float64Array => Float64Array.from({ length: n }, make)
const expit = (z: number): number => 1 / (1 + Math.exp(-z))

type Verdicts = readonly [own: boolean, ...others: boolean[]]

/** Our rule and others' on the same draws: how often each says yes. */
function beside(label: string, times: number, nominal: number, band: readonly [number, number], peers: readonly string[], of: (rng: Rng) => Verdicts | Promise<Verdicts>): void {
  it(label, async () => {
    const runs = Math.round(times * effort)
    const counts = [0, ...peers.map(() => 0)]
    for (let run = 0; run < runs; run += 1) (await of(createRng(59, `${label} ${String(run)}`))).forEach((yes, index) => (counts[index]! += Number(yes)))
    calibrated(label, nominal, counts[0]! / runs, band, runs, peers.map((peer, index) => `${peer}: ${percent(counts[index + 1]! / runs)}`).join('; '))
  })
}

const holds = ({ low, high }: Pick<Interval, 'low' | 'high'>, truth: number): boolean => low <= truth && truth <= high
const about = (centre: number, reach: number): Pick<Interval, 'low' | 'high'> => ({ low: centre - reach, high: centre + reach })

describe('nothing drifted', () => {
  const five = [0.4, 0.3, 0.15, 0.1, 0.05]
  const levels = (rng: Rng, n: number): readonly number[] => {
    const counts = five.map(() => 0)
    for (let row = 0; row < n; row += 1) {
      let u = rng.next()
      counts[five.findIndex((share) => (u -= share) < 0)]! += 1
    }
    return counts
  }
  // Takes the reference's shares for the truth, as Evidently's chi-square and others do.
  const oneSample = (reference: readonly number[], current: readonly number[]): number => {
    const [n, m] = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number]
    return chiSquareSf(current.reduce((sum, count, level) => sum + (count - (reference[level]! * m) / n) ** 2 / ((reference[level]! * m) / n), 0), current.length - 1)
  }
  for (const [n, m] of [[1000, 1000], [300, 1000]] as const) {
    beside(`a category of five levels, ${String(n)} against ${String(m)} rows`, 2000, 0.05, size, ['one-sample χ² against the reference’s shares'], (rng) => {
      const [a, b] = [levels(rng, n), levels(rng, m)]
      return [chiSquareContingency([a, b]).p <= 0.05, oneSample(a, b) <= 0.05]
    })
  }
  for (const [n, m] of [[1000, 100], [5000, 5000]] as const) {
    beside(`a number by PSI of ten bins, ${String(n)} against ${String(m)} rows`, n > 2000 ? 200 : 2000, 0.05, [0.035, 0.075], ['PSI over 0.1', 'PSI over 0.2'], (rng) => {
      const reference = draw(n, () => rng.normal())
      const { edges } = quantileEdges(sortedFinite(reference), 10)
      const { psi, p } = psiWithP(binCounts(reference, edges), binCounts(draw(m, () => rng.normal()), edges), rng.fork('deals'))
      return [p <= 0.05, psi > 0.1, psi > 0.2]
    })
  }
  beside('any of 20 numbers, 500 against 500 rows', 400, 0.05, [0.02, 0.06], ['KS of each column, unadjusted'], (rng) => {
    const p = Array.from({ length: 20 }, () => ksTwoSample(draw(500, () => rng.normal()).sort(), draw(500, () => rng.normal()).sort()).p)
    return [holm(p).some((value) => value <= 0.05), p.some((value) => value <= 0.05)]
  })
})

describe('nothing to find', () => {
  beside('a weak slice, 600 rows in development and in test', 100, 0.05, [0, 0.05], ['some level or quarter of a column with a loss above the rest at 5 %, found and tested on the same rows'], async (rng) => {
    const rows = 600
    const made = (role: 'development' | 'test') => { const { table, score, outcome } = makeRows(rows, rng.fork(role)); return makeDataset(role, table, { score, outcome }) }
    const input = { ...makeInput({ rows: 1, windows: 0 }), datasets: [made('development'), made('test')] }
    const { verdict } = await sliceDiscovery.compute(input, sliceDiscovery.params.parse({}), { ...quietJob, rng: rng.fork('search'), alpha: 0.05, score: null })
    const { table, score, outcome } = input.datasets[1]!
    const loss = score!.map((p, row) => -Math.log(outcome![row] === 1 ? p : 1 - p))
    const slices = table.columns.flatMap((column): readonly ((row: number) => boolean)[] => {
      if (column.kind === 'category') return column.levels.map((_, level) => (row) => column.codes[row] === level)
      if (column.kind !== 'number') return []
      const sorted = sortedFinite(column.values)
      const cut = [0, 1, 2, 3, 4].map((quarter) => (quarter === 4 ? Infinity : sorted[Math.floor((quarter * sorted.length) / 4)]!))
      return [0, 1, 2, 3].map((quarter) => (row) => column.values[row]! >= cut[quarter]! && column.values[row]! < cut[quarter + 1]!)
    })
    return [verdict === 'different', slices.some((inside) => {
      const difference = compareMeans(rowMean(loss.filter((_, row) => inside(row))), rowMean(loss.filter((_, row) => !inside(row))))
      return difference !== null && difference.t > 0 && difference.p / 2 <= 0.05
    })]
  })
  for (const n of [150, 1000]) {
    beside(`a classifier that tells two windows apart, ${String(n)} rows each`, n > 500 ? 60 : 200, 0.05, size, ['its cross-fitted AUC over 0.55', 'over 0.5'], (rng) => {
      const columns = ['age', 'debt', 'dependents', 'income', 'purpose', 'region', 'sex']
      const [a, b] = ['a', 'b'].map((side) => { const { table } = makeRows(n, rng.fork(side)); return dealSide([table], [contentOrder(table, columns, () => undefined)], rng.fork(`folds ${side}`), columns.length) })
      const { p, auc } = separate(a!, b!, columns, { pairs: true, level: 0.95 }, () => undefined)!
      return [p <= 0.05, auc > 0.55, auc > 0.5]
    })
  }
})

describe('a model as good and as right as before', () => {
  const forecast = (rng: Rng, n: number): { score: Float64Array; outcome: Float64Array } => {
    const score = draw(n, () => expit(rng.normal() - 1)).sort()
    return { score, outcome: score.map((p) => Number(rng.next() < p)) }
  }
  beside('AUC of 200 rows against that of 1,000', 1000, 0.05, size, ['a fall or rise by more than 0.05'], (rng) => {
    const [a, b] = [forecast(rng, 1000), forecast(rng, 200)].map(({ score, outcome }) => delong(score, outcome)) as [ReturnType<typeof delong>, ReturnType<typeof delong>]
    return [aucDifference(a, b)!.p <= 0.05, Math.abs(a.auc - b.auc) > 0.05]
  })
  beside('calibration of 500 rows', 1000, 0.05, size, ['expected calibration error over 0.05'], (rng) => {
    const { score, outcome } = forecast(rng, 500)
    return [hosmerLemeshow(score, outcome).p <= 0.05, expectedCalibrationErrorDebiased(score, outcome, 10).ece > 0.05]
  })
  beside('favourable rates of two groups, 100 and 60 rows at 70 %', 2000, 0.05, [0.02, 0.065], ['four-fifths rule alone'], (rng) => {
    const [a, b] = [100, 60].map((n) => draw(n, () => Number(rng.next() < 0.7)).reduce((sum, value) => sum + value, 0)) as [number, number]
    const { low, high } = newcombe(a, 100, b, 60)
    return [low > 0 || high < 0, Math.min(a / 100 / (b / 60), b / 60 / (a / 100)) < 0.8]
  })
})

describe('intervals of 30 rows', () => {
  for (const share of [0.1, 0.3]) {
    beside(`a share of ${percent(share)}`, 4000, 0.95, [0.93, 0.985], ['Wald'], (rng) => {
      const successes = draw(30, () => Number(rng.next() < share)).reduce((sum, value) => sum + value, 0)
      const p = successes / 30
      return [holds(proportionInterval(successes, 30), share), holds(about(p, 1.96 * Math.sqrt((p * (1 - p)) / 30)), share)]
    })
  }
  // AUC of normals two apart is Φ(√2).
  for (const [n, m] of [[15, 15], [5, 25]] as const) {
    beside(`an AUC of 0.92, ${String(n)} events of ${String(n + m)} rows`, 4000, 0.95, [0.925, 0.975], ['DeLong ± 1.96 s.e.'], (rng) => {
      const outcome = Float64Array.from({ length: n + m }, (_, row) => Number(row < n))
      const found = delong(outcome.map((y) => 2 * y + rng.normal()), outcome)
      return [holds(found, 0.9213503964748574), holds(about(found.auc, 1.96 * found.se), 0.9213503964748574)]
    })
  }
  beside('an RMSE of normal errors', 4000, 0.95, covers, ['t interval of the squares'], (rng) => {
    const squares = draw(30, () => rng.normal() ** 2)
    return [holds(skewedMeanInterval(squares), 1), holds(rowMeanInterval(rowMean(squares)), 1)]
  })
  beside('a mean of exponential losses', 4000, 0.95, covers, ['t interval'], (rng) => {
    const losses = draw(30, () => -Math.log(1 - rng.next()))
    return [holds(skewedMeanInterval(losses), 1), holds(rowMeanInterval(rowMean(losses)), 1)]
  })
})

describe('the gap between the best and the worst of four groups that are alike', () => {
  beside('an interval that can say so (100 rows each)', 200, 0.95, [0.9, 1], ['percentile bootstrap of max − min covers 0'], (rng) => {
    const groups = Array.from({ length: 4 }, () => draw(100, () => Number(rng.next() < 0.5)))
    const gapOf = (all: readonly Float64Array[]): number => { const rates = all.map((values) => values.reduce((sum, value) => sum + value, 0)); return Math.max(...rates) - Math.min(...rates) }
    const drawn = Float64Array.from({ length: 200 }, () => gapOf(groups.map((values) => values.map(() => values[rng.int(100)]!)))).sort()
    const pooled = Float64Array.from(groups.flatMap((values) => [...values]))
    const own = gapOf(groups)
    let asLarge = 0
    for (let deal = 0; deal < 99; deal += 1) {
      for (let row = pooled.length - 1; row > 0; row -= 1) { const other = rng.int(row + 1); const held = pooled[row]!; pooled[row] = pooled[other]!; pooled[other] = held }
      if (gapOf([0, 1, 2, 3].map((group) => pooled.subarray(100 * group, 100 * group + 100))) >= own) asLarge += 1
    }
    return [(asLarge + 1) / 100 > 0.05, drawn[5]! <= 0]
  })
})
