import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { designOf } from '../../../../shared/analyses/comparison/baseline/design'
import { fitSimple } from '../../../../shared/analyses/comparison/baseline/fit'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import type { Table } from '../../../../shared/contract/table'
import { studentTQuantile } from '../../../../shared/stats/distributions'
import { weightedFreedom } from '../../../../shared/stats/weighted'
import { createRng } from '../../../../shared/stats/rng'
import { categoryColumn, makeDataset, makeTable, numberColumn } from '../../../unit/analyses/build-input'

interface Rows { readonly a: readonly (number | null)[]; readonly b: readonly number[]; readonly c: readonly string[]; readonly y: readonly number[]; readonly v: readonly number[]; readonly score: readonly number[] }
interface Golden {
  readonly producer: string
  readonly development: Rows
  readonly test: Rows
  readonly coefficients: readonly number[]
  readonly leastSquares: readonly number[]
  readonly predictions: readonly number[]
  readonly auc: Readonly<Record<'score' | 'simple', number>>
  readonly logLoss: Readonly<Record<'score' | 'prior', number>>
  readonly prior: { readonly p: number }
  readonly wilcoxonP: number
  readonly mcnemar: readonly number[]
  readonly segments: readonly Readonly<Record<'n' | 'champion' | 'challenger' | 'p' | 'low' | 'high' | 'holm' | 'weighted' | 'weightedSe', number> & { readonly group: string }>[]
  readonly weighted: { readonly weight: readonly number[]; readonly auc: Readonly<Record<'score' | 'simple', number>>; readonly right: readonly [number, number] }
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const tableOf = (rows: Rows): Table => makeTable([numberColumn('a', rows.a.map((value) => value ?? Number.NaN)), numberColumn('b', rows.b, 'integer'), categoryColumn('c', rows.c)])
const features = ['a', 'b', 'c']
const [development, test] = [tableOf(golden.development), tableOf(golden.test)]
const quiet = (): void => undefined

const input: AnalysisInput = {
  task: 'binary', classes: ['0', '1'], decision: { threshold: 0.5, favourable: 'below' }, model: null, roles: { a: ['feature'], b: ['feature'], c: ['feature', 'segment'] },
  datasets: [
    makeDataset('development', development, { outcome: Float64Array.from(golden.development.y) }),
    makeDataset('test', test, { outcome: Float64Array.from(golden.test.y), score: Float64Array.from(golden.test.score), recorded: Float64Array.from(golden.predictions) }),
  ],
}

async function run(id: string, given: Record<string, unknown> = {}, on: AnalysisInput = input): Promise<AnalysisResult> {
  const analysis = analysisById(id)!
  return analysis.compute(on, analysis.params.parse(given), { ...quietJob, rng: createRng(1, id), alpha: 0.05, score: null })
}
const value = (result: AnalysisResult, id: string): number => result.values.find((each) => each.id === id)!.value!
const p = (result: AnalysisResult, id: string): number => result.tests.find((each) => each.id === id)!.p

describe(`simple models as ${golden.producer} fit them`, () => {
  it('gives the coefficients of the logistic regression and of least squares', () => {
    const design = designOf(development, features)
    expect(design.terms).toEqual(['intercept', 'a', 'a missing', 'b', 'c = y', 'c = z'])
    const logistic = fitSimple(design, development, Float64Array.from(golden.development.y), true, quiet)
    expect(logistic.converged).toBe(true)
    golden.coefficients.forEach((expected, j) => expect(logistic.coefficients[j]).toBeCloseTo(expected, 6))
    logistic.predict(test).forEach((predicted, row) => expect(predicted).toBeCloseTo(golden.predictions[row]!, 6))
    const linear = fitSimple(design, development, Float64Array.from(golden.development.v), false, quiet)
    golden.leastSquares.forEach((expected, j) => expect(linear.coefficients[j]).toBeCloseTo(expected, 6))
  })

  it('compares the score with them', async () => {
    const result = await run('comparison.baseline')
    expect(value(result, 'own/simple')).toBeCloseTo(golden.auc.score, 12)
    expect(value(result, 'other/simple')).toBeCloseTo(golden.auc.simple, 12)
    expect(value(result, 'own/prior')).toBeCloseTo(golden.logLoss.score, 12)
    expect(value(result, 'other/prior')).toBeCloseTo(golden.logLoss.prior, 12)
    expect(p(result, 'baseline/prior')).toBeCloseTo(golden.prior.p, 10)
  })
})

describe('champion and challenger', () => {
  it('gives scipy\'s p-values and counts', async () => {
    const result = await run('comparison.champion-challenger')
    expect(value(result, 'challenger/auc')).toBeCloseTo(golden.auc.score, 12)
    expect(value(result, 'champion/auc')).toBeCloseTo(golden.auc.simple, 12)
    expect(value(result, 'challenger/loss')).toBeCloseTo(golden.logLoss.score, 12)
    expect(p(result, 'duel/wilcoxon')).toBeCloseTo(golden.wilcoxonP, 10)
    expect([value(result, 'champion/mcnemar'), value(result, 'challenger/mcnemar')]).toEqual(golden.mcnemar)
  })

  it('finds a challenger that is worse, and costs it', async () => {
    const result = await run('comparison.champion-challenger', { costFalsePositive: 1, costFalseNegative: 5 })
    const analysis = analysisById('comparison.champion-challenger')!
    expect(result.verdict).toBe('different')
    expect(analysis.findings(result, analysis.params.parse({})).map((finding) => finding.key)).toEqual(['inferior'])
    expect(result.values.some((each) => each.id === 'difference/cost')).toBe(true)
  })

  it('says whose predictions they are when they are the artifact\'s own', () => {
    const own = { ...input, datasets: input.datasets.map((dataset) => ({ ...dataset, recorded: dataset.score })) }
    const analysis = analysisById('comparison.champion-challenger')!
    expect(analysis.inapplicable!(own, analysis.params.parse({}))).toContain('the artifact\'s own: they differ on 0 of 300 rows')
  })

  it('gives scipy\'s paired t-test within every segment, adjusted as statsmodels does and for its half of the budget', async () => {
    const result = await run('comparison.champion-challenger')
    for (const { group, n, champion, challenger, p: wanted, low, high, holm } of golden.segments) {
      const found = result.values.find((each) => each.id === `segment/c/${group}`)!
      expect([found.n, found.value]).toEqual([n, expect.closeTo(champion - challenger, 12)])
      expect([found.low, found.high]).toEqual([expect.closeTo(low, 10), expect.closeTo(high, 10)])
      const test = result.tests.find((each) => each.id === `segment/c/${group}`)!
      expect(test.p).toBeCloseTo(wanted, 10)
      expect(test.pAdjusted).toBeCloseTo(Math.min(1, 2 * holm), 10)
    }
  })

  it('weights AUC, loss, right decisions and segments as scikit-learn and statsmodels do', async () => {
    const { weight, auc, right } = golden.weighted
    const result = await run('comparison.champion-challenger', {}, { ...input, roles: { ...input.roles, w: ['weight'] }, datasets: input.datasets.map((dataset) => (dataset.role === 'test' ? { ...dataset, weight: Float64Array.from(weight) } : dataset)) })
    expect([value(result, 'champion/auc'), value(result, 'challenger/auc')]).toEqual([expect.closeTo(auc.simple, 12), expect.closeTo(auc.score, 12)])
    expect([value(result, 'champion/right'), value(result, 'challenger/right')]).toEqual(right.map((each) => expect.closeTo(each, 12) as number))
    for (const { group, weighted, weightedSe } of golden.segments) {
      const found = result.values.find((each) => each.id === `segment/c/${group}`)!
      const own = weight.filter((_, row) => golden.test.c[row] === group)
      const { factor, df } = weightedFreedom(own)
      expect(found.value).toBeCloseTo(weighted, 12)
      expect((found.high! - found.low!) / 2).toBeCloseTo(-studentTQuantile(0.025, df) * weightedSe * Math.sqrt(factor), 10)
    }
    expect(result.notTested.join(' ')).toContain('ranks have no agreed weighting')
  })
})
