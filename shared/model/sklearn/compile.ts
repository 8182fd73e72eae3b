import { PyObject, type PyValue } from '../pickle/values'
import { adaBoostClassifier, adaBoostRegressor } from './predictors/adaboost'
import { baggingClassifier, baggingRegressor } from './predictors/bagging'
import { boosterOf } from './predictors/booster'
import { calibratedClassifier } from './predictors/calibrated'
import { discreteNaiveBayes } from './predictors/discrete-bayes'
import { clusterCentres, nearestCentroid, quadraticDiscriminant } from './predictors/discriminant'
import { gradientBoosting } from './predictors/gradient-boosting'
import { histGradientBoosting } from './predictors/hist-boosting'
import { isolationForest } from './predictors/isolation-forest'
import { isotonicRegressor } from './predictors/isotonic'
import { linearClassifier, linearOutliers, linearRegressor, logisticRegression, modifiedHuberClassifier } from './predictors/linear'
import { gaussianNaiveBayes } from './predictors/naive-bayes'
import { neighboursClassifier, neighboursRegressor } from './predictors/neighbours'
import { neuralNetwork } from './predictors/neural-network'
import { oneVersusOne, oneVersusRest } from './predictors/one-vs-rest'
import { stacking } from './predictors/stacking'
import { kernelRidge, oneClassSupportVectors, supportVectorRegressor } from './predictors/kernel-sums'
import { supportVectorClassifier } from './predictors/svc'
import { chosenThreshold, severalTargets, transformedTarget } from './predictors/targets'
import { treeEnsemble } from './predictors/trees'
import { votingClassifier, votingRegressor } from './predictors/voting'
import { labelText, NotScorable, type Estimator } from './estimator'
import { holderOfWidth } from './holder'
import type { Predictor, Transform } from './steps'
import { compileTransform, isNoStep, stepsOf } from './transforms/index'
import { chain } from './transforms/compose'

/** A model ready to score: the transformers before its predictor, and the predictor. */
export interface Compiled {
  readonly prepare: Transform | null
  readonly predictor: Predictor
  /** The estimator at the end. */
  readonly final: Estimator
  /** Number of columns it takes; NaN when nothing in it says. */
  readonly width: number
}

/** Compiles a model held by another one. */
export type CompileModel = (estimator: Estimator) => Compiled

/**
 * Compiles the fitted estimator of a pickle.
 * @throws NotScorable naming the first part that is not scored here.
 */
export function compileModel(estimator: Estimator): Compiled {
  if (estimator.name === 'Pipeline') {
    const steps = stepsOf(estimator)
    const last = steps.at(-1)
    if (last === undefined || isNoStep(last)) throw new NotScorable('Its pipeline ends without a predictor.')
    // Samplers of imbalanced-learn change rows in training only.
    const before = steps.slice(0, -1).filter((step) => !isNoStep(step) && !isSampler(step)).map((step) => compileTransform(estimator.inner(step)))
    const inner = compileModel(estimator.inner(last))
    const all = inner.prepare === null ? before : [...before, inner.prepare]
    return { ...inner, prepare: all.length === 0 ? null : chain(all), width: all.length === 0 ? inner.width : (holderOfWidth(estimator)?.width ?? NaN) }
  }
  if (/^(Grid|Randomized|HalvingGrid|HalvingRandom|Bayes|Optuna)SearchCV$/.test(estimator.name)) return compileModel(estimator.inner(estimator.raw('best_estimator_')))
  if (estimator.name === 'FrozenEstimator') return compileModel(estimator.inner(estimator.raw('estimator')))
  const predictor = compilePredictor(estimator)
  return { prepare: null, predictor, final: estimator, width: predictor.width }
}

const isSampler = (step: PyValue): boolean => step instanceof PyObject && /^imblearn\.(over|under|combine)/.test(step.path)

function compilePredictor(estimator: Estimator): Predictor {
  const path = estimator.object.path
  if (/^(xgboost|lightgbm|catboost)\./.test(path)) return boosterOf(estimator)
  switch (estimator.name) {
    case 'LinearRegression': case 'Ridge': case 'RidgeCV': case 'Lasso': case 'LassoCV': case 'ElasticNet': case 'ElasticNetCV':
    case 'Lars': case 'LarsCV': case 'LassoLars': case 'LassoLarsCV': case 'LassoLarsIC': case 'BayesianRidge': case 'ARDRegression': case 'HuberRegressor':
    case 'SGDRegressor': case 'QuantileRegressor': case 'TheilSenRegressor': case 'LinearSVR': case 'OrthogonalMatchingPursuit': case 'OrthogonalMatchingPursuitCV':
    case 'MultiTaskLasso': case 'MultiTaskLassoCV': case 'MultiTaskElasticNet': case 'MultiTaskElasticNetCV': case 'PassiveAggressiveRegressor':
    case 'PoissonRegressor': case 'GammaRegressor': case 'TweedieRegressor': case 'GeneralizedLinearRegressor':
      return linearRegressor(estimator)
    case 'RANSACRegressor': return compilePredictor(estimator.inner(estimator.raw('estimator_')))
    case 'LogisticRegression': case 'LogisticRegressionCV': case 'LinearDiscriminantAnalysis': return logisticRegression(estimator)
    case 'SGDClassifier': return ['log', 'log_loss'].includes(estimator.text('loss', 'hinge')) ? logisticRegression(estimator) : estimator.text('loss', 'hinge') === 'modified_huber' ? modifiedHuberClassifier(estimator) : linearClassifier(estimator)
    case 'RidgeClassifier': case 'RidgeClassifierCV': case 'LinearSVC': case 'Perceptron': case 'PassiveAggressiveClassifier': return linearClassifier(estimator)
    case 'SGDOneClassSVM': return linearOutliers(estimator)
    case 'QuadraticDiscriminantAnalysis': return quadraticDiscriminant(estimator)
    case 'NearestCentroid': return nearestCentroid(estimator)
    case 'KMeans': case 'MiniBatchKMeans': case 'BisectingKMeans': return clusterCentres(estimator)
    case 'DecisionTreeClassifier': case 'ExtraTreeClassifier': case 'RandomForestClassifier': case 'ExtraTreesClassifier': return treeEnsemble(estimator, true)
    case 'DecisionTreeRegressor': case 'ExtraTreeRegressor': case 'RandomForestRegressor': case 'ExtraTreesRegressor': return treeEnsemble(estimator, false)
    case 'IsolationForest': return isolationForest(estimator)
    case 'GradientBoostingClassifier': return gradientBoosting(estimator, true, compileModel)
    case 'GradientBoostingRegressor': return gradientBoosting(estimator, false, compileModel)
    case 'HistGradientBoostingClassifier': return histGradientBoosting(estimator, true, compileTransform)
    case 'HistGradientBoostingRegressor': return histGradientBoosting(estimator, false, compileTransform)
    case 'GaussianNB': return gaussianNaiveBayes(estimator)
    case 'BernoulliNB': case 'MultinomialNB': case 'ComplementNB': case 'CategoricalNB': return discreteNaiveBayes(estimator)
    case 'SVC': case 'NuSVC': return supportVectorClassifier(estimator)
    case 'SVR': case 'NuSVR': return supportVectorRegressor(estimator)
    case 'OneClassSVM': return oneClassSupportVectors(estimator)
    case 'KernelRidge': return kernelRidge(estimator)
    case 'KNeighborsClassifier': return neighboursClassifier(estimator)
    case 'KNeighborsRegressor': return neighboursRegressor(estimator)
    case 'MLPClassifier': return neuralNetwork(estimator, true)
    case 'MLPRegressor': return neuralNetwork(estimator, false)
    case 'IsotonicRegression': return isotonicRegressor(estimator)
    case 'VotingClassifier': return votingClassifier(estimator, compileModel)
    case 'VotingRegressor': return votingRegressor(estimator, compileModel)
    case 'StackingClassifier': return stacking(estimator, compileModel, true)
    case 'StackingRegressor': return stacking(estimator, compileModel, false)
    case 'BaggingClassifier': return baggingClassifier(estimator, compileModel)
    case 'BaggingRegressor': return baggingRegressor(estimator, compileModel)
    case 'AdaBoostClassifier': return adaBoostClassifier(estimator, compileModel)
    case 'AdaBoostRegressor': return adaBoostRegressor(estimator, compileModel)
    case 'CalibratedClassifierCV': return calibratedClassifier(estimator, compileModel)
    case 'OneVsRestClassifier': return oneVersusRest(estimator, compileModel)
    case 'OneVsOneClassifier': return oneVersusOne(estimator, compileModel)
    case 'TransformedTargetRegressor': return transformedTarget(estimator, compileModel)
    case 'MultiOutputRegressor': case 'MultiOutputClassifier': return severalTargets(estimator, compileModel, false)
    case 'RegressorChain': case 'ClassifierChain': return severalTargets(estimator, compileModel, true)
    case 'FixedThresholdClassifier': case 'TunedThresholdClassifierCV': return chosenThreshold(estimator, compileModel)
    case 'DummyClassifier': case 'DummyRegressor': return dummy(estimator)
    default: throw new NotScorable(`Scoring of ${path} is not known here.`)
  }
}

/** The prior, the most frequent or a chosen class, or a constant. */
function dummy(estimator: Estimator): Predictor {
  const classifier = estimator.name === 'DummyClassifier'
  const strategy = estimator.text('strategy', 'prior')
  if (classifier && !['prior', 'most_frequent', 'uniform', 'constant'].includes(strategy)) throw new NotScorable(`A DummyClassifier with the strategy "${strategy}" draws at random, which is not scored here.`)
  if (classifier && strategy === 'uniform') throw new NotScorable('A DummyClassifier with the strategy "uniform" draws at random, which is not scored here.')
  const prior = estimator.numbers(classifier ? 'class_prior_' : 'constant_')
  const classes = classifier ? estimator.classes : []
  const chosen = strategy === 'constant' ? classes.indexOf(labelText(estimator.raw('constant') ?? null)) : prior.indexOf(prior.reduce((most, p) => Math.max(most, p), -Infinity))
  const values = classifier && strategy !== 'prior' ? prior.map((_p, k) => k === chosen ? 1 : 0) : prior
  return {
    kind: classifier ? 'probabilities' : 'values', classes, width: estimator.width, outputs: values.length, facts: [],
    predict: (_columns, batch) => Array.from(values, (value) => new Float64Array(batch.rows).fill(value)),
  }
}
