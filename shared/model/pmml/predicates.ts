import { malformed } from '../problems'
import type { Frame, Program, Scope } from './frame'
import { numberOf, parseValue, sameValue, textOf, type Value } from './values'
import { arrayItems, type XmlElement } from './xml'

/** Three-valued: null is "unknown", because a field is missing. */
export type Predicate = (frame: Frame) => boolean | null

const names = new Set(['SimplePredicate', 'CompoundPredicate', 'SimpleSetPredicate', 'True', 'False'])

/** The predicate among an element's children; an element without one is always true. */
export function predicateOf(element: XmlElement, scope: Scope, program: Program): Predicate {
  const found = element.elements.find((child) => names.has(child.name))
  return found === undefined ? () => true : compilePredicate(found, scope, program)
}

function compilePredicate(element: XmlElement, scope: Scope, program: Program): Predicate {
  switch (element.name) {
    case 'True': return () => true
    case 'False': return () => false
    case 'SimplePredicate': return simple(element, scope, program)
    case 'SimpleSetPredicate': {
      const field = scope.need(element.need('field'), program)
      const array = element.child('Array')
      const items = (array === null ? [] : arrayItems(array)).map((item) => parseValue(item, field.dataType))
      const keys = new Set(items)
      const inside = element.need('booleanOperator') === 'isIn'
      return (frame) => {
        const value = field.get(frame)
        return value === null ? null : (keys.has(value) || items.some((item) => sameValue(item, value))) === inside
      }
    }
    case 'CompoundPredicate': return compound(element, scope, program)
    default: throw malformed(program.file, `the predicate ${element.name} is unknown`)
  }
}

function simple(element: XmlElement, scope: Scope, program: Program): Predicate {
  const field = scope.need(element.need('field'), program)
  const operator = element.need('operator')
  if (operator === 'isMissing') return (frame) => field.get(frame) === null
  if (operator === 'isNotMissing') return (frame) => field.get(frame) !== null
  const wanted = parseValue(element.attr('value') ?? '', field.dataType)
  const number = numberOf(wanted)
  const test = (f: (order: number) => boolean): Predicate => (frame) => {
    const value = field.get(frame)
    if (value === null || wanted === null) return null
    return f(orderOf(value, wanted, number))
  }
  switch (operator) {
    case 'equal': return (frame) => known(field.get(frame), (value) => sameValue(value, wanted))
    case 'notEqual': return (frame) => known(field.get(frame), (value) => !sameValue(value, wanted))
    case 'lessThan': return test((order) => order < 0)
    case 'lessOrEqual': return test((order) => order <= 0)
    case 'greaterThan': return test((order) => order > 0)
    case 'greaterOrEqual': return test((order) => order >= 0)
    default: throw malformed(program.file, `the operator "${operator.slice(0, 30)}" is unknown`)
  }
}

function known(value: Value, test: (value: number | string | boolean) => boolean): boolean | null {
  return value === null ? null : test(value)
}

function orderOf(value: number | string | boolean, wanted: number | string | boolean, number: number | null): number {
  const own = numberOf(value)
  // Written as comparisons, not as a difference: ∞ − ∞ is no order.
  if (own !== null && number !== null) return own < number ? -1 : own > number ? 1 : 0
  const a = textOf(value)
  const b = textOf(wanted)
  return a < b ? -1 : a > b ? 1 : 0
}

function compound(element: XmlElement, scope: Scope, program: Program): Predicate {
  const parts = element.elements.filter((child) => names.has(child.name)).map((child) => compilePredicate(child, scope, program))
  switch (element.need('booleanOperator')) {
    case 'and': return (frame) => {
      let unknown = false
      for (const part of parts) {
        const truth = part(frame)
        if (truth === false) return false
        if (truth === null) unknown = true
      }
      return unknown ? null : true
    }
    case 'or': return (frame) => {
      let unknown = false
      for (const part of parts) {
        const truth = part(frame)
        if (truth === true) return true
        if (truth === null) unknown = true
      }
      return unknown ? null : false
    }
    case 'xor': return (frame) => {
      let odd = false
      for (const part of parts) {
        const truth = part(frame)
        if (truth === null) return null
        if (truth) odd = !odd
      }
      return odd
    }
    case 'surrogate': return (frame) => {
      for (const part of parts) {
        const truth = part(frame)
        if (truth !== null) return truth
      }
      return null
    }
    default: throw malformed(program.file, 'a CompoundPredicate has an unknown operator')
  }
}
