import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { PyGlobal, PyObject, type PyValue } from '../../pickle/values'
import { listOfValue, NotScorable, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { chain, columnTransformer, featureUnion } from './compose'
import { oneHotEncoder, ordinalEncoder } from './encoders'
import { simpleImputer } from './imputer'
import { maxAbsScaler, minMaxScaler, passthrough, robustScaler, standardScaler } from './scalers'

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
    case 'FeatureUnion': return featureUnion(estimator.list('transformer_list').map((value) => listOfValue(value)?.[1] ?? null).filter((part) => part !== 'drop').map((part) => isNoStep(part) ? passthrough : compileTransform(estimator.inner(part))), estimator.width)
    case 'FunctionTransformer': return functionTransformer(estimator.raw('func') ?? null)
    case 'PolynomialFeatures': return polynomial(estimator)
    case 'PCA': return components(estimator)
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

/** A function is code of the file's author and is not run; the checks and logarithms of the libraries are known. */
function functionTransformer(func: PyValue): Transform {
  const callee = func instanceof PyObject && func.className === 'partial' ? (listOfValue(func.args)?.[0] ?? null) : func
  if (callee === null) return passthrough
  const path = callee instanceof PyGlobal ? callee.path : ''
  if (path.startsWith('sklearn.') && path.endsWith('.check_array')) return passthrough
  const known: Readonly<Record<string, (x: number) => number>> = { log1p: Math.log1p, log: Math.log, sqrt: Math.sqrt, expm1: Math.expm1, exp: Math.exp, abs: Math.abs, absolute: Math.abs, square: (x) => x * x, log10: Math.log10, log2: Math.log2 }
  const name = path.replace(/^numpy\.(core\._?\w*\.|_core\._?\w*\.)?/, '')
  const apply = path.startsWith('numpy') && Object.hasOwn(known, name) ? known[name] : undefined
  const ufunc = func instanceof PyObject && func.className === '_ufunc_reconstruct' && typeof func.args[1] === 'string' ? known[func.args[1]] : undefined
  const change = apply ?? ufunc
  if (change === undefined) throw new NotScorable(`FunctionTransformer calls ${path === '' ? 'a function' : path}, which is code and is not run here.`)
  return {
    names: (inputs) => inputs,
    levels: () => null,
    apply: (columns) => columns.map((column) => numeric(column.name, Float64Array.from(numbersOf(column, column.name), change))),
  }
}

/** Products of powers of the columns. */
function polynomial(estimator: Estimator): Transform {
  const width = estimator.width
  const degree = estimator.raw('degree')
  const [low, high] = typeof degree === 'number' ? [0, degree] : (listOfValue(degree) ?? [0, 2]).map(Number)
  const interaction = estimator.flag('interaction_only', false)
  const terms: (readonly number[])[] = estimator.flag('include_bias', true) && low === 0 ? [[]] : []
  for (let order = Math.max(1, low ?? 0); order <= Math.min(high ?? 2, 8); order++) {
    const extend = (prefix: readonly number[]): void => {
      if (terms.length > 20_000) throw new NotScorable('PolynomialFeatures makes more than 20,000 columns.')
      if (prefix.length === order) { terms.push(prefix); return }
      for (let i = (prefix.at(-1) ?? 0) + (interaction && prefix.length > 0 ? 1 : 0); i < width; i++) extend([...prefix, i])
    }
    extend([])
  }
  const nameOf = (term: readonly number[], names: readonly string[]): string => term.length === 0 ? '1' : term.map((i) => names[i] ?? `x${i}`).join(' · ')
  return {
    names: (inputs) => terms.map((term) => nameOf(term, inputs)),
    levels: () => null,
    apply: (columns, batch) => {
      const values = columns.map((column) => numbersOf(column, column.name))
      const names = columns.map((column) => column.name)
      return terms.map((term) => {
        batch.job.checkpoint()
        return numeric(nameOf(term, names), Float64Array.from({ length: batch.rows }, (_, row) => term.reduce((product, i) => product * values[i]![row]!, 1)))
      })
    },
  }
}

/** Principal components: (x − mean) · componentsᵀ, divided by the standard deviations where whitened. */
function components(estimator: Estimator): Transform {
  const matrix = estimator.matrix('components_')
  const mean = estimator.has('mean_') ? estimator.numbers('mean_') : new Float64Array(matrix.columns)
  const variance = estimator.flag('whiten', false) ? estimator.numbers('explained_variance_') : null
  if (mean.length !== matrix.columns || estimator.width !== matrix.columns) throw malformed(estimator.file, 'PCA.components_ does not fit its columns')
  const names = Array.from({ length: matrix.rows }, (_, k) => `pca${k}`)
  return {
    names: () => names,
    levels: () => null,
    apply: (columns, batch) => {
      const values = columns.map((column) => numbersOf(column, column.name))
      return names.map((name, k) => {
        batch.job.checkpoint()
        const divisor = variance === null ? 1 : Math.sqrt(variance[k]!)
        return numeric(name, Float64Array.from({ length: batch.rows }, (_, row) => {
          let sum = 0
          for (let i = 0; i < matrix.columns; i++) sum += (values[i]![row]! - mean[i]!) * matrix.data[k * matrix.columns + i]!
          return sum / divisor
        }))
      })
    },
  }
}
