import { gradientBoosting } from './predictors/gradient-boosting'
import { histGradientBoosting } from './predictors/hist-boosting'
import { linearClassifier, linearRegressor, logisticRegression } from './predictors/linear'
import { gaussianNaiveBayes } from './predictors/naive-bayes'
import { supportVectorClassifier } from './predictors/svc'
import { treeEnsemble } from './predictors/trees'
import { NotScorable, type Estimator } from './estimator'
import type { Predictor, Transform } from './steps'
import { compileTransform, isNoStep, stepsOf } from './transforms/index'
import { chain } from './transforms/compose'

/** A model ready to score: the transformers before its predictor, and the predictor. */
export interface Compiled {
  readonly prepare: Transform | null
  readonly predictor: Predictor
  /** The estimator at the end. */
  readonly final: Estimator
}

/**
 * Compiles the fitted estimator of a pickle.
 * @throws NotScorable naming the first part that is not scored here.
 */
export function compileModel(estimator: Estimator): Compiled {
  if (estimator.name === 'Pipeline') {
    const steps = stepsOf(estimator)
    const last = steps.at(-1)
    if (last === undefined || isNoStep(last)) throw new NotScorable('Its pipeline ends without a predictor.')
    const before = steps.slice(0, -1).filter((step) => !isNoStep(step)).map((step) => compileTransform(estimator.inner(step)))
    const inner = compileModel(estimator.inner(last))
    const all = inner.prepare === null ? before : [...before, inner.prepare]
    return { ...inner, prepare: all.length === 0 ? null : chain(all) }
  }
  if (/^(Grid|Randomized|HalvingGrid|HalvingRandom)SearchCV$/.test(estimator.name)) return compileModel(estimator.inner(estimator.raw('best_estimator_')))
  return { prepare: null, predictor: compilePredictor(estimator), final: estimator }
}

function compilePredictor(estimator: Estimator): Predictor {
  switch (estimator.name) {
    case 'LinearRegression': case 'Ridge': case 'RidgeCV': case 'Lasso': case 'LassoCV': case 'ElasticNet': case 'ElasticNetCV':
    case 'Lars': case 'LassoLars': case 'LassoLarsCV': case 'LassoLarsIC': case 'BayesianRidge': case 'ARDRegression': case 'HuberRegressor':
    case 'SGDRegressor': case 'QuantileRegressor': case 'TheilSenRegressor': case 'LinearSVR': case 'OrthogonalMatchingPursuit':
    case 'PoissonRegressor': case 'GammaRegressor': case 'TweedieRegressor':
      return linearRegressor(estimator)
    case 'LogisticRegression': case 'LogisticRegressionCV': return logisticRegression(estimator)
    case 'SGDClassifier': return ['log', 'log_loss'].includes(estimator.text('loss', 'hinge')) ? logisticRegression(estimator) : linearClassifier(estimator)
    case 'RidgeClassifier': case 'RidgeClassifierCV': case 'LinearSVC': case 'Perceptron': return linearClassifier(estimator)
    case 'DecisionTreeClassifier': case 'ExtraTreeClassifier': case 'RandomForestClassifier': case 'ExtraTreesClassifier': return treeEnsemble(estimator, true)
    case 'DecisionTreeRegressor': case 'ExtraTreeRegressor': case 'RandomForestRegressor': case 'ExtraTreesRegressor': return treeEnsemble(estimator, false)
    case 'GradientBoostingClassifier': return gradientBoosting(estimator, true)
    case 'GradientBoostingRegressor': return gradientBoosting(estimator, false)
    case 'HistGradientBoostingClassifier': return histGradientBoosting(estimator, true, compileTransform)
    case 'HistGradientBoostingRegressor': return histGradientBoosting(estimator, false, compileTransform)
    case 'GaussianNB': return gaussianNaiveBayes(estimator)
    case 'SVC': return supportVectorClassifier(estimator)
    case 'DummyClassifier': case 'DummyRegressor': return dummy(estimator)
    default: throw new NotScorable(`Scoring of ${estimator.object.path} is not known here.`)
  }
}

/** The prior, or a constant. */
function dummy(estimator: Estimator): Predictor {
  const classifier = estimator.name === 'DummyClassifier'
  if (classifier && estimator.text('strategy', 'prior') !== 'prior') throw new NotScorable(`A DummyClassifier with the strategy "${estimator.text('strategy', '')}" is not scored here.`)
  const values = estimator.numbers(classifier ? 'class_prior_' : 'constant_')
  return {
    kind: classifier ? 'probabilities' : 'values', classes: classifier ? estimator.classes : [], width: estimator.width, outputs: values.length, facts: [],
    predict: (_columns, batch) => Array.from(values, (value) => new Float64Array(batch.rows).fill(value)),
  }
}
