import { beforeAll, describe, expect, it } from 'vitest'
import { pfaSample } from '../../fixtures/model/pfa-sample'
import { pmmlSample } from '../../fixtures/model/pmml-sample'
import { fuzzArtifact, fuzzBytes, fuzzMembers } from '../../fixtures/model/fuzz'
import { configureOnnxForNode, modelCases } from '../../fixtures/model/cases'

beforeAll(configureOnnxForNode)

// 25 to 300 mutations per format; `npm run fuzz` does 10,000.
const artifacts = [
  ['xgboost-categorical', 'model.json'], ['xgboost-categorical', 'model.ubj'], ['xgboost-linear', 'model.json'],
  ['lightgbm-categorical', 'model.txt'], ['lightgbm-linear', 'model.txt'], ['lightgbm-multiclass', 'model.json'],
  ['onnx-zipmap-text', 'model.onnx'], ['onnx-columns', 'model.onnx'],
  ['sklearn-columns', 'model.joblib'], ['sklearn-columns', 'p2.pkl'], ['sklearn-tree', 'p0.pkl'], ['sklearn-boosting', 'p4.pkl'], ['sklearn-linear', 'zlib.joblib'],
  ['sklearn-skops-lightgbm', 'model.skops'], ['mlflow-sklearn', 'model.zip'],
  ['h2o-glm-multinomial', 'model.zip'], ['h2o-xgboost-binomial', 'model.zip'], ['h2o-glm-multinomial', 'glm_multinomial.java'], ['h2o-gbm-binomial', 'model.jar'],
  ['catboost-ctr-types', 'model.cbm'], ['catboost-lossguide', 'model.cbm'], ['catboost-depthwise', 'model.json'],
] as const

describe('a damaged artifact gives a clear error or an answer, never a defect', () => {
  it('PMML', async () => {
    expect(await fuzzBytes('model.pmml', pmmlSample.bytes, pmmlSample.columns, 300, 7)).toEqual([])
  })
  it('members of an H2O MOJO', async () => {
    for (const name of ['h2o-drf-multinomial', 'h2o-isolation-extended', 'h2o-deep-maxout']) expect(await fuzzMembers(modelCases(name)[0]!, 'model.zip', 25, 5), name).toEqual([])
  })
  it('members of a skops file', async () => {
    expect(await fuzzMembers(modelCases('sklearn-skops-columns')[0]!, 'model.skops', 50, 5)).toEqual([])
  })
  it('PFA', async () => {
    expect(await fuzzBytes('model.pfa', pfaSample.bytes, pfaSample.columns, 300, 7)).toEqual([])
  })
  for (const [name, file] of artifacts) {
    it(`${name} ${file}`, async () => {
      const test = modelCases(name).find((candidate) => candidate.name === name)!
      expect(await fuzzArtifact(test, file, /^(h2o|catboost)/.test(name) ? 60 : /^(onnx|sklearn)/.test(name) ? 120 : 300, 20_261)).toEqual([])
    })
  }
})
