import { malformed } from '../../problems'
import { noResult, type Frame, type ModelResult } from '../frame'
import { predicateOf, type Predicate } from '../predicates'
import { numberOf, type Value } from '../values'
import type { XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'
import { mostProbable } from './context'

interface TreeNode {
  readonly id: string | null
  readonly score: string | null
  readonly recordCount: number | null
  readonly defaultChild: string | null
  readonly distribution: readonly { readonly value: string; readonly count: number; readonly probability: number | null; readonly confidence: number | null }[]
  /** A model of its own that answers at this node (compositions of PMML 3). */
  readonly embedded: Evaluate | null
  readonly predicate: Predicate
  readonly children: readonly TreeNode[]
}

/** Compiles a TreeModel (or the DecisionTree of PMML 3 and 4 composites). */
export function compileTree(context: ModelContext): Evaluate {
  const { element, program } = context
  const rootElement = element.child('Node')
  if (rootElement === null) throw malformed(program.file, 'a TreeModel has no Node')
  const root = readNode(rootElement, context)
  const strategy = element.attr('missingValueStrategy') ?? 'none'
  const noTrueChild = element.attr('noTrueChildStrategy') ?? 'returnNullPrediction'
  const penalty = element.number('missingValuePenalty', 1)
  if (!['none', 'lastPrediction', 'nullPrediction', 'defaultChild', 'weightedConfidence', 'aggregateNodes'].includes(strategy)) program.unsupported.add(`The missing value strategy "${strategy}" of a tree is not known here.`)
  return (frame) => {
    if (root.predicate(frame) !== true) return noResult
    if (strategy === 'weightedConfidence' || strategy === 'aggregateNodes') return weighted(root, frame, strategy, context, noTrueChild)
    return walk(root, frame, { strategy, noTrueChild, penalty }, context)
  }
}

function readNode(element: XmlElement, context: ModelContext): TreeNode {
  const nested = element.elements.find((child) => child.name === 'Regression' || child.name === 'DecisionTree')
  return {
    id: element.attr('id'),
    score: element.attr('score'),
    recordCount: element.attr('recordCount') === null ? null : element.number('recordCount', 0),
    defaultChild: element.attr('defaultChild'),
    distribution: element.all('ScoreDistribution').map((item) => ({
      value: item.need('value'), count: item.number('recordCount', 0),
      probability: item.attr('probability') === null ? null : item.number('probability', 0),
      confidence: item.attr('confidence') === null ? null : item.number('confidence', 0),
    })),
    embedded: nested === undefined ? null : context.nested(nested, context.scope).evaluate,
    predicate: predicateOf(element, context.scope, context.program),
    children: element.all('Node').map((child) => readNode(child, context)),
  }
}

interface Options {
  readonly strategy: string
  readonly noTrueChild: string
  readonly penalty: number
}

function walk(root: TreeNode, frame: Frame, { strategy, noTrueChild, penalty }: Options, context: ModelContext): ModelResult {
  let node = root
  let factor = 1
  let lastScored = root
  for (;;) {
    if (node.score !== null || node.distribution.length > 0) lastScored = node
    if (node.children.length === 0) return node.embedded === null ? answer(node, factor, context) : node.embedded(frame)
    let next: TreeNode | null = null
    let unknown = false
    for (const child of node.children) {
      const truth = child.predicate(frame)
      if (truth === true) {
        next = child
        break
      }
      if (truth === null) {
        unknown = true
        // With "none" an unknown predicate is as good as false; the others stop at the first one.
        if (strategy !== 'none') break
      }
    }
    if (next === null && unknown && strategy !== 'none') {
      if (strategy === 'nullPrediction') return noResult
      if (strategy === 'lastPrediction') return answer(lastScored, factor, context)
      const chosen = node.children.find((child) => child.id !== null && child.id === node.defaultChild)
      if (chosen === undefined) return noResult
      factor *= penalty
      next = chosen
    }
    if (next === null) return noTrueChild === 'returnLastPrediction' ? answer(lastScored, factor, context) : noResult
    node = next
  }
}

function answer(node: TreeNode, factor: number, context: ModelContext): ModelResult {
  const entity = node.id ?? undefined
  if (!context.classification) {
    const number = numberOf(node.score)
    return { value: number === null ? null : context.round(number), probabilities: null, entity }
  }
  const probabilities = distributionOf(node)
  const confidences = new Map(node.distribution.map((item) => [item.value, (item.confidence ?? probabilities?.get(item.value) ?? 0) * factor]))
  const value: Value = node.score ?? (probabilities === null ? null : mostProbable(probabilities))
  return { value, probabilities: probabilities ?? (value === null ? null : new Map([[value, 1]])), entity, confidences }
}

function distributionOf(node: TreeNode): ReadonlyMap<string, number> | null {
  if (node.distribution.length === 0) return null
  const total = node.distribution.reduce((sum, item) => sum + item.count, 0)
  return new Map(node.distribution.map((item) => [item.value, item.probability ?? (total === 0 ? 0 : item.count / total)]))
}

/**
 * weightedConfidence: confidences of the possible leaves, weighted by record counts.
 * aggregateNodes: record counts of the possible leaves, added.
 */
function weighted(root: TreeNode, frame: Frame, strategy: string, context: ModelContext, noTrueChild: string): ModelResult {
  const leaves: { readonly node: TreeNode; readonly weight: number }[] = []
  const collect = (node: TreeNode, weight: number): void => {
    const open = node.children.map((child) => ({ child, truth: child.predicate(frame) }))
    const certain = open.find((item) => item.truth === true)
    const possible = open.filter((item) => item.truth !== false)
    if (node.children.length === 0) leaves.push({ node, weight })
    else if (certain !== undefined && !open.slice(0, open.indexOf(certain)).some((item) => item.truth === null)) collect(certain.child, weight)
    else if (possible.length === 0) {
      if (noTrueChild === 'returnLastPrediction') leaves.push({ node, weight })
    } else {
      const total = possible.reduce((sum, item) => sum + (item.child.recordCount ?? 0), 0)
      for (const { child } of possible) collect(child, total === 0 ? weight / possible.length : (weight * (child.recordCount ?? 0)) / total)
    }
  }
  collect(root, 1)
  if (leaves.length === 0) return noResult
  if (leaves.length === 1) return answer(leaves[0]!.node, 1, context)
  if (!context.classification) {
    let sum = 0
    for (const { node, weight } of leaves) sum += weight * (numberOf(node.score) ?? NaN)
    return { value: Number.isNaN(sum) ? null : sum, probabilities: null }
  }
  const totals = new Map<string, number>()
  for (const { node, weight } of leaves) {
    for (const item of node.distribution) {
      const amount = strategy === 'aggregateNodes' ? item.count : weight * (item.confidence ?? distributionOf(node)?.get(item.value) ?? 0)
      totals.set(item.value, (totals.get(item.value) ?? 0) + amount)
    }
  }
  const total = Array.from(totals.values()).reduce((a, b) => a + b, 0)
  const probabilities = strategy === 'aggregateNodes' && total > 0 ? new Map(Array.from(totals, ([label, amount]) => [label, amount / total])) : totals
  return { value: mostProbable(probabilities), probabilities, confidences: probabilities }
}
