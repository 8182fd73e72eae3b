import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../shared/contract/analysis'
import { quietJob } from '../../../shared/contract/job'
import type { NumericColumn, Table } from '../../../shared/contract/table'
import { createRng } from '../../../shared/stats/rng'
import { selectRows } from '../../../shared/table/select-rows'
import { categoryColumn, makeDataset } from '../../unit/analyses/build-input'
import { cell, columnOf, hasShared, readShared } from './read-shared'

// Numbers: scipy 1.10.1, scikit-learn 1.2.1, statsmodels 0.13.5 (see the methods' check numbers), pROC 1.18.0 for AUC.
const base: Omit<AnalysisInput, 'datasets' | 'roles'> = { task: 'binary', classes: ['0', '1'], decision: { threshold: 0.5, favourable: 'above' }, model: null }

async function run(id: string, input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult> {
  const analysis = analysisById(id)!
  return analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, id), alpha: 0.05, score: null })
}

const value = (result: AnalysisResult, id: string): AnalysisResult['values'][number] => {
  const found = result.values.find((each) => each.id === id)
  if (found === undefined) throw new Error(`No value ${id} among ${result.values.map((each) => each.id).join(' ')}`)
  return found
}

function rowsWhere(table: Table, keep: (row: number) => boolean): Table {
  return selectRows(table, Int32Array.from({ length: table.rows }, (_, row) => row).filter(keep))
}

describe.runIf(hasShared('wine/winequality-white.csv'))('white wine, reference alcohol > 11, current ≤ 11', () => {
  it('gives the KS distances and χ² that scipy gives', async () => {
    const wine = await readShared('wine/winequality-white.csv')
    const alcohol = (columnOf(wine, 'alcohol') as NumericColumn).values
    const reference = rowsWhere(wine, (row) => alcohol[row]! > 11)
    const current = rowsWhere(wine, (row) => alcohol[row]! <= 11)
    expect([reference.rows, current.rows]).toEqual([1561, 3337])
    const roles = Object.fromEntries(wine.columns.filter((column) => column.name !== 'alcohol').map((column) => [column.name, ['feature'] as const]))
    const result = await run('drift.univariate', { ...base, roles, datasets: [makeDataset('development', reference), makeDataset('production', current, { period: 'low' })] })
    for (const [column, ks] of [['density', 0.713], ['chlorides', 0.4839], ['residual sugar', 0.3778], ['pH', 0.072]] as const) {
      expect(value(result, `effect/${column}/low`).value).toBeCloseTo(ks, 4)
    }
    const quality = value(result, 'chi-square/quality/low')
    expect(quality.value).toBeCloseTo(823.6798, 3)
    expect(quality.label).toContain('6 degrees of freedom')
    const analysis = analysisById('drift.univariate')!
    const moved = analysis.findings(result, analysis.params.parse({})).find((finding) => finding.key === 'drift/several')!.evidence
    expect(moved.some((id) => id.startsWith('effect/density/'))).toBe(true)
    expect(moved.some((id) => id.startsWith('effect/pH/'))).toBe(false)
  })
})

describe.runIf(hasShared('compas/compas-scores-two-years.csv'))('COMPAS by race, all rows', () => {
  it('gives the published rates with Wilson intervals', async () => {
    const table = await readShared('compas/compas-scores-two-years.csv')
    const text = columnOf(table, 'score_text')
    const score = Float64Array.from({ length: table.rows }, (_, row) => (cell(text, row) === 'Low' ? 0 : 1))
    const outcome = (columnOf(table, 'two_year_recid') as NumericColumn).values
    const input: AnalysisInput = { ...base, decision: { threshold: 0.5, favourable: 'below' }, roles: { race: ['protected'] }, datasets: [makeDataset('test', table, { score, outcome })] }
    const groups = await run('subpopulations.group-performance', input)
    expect(groups.rowsUsed).toBe(7214)
    const fpr = value(groups, 'fpr/test/race/African-American')
    expect([fpr.value, fpr.low, fpr.high].map((x) => Number(x!.toFixed(6)))).toEqual([0.448468, 0.425595, 0.471561])
    const white = value(groups, 'fpr/test/race/Caucasian')
    expect([white.value, white.low, white.high].map((x) => Number(x!.toFixed(6)))).toEqual([0.234543, 0.213715, 0.256738])
    expect(value(groups, 'n/test/race/African-American').value).toBe(3696)
    const impact = await run('subpopulations.impact-ratio', input)
    expect(value(impact, 'ratio/test/race/African-American').value).toBeCloseTo(0.5209640750748133, 12)
    expect(value(impact, 'ratio/test/race/Hispanic').value).toBeCloseTo(0.8877551020408164, 12)
    expect(value(impact, 'fpr/test/race/African-American').value).toBeCloseTo(0.44846796657381616, 12)
    expect(impact.notTested.join(' ')).toContain('Native American')
  })
})

describe.runIf(hasShared('misc/ricci.csv'))('Ricci promotion exam', () => {
  it('gives the selection ratios, and Fisher\'s p for white against others', async () => {
    const table = await readShared('misc/ricci.csv')
    const race = columnOf(table, 'Race')
    const score = (columnOf(table, 'Class') as NumericColumn).values
    const input: AnalysisInput = { ...base, roles: { Race: ['protected'] }, datasets: [makeDataset('test', table, { score })] }
    const result = await run('subpopulations.impact-ratio', input)
    expect(value(result, 'ratio/test/Race/B').value).toBeCloseTo(0.5528455284552846, 12)
    expect(value(result, 'ratio/test/Race/H').value).toBeCloseTo(0.4326617179215271, 12)
    expect(value(result, 'shortfall/test/Race/B').value).toBe(8)
    const white = categoryColumn('White', Array.from({ length: table.rows }, (_, row) => (cell(race, row) === 'W' ? 'yes' : 'no')))
    const two = await run('subpopulations.impact-ratio', { ...input, roles: { White: ['protected'] }, datasets: [makeDataset('test', { ...table, columns: [...table.columns, white] }, { score })] })
    expect(value(two, 'fisher-p/test/White/no').value).toBeCloseTo(0.0014792579445328025, 12)
    expect(value(two, 'ratio/test/White/no').value).toBeCloseTo(0.4975609756097561, 12)
  })
})

describe.runIf(hasShared('adult/adult.data'))('Adult income by sex', () => {
  it('gives the selection ratio of the training rows', async () => {
    const table = await readShared('adult/adult.data', { header: 'no' })
    const label = table.columns.at(-1)!
    const sex = table.columns[9]!
    const score = Float64Array.from({ length: table.rows }, (_, row) => (cell(label, row).trim().startsWith('>50K') ? 1 : 0))
    const result = await run('subpopulations.impact-ratio', { ...base, roles: { [sex.name]: ['protected'] }, datasets: [makeDataset('test', table, { score })] })
    const female = result.values.find((each) => each.id.startsWith('ratio/') && each.id.endsWith('Female'))
    expect(female?.value).toBeCloseTo(0.3580225496813511, 12)
  })
})

describe.runIf(hasShared('oracles/computed/aSAH.csv'))('aSAH', () => {
  it('gives pROC\'s AUC of s100b', async () => {
    const table = await readShared('oracles/computed/aSAH.csv')
    const outcome = Float64Array.from({ length: table.rows }, (_, row) => (cell(columnOf(table, 'outcome'), row) === 'Poor' ? 1 : 0))
    const score = (columnOf(table, 's100b') as NumericColumn).values
    const result = await run('performance.discrimination', { ...base, decision: { threshold: 0.2, favourable: 'below' }, roles: { outcome: ['outcome'] }, datasets: [makeDataset('test', table, { score, outcome })] })
    expect(value(result, 'auc/test').value).toBeCloseTo(0.731368563685637, 12)
  })
})
