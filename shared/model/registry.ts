import type { ModelFormat } from '../contract/model'
import { catboostBinary, catboostJson } from './catboost/index'
import { h2oMojo } from './h2o/index'
import { h2oPojo } from './h2o/pojo/index'
import { javaArchive } from './jar/index'
import { lightgbmJson, lightgbmText } from './lightgbm/index'
import { mlflow } from './mlflow/index'
import onnx from './onnx/index'
import pfa from './pfa/index'
import pmml from './pmml/index'
import scorecard from './scorecard/index'
import sklearn from './sklearn/index'
import skops from './skops/index'
import { xgboostBinary, xgboostJson, xgboostUbj } from './xgboost/index'

/** Formats of one file that is the model itself. */
const plain: readonly ModelFormat[] = [onnx, xgboostJson, xgboostUbj, xgboostBinary, lightgbmText, lightgbmJson, pmml, pfa, sklearn, skops, scorecard, h2oMojo, h2oPojo, catboostBinary, catboostJson]

/** Every model format this application reads; the one list. A new format is a folder and a line here. */
export const modelFormats: readonly ModelFormat[] = [...plain, mlflow(plain), javaArchive(plain)]
