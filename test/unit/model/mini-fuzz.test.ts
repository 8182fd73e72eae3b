import { beforeAll, describe, expect, it } from 'vitest'
import { pmmlSample } from '../../fixtures/model/pmml-sample'
import { fuzzArtifact, fuzzBytes } from '../../fixtures/model/fuzz'
import { configureOnnxForNode, modelCases } from '../../fixtures/model/cases'

beforeAll(configureOnnxForNode)

// 120 to 300 mutations per format; `npm run fuzz` does 10,000.
const artifacts = [
  ['xgboost-categorical', 'model.json'], ['xgboost-categorical', 'model.ubj'], ['xgboost-linear', 'model.json'],
  ['lightgbm-categorical', 'model.txt'], ['lightgbm-linear', 'model.txt'], ['lightgbm-multiclass', 'model.json'],
  ['onnx-zipmap-text', 'model.onnx'], ['onnx-columns', 'model.onnx'],
  ['sklearn-columns', 'model.joblib'], ['sklearn-columns', 'p2.pkl'], ['sklearn-tree', 'p0.pkl'], ['sklearn-boosting', 'p4.pkl'], ['sklearn-linear', 'zlib.joblib'],
  ['mlflow-sklearn', 'model.zip'],
] as const

describe('a damaged artifact gives a clear error or an answer, never a defect', () => {
  it('PMML', async () => {
    expect(await fuzzBytes('model.pmml', pmmlSample.bytes, pmmlSample.columns, 300, 7)).toEqual([])
  })
  for (const [name, file] of artifacts) {
    it(`${name} ${file}`, async () => {
      const test = modelCases(name).find((candidate) => candidate.name === name)!
      expect(await fuzzArtifact(test, file, /^(onnx|sklearn)/.test(name) ? 120 : 300, 20_261)).toEqual([])
    })
  }
})
