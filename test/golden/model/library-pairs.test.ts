import { beforeAll, describe, expect, it } from 'vitest'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { artifactOf, configureOnnxForNode, modelCases, tableOf, ulps32, type ModelCase } from '../../fixtures/model/cases'

// Artifacts and predictions made by the real libraries (test/fixtures/model/make_models.py).
beforeAll(configureOnnxForNode)

/** Artifacts of which a part cannot be scored: it is named, and no scorer is given. */
const shownOnly = new Map([['catboost-text model.cbm', /text/], ['h2o-gbm-binomial model.jar', /compiled Java \(gbm_binomial\)/]])

for (const [artifact, reason] of shownOnly) {
  it(`${artifact} is shown and not scored`, async () => {
    const [name, file] = artifact.split(' ')
    const { card, createScorer } = await readModel(artifactOf(name!, file!), quietJob)
    expect(card.unsupported.join(' ')).toMatch(reason)
    expect(createScorer).toBeNull()
  })
}

for (const family of ['xgboost', 'lightgbm', 'onnx', 'sklearn', 'mlflow', 'h2o', 'catboost']) {
  describe(`${family}: every artifact gives its library's own predictions`, () => {
    const cases = modelCases(family)
    it('has cases', () => { expect(cases.length).toBeGreaterThan(1) })
    for (const test of cases) for (const file of test.artifacts) if (!shownOnly.has(`${test.name} ${file}`)) it(`${test.name} ${file}`, () => check(test, file))
  })
}

async function check(test: ModelCase, file: string): Promise<void> {
  const { card, createScorer } = await readModel(artifactOf(test.name, file), quietJob)
  expect(card.unsupported).toEqual([])
  const scorer = await createScorer!({})
  const scores = await scorer.score(tableOf(test.columns), quietJob)
  scorer.dispose()
  expect(scores.outputs.map((output) => output.name)).toEqual(card.outputs.map((output) => output.name))
  if (test.labels !== undefined && test.expected['label'] !== undefined) expect(scores.labels).toEqual(test.labels)
  for (const [name, expected] of Object.entries(test.expected)) {
    const given = scores.outputs.find((output) => output.name === name)
    expect(given, `output ${name}`).toBeDefined()
    const wrong = expected.map((value, row) => ({ row, expected: Number(value ?? NaN), given: given!.values[row]! })).filter((pair) => differs(pair, test.tolerance))
    expect(wrong, name).toEqual([])
  }
}

function differs(pair: { readonly expected: number; readonly given: number }, tolerance: ModelCase['tolerance']): boolean {
  if (tolerance === 'exact') return !Object.is(pair.expected, pair.given)
  if (tolerance === 'ulp32') return !(ulps32(pair.expected, pair.given) <= 1)
  if (Number.isNaN(pair.expected) && Number.isNaN(pair.given)) return false
  return !(Math.abs(pair.expected - pair.given) <= tolerance * Math.max(1, Math.abs(pair.expected)))
}
