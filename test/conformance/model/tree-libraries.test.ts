import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../../../shared/contract/bytes'
import { quietJob } from '../../../shared/contract/job'
import { readModel } from '../../../shared/model/index'
import { readDocument } from '../../../shared/model/xgboost/document'
import { readLegacy } from '../../../shared/model/xgboost/legacy'
import { createScorer } from '../../../shared/model/xgboost/scorer'
import { sharedModels, tableOf, ulps32 } from '../../fixtures/model/cases'

// Models and predictions of the `leaves`, treelite and KServe test suites.
const at = (file: string): string => join(sharedModels, file)
const rowsOf = (file: string): number[][] => readFileSync(at(file), 'utf8').trim().split('\n').map((line) => line.trim().split(/[\t ,]+/).map(Number))

/** libsvm rows; absent entries are `absent`. */
function libsvm(file: string, width: number, absent: number): number[][] {
  return readFileSync(at(file), 'utf8').trim().split('\n').map((line) => {
    const row = new Array<number>(width).fill(absent)
    for (const entry of line.trim().split(/\s+/).slice(1)) {
      const [index, value] = entry.split(':').map(Number)
      if (index! < width) row[index!] = value!
    }
    return row
  })
}

async function score(file: string, rows: readonly (readonly number[])[]): Promise<readonly Float64Array[]> {
  const { card, createScorer } = await readModel(memorySource(file.split('/').pop()!, new Uint8Array(readFileSync(at(file)))), quietJob)
  expect(card.unsupported).toEqual([])
  const columns = Object.fromEntries(card.inputs.map((input, i) => [input.name, rows.map((row) => Number.isNaN(row[i] ?? NaN) ? null : row[i]!)]))
  const scores = await (await createScorer!({})).score(tableOf(columns), quietJob)
  return scores.outputs.filter((output) => output.name !== 'label').map((output) => output.values)
}

function compare(given: readonly Float64Array[], expected: readonly (readonly number[])[], near: (a: number, b: number) => boolean): void {
  const wrong = expected.flatMap((row, i) => row.flatMap((value, k) => near(value, given[k]![i]!) ? [] : [{ row: i, output: k, expected: value, given: given[k]![i]! }]))
  expect(wrong.slice(0, 5)).toEqual([])
  expect(given[0]!.length).toBe(expected.length)
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const softmax = (row: readonly number[]): number[] => {
  const top = Math.max(...row)
  const e = row.map((x) => Math.exp(x - top))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((x) => x / sum)
}
const relative = (limit: number) => (a: number, b: number): boolean => Math.abs(a - b) <= limit * Math.max(1e-3, Math.abs(a))
const ulp = (limit: number) => (a: number, b: number): boolean => ulps32(a, b) <= limit

describe.runIf(existsSync(sharedModels))('LightGBM models of other suites', () => {
  it('gamma, Poisson and Tweedie with category codes', async () => {
    for (const name of ['gamma_AvgClaimAmount', 'poisson_Frequency', 'tweedie_PurePremium']) {
      compare(await score(`leaves/genlin_fmtp_${name}.model`, rowsOf(`leaves/genlin_fmtp_${name}_features.tsv`)), rowsOf(`leaves/genlin_fmtp_${name}_true_predictions.txt`), relative(1e-14))
    }
  })
  it('DART', async () => {
    compare(await score('leaves/lg_dart_breast_cancer.model', rowsOf('leaves/breast_cancer_test.tsv')), rowsOf('leaves/lg_dart_breast_cancer_true_predictions.txt'), relative(1e-14))
  })
  it('random forest: average of leaves', async () => {
    compare(await score('leaves/lg_rf_iris.model', libsvm('leaves/iris_test.libsvm', 4, 0)), rowsOf('leaves/lg_rf_iris_true_predictions.txt'), relative(1e-14))
  })
  it('multiclass, raw and as probabilities', async () => {
    const rows = rowsOf('leaves/multiclass_test.tsv').map((row) => row.slice(1))
    const given = await score('leaves/lgmulticlass.model', rows)
    compare(given, rowsOf('leaves/lgmulticlass_true_predictions.txt'), relative(1e-14))
    compare(given, rowsOf('leaves/lgmulticlass_true_raw_predictions.txt').map(softmax), relative(1e-12))
  })
  it('thirteen classes with category codes', async () => {
    compare(await score('leaves/lg_kddcup99.model', rowsOf('leaves/kddcup99_test.tsv')), rowsOf('leaves/lg_kddcup99_true_predictions.txt').map(softmax), relative(1e-9))
  })
  it('two categorical inputs (treelite)', async () => {
    compare(await score('treelite/toy_categorical/toy_categorical_model.txt', libsvm('treelite/toy_categorical/toy_categorical.test', 2, 0)), rowsOf('treelite/toy_categorical/toy_categorical.test.pred'), relative(1e-14))
  })
})

describe.runIf(existsSync(sharedModels))('XGBoost models of other suites', () => {
  it('binary logistic in the binary format before 1.0', async () => {
    compare(await score('leaves/xgagaricus.model', libsvm('leaves/agaricus_test.libsvm', 127, NaN)), rowsOf('leaves/xgagaricus_true_predictions.txt'), ulp(1))
  })
  it('boosting with a limit in the binary format', async () => {
    // The suite recorded the first ten of twenty trees, which is what best_iteration 9 asks for.
    const file = 'leaves/xg_dart_agaricus.model'
    const { document, baseIsMargin } = readLegacy(new Uint8Array(readFileSync(at(file))), file)
    const model = readDocument({ learner: { ...(document['learner'] as object), attributes: { best_iteration: '9' } } }, file, baseIsMargin)
    expect(model.treesInFile).toBe(20)
    const rows = libsvm('leaves/agaricus_test.libsvm', 127, NaN)
    const columns = Object.fromEntries(Array.from({ length: 127 }, (_, i) => [`f${i}`, rows.map((row) => Number.isNaN(row[i]!) ? null : row[i]!)]))
    const scores = await createScorer(model, {}).score(tableOf(columns), quietJob)
    compare(scores.outputs.map((output) => output.values), rowsOf('leaves/xg_dart_agaricus_true_predictions.txt').map((row) => row.map(sigmoid)), relative(1e-6))
  })
  it('gblinear in the binary format', async () => {
    const given = await score('leaves/xgblin_agaricus.model', libsvm('leaves/agaricus_test.libsvm', 127, NaN))
    compare(given, rowsOf('leaves/xgblin_agaricus_true_predictions.txt'), ulp(1))
  })
  it('multiclass in the binary format', async () => {
    compare(await score('leaves/xgdermatology.model', libsvm('leaves/dermatology_test.libsvm', 33, NaN)), rowsOf('leaves/xgdermatology_true_predictions.txt').map(softmax), relative(1e-6))
  })
  it('one model as binary, JSON and UBJ gives one answer', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [4 + (i % 7) * 0.5, 2 + (i % 5) * 0.4, 1 + (i % 11) * 0.5, (i % 13) * 0.2])
    const [binary, json, ubj] = await Promise.all(['bst', 'json', 'ubj'].map((kind) => score(`kserve/xgb_model.${kind}`, rows)))
    expect(json).toEqual(binary)
    expect(ubj).toEqual(binary)
  })
})
