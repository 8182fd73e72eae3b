import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { sharedModels, tableOf } from '../../fixtures/model/cases'

const bytes = (file: string): Uint8Array => new Uint8Array(readFileSync(join(sharedModels, file)))
const open = (file: string): ReturnType<typeof readModel> => readModel(memorySource(file.split('/').pop()!, bytes(file)), quietJob)
const text = (file: string): string => new TextDecoder().decode(bytes(file))

/** Columns x0, x1, ... of a LibSVM file; cells not written are 0. */
function libsvm(file: string, width: number): Readonly<Record<string, readonly number[]>> {
  const rows = text(file).trim().split('\n').map((line) => new Map(line.trim().split(/\s+/).slice(1).map((pair) => pair.split(':').map(Number) as [number, number])))
  return Object.fromEntries(Array.from({ length: width }, (_, i) => [`x${i}`, rows.map((row) => row.get(i) ?? 0)]))
}

// Files of other projects: gradient boosting of scikit-learn 0.2x under Python 2, and a joblib of 1.3.
describe.runIf(existsSync(sharedModels))('scikit-learn files of other projects', () => {
  it('scores gradient boosting of two classes as its own decision function', async () => {
    const { card, createScorer } = await open('leaves/sk_gradient_boosting_classifier.model')
    expect(card.unsupported).toEqual([])
    const data = libsvm('leaves/sk_gradient_boosting_classifier_test.libsvm', card.inputs.length)
    const scores = await (await createScorer!({})).score(tableOf(data), quietJob)
    const expected = text('leaves/sk_gradient_boosting_classifier_true_predictions.txt').trim().split('\n').map((x) => 1 / (1 + Math.exp(-Number(x))))
    const given = scores.outputs.at(-1)!.values
    expect(given).toHaveLength(expected.length)
    expected.forEach((p, row) => { expect(given[row]).toBeCloseTo(p, 9) })
  })

  it('scores gradient boosting of three classes', async () => {
    const { card, createScorer } = await open('leaves/sk_iris.model')
    expect(card.unsupported).toEqual([])
    const scores = await (await createScorer!({})).score(tableOf(libsvm('leaves/iris_test.libsvm', card.inputs.length)), quietJob)
    const expected = text('leaves/sk_iris_true_predictions.txt').trim().split('\n').map((line) => line.split('\t').map(Number))
    expected.forEach((raw, row) => {
      const sum = raw.reduce((total, x) => total + Math.exp(x), 0)
      raw.forEach((x, k) => { expect(scores.outputs[k + 1]!.values[row]).toBeCloseTo(Math.exp(x) / sum, 9) })
    })
  })

  it('opens a joblib with raw arrays and scores its classes', async () => {
    const { card, createScorer } = await open('kserve/model.joblib')
    expect(card.facts.find((fact) => fact.label === 'Class')?.value).toBe('sklearn.svm._classes.SVC')
    expect(card.producer).toBe('scikit-learn 1.3.2')
    expect(card.unsupported).toEqual([])
    const input = JSON.parse(text('kserve/iris_input_v2.json')) as { readonly inputs: readonly { readonly data: readonly (readonly number[])[] }[] }
    const rows = input.inputs[0]!.data
    const columns = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`x${i}`, rows.map((row) => row[i]!)]))
    const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
    expect(Array.from(scores.outputs[0]!.values, (code) => scores.labels![code])).toEqual(rows.map(() => '1'))
  })
})
