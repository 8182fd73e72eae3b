import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import { listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import { holderOfWidth } from '../holder'
import { treeOf } from '../predictors/trees'
import type { Transform } from '../steps'

/** Columns that were kept when fitting, in their order. */
function keep(kept: readonly number[], width: number): Transform {
  return {
    names: (inputs) => kept.map((i) => inputs[i] ?? `x${i}`),
    levels: () => null,
    inPlace: kept.length === width,
    apply: (columns) => kept.map((i) => columns[i]!),
  }
}

const placesWhere = (values: ArrayLike<number>, test: (value: number, i: number) => boolean): readonly number[] =>
  Array.from(values, (value, i) => test(value, i) ? i : -1).filter((i) => i >= 0)

/**
 * A feature selector as fitted: by variance, by a univariate test, by the importance in a model, or by
 * elimination.
 */
export function featureSelection(estimator: Estimator): Transform {
  const kept = keptColumns(estimator)
  const width = estimator.knownWidth ?? (holderOfWidth(estimator) ?? estimator).width
  if (kept.some((i) => i >= width)) throw malformed(estimator.file, `${estimator.name} keeps columns it does not have`)
  return keep(kept, width)
}

function keptColumns(estimator: Estimator): readonly number[] {
  switch (estimator.name) {
    case 'VarianceThreshold': {
      const threshold = estimator.number('threshold', 0)
      return placesWhere(estimator.numbers('variances_'), (variance) => variance > threshold)
    }
    case 'SelectKBest': {
      const scores = estimator.numbers('scores_')
      const k = estimator.raw('k')
      return typeof k === 'number' ? largest(scores, Math.min(k, scores.length)) : Array.from(scores, (_, i) => i)
    }
    case 'SelectPercentile': return percentile(estimator)
    case 'SelectFpr': {
      const alpha = estimator.number('alpha', 0.05)
      return placesWhere(estimator.numbers('pvalues_'), (p) => p < alpha)
    }
    case 'SelectFwe': {
      const p = estimator.numbers('pvalues_')
      const alpha = estimator.number('alpha', 0.05) / p.length
      return placesWhere(p, (value) => value < alpha)
    }
    case 'SelectFdr': {
      const p = estimator.numbers('pvalues_')
      const alpha = estimator.number('alpha', 0.05)
      const cut = Float64Array.from(p).sort().reduce((most, value, i) => value <= alpha / p.length * (i + 1) ? value : most, -1)
      return placesWhere(p, (value) => value <= cut)
    }
    case 'RFE': case 'RFECV': case 'SequentialFeatureSelector': return placesWhere(estimator.numbers('support_'), (flag) => flag === 1)
    case 'SelectFromModel': return byImportance(estimator)
    default: throw new NotScorable(`The transformer ${estimator.name} is not scored here.`)
  }
}

/** Places of the k largest, later columns first among equals; a test without a number counts as the smallest. */
function largest(scores: Float64Array, k: number): readonly number[] {
  const clean = scores.map((score) => Number.isNaN(score) ? -Infinity : score)
  const order = Array.from(clean, (_, i) => i).sort((a, b) => clean[a]! === clean[b]! ? a - b : clean[a]! - clean[b]!)
  return order.slice(order.length - k).sort((a, b) => a - b)
}

function percentile(estimator: Estimator): readonly number[] {
  const scores = estimator.numbers('scores_').map((score) => Number.isNaN(score) ? -Infinity : score)
  const share = estimator.number('percentile', 10)
  if (share >= 100) return Array.from(scores, (_, i) => i)
  if (share <= 0) return []
  const sorted = Float64Array.from(scores).sort()
  const place = (sorted.length - 1) * (1 - share / 100)
  const low = sorted[Math.floor(place)]!
  const threshold = low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place))
  const above = placesWhere(scores, (score) => score > threshold)
  // Columns exactly at the threshold fill up what the share allows, in their order.
  const room = Math.trunc(scores.length * share / 100) - above.length
  return [...above, ...placesWhere(scores, (score) => score === threshold).slice(0, Math.max(0, room))].sort((a, b) => a - b)
}

function byImportance(estimator: Estimator): readonly number[] {
  const inner = estimator.inner(estimator.raw('estimator_') ?? estimator.raw('estimator'))
  const importances = importancesOf(inner, estimator)
  const threshold = thresholdOf(estimator.raw('threshold') ?? null, importances, inner)
  const most = estimator.raw('max_features')
  const order = Array.from(importances, (_, i) => i).sort((a, b) => importances[b]! === importances[a]! ? a - b : importances[b]! - importances[a]!)
  const allowed = new Set(typeof most === 'number' ? order.slice(0, most) : order)
  return placesWhere(importances, (importance, i) => allowed.has(i) && !(importance < threshold))
}

function importancesOf(inner: Estimator, selector: Estimator): Float64Array {
  if (selector.text('importance_getter', 'auto') !== 'auto') throw new NotScorable('SelectFromModel asks its model for importances in its own way, which is not scored here.')
  if (inner.has('coef_')) {
    const { rows, columns, data } = inner.matrix('coef_')
    const order = selector.number('norm_order', 1)
    const of = (i: number): readonly number[] => Array.from({ length: rows }, (_, k) => Math.abs(data[k * columns + i]!))
    return Float64Array.from({ length: columns }, (_, i) => rows === 1 ? of(i)[0]! : order === Infinity ? of(i).reduce((a, b) => Math.max(a, b), 0) : of(i).reduce((sum, x) => sum + x ** order, 0) ** (1 / order))
  }
  const single = inner.raw('tree_') !== undefined
  if (!single && !inner.name.startsWith('RandomForest') && !inner.name.startsWith('ExtraTrees') && !inner.name.startsWith('GradientBoosting')) throw new NotScorable(`SelectFromModel selects by the importances of a ${inner.name}, which are not in the file.`)
  const width = inner.width
  const members = single ? [inner] : (listOfValue(inner.raw('estimators_')) ?? []).map((value) => inner.inner(value))
  const sum = new Float64Array(width)
  let counted = 0
  for (const member of members) {
    const own = treeImportances(member, width, !inner.name.startsWith('GradientBoosting'))
    if (own === null) continue
    counted++
    for (let i = 0; i < width; i++) sum[i]! += own[i]!
  }
  const total = sum.reduce((a, b) => a + b, 0)
  return single || counted === 0 ? sum : sum.map((x) => total === 0 ? 0 : x / total)
}

/** Decrease of impurity by column, weighted by the rows of a node; null for a tree without a split. */
function treeImportances(member: Estimator, width: number, normalised: boolean): Float64Array | null {
  const { feature, left, right, weight } = treeOf(member)
  const nodes = member.inner(member.raw('tree_')).raw('nodes')
  const impurity = nodes instanceof NdArray ? nodes.field('impurity') : null
  if (impurity === null || weight === null) throw malformed(member.file, 'a tree holds no impurities')
  if (feature.length <= 1) return null
  const out = new Float64Array(width)
  feature.forEach((f, node) => {
    if (f < 0 || f >= width) return
    const a = left[node]!
    const b = right[node]!
    out[f]! += weight[node]! * impurity[node]! - weight[a]! * impurity[a]! - weight[b]! * impurity[b]!
  })
  for (let i = 0; i < width; i++) out[i]! /= weight[0]!
  const total = out.reduce((a, b) => a + b, 0)
  return normalised && total > 0 ? out.map((x) => x / total) : out
}

function thresholdOf(value: ReturnType<Estimator['raw']> | null, importances: Float64Array, inner: Estimator): number {
  const number = numbersOfValue(value)
  if (number?.length === 1) return number[0]!
  const mean = importances.reduce((a, b) => a + b, 0) / importances.length
  const sorted = Float64Array.from(importances).sort()
  const middle = sorted.length / 2
  const median = sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  if (value === null || value === undefined) {
    const sparse = inner.text('penalty', '') === 'l1' || /^(Multi ?Task)?Lasso(CV)?$/.test(inner.name) || (inner.name === 'ElasticNet' && inner.number('l1_ratio', 0.5) === 1) || (inner.name === 'ElasticNetCV' && inner.number('l1_ratio_', 0.5) === 1)
    return sparse ? 1e-5 : mean
  }
  const match = typeof value === 'string' ? /^(?:([\d.]+)\*)?(mean|median)$/.exec(value.replaceAll(' ', '')) : null
  if (match === null) throw new NotScorable('SelectFromModel has a threshold that is not known here.')
  return Number(match[1] ?? 1) * (match[2] === 'mean' ? mean : median)
}
