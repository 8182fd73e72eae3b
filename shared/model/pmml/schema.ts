import { inInterval } from './expressions'
import type { Field, Getter, Program, Scope } from './frame'
import { isNumeric, numberOf, parseValue, sameValue, type Value } from './values'
import { malformed } from '../problems'
import type { XmlElement } from './xml'

/** A field of a model's MiningSchema. */
export interface MiningField {
  readonly name: string
  readonly usage: string
}

/** Thrown inside one row when an invalid value asks for no result; never leaves the scorer. */
export class InvalidRow extends Error {}

/** The mining fields of a model; those it reads are added to its scope with their treatments. */
export function addMiningSchema(model: XmlElement, scope: Scope, outer: Scope, dictionary: ReadonlyMap<string, XmlElement>, program: Program): readonly MiningField[] {
  const schema = model.child('MiningSchema')
  const fields = (schema?.all('MiningField') ?? []).map((element) => ({ element, name: element.need('name'), usage: element.attr('usageType') ?? 'active' }))
  for (const { element, name, usage } of fields) {
    if (usage === 'target' || usage === 'predicted') continue
    const field = outer.find(name)
    if (field === null) {
      if (usage === 'active') throw malformed(program.file, `the mining field "${name.slice(0, 60)}" is not in the data dictionary`)
      continue
    }
    scope.add(treated(element, field, dictionary.get(name) ?? null, program))
  }
  return fields.map(({ name, usage }) => ({ name, usage }))
}

/** Outliers, then invalid values, then missing values, in PMML's order. */
function treated(mining: XmlElement, field: Field, declared: XmlElement | null, program: Program): Field {
  const steps: ((value: Value) => Value)[] = []
  const invalid = mining.attr('invalidValueTreatment') ?? 'returnInvalid'
  const isValid = declared === null ? null : validityOf(declared, field)
  const replacement = mining.attr('invalidValueReplacement')
  if (isValid !== null && invalid !== 'asIs') {
    steps.push((value) => {
      if (value === null || isValid(value)) return value
      if (invalid === 'asMissing') return null
      if (invalid === 'asValue' && replacement !== null) return parseValue(replacement, field.dataType)
      throw new InvalidRow()
    })
  }
  const outliers = mining.attr('outliers') ?? 'asIs'
  if (outliers !== 'asIs') {
    const low = mining.number('lowValue', -Infinity)
    const high = mining.number('highValue', Infinity)
    steps.push((value) => {
      const x = numberOf(value)
      if (x === null || (x >= low && x <= high)) return value
      return outliers === 'asMissingValues' ? null : x < low ? low : high
    })
  }
  const missing = mining.attr('missingValueReplacement')
  if (missing !== null) {
    const value = parseValue(missing, field.dataType)
    steps.push((given) => given ?? value)
  }
  if (mining.attr('missingValueTreatment') === 'returnInvalid') steps.push((value) => { if (value === null) throw new InvalidRow(); return value })
  if (steps.length === 0) return field
  const get: Getter = program.once((frame) => steps.reduce((value, step) => step(value), field.get(frame)))
  return { ...field, get }
}

/** What the data dictionary says is valid, or null where everything is. */
function validityOf(declared: XmlElement, field: Field): ((value: number | string | boolean) => boolean) | null {
  const valid = declared.all('Value').filter((value) => (value.attr('property') ?? 'valid') === 'valid').map((value) => parseValue(value.need('value'), field.dataType))
  const invalid = declared.all('Value').filter((value) => value.attr('property') === 'invalid').map((value) => parseValue(value.need('value'), field.dataType))
  const intervals = declared.all('Interval').map(inInterval)
  if (valid.length === 0 && invalid.length === 0 && intervals.length === 0) return null
  return (value) => {
    if (invalid.some((item) => sameValue(item, value))) return false
    if (intervals.length > 0 && isNumeric(field.dataType)) {
      const x = numberOf(value)
      return (x !== null && intervals.some((inside) => inside(x))) || valid.some((item) => sameValue(item, value))
    }
    return valid.length === 0 || (field.continuous && intervals.length === 0 && isNumeric(field.dataType) && declared.attr('optype') === 'continuous') || valid.some((item) => sameValue(item, value))
  }
}
