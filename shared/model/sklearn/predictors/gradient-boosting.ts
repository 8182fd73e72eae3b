import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import { PyObject } from '../../pickle/values'
import type { Column } from '../../../contract/table'
import type { CompileModel } from '../compile'
import { ForestBuilder } from '../../trees/forest'
import { compileForest, sumLeaves } from '../../trees/kernel'
import { listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Batch, type Predictor } from '../steps'
import { olderThan } from '../transforms/discretizer'
import { Member } from './member'
import { expit, floatColumns, refuseMissing, softmaxRows, twoClasses } from './dense'
import { addTree, treeOf } from './trees'

/** Smallest probability the library takes logarithms of: float32's step, from 1.8 on float64's. */
const smallest = (estimator: Estimator): number => olderThan(estimator.text('_sklearn_version', '0'), 1, 8) ? 2 ** -23 : 2 ** -52

/** Gradient boosting: start value plus learning rate times the trees, then the inverse link of the loss. */
export function gradientBoosting(estimator: Estimator, classifier: boolean, compile: CompileModel): Predictor {
  const stages = stagesOf(estimator)
  const outputs = stages[0]?.length ?? 0
  const classes = classifier ? estimator.classes : []
  if (outputs !== (classes.length > 2 ? classes.length : 1) || stages.some((stage) => stage.length !== outputs)) throw malformed(estimator.file, `${estimator.name} has ${outputs} trees per stage for ${classes.length} classes`)
  const exponential = estimator.text('loss', '') === 'exponential'
  const rate = estimator.number('learning_rate')
  const begin = startOf(estimator, classes.length, exponential, compile)
  const start = begin instanceof Member ? null : begin
  if (start !== null && start.length !== outputs) throw malformed(estimator.file, `${estimator.name} has ${start.length} start values for ${outputs} outputs`)
  const width = estimator.width
  const builder = new ForestBuilder('le', width, estimator.file)
  for (const stage of stages) {
    stage.forEach((value, k) => {
      const tree = treeOf(estimator.inner(value))
      if (tree.width !== 1) throw malformed(estimator.file, 'a boosted tree has more than one value per node')
      addTree(builder, tree, [k], (node) => rate * tree.values[node]!)
    })
  }
  const forest = builder.build()
  const compiled = compileForest(forest)
  const used = new Set(forest.feature)
  const marginsOf = (columns: readonly Column[], batch: Batch): readonly Float64Array[] => {
    const sums = begin instanceof Member ? startFrom(begin, columns.map((column) => numeric(column.name, numbersOf(column, column.name).map(Math.fround))), batch, exponential, smallest(estimator)) : begin.map((value) => new Float64Array(batch.rows).fill(value))
    sumLeaves(compiled, floatColumns(columns, used), batch.rows, sums, batch.job)
    return sums
  }
  return {
    kind: classifier ? 'probabilities' : 'values', classes, width, outputs: classifier ? classes.length : 1, forest: { forest, compiled },
    facts: [{ label: 'Stages', value: String(stages.length) }, { label: 'Trees', value: String(forest.roots.length) }, { label: 'Depth', value: String(forest.depth.reduce((a, b) => Math.max(a, b), 0)) }, { label: 'Learning rate', value: String(rate) }, { label: 'Start value', value: start?.join(', ') ?? (begin as Member).name }],
    predict: (columns, batch) => {
      refuseMissing(columns, batch)
      const sums = marginsOf(columns, batch)
      if (!classifier) return sums
      return outputs === 1 ? twoClasses(sums[0]!.map((x) => expit(exponential ? 2 * x : x))) : softmaxRows(sums)
    },
    ...(classifier ? { decision: marginsOf } : {}),
    ...(start === null ? {} : {
      margin: (output: number) => outputs === 1
        ? { group: 0, offset: start[0]!, scale: 1, link: classifier ? (exponential ? 'other' as const : 'logit' as const) : 'identity' as const, sign: classifier && output === 0 ? -1 as const : 1 as const }
        : { group: output, offset: start[output]!, scale: 1, link: 'other' as const, sign: 1 as const },
    }),
  }
}

/** Start values, or the model that gives them row by row. */
function startOf(estimator: Estimator, classes: number, exponential: boolean, compile: CompileModel): readonly number[] | Member {
  const init = estimator.raw('init_')
  const name = init instanceof PyObject ? init.className : ''
  const constant = name === '' || name.startsWith('Dummy') || /^(LogOdds|ScaledLogOdds|PriorProbability|Zero|Mean|Quantile)Estimator$/.test(name)
  if (constant) return classes > 0 ? classStart(estimator, classes, exponential) : regressionStart(estimator)
  const member = new Member(compile(estimator.inner(init)))
  if (member.compiled.predictor.kind !== (classes > 0 ? 'probabilities' : 'values')) throw new NotScorable(`${estimator.name} starts from a ${member.name}, which is not scored here.`)
  return member
}

function startFrom(member: Member, columns: readonly Column[], batch: Batch, exponential: boolean, least: number): Float64Array[] {
  if (member.classes.length === 0) return member.values(columns, batch).map((values) => Float64Array.from(values))
  const clipped = member.probabilities(columns, batch).map((values) => values.map((p) => Math.min(1 - least, Math.max(least, p))))
  if (clipped.length === 2) return [clipped[1]!.map((p) => Math.log(p / (1 - p)) * (exponential ? 0.5 : 1))]
  return clipped.map((values) => values.map((p, row) => Math.log(p) - clipped.reduce((sum, other) => sum + Math.log(other[row]!), 0) / clipped.length))
}

function stagesOf(estimator: Estimator): readonly (readonly Parameters<Estimator['inner']>[0][])[] {
  const value = estimator.raw('estimators_')
  if (value instanceof NdArray) {
    const items = value.values()
    const width = value.shape.length === 2 ? value.shape[1]! : 1
    if (width === 0) throw malformed(estimator.file, `${estimator.name} holds no trees`)
    return Array.from({ length: items.length / width }, (_, s) => items.slice(s * width, (s + 1) * width))
  }
  const items = listOfValue(value)
  if (items === null) throw new NotScorable(`${estimator.name} holds no trees; it may not be fitted.`)
  return items.map((item) => listOfValue(item) ?? [item])
}

/** Start values of a classifier: log odds of the prior, or its centred logarithms for several classes. */
function classStart(estimator: Estimator, classes: number, exponential: boolean): readonly number[] {
  const outputs = classes > 2 ? classes : 1
  if (estimator.raw('init') === 'zero' || estimator.raw('init_') === 'zero') return new Array<number>(outputs).fill(0)
  const init = estimator.inner(estimator.raw('init_'))
  switch (init.name) {
    case 'LogOddsEstimator': case 'ScaledLogOddsEstimator': return [init.number('prior')]
    case 'PriorProbabilityEstimator': return Array.from(init.numbers('priors'))
    case 'ZeroEstimator': return new Array<number>(outputs).fill(0)
    case 'DummyClassifier': break
    default: throw new NotScorable(`${estimator.name} starts from a ${init.name}, which is not scored here.`)
  }
  if (init.text('strategy', 'prior') !== 'prior') throw new NotScorable(`${estimator.name} starts from a DummyClassifier with the strategy "${init.text('strategy', '')}", which is not scored here.`)
  const least = smallest(estimator)
  const prior = init.numbers('class_prior_').map((p) => Math.min(1 - least, Math.max(least, p)))
  if (prior.length !== classes) throw malformed(estimator.file, 'the prior of the start values does not fit the classes')
  if (outputs === 1) return [Math.log(prior[1]! / (1 - prior[1]!)) * (exponential ? 0.5 : 1)]
  const mean = prior.reduce((sum, p) => sum + Math.log(p), 0) / classes
  return Array.from(prior, (p) => Math.log(p) - mean)
}

function regressionStart(estimator: Estimator): readonly number[] {
  if (estimator.raw('init') === 'zero' || estimator.raw('init_') === 'zero') return [0]
  const init = estimator.inner(estimator.raw('init_'))
  const key: Readonly<Record<string, string>> = { DummyRegressor: 'constant_', MeanEstimator: 'mean', QuantileEstimator: 'quantile' }
  if (init.name === 'ZeroEstimator') return [0]
  const value = Object.hasOwn(key, init.name) ? numbersOfValue(init.raw(key[init.name]!)) : null
  if (value === null) throw new NotScorable(`${estimator.name} starts from a ${init.name}, which is not scored here.`)
  return Array.from(value)
}
