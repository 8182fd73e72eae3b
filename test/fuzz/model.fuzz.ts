import { beforeAll, describe, expect, it } from 'vitest'
import { configureOnnxForNode, modelCases } from '../fixtures/model/cases'
import { fuzzArtifact, fuzzBytes, fuzzMembers } from '../fixtures/model/fuzz'
import { pfaSample } from '../fixtures/model/pfa-sample'
import { pmmlSample } from '../fixtures/model/pmml-sample'

beforeAll(configureOnnxForNode)

// 10,000 mutations and truncations per format, spread over its artifacts; FUZZ_COUNT overrides.
const total = Number(process.env['FUZZ_COUNT'] ?? '10000')
const formats: Readonly<Record<string, readonly (readonly [test: string, file: string])[]>> = {
  'xgboost-json': [['xgboost-categorical', 'model.json'], ['xgboost-dart', 'model.json'], ['xgboost-linear', 'model.json'], ['xgboost-multi-output-tree', 'model.json']],
  'xgboost-ubj': [['xgboost-categorical', 'model.ubj'], ['xgboost-dart', 'model.ubj'], ['xgboost-linear', 'model.ubj'], ['xgboost-softprob', 'model.ubj']],
  'lightgbm-text': [['lightgbm-categorical', 'model.txt'], ['lightgbm-linear', 'model.txt'], ['lightgbm-rf', 'model.txt'], ['lightgbm-stump', 'model.txt']],
  'lightgbm-json': [['lightgbm-categorical', 'model.json'], ['lightgbm-linear', 'model.json'], ['lightgbm-stump', 'model.json']],
  onnx: [['onnx-zipmap-text', 'model.onnx'], ['onnx-columns', 'model.onnx'], ['onnx-no-zipmap', 'model.onnx'], ['onnx-mlp', 'model.onnx'], ['onnx-xgboost', 'model.onnx']],
  'sklearn-pickle': [['sklearn-columns', 'model.joblib'], ['sklearn-columns', 'p2.pkl'], ['sklearn-tree', 'p0.pkl'], ['sklearn-boosting', 'p4.pkl'], ['sklearn-hist-categories', 'p4.pkl'], ['sklearn-svc', 'p4.pkl'], ['sklearn-linear', 'zlib.joblib']],
  'h2o-mojo': [['h2o-gbm-binomial', 'model.zip'], ['h2o-drf-multinomial', 'model.zip'], ['h2o-glm-multinomial', 'model.zip'], ['h2o-xgboost-binomial', 'model.zip'], ['h2o-isolation-extended', 'model.zip'], ['h2o-deep-maxout', 'model.zip'], ['h2o-ensemble-regression', 'model.zip']],
  'h2o-pojo': [['h2o-gbm-binomial', 'gbm_binomial.java'], ['h2o-drf-multinomial', 'drf_multinomial.java'], ['h2o-glm-multinomial', 'glm_multinomial.java']],
  'java-archive': [['h2o-gbm-binomial', 'model.jar']],
  'catboost-cbm': [['catboost-ctr-types', 'model.cbm'], ['catboost-lossguide', 'model.cbm'], ['catboost-multiclass', 'model.cbm'], ['catboost-text', 'model.cbm']],
  'catboost-json': [['catboost-ctr-types', 'model.json'], ['catboost-depthwise', 'model.json'], ['catboost-one-hot', 'model.json']],
  skops: [['sklearn-skops-columns', 'model.skops'], ['sklearn-skops-lightgbm', 'model.skops']],
  mlflow: [['mlflow-sklearn', 'model.zip'], ['mlflow-xgboost', 'model.zip']],
}

describe('damaged model artifacts', () => {
  it(`pfa: ${total} mutations`, { timeout: 3_600_000 }, async () => {
    expect(await fuzzBytes('model.pfa', pfaSample.bytes, pfaSample.columns, total, 7)).toEqual([])
  })
  it(`pmml: ${total} mutations`, { timeout: 3_600_000 }, async () => {
    expect(await fuzzBytes('model.pmml', pmmlSample.bytes, pmmlSample.columns, total, 7)).toEqual([])
  })
  // A damaged archive is mostly refused by its check sums: the members are damaged by themselves too.
  it(`h2o-mojo members: ${total} mutations`, { timeout: 3_600_000 }, async () => {
    const artifacts = formats['h2o-mojo']!
    for (const [index, [name, file]] of artifacts.entries()) {
      const test = modelCases(name).find((candidate) => candidate.name === name)!
      expect(await fuzzMembers(test, file, Math.ceil(total / artifacts.length), index + 1), `${name} ${file}`).toEqual([])
    }
  })
  it(`skops members: ${total} mutations`, { timeout: 3_600_000 }, async () => {
    for (const [index, [name, file]] of formats['skops']!.entries()) {
      const test = modelCases(name).find((candidate) => candidate.name === name)!
      expect(await fuzzMembers(test, file, Math.ceil(total / 2), index + 1), `${name} ${file}`).toEqual([])
    }
  })
  for (const [format, artifacts] of Object.entries(formats)) {
    it(`${format}: ${total} mutations`, { timeout: 3_600_000 }, async () => {
      for (const [index, [name, file]] of artifacts.entries()) {
        const test = modelCases(name).find((candidate) => candidate.name === name)!
        expect(await fuzzArtifact(test, file, Math.ceil(total / artifacts.length), index + 1), `${name} ${file}`).toEqual([])
      }
    })
  }
})
