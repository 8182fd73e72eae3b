import { noResult, type Frame, type ModelResult } from '../frame'
import { predicateOf, type Predicate } from '../predicates'
import type { XmlElement } from '../xml'
import { mostProbable, type Evaluate, type ModelContext } from './context'

interface Rule {
  readonly id: string | undefined
  readonly predicate: Predicate
  readonly score: string | null
  readonly weight: number
  readonly confidence: number
  readonly inner: readonly Rule[]
}

/** Compiles a RuleSetModel: first hit, weighted sum and weighted maximum. */
export function compileRuleSet(context: ModelContext): Evaluate {
  const { element, program } = context
  const set = element.child('RuleSet')
  const method = set?.child('RuleSelectionMethod')?.attr('criterion') ?? 'firstHit'
  const rules = rulesOf(set ?? element, context)
  const fallback = set?.attr('defaultScore') ?? null
  const fallbackConfidence = set?.number('defaultConfidence', 0) ?? 0
  if (!['firstHit', 'weightedSum', 'weightedMax'].includes(method)) program.unsupported.add(`The rule selection "${method}" is not known here.`)
  const none: ModelResult = fallback === null ? noResult : { value: fallback, probabilities: null, confidences: new Map([[fallback, fallbackConfidence]]) }
  return (frame) => {
    const fired: Rule[] = []
    collect(rules, frame, fired, method === 'firstHit')
    if (fired.length === 0) return none
    if (method === 'firstHit') return answer(fired[0]!, fired[0]!.confidence)
    if (method === 'weightedMax') {
      const best = fired.reduce((a, b) => b.weight > a.weight ? b : a)
      return answer(best, best.confidence)
    }
    const sums = new Map<string, number>()
    for (const rule of fired) if (rule.score !== null) sums.set(rule.score, (sums.get(rule.score) ?? 0) + rule.weight)
    const label = mostProbable(sums)
    if (label === null) return none
    return { value: label, probabilities: null, confidences: new Map([[label, sums.get(label)! / fired.length]]), entity: fired.find((rule) => rule.score === label)?.id }
  }
}

function answer(rule: Rule, confidence: number): ModelResult {
  return { value: rule.score, probabilities: null, entity: rule.id, confidences: new Map(rule.score === null ? [] : [[rule.score, confidence]]) }
}

function collect(rules: readonly Rule[], frame: Frame, fired: Rule[], first: boolean): void {
  for (const rule of rules) {
    if (first && fired.length > 0) return
    if (rule.predicate(frame) !== true) continue
    if (rule.inner.length > 0) collect(rule.inner, frame, fired, first)
    else fired.push(rule)
  }
}

function rulesOf(element: XmlElement, context: ModelContext): readonly Rule[] {
  return element.elements.filter((child) => child.name === 'SimpleRule' || child.name === 'CompoundRule').map((rule) => ({
    id: rule.attr('id') ?? undefined,
    predicate: predicateOf(rule, context.scope, context.program),
    score: rule.attr('score'),
    weight: rule.number('weight', 1),
    confidence: rule.number('confidence', 1),
    inner: rule.name === 'CompoundRule' ? rulesOf(rule, context) : [],
  }))
}
