import type { Argument, LibraryFunction } from '../machine'
import { compare, fieldOf, isList, isMap, listIn, mapIn, numberIn, numbersIn, recordIn, RecordValue, RowProblem, textIn, type Value } from '../values'
import { functionAt, listAt, numberAt, numbersAt, sumOf, valueAt } from './arguments'

/**
 * A tree node's question about a datum; null when the value is missing and the node does not ask for that.
 * A comparison with a value of another kind is an error of the document, and of the row.
 */
function asked(datum: Value, node: Value): boolean | null {
  const operator = textIn(fieldOf(node, 'operator'))
  if (operator === 'alwaysTrue') return true
  if (operator === 'alwaysFalse') return false
  const given = fieldOf(datum, textIn(fieldOf(node, 'field')))
  if (operator === 'isMissing') return given === null
  if (operator === 'notMissing') return given !== null
  if (given === null) return null
  const wanted = fieldOf(node, 'value')
  if (operator === 'in' || operator === 'notIn') return listIn(wanted).some((item) => compare(item, given) === 0) === (operator === 'in')
  if (typeof given !== typeof wanted) throw new RowProblem('a comparison of different kinds of values')
  const numbers = typeof given === 'number' && typeof wanted === 'number'
  const order = numbers ? given - wanted : compare(given, wanted)
  switch (operator) {
    case '<': return order < 0
    case '<=': return order <= 0 || (numbers && given === wanted)
    case '>': return order > 0
    case '>=': return order >= 0 || (numbers && given === wanted)
    case '==': return numbers ? given === wanted : order === 0
    case '!=': return numbers ? given !== wanted : order !== 0
    default: throw new RowProblem(`the operator "${operator.slice(0, 20)}" is unknown`)
  }
}

/** Down a tree until something that is no node of it. */
function walk(root: Value, next: (node: RecordValue) => Value): Value {
  const { typeName } = recordIn(root)
  let node = root
  while (node instanceof RecordValue && node.typeName === typeName) node = next(node)
  return node
}

const certain = (truth: Value): boolean => {
  if (truth === null) throw new RowProblem('a missing value in a comparison')
  return truth === true
}

const squared = (x: readonly number[], y: readonly number[]): number => {
  if (x.length !== y.length) throw new RowProblem('vectors of different length')
  return x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0)
}

/** Indexes of the lowest distances, the earlier one first on a tie. */
function nearest(count: number, distances: readonly number[]): readonly number[] {
  return distances.map((_, i) => i).sort((a, b) => distances[a]! - distances[b]! || a - b).slice(0, Math.max(0, count))
}

const distancesTo = (args: readonly Argument[], metricAt: number, datum: Value, others: readonly Value[]): readonly number[] =>
  args.length > metricAt ? others.map((other) => numberIn(functionAt(args, metricAt).call([datum, other]))) : others.map((other) => squared(numbersIn(datum), numbersIn(other)))

/** Σ datum·coeff + const for arrays and maps; one result, or one per row of coefficients. */
function linear(datum: Value, model: Value): Value {
  const [coeff, constant] = [fieldOf(model, 'coeff'), fieldOf(model, 'const')]
  if (isList(coeff)) {
    const x = numbersIn(datum)
    const one = (row: readonly number[], c: number): number => {
      if (row.length !== x.length) throw new RowProblem('coefficients and data of different length')
      return row.reduce((sum, value, i) => sum + value * x[i]!, 0) + c
    }
    return typeof constant === 'number' ? one(numbersIn(coeff), constant) : coeff.map((row, i) => one(numbersIn(row), numberIn(listIn(constant)[i])))
  }
  const x = mapIn(datum)
  const one = (row: ReadonlyMap<string, Value>, c: number): number => [...new Set([...x.keys(), ...row.keys()])].reduce((sum, key) => sum + numberIn(x.get(key) ?? 0) * numberIn(row.get(key) ?? 0), 0) + c
  if (typeof constant === 'number') return one(mapIn(coeff), constant)
  const rows = mapIn(coeff)
  const constants = mapIn(constant)
  return new Map([...new Set([...constants.keys(), ...rows.keys()])].map((key) => [key, one(mapIn(rows.get(key) ?? new Map<string, Value>()), numberIn(constants.get(key) ?? 0))]))
}

function alignedPairs(datum: Value, model: Value): readonly (readonly [Value, Value])[] {
  if (isMap(datum)) {
    const other = mapIn(model)
    if (other.size !== datum.size) throw new RowProblem('data and model do not have the same keys')
    return [...datum].map(([key, value]) => { const found = other.get(key); if (found === undefined) throw new RowProblem('data and model do not have the same keys'); return [value, found] })
  }
  const [x, y] = [listIn(datum), listIn(model)]
  if (x.length !== y.length) throw new RowProblem('data and model of different length')
  return x.map((value, i) => [value, y[i]!])
}

const unwrapped = (model: Value): Value => model instanceof RecordValue ? fieldOf(model, 'values') : model
/** What the reference implementation adds to a probability before its logarithm. */
const tiny = 2.2250738585072014e-308

function layer(model: Value, x: readonly number[]): readonly number[] {
  const [weights, bias] = [listIn(fieldOf(model, 'weights')), numbersIn(fieldOf(model, 'bias'))]
  if (weights.length !== bias.length) throw new RowProblem('weights and bias of different length')
  return weights.map((row, i) => {
    const w = numbersIn(row)
    if (w.length !== x.length) throw new RowProblem('weights and data of different length')
    return w.reduce((sum, value, j) => sum + value * x[j]!, 0) + bias[i]!
  })
}

/** A metric over fields that may be missing: what is there is scaled up by the weights of what is not. */
const withMissing = (add: (tally: number, x: number) => number, end: (tally: number) => number, weightsAt = 3): LibraryFunction => (args) => {
  const similarity = functionAt(args, 0)
  const [x, y] = [listAt(args, 1), listAt(args, 2)]
  const weights = args.length > weightsAt ? numbersAt(args, weightsAt) : x.map(() => 1)
  if (x.length !== y.length || weights.length !== x.length) throw new RowProblem('vectors of different length')
  let tally = 0
  let present = 0
  x.forEach((item, i) => {
    const other = y[i] ?? null
    if (item === null || other === null) return
    tally = add(tally, numberIn(similarity.call([item, other])))
    present += weights[i]!
  })
  return present === 0 ? NaN : end((tally * sumOf(weights)) / present)
}

/** model.* and metric.*, as the specification and its reference implementation have them. */
export const models: Readonly<Record<string, LibraryFunction>> = {
  'model.tree.simpleTest': (args) => certain(asked(valueAt(args, 0), valueAt(args, 1))),
  'model.tree.missingTest': (args) => asked(valueAt(args, 0), valueAt(args, 1)),
  'model.tree.compoundTest': (args) => {
    const [datum, operator, parts] = [valueAt(args, 0), textIn(valueAt(args, 1)), listAt(args, 2)]
    const truths = (): readonly boolean[] => parts.map((part) => functionAt(args, 3).call([datum, part]) === true)
    if (operator === 'and') return parts.every((part) => functionAt(args, 3).call([datum, part]) !== false)
    if (operator === 'or') return parts.some((part) => functionAt(args, 3).call([datum, part]) === true)
    if (operator === 'xor') return truths().filter((truth) => truth).length % 2 === 1
    throw new RowProblem('an unknown logical operator')
  },
  'model.tree.surrogateTest': (args) => {
    for (const part of listAt(args, 1)) {
      const truth = functionAt(args, 2).call([valueAt(args, 0), part])
      if (truth !== null) return truth
    }
    throw new RowProblem('no surrogate could be asked')
  },
  'model.tree.simpleTree': (args) => walk(valueAt(args, 1), (node) => fieldOf(node, certain(asked(valueAt(args, 0), node)) ? 'pass' : 'fail')),
  'model.tree.simpleWalk': (args) => walk(valueAt(args, 1), (node) => fieldOf(node, certain(functionAt(args, 2).call([valueAt(args, 0), node])) ? 'pass' : 'fail')),
  'model.tree.missingWalk': (args) => walk(valueAt(args, 1), (node) => { const truth = functionAt(args, 2).call([valueAt(args, 0), node]); return fieldOf(node, truth === null ? 'missing' : truth === true ? 'pass' : 'fail') }),
  'model.reg.linear': (args) => linear(valueAt(args, 0), valueAt(args, 1)),
  'model.reg.residual': (args) => numberAt(args, 0) - numberAt(args, 1),
  'model.neighbor.mean': (args) => {
    const points = listAt(args, 0).map((point) => numbersIn(point))
    if (points[0] === undefined) throw new RowProblem('no points')
    const weights = points.map((point) => args.length > 1 ? numberIn(functionAt(args, 1).call([point])) : 1)
    return points[0].map((_, i) => sumOf(points.map((point, k) => weights[k]! * (point[i] ?? NaN))) / sumOf(weights))
  },
  'model.neighbor.nearestK': (args) => { const points = listAt(args, 2); return nearest(numberAt(args, 0), distancesTo(args, 3, valueAt(args, 1), points)).map((i) => points[i]!) },
  'model.neighbor.ballR': (args) => { const points = listAt(args, 2); const far = distancesTo(args, 3, valueAt(args, 1), points); return points.filter((_, i) => (args.length > 3 ? far[i]! : Math.sqrt(far[i]!)) < numberAt(args, 0)) },
  'model.cluster.closest': (args) => { const clusters = listAt(args, 1); const best = nearest(1, distancesTo(args, 2, valueAt(args, 0), clusters.map((cluster) => fieldOf(cluster, 'center'))))[0]; if (best === undefined) throw new RowProblem('no clusters'); return clusters[best]! },
  'model.cluster.closestN': (args) => { const clusters = listAt(args, 2); return nearest(numberAt(args, 0), distancesTo(args, 3, valueAt(args, 1), clusters.map((cluster) => fieldOf(cluster, 'center')))).map((i) => clusters[i]!) },
  'model.naive.gaussian': (args) => sumOf(alignedPairs(valueAt(args, 0), valueAt(args, 1)).map(([x, model]) => {
    const [mean, variance] = [numberIn(fieldOf(model, 'mean')), numberIn(fieldOf(model, 'variance'))]
    if (variance <= 0) throw new RowProblem('a variance that is not positive')
    return -0.5 * Math.log(2 * Math.PI * variance) - (0.5 * (numberIn(x) - mean) ** 2) / variance
  })),
  'model.naive.multinomial': (args) => {
    const model = unwrapped(valueAt(args, 1))
    const total = sumOf(isMap(model) ? [...model.values()].map(numberIn) : numbersIn(model))
    // The reference implementation normalises arrays, not maps.
    return sumOf(alignedPairs(valueAt(args, 0), model).map(([x, p]) => numberIn(x) * Math.log(isMap(model) ? numberIn(p) : numberIn(p) / total + tiny)))
  },
  'model.naive.bernoulli': (args) => {
    const model = mapIn(unwrapped(valueAt(args, 1)))
    const none = sumOf([...model.values()].map((p) => Math.log(1 - numberIn(p))))
    return listAt(args, 0).reduce<number>((sum, item) => { const p = model.get(textIn(item)); return p === undefined ? sum : sum + Math.log(numberIn(p)) - Math.log(1 - numberIn(p)) }, none)
  },
  'model.neural.simpleLayers': (args) => {
    const layers = listAt(args, 1)
    if (layers.length === 0) throw new RowProblem('no layers')
    return layers.reduce<readonly number[]>((x, model, i) => { const y = layer(model, x); return i === layers.length - 1 ? y : y.map((value) => numberIn(functionAt(args, 2).call([value]))) }, numbersAt(args, 0))
  },
  'model.svm.score': (args) => {
    const model = valueAt(args, 1)
    const score = (side: string): number => sumOf(listIn(fieldOf(model, side)).map((vector) => numberIn(functionAt(args, 2).call([fieldOf(vector, 'supVec'), valueAt(args, 0)])) * numberIn(fieldOf(vector, 'coeff'))))
    return score('negClass') + score('posClass') + numberIn(fieldOf(model, 'const'))
  },
  'metric.simpleEuclidean': (args) => Math.sqrt(squared(numbersAt(args, 0), numbersAt(args, 1))), 'metric.absDiff': (args) => Math.abs(numberAt(args, 0) - numberAt(args, 1)),
  'metric.gaussianSimilarity': (args) => Math.exp((-Math.LN2 * (numberAt(args, 0) - numberAt(args, 1)) ** 2) / numberAt(args, 2) ** 2),
  'metric.euclidean': withMissing((tally, x) => tally + x ** 2, Math.sqrt), 'metric.squaredEuclidean': withMissing((tally, x) => tally + x ** 2, (x) => x),
  'metric.chebyshev': withMissing(Math.max, (x) => x), 'metric.taxicab': withMissing((tally, x) => tally + x, (x) => x),
  'metric.minkowski': (args, machine) => { const p = numberAt(args, 3); return withMissing((tally, x) => tally + x ** p, (x) => x ** (1 / p), 4)(args, machine) },
}

