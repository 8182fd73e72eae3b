import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { calibrate, coverageOf } from '../../../../shared/analyses/stability/conformal/measure'
import { localEffects, shapeOf } from '../../../../shared/analyses/stability/curves/measure'
import { scanFeature } from '../../../../shared/analyses/stability/curves/scan'
import type { Scan } from '../../../../shared/analyses/stability/curves/scan'
import { distancesOf, fitDistance } from '../../../../shared/analyses/common/normal-distance'
import { countedAuc } from '../../../../shared/analyses/stability/metric-stability/resample'
import { homogeneity } from '../../../../shared/analyses/stability/metric-stability/slices'
import { quietJob } from '../../../../shared/contract/job'
import type { NumericColumn, Table } from '../../../../shared/contract/table'
import { betaBinomialCdf } from '../../../../shared/stats/beta-binomial'
import { createRng } from '../../../../shared/stats/rng'
import { breachingShare, smallestChiSquare, smallestKl, worstMean } from '../../../../shared/stats/smallest-shift'
import { selectRows } from '../../../../shared/table/select-rows'
import { makeTable, numberColumn } from '../../../unit/analyses/build-input'

interface Golden {
  readonly producer: string
  readonly rows: Readonly<Record<'a' | 'b' | 'c', readonly number[]>>
  readonly pdp: { readonly grid: readonly number[]; readonly average: readonly number[]; readonly individual: readonly (readonly number[])[] }
  readonly ale: { readonly grid: readonly number[]; readonly effect: readonly number[] }
  readonly conformal: { readonly score: readonly number[]; readonly truth: readonly number[]; readonly level: number; readonly threshold: number; readonly covered: number; readonly a: number; readonly b: number; readonly low: number; readonly high: number; readonly mapie: { readonly half: number; readonly covered: number } }
  readonly betabinom: readonly (readonly [number, number, number, number, number])[]
  readonly distances: readonly number[]
  readonly homogeneity: { readonly values: readonly number[]; readonly ses: readonly number[]; readonly q: number; readonly p: number; readonly between: number }
  readonly shift: { readonly loss: readonly number[]; readonly limit: number; readonly kl: number; readonly chi2: number; readonly cvar: readonly (readonly [number, number])[] }
  readonly auc: { readonly score: readonly number[]; readonly outcome: readonly number[]; readonly counts: readonly number[]; readonly auc: number }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const table = makeTable([numberColumn('a', golden.rows.a), numberColumn('b', golden.rows.b), numberColumn('c', golden.rows.c, 'integer')])

/** The model of the script. */
function score(rows: Table): Promise<Float64Array> {
  const of = (name: string): Float64Array => (rows.columns.find((column) => column.name === name) as NumericColumn).values
  const [a, b, c] = [of('a'), of('b'), of('c')]
  return Promise.resolve(a.map((value, row) => Math.sin(value) + (value * b[row]!) / 2 + c[row]! ** 2 / 10))
}

async function scan(numbers: readonly number[]): Promise<Scan> {
  const found = await scanFeature(table, { feature: 'a', kind: 'number', numbers, labels: numbers.map(String), missing: false }, { ...quietJob, rng: createRng(1), alpha: 0.05, score })
  if (typeof found === 'string') throw new Error(found)
  return found
}

describe(`stability as ${golden.producer} have it`, () => {
  it('partial dependence and curves of rows: scikit-learn', async () => {
    const found = await scan(golden.pdp.grid)
    const shape = shapeOf(found, table.columns[0]!)!
    golden.pdp.average.forEach((value, index) => expect(shape.mean[index]).toBeCloseTo(value, 10))
    golden.pdp.individual.forEach((curve, row) => curve.forEach((value, index) => expect(found.scores[index]![row]).toBeCloseTo(value, 10)))
  })

  it('accumulated local effects: PyALE', async () => {
    const effects = localEffects(await scan(golden.ale.grid), Float64Array.from(golden.rows.a), golden.rows.a.map((_, row) => row))
    golden.ale.effect.forEach((value, index) => expect(effects[index]).toBeCloseTo(value, 10))
  })

  it('conformal threshold, coverage and its Beta: scipy and MAPIE', () => {
    const { conformal } = golden
    const residual = Float64Array.from(conformal.truth, (truth, row) => Math.abs(truth - conformal.score[row]!))
    const calibration = calibrate(residual.slice(0, 200), conformal.level)!
    expect(calibration.threshold).toBeCloseTo(conformal.threshold, 12)
    expect([calibration.a, calibration.b]).toEqual([conformal.a, conformal.b])
    expect(calibration.low).toBeCloseTo(conformal.low, 10)
    expect(calibration.high).toBeCloseTo(conformal.high, 10)
    const { covered } = coverageOf(residual.slice(200), calibration.threshold, () => true)
    expect(covered).toBe(conformal.covered)
    expect(calibration.threshold).toBeCloseTo(conformal.mapie.half, 9)
    expect(covered).toBe(conformal.mapie.covered)
  })

  it.each(golden.betabinom)('beta-binomial P(X ≤ %d) of %d with %d and %d', (k, n, a, b, p) => {
    expect(Math.abs(betaBinomialCdf(k, n, a, b) - p)).toBeLessThan(1e-8 * Math.max(p, 1e-6))
  })

  it('distance of normal scores: numpy', () => {
    const rows = (from: number, to: number): Table => selectRows(table, Int32Array.from({ length: to - from }, (_, row) => from + row))
    const distances = distancesOf(fitDistance(rows(0, 300), ['a', 'b', 'c'], () => undefined), rows(300, 400), () => undefined)
    golden.distances.forEach((value, row) => expect(distances[row]).toBeCloseTo(value, 8))
  })

  it('Cochran\'s Q and the spread between slices: statsmodels', () => {
    const { values, ses, q, p, between } = golden.homogeneity
    const found = homogeneity(values.map((value, index) => ({ label: String(index), n: 100, value, se: ses[index]!, low: 0, high: 1 })))!
    expect(found.q).toBeCloseTo(q, 10)
    expect(found.p).toBeCloseTo(p, 10)
    expect(found.between).toBeCloseTo(between, 10)
  })

  it('smallest shift and worst case: scipy.optimize', () => {
    const rows = { loss: Float64Array.from(golden.shift.loss), weight: null }
    expect(smallestKl(rows, golden.shift.limit)!.size).toBeCloseTo(golden.shift.kl, 9)
    expect(smallestChiSquare(rows, golden.shift.limit)!.size).toBeCloseTo(golden.shift.chi2, 6)
    const sorted = { loss: rows.loss.slice().sort().reverse(), weight: null }
    for (const [share, value] of golden.shift.cvar) expect(worstMean(sorted, share)).toBeCloseTo(value, 10)
    const share = breachingShare(sorted, 0.8)
    expect(worstMean(sorted, share)).toBeCloseTo(0.8, 10)
  })

  it('AUC of rows that count several times: scikit-learn', () => {
    const order = golden.auc.score.map((_, row) => row).sort((a, b) => golden.auc.score[a]! - golden.auc.score[b]!)
    const pick = (values: readonly number[]): Float64Array => Float64Array.from(order, (row) => values[row]!)
    expect(countedAuc({ score: pick(golden.auc.score), outcome: pick(golden.auc.outcome) }, pick(golden.auc.counts))).toBeCloseTo(golden.auc.auc, 12)
  })
})
