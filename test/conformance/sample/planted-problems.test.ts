import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model'
import { parsePlan } from '../../../shared/review/from-plan'
import { readTable } from '../../../shared/table'
import { sampleCsv, sampleFiles, sampleSeed } from '../../../resources/sample/generate/files'
import { clean, planted } from '../../../resources/sample/generate/problems'
import { reviewOf } from './review-of'

const sample = resolve(import.meta.dirname, '../../../resources/sample/credit')
const twin = resolve(import.meta.dirname, '../../fixtures/sample-clean')
const text = (folder: string, name: string): string => readFileSync(resolve(folder, name), 'utf8')
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)
const planOf = (name: string) => parsePlan(text(sample, name), name)

/** A binary review of one model, whose predictions its own developer recorded, does not run these; every other analysis must. */
const doNotApply = (differ: number) => [
  { analysis: 'performance.forecast', reason: 'It applies to regression models; this one is binary.' },
  { analysis: 'performance.multiclass', reason: 'It applies to multiclass models; this one is binary.' },
  { analysis: 'performance.regression', reason: 'It applies to regression models; this one is binary.' },
  { analysis: 'performance.residuals', reason: 'It applies to regression models; this one is binary.' },
  { analysis: 'subpopulations.unknown-groups', reason: 'No protected column has missing group codes.' },
  { analysis: 'comparison.ab-test', reason: 'No segment column says which arm of a test a row belongs to; it would be called arm, variant, treatment, experiment or ab_group.' },
  { analysis: 'comparison.champion-challenger', reason: `The recorded predictions are the artifact's own: they differ on ${differ} of 4,000 rows of test.csv, so there is no second model to compare with.` },
  { analysis: 'comparison.versions', reason: `There is one version only: the recorded predictions are the artifact's own, they differ on ${differ} of 4,000 rows of test.csv.` },
]

// Every analysis there is runs on thirteen files, twice: minutes on a busy machine.
describe('the sample', { timeout: 120_000 }, () => {
  it('is what its generator makes, column by column', () => {
    for (const file of sampleFiles) {
      const committed = text(sample, `${file.name}.csv`).trimEnd().split('\n').map((line) => line.split(',').slice(0, -2).join(','))
      expect(`${committed.join('\n')}\n`).toBe(sampleCsv(sampleSeed, file, planted))
    }
  })

  it('shows every planted problem, and nothing that was not planted', async () => {
    const { runs, notRun } = await reviewOf(planOf('plan-boosted.json'), (name) => new Uint8Array(readFileSync(resolve(sample, name))))
    expect(runs.length).toBeGreaterThanOrEqual(5)
    expect(notRun).toEqual(doNotApply(37))
    const found = runs.flatMap((run) => run.proposals.map((p) => `${run.analysis}: ${p.title}`))
    const expected = {
      drift: /drift\.univariate: .*income/i,
      category: /drift\.univariate: .*platform.*2026-06/i,
      segment: /group-performance: .*broker/i,
      disparity: /impact-ratio: .*(age_band|18-25)/i,
      records: /re-performance: .*37/i,
    }
    for (const pattern of Object.values(expected)) expect(found.filter((title) => pattern.test(title)).length, `${pattern} in\n${found.join('\n')}`).toBeGreaterThanOrEqual(1)
  }, 120_000)

  it('finds nothing on the clean twin', async () => {
    const model = text(twin, 'credit-boosted.json')
    const { createScorer } = await readModel(memorySource('credit-boosted.json', bytes(model)), quietJob)
    const scorer = await createScorer!({})
    const files = new Map<string, Uint8Array>([['credit-boosted.json', bytes(model)]])
    for (const file of sampleFiles) {
      // The twin's developer recorded what the artifact says.
      const csv = sampleCsv(sampleSeed, file, clean).trimEnd().split('\n')
      const { table } = await readTable(memorySource('twin.csv', bytes(csv.join('\n'))), {}, quietJob)
      const { values } = (await scorer.score(table, quietJob)).outputs.at(-1)!
      files.set(`${file.name}.csv`, bytes(csv.map((line, row) => (row === 0 ? `${line},recorded_pd,recorded_pd_linear` : `${line},${values[row - 1]},`)).join('\n')))
    }
    const { runs, notRun } = await reviewOf(planOf('plan-boosted.json'), (name) => files.get(name)!)
    expect(notRun).toEqual(doNotApply(0))
    expect(runs.flatMap((run) => run.proposals.map((p) => `${run.analysis}: ${p.title}`))).toEqual([])
  }, 120_000)
})
