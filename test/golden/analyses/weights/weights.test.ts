import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnalysisInput } from '../../../../shared/contract/analysis'
import { quietJob } from '../../../../shared/contract/job'
import { analysisById } from '../../../../shared/analyses/registry'
import { createRng } from '../../../../shared/stats/rng'
import { effectiveSize } from '../../../../shared/stats/weighted'
import { makeDataset, makeTable, numberColumn } from '../../../unit/analyses/build-input'

interface Golden {
  readonly score: readonly number[]
  readonly outcome: readonly number[]
  readonly weight: readonly number[]
  readonly number: readonly number[]
  readonly actual: readonly number[]
  readonly binary: Readonly<Record<string, number>>
  readonly regression: Readonly<Record<string, number>>
  readonly effective: number
}

const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, 'goldens.json'), 'utf8')) as Golden
const weight = Float64Array.from(golden.weight)

async function figures(id: string, task: 'binary' | 'regression', predicted: readonly number[], outcome: readonly number[]): Promise<ReadonlyMap<string, number | null>> {
  const table = makeTable([numberColumn('weight', golden.weight)])
  const input: AnalysisInput = {
    task, classes: [], decision: { threshold: task === 'binary' ? 0.4 : null, favourable: 'below' }, roles: { weight: ['weight'] }, model: null,
    datasets: [makeDataset('test', table, { recorded: Float64Array.from(predicted), outcome: Float64Array.from(outcome), weight })],
  }
  const analysis = analysisById(id)!
  const result = await analysis.compute(input, analysis.params.parse({}), { ...quietJob, rng: createRng(1, id), alpha: 0.05, score: null })
  return new Map(result.values.map((value) => [value.id, value.value]))
}

describe('weighted figures against scikit-learn', () => {
  it('discrimination and decisions', async () => {
    const values = await figures('performance.discrimination', 'binary', golden.score, golden.outcome)
    for (const [id, wanted] of Object.entries(golden.binary)) expect(values.get(`${id}/test`), id).toBeCloseTo(wanted, 10)
  })

  it('predicted numbers', async () => {
    const values = await figures('performance.regression', 'regression', golden.number, golden.actual)
    for (const [id, wanted] of Object.entries(golden.regression)) expect(values.get(`${id}/test`), id).toBeCloseTo(wanted, 9)
  })

  it('effective rows', () => {
    expect(effectiveSize(weight)).toBeCloseTo(golden.effective, 10)
  })
})
