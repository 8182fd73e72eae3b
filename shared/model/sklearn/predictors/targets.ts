import { malformed } from '../../problems'
import { NdArray } from '../../pickle/numpy'
import { PyObject } from '../../pickle/values'
import type { CompileModel } from '../compile'
import { entriesOf, labelText, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Predictor } from '../steps'
import { knownFunction } from '../transforms/functions'
import { powerMaps } from '../transforms/power'
import { quantileMaps } from '../transforms/quantile'
import { levelsOf, Member, widthOf } from './member'

/** A regression on a transformed target: its prediction, transformed back. */
export function transformedTarget(estimator: Estimator, compile: CompileModel): Predictor {
  const member = new Member(compile(estimator.inner(estimator.raw('regressor_'))))
  const inner = member.compiled.predictor
  const transformer = estimator.inner(estimator.raw('transformer_'))
  const back = inverseOf(transformer)
  return {
    kind: 'values', classes: [], width: widthOf([member], () => estimator.width), outputs: inner.outputs, levels: levelsOf([member]),
    facts: [{ label: 'Predictor inside', value: member.compiled.final.object.path }, { label: 'Target transformed by', value: transformer.name }, ...inner.facts],
    predict: (columns, batch) => member.values(columns, batch).map((values, k) => values.map((y) => back(y, k))),
  }
}

/** A fitted transformer, backwards. */
function inverseOf(estimator: Estimator): (y: number, column: number) => number {
  const perColumn = (key: string, used: boolean, neutral: number): ((i: number) => number) => {
    const values = used && estimator.has(key) ? estimator.numbers(key) : null
    return (i) => values?.[i] ?? neutral
  }
  switch (estimator.name) {
    case 'FunctionTransformer': return knownFunction(estimator.raw('inverse_func') ?? null, entriesOf(estimator.raw('inv_kw_args'))) ?? ((y) => y)
    case 'StandardScaler': { const [mean, scale] = [perColumn('mean_', estimator.flag('with_mean', true), 0), perColumn('scale_', estimator.flag('with_std', true), 1)]; return (y, i) => y * scale(i) + mean(i) }
    case 'RobustScaler': { const [centre, scale] = [perColumn('center_', estimator.flag('with_centering', true), 0), perColumn('scale_', estimator.flag('with_scaling', true), 1)]; return (y, i) => y * scale(i) + centre(i) }
    case 'MinMaxScaler': { const [min, scale] = [perColumn('min_', true, 0), perColumn('scale_', true, 1)]; return (y, i) => (y - min(i)) / scale(i) }
    case 'MaxAbsScaler': { const scale = perColumn('scale_', true, 1); return (y, i) => y * scale(i) }
    case 'PowerTransformer': return powerMaps(estimator).backward
    case 'QuantileTransformer': return quantileMaps(estimator).backward
    default: throw new NotScorable(`TransformedTargetRegressor transforms its target by a ${estimator.name}, which is not scored here.`)
  }
}

/** One regression per target, side by side; a chain passes each prediction on as a further column. */
export function severalTargets(estimator: Estimator, compile: CompileModel, chained: boolean): Predictor {
  const members = estimator.list('estimators_').map((value) => new Member(compile(estimator.inner(value))))
  if (members.length === 0 || members.some((member) => member.compiled.predictor.kind !== 'values' || member.compiled.predictor.outputs !== 1)) throw new NotScorable(`${estimator.name} predicts several classes at once.`)
  const order = chained ? Array.from(numbersOfValue(estimator.raw('order_')) ?? []) : members.map((_member, m) => m)
  if (order.length !== members.length || new Set(order).size !== order.length || order.some((target) => !(target >= 0 && target < members.length))) throw malformed(estimator.file, `${estimator.name} has an order that does not fit its members`)
  return {
    kind: 'values', classes: [], width: widthOf(members, () => estimator.width), outputs: members.length, levels: levelsOf(members),
    facts: [{ label: 'Members', value: members.map((member) => member.name).join(', ') }],
    predict: (columns, batch) => {
      const out: Float64Array[] = []
      const given = [...columns]
      members.forEach((member, m) => {
        const values = member.values(given, batch)[0]!
        out[order[m]!] = values
        if (chained) given.push(numeric(`target ${order[m]!}`, values))
      })
      return out
    },
  }
}

/** A classifier of two classes with a threshold of its own. */
export function chosenThreshold(estimator: Estimator, compile: CompileModel): Predictor {
  const member = new Member(compile(estimator.inner(estimator.raw('estimator_'))))
  const { predictor } = member.compiled
  const classes = member.classes
  const fixed = estimator.raw('threshold')
  if (classes.length !== 2) throw new NotScorable(`${estimator.name} speaks of ${classes.length} classes.`)
  const method = estimator.text('response_method', 'auto')
  const byDecision = method === 'decision_function' || (method === 'auto' && predictor.kind !== 'probabilities')
  if (byDecision && predictor.kind === 'probabilities') throw new NotScorable(`${estimator.name} sets a threshold on the decision function, which is not scored here.`)
  const threshold = estimator.has('best_threshold_') ? estimator.number('best_threshold_') : typeof fixed === 'number' ? fixed : byDecision ? 0 : 0.5
  const label = positiveLabel(estimator)
  const positive = label === null ? 1 : classes.indexOf(label)
  if (positive < 0) throw malformed(estimator.file, `${estimator.name} speaks of a class that does not exist`)
  return {
    kind: predictor.kind, classes, width: widthOf([member], () => estimator.width), outputs: predictor.outputs, levels: levelsOf([member]),
    facts: [{ label: 'Predictor inside', value: member.compiled.final.object.path }, { label: 'Threshold', value: String(threshold) }],
    predict: (columns, batch) => byDecision ? member.decisions(columns, batch) : member.probabilities(columns, batch),
    decide: (arrays, row) => {
      const value = byDecision ? (positive === 1 ? 1 : -1) * arrays[0]![row]! : arrays[positive]![row]!
      return value >= threshold ? positive : 1 - positive
    },
  }
}

function positiveLabel(estimator: Estimator): string | null {
  const scorer = estimator.raw('_curve_scorer')
  const given = estimator.raw('pos_label') ?? (scorer instanceof PyObject ? entriesOf(scorer.attribute('_kwargs')).get('pos_label') : null) ?? null
  const single = given instanceof NdArray ? given.values()[0] : given
  return typeof single === 'string' || typeof single === 'number' || typeof single === 'boolean' ? labelText(single) : null
}
