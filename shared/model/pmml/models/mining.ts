import { malformed } from '../../problems'
import type { Scope} from '../frame';
import { noResult, type Frame, type ModelResult } from '../frame'
import { predicateOf, type Predicate } from '../predicates'
import { numberOf, textOf } from '../values'
import { mostProbable, type Evaluate, type ModelContext } from './context'

interface Segment {
  readonly id: string
  readonly weight: number
  readonly predicate: Predicate
  readonly evaluate: Evaluate
}

interface Vote {
  readonly result: ModelResult
  readonly weight: number
  readonly id: string
}

/** Names of the model elements a segment may hold. */
export const modelNames = new Set(['TreeModel', 'RegressionModel', 'GeneralRegressionModel', 'MiningModel', 'Scorecard', 'NaiveBayesModel', 'SupportVectorMachineModel', 'NeuralNetwork', 'ClusteringModel', 'NearestNeighborModel', 'RuleSetModel', 'AnomalyDetectionModel', 'AssociationModel', 'BayesianNetworkModel', 'BaselineModel', 'GaussianProcessModel', 'SequenceModel', 'TextModel', 'TimeSeriesModel'])

/** Compiles a MiningModel: its segments and the way their answers become one. */
export function compileMining(context: ModelContext): Evaluate {
  const { element, scope, program } = context
  const segmentation = element.child('Segmentation')
  if (segmentation === null) return composition(context)
  const method = segmentation.need('multipleModelMethod')
  const chain = method === 'modelChain' || method === 'multiModelChain' || method === 'x-multiModelChain'
  let visible: Scope = scope
  const segments = segmentation.all('Segment').map((segment, i): Segment => {
    const model = segment.elements.find((child) => modelNames.has(child.name))
    if (model === undefined) throw malformed(program.file, `segment ${segment.attr('id') ?? i + 1} holds no model that is known here`)
    const predicate = predicateOf(segment, visible, program)
    const { evaluate, outputs } = context.nested(model, visible)
    if (chain) visible = outputs
    return { id: segment.attr('id') ?? String(i + 1), weight: segment.number('weight', 1), predicate, evaluate }
  })
  const treatment = segmentation.attr('missingPredictionTreatment') ?? 'continue'
  const threshold = segmentation.number('missingThreshold', 1)
  if (segments.length === 0) throw malformed(program.file, 'a Segmentation has no segments')
  if (method === 'selectFirst') return (frame) => segments.find((segment) => segment.predicate(frame) === true)?.evaluate(frame) ?? noResult
  if (chain) return (frame) => {
    let last: ModelResult = noResult
    for (const segment of segments) if (segment.predicate(frame) === true) last = segment.evaluate(frame)
    return last
  }
  const combine = combinerOf(method, context)
  if (combine === null) {
    program.unsupported.add(`The segmentation method "${method}" is not evaluated here.`)
    return () => noResult
  }
  const total = segments.reduce((sum, segment) => sum + segment.weight, 0)
  return (frame) => {
    const votes: Vote[] = []
    let missing = 0
    for (const segment of segments) {
      if (segment.predicate(frame) !== true) continue
      const result = segment.evaluate(frame)
      if (result.value === null) {
        if (treatment === 'returnMissing') return noResult
        missing += segment.weight
        if (treatment === 'skipSegment') continue
      }
      votes.push({ result, weight: segment.weight, id: segment.id })
    }
    if (missing > 0 && missing / total > threshold) return noResult
    return votes.length === 0 ? noResult : combine(votes, frame)
  }
}

/** A composition of PMML 3: embedded models one after the other, each seeing the results of those before; the last one answers. */
function composition({ element, scope, program, nested }: ModelContext): Evaluate {
  let visible: Scope = scope
  let last: Evaluate | null = null
  for (const child of element.elements) {
    if (child.name !== 'Regression' && child.name !== 'DecisionTree') continue
    const { evaluate, outputs } = nested(child, visible)
    last = evaluate
    visible = outputs
  }
  if (last === null) program.unsupported.add('A MiningModel has neither segments nor embedded models.')
  return last ?? (() => noResult)
}

function combinerOf(method: string, { classification, round, classes }: ModelContext): ((votes: readonly Vote[], frame: Frame) => ModelResult) | null {
  if (classification) {
    const weighted = method.startsWith('weighted')
    switch (method) {
      case 'majorityVote': case 'weightedMajorityVote': return (votes) => shares(votes.flatMap(({ result, weight }) => result.value === null ? [] : [[textOf(result.value), weighted ? weight : 1] as const]), classes)
      case 'average': case 'weightedAverage': return (votes) => averaged(votes, weighted, classes)
      case 'max': case 'median': case 'weightedMedian': return (votes) => extreme(votes, method, classes)
      default: return null
    }
  }
  const numeric = (f: (values: readonly number[], weights: readonly number[]) => number) => (votes: readonly Vote[]): ModelResult => {
    const values = votes.map((vote) => numberOf(vote.result.value))
    if (values.some((value) => value === null)) return noResult
    return { value: f(values as number[], votes.map((vote) => vote.weight)), probabilities: null }
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => round(a + b), 0)
  const weightedSum = (values: readonly number[], weights: readonly number[]): number => values.reduce((a, b, i) => round(a + round(b * weights[i]!)), 0)
  switch (method) {
    case 'sum': return numeric(sum)
    case 'weightedSum': case 'x-weightedSum': return numeric(weightedSum)
    case 'average': return numeric((values) => round(sum(values) / values.length))
    case 'weightedAverage': return numeric((values, weights) => round(weightedSum(values, weights) / sum(weights)))
    case 'max': return numeric((values) => Math.max(...values))
    case 'median': return numeric((values) => weightedMedian(values, values.map(() => 1)))
    case 'weightedMedian': case 'x-weightedMedian': return numeric(weightedMedian)
    default: return null
  }
}

/** The middle value; with equal weights and an even number, the mean of the middle two. */
function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((value, i) => ({ value, weight: weights[i]! })).sort((a, b) => a.value - b.value)
  const half = weights.reduce((a, b) => a + b, 0) / 2
  let before = 0
  for (let i = 0; i < order.length; i++) {
    before += order[i]!.weight
    if (before === half) return (order[i]!.value + (order[i + 1] ?? order[i]!).value) / 2
    if (before > half) return order[i]!.value
  }
  return NaN
}

function shares(votes: readonly (readonly [label: string, weight: number])[], classes: readonly string[]): ModelResult {
  const totals = new Map<string, number>(classes.map((label) => [label, 0]))
  let all = 0
  for (const [label, weight] of votes) {
    totals.set(label, (totals.get(label) ?? 0) + weight)
    all += weight
  }
  if (all === 0) return noResult
  const probabilities = new Map(Array.from(totals, ([label, weight]) => [label, weight / all]))
  return { value: mostProbable(probabilities), probabilities }
}

function averaged(votes: readonly Vote[], weighted: boolean, classes: readonly string[]): ModelResult {
  const totals = new Map<string, number>(classes.map((label) => [label, 0]))
  let all = 0
  for (const { result, weight } of votes) {
    if (result.probabilities === null) return noResult
    const w = weighted ? weight : 1
    all += w
    for (const [label, probability] of result.probabilities) totals.set(label, (totals.get(label) ?? 0) + w * probability)
  }
  const probabilities = new Map(Array.from(totals, ([label, sum]) => [label, sum / all]))
  return { value: mostProbable(probabilities), probabilities }
}

/** max: the segments with the highest probability of any class; median: per class. */
function extreme(votes: readonly Vote[], method: string, classes: readonly string[]): ModelResult {
  const usable = votes.filter((vote) => vote.result.probabilities !== null)
  if (usable.length === 0) return noResult
  if (method !== 'max') {
    const labels = classes.length > 0 ? classes : Array.from(new Set(usable.flatMap((vote) => Array.from(vote.result.probabilities!.keys()))))
    const weights = usable.map((vote) => method === 'median' ? 1 : vote.weight)
    const probabilities = new Map(labels.map((label) => [label, weightedMedian(usable.map((vote) => vote.result.probabilities!.get(label) ?? 0), weights)]))
    return { value: mostProbable(probabilities), probabilities }
  }
  const top = Math.max(...usable.map((vote) => Math.max(...vote.result.probabilities!.values())))
  return averaged(usable.filter((vote) => Math.max(...vote.result.probabilities!.values()) === top), false, classes)
}
