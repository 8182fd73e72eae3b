import { malformed } from '../../problems'
import type { PyValue } from '../../pickle/values'
import { listOfValue, NotScorable, type Estimator } from '../estimator'
import type { Transform } from '../steps'
import { chain, columnTransformer, featureUnion } from './compose'
import { binsDiscretizer } from './discretizer'
import { oneHotEncoder, ordinalEncoder } from './encoders'
import { functionTransformer } from './functions'
import { missingIndicator, simpleImputer } from './imputer'
import { neighbourImputer } from './neighbour-imputer'
import { polynomial } from './polynomial'
import { powerTransformer } from './power'
import { discriminantAxes, independentComponents, principalComponents, projection } from './projections'
import { quantileTransformer } from './quantile'
import { binarizer, maxAbsScaler, minMaxScaler, normalizer, passthrough, robustScaler, standardScaler } from './scalers'
import { featureSelection } from './selection'
import { splineTransformer } from './spline'
import { targetEncoder } from './target-encoder'

/**
 * A fitted transformer, ready to run.
 * @throws NotScorable naming the class that is not known here.
 */
export function compileTransform(estimator: Estimator): Transform {
  switch (estimator.name) {
    case 'StandardScaler': return standardScaler(estimator)
    case 'MinMaxScaler': return minMaxScaler(estimator)
    case 'MaxAbsScaler': return maxAbsScaler(estimator)
    case 'RobustScaler': return robustScaler(estimator)
    case 'SimpleImputer': case 'Imputer': return simpleImputer(estimator)
    case 'OneHotEncoder': return oneHotEncoder(estimator)
    case 'OrdinalEncoder': return ordinalEncoder(estimator)
    case 'ColumnTransformer': return columnTransformer(estimator, compileTransform)
    case 'Pipeline': return chain(stepsOf(estimator).map((step) => isNoStep(step) ? passthrough : compileTransform(estimator.inner(step))))
    case 'FeatureUnion': return featureUnion(estimator, compileTransform)
    case 'FunctionTransformer': return functionTransformer(estimator)
    case 'PolynomialFeatures': return polynomial(estimator)
    case 'Normalizer': return normalizer(estimator)
    case 'Binarizer': return binarizer(estimator)
    case 'QuantileTransformer': return quantileTransformer(estimator)
    case 'PowerTransformer': return powerTransformer(estimator)
    case 'KBinsDiscretizer': return binsDiscretizer(estimator)
    case 'SplineTransformer': return splineTransformer(estimator)
    case 'TargetEncoder': return targetEncoder(estimator)
    case 'KNNImputer': return neighbourImputer(estimator)
    case 'MissingIndicator': return missingIndicator(estimator)
    case 'PCA': case 'IncrementalPCA': return principalComponents(estimator)
    case 'TruncatedSVD': case 'GaussianRandomProjection': case 'SparseRandomProjection': return projection(estimator)
    case 'FastICA': return independentComponents(estimator)
    case 'LinearDiscriminantAnalysis': return discriminantAxes(estimator)
    case 'VarianceThreshold': case 'SelectKBest': case 'SelectPercentile': case 'SelectFpr': case 'SelectFdr': case 'SelectFwe': case 'SelectFromModel': case 'RFE': case 'RFECV': case 'SequentialFeatureSelector':
      return featureSelection(estimator)
    default: throw new NotScorable(`The transformer ${estimator.name} is not scored here.`)
  }
}

/** Steps of a pipeline in order, names left out. */
export function stepsOf(pipeline: Estimator): readonly PyValue[] {
  return pipeline.list('steps').map((value) => {
    const step = listOfValue(value)
    if (step?.length !== 2) throw malformed(pipeline.file, 'Pipeline.steps is not a list of steps')
    return step[1]!
  })
}

/** True for the placeholders that leave columns as they are. */
export function isNoStep(value: PyValue): boolean {
  return value === null || value === 'passthrough'
}
