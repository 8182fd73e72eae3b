import { malformed } from '../../problems'
import { compileExpression, expressionOf } from '../expressions'
import { noResult, type Frame } from '../frame'
import { predicateOf } from '../predicates'
import { numberOf } from '../values'
import type { XmlElement } from '../xml'
import type { Evaluate, ModelContext } from './context'

/**
 * Compiles a Scorecard: initial score plus the partial score of each characteristic's first attribute
 * that holds. Reason codes are ranked by how far each partial score lies below (or above) its baseline.
 */
export function compileScorecard(context: ModelContext): Evaluate {
  const { element, program } = context
  const initial = element.number('initialScore', 0)
  const useReasons = (element.attr('useReasonCodes') ?? 'true') === 'true'
  const sign = (element.attr('reasonCodeAlgorithm') ?? 'pointsBelow') === 'pointsAbove' ? 1 : -1
  const defaultBaseline = element.attr('baselineScore') === null ? null : element.number('baselineScore', 0)
  const characteristics = (element.child('Characteristics')?.all('Characteristic') ?? []).map((characteristic) => ({
    reason: characteristic.attr('reasonCode'),
    baseline: characteristic.attr('baselineScore') === null ? defaultBaseline : characteristic.number('baselineScore', 0),
    attributes: characteristic.all('Attribute').map((attribute) => attributeOf(attribute, context)),
  }))
  if (characteristics.length === 0) throw malformed(program.file, 'a Scorecard has no characteristics')
  return (frame) => {
    let score = initial
    const reasons = new Map<string, number>()
    for (const { reason, baseline, attributes } of characteristics) {
      const met = attributes.find((attribute) => attribute.predicate(frame) === true)
      const partial = met?.score(frame) ?? null
      if (met === undefined || partial === null) return noResult
      score += partial
      const code = met.reason ?? reason
      if (useReasons && code !== null && baseline !== null) reasons.set(code, (reasons.get(code) ?? 0) + sign * (partial - baseline))
    }
    // Ties keep the order of the characteristics; a code that points the other way is no reason.
    const ranked = Array.from(reasons).filter(([, points]) => points >= 0).sort((a, b) => b[1] - a[1]).map(([code]) => code)
    return { value: score, probabilities: null, reasonCodes: ranked }
  }
}

function attributeOf(attribute: XmlElement, context: ModelContext): { readonly predicate: (frame: Frame) => boolean | null; readonly score: (frame: Frame) => number | null; readonly reason: string | null } {
  const complex = attribute.child('ComplexPartialScore')
  const expression = complex === null ? null : expressionOf(complex)
  const computed = expression === null ? null : compileExpression(expression, context.scope, context.program)
  const fixed = attribute.number('partialScore', NaN)
  return {
    predicate: predicateOf(attribute, context.scope, context.program),
    reason: attribute.attr('reasonCode'),
    score: (frame) => computed === null ? (Number.isNaN(fixed) ? null : fixed) : numberOf(computed(frame)),
  }
}
