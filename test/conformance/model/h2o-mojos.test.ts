import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { sharedModels, tableOf, type ModelCase } from '../../fixtures/model/cases'

interface Golden { readonly cases: readonly (Pick<ModelCase, 'columns' | 'expected'> & { readonly file: string })[] }

// MOJOs of h2o-genmodel's own tests; scores by H2O's library (test/golden/model/make_h2o_mojos.py).
const golden = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../golden/model/h2o-mojos.json'), 'utf8')) as Golden
const folder = join(sharedModels, 'h2o-genmodel')
const open = (file: string): ReturnType<typeof readModel> => readModel(memorySource(file, new Uint8Array(readFileSync(join(folder, file)))), quietJob)

describe.runIf(existsSync(folder))('MOJOs of H2O 3.15 to 3.21', () => {
  for (const { file, columns, expected } of golden.cases) {
    it(file, async () => {
      const { card, createScorer } = await open(file)
      expect(card.unsupported).toEqual([])
      const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
      for (const [name, values] of Object.entries(expected)) {
        const given = scores.outputs.find((output) => output.name === name)!.values
        values.forEach((value, row) => { expect(Math.abs(given[row]! - Number(value)), `${name}, row ${row}`).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(Number(value)))) })
      }
    })
  }
  it('a Cox model is shown and not scored', async () => {
    const { card, createScorer } = await open('CoxPH_bc_all_3_42.zip')
    expect(card.inputs.length).toBe(9)
    expect(card.unsupported.join(' ')).toContain('Cox')
    expect(createScorer).toBeNull()
  })
})
