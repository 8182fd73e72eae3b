import { describe, expect, it } from 'vitest'
import { analysisById } from '../../../../shared/analyses/registry'
import type { AnalysisInput, AnalysisResult } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import type { NumericColumn } from '../../../../shared/contract/table'
import { createRng } from '../../../../shared/stats/rng'
import { makeDataset } from '../../../unit/analyses/build-input'
import { cell, columnOf, hasShared, readShared } from '../read-shared'

// Numbers: pandas 2.2, scipy 1.17.1 (chi2_contingency), statsmodels 0.15.0 (StratifiedTable).
async function run(id: string, input: AnalysisInput, given: Record<string, unknown> = {}): Promise<AnalysisResult> {
  const analysis = analysisById(id)!
  return analysis.compute(input, analysis.params.parse(given), { ...quietJob, rng: createRng(1, id), alpha: 0.05, score: null })
}

const value = (result: AnalysisResult, id: string): AnalysisResult['values'][number] => {
  const found = result.values.find((each) => each.id === id)
  if (found === undefined) throw new Error(`No value ${id} among ${result.values.map((each) => each.id).join(' ')}`)
  return found
}
const rounded = ({ value: estimate, low, high }: AnalysisResult['values'][number]): readonly number[] => [estimate, low, high].map((x) => Number(x!.toFixed(6)))

describe.runIf(hasShared('compas/compas-scores-two-years.csv'))('COMPAS by race, all rows', () => {
  const input = async (): Promise<AnalysisInput> => {
    const table = await readShared('compas/compas-scores-two-years.csv')
    const text = columnOf(table, 'score_text')
    return {
      task: 'binary', classes: ['0', '1'], decision: { threshold: 0.5, favourable: 'below' }, model: null, roles: { race: ['protected'], priors_count: ['segment'] },
      datasets: [makeDataset('test', table, { score: Float64Array.from({ length: table.rows }, (_, row) => (cell(text, row) === 'Low' ? 0 : 1)), outcome: (columnOf(table, 'two_year_recid') as NumericColumn).values })],
    }
  }

  it('gives the published rates and scipy\'s tests across groups', async () => {
    const result = await run('subpopulations.fairness', await input())
    expect(rounded(value(result, 'fpr/test/race/African-American'))).toEqual([0.448468, 0.425595, 0.471561])
    expect(rounded(value(result, 'fpr/test/race/Caucasian'))).toEqual([0.234543, 0.213715, 0.256738])
    expect(value(result, 'ppv/test/race/African-American').value).toBeCloseTo(0.6297148114075437, 12)
    expect(value(result, 'npv/test/race/Caucasian').value).toBeCloseTo(0.711875, 12)
    expect(value(result, 'statistic/equal-opportunity/test/race').value).toBeCloseTo(244.20058316026768, 8)
    expect(value(result, 'statistic/equalised-odds/test/race').value).toBeCloseTo(244.20058316026768 + 200.68168371368142, 8)
    expect(value(result, 'statistic/predictive-parity/test/race').value).toBeCloseTo(10.479969758929657, 8)
    const analysis = analysisById('subpopulations.fairness')!
    expect(analysis.findings(result, analysis.params.parse({})).map((finding) => finding.key)).toContain('fairness/race/Caucasian')
  })

  it('compares them within numbers of prior offences as statsmodels does', async () => {
    const result = await run('subpopulations.conditional', await input(), { cuts: { priors_count: [0, 3] } })
    const id = 'test/race/priors_count/Caucasian'
    expect(value(result, `odds-ratio/${id}`).value).toBeCloseTo(2.3112849240554856, 10)
    expect(value(result, `risk-ratio/${id}`).value).toBeCloseTo(1.4081225085026259, 10)
    expect(value(result, `cmh/${id}`).value).toBeCloseTo(218.73869443850595, 8)
    expect(value(result, `breslow-day/${id}`).value).toBeCloseTo(0.7912398560217596, 6)
  })
})
