import { malformed } from '../problems'
import { builtins } from './functions'
import type { Field, Getter, Program, Scope } from './frame'
import { cast, dataTypeOf, numberOf, parseValue, sameValue, type Value } from './values'
import type { XmlElement } from './xml'

const expressionNames = new Set(['Constant', 'FieldRef', 'NormContinuous', 'NormDiscrete', 'Discretize', 'MapValues', 'Apply', 'Aggregate', 'TextIndex', 'Lag'])

/** The expression among an element's children, or null. */
export function expressionOf(element: XmlElement): XmlElement | null {
  return element.elements.find((child) => expressionNames.has(child.name)) ?? null
}

/** Adds the derived fields of a dictionary to a scope, in document order. */
export function addDerivedFields(dictionary: XmlElement | null, scope: Scope, program: Program): void {
  if (dictionary === null) return
  for (const definition of dictionary.all('DefineFunction')) addFunction(definition, scope, program)
  // A derived field may refer to one defined further down, so all names exist before any is compiled.
  const pending = dictionary.all('DerivedField').map((element) => {
    let compiled: Getter | null = null
    const dataType = dataTypeOf(element.attr('dataType') ?? 'double')
    const field: Field = {
      name: element.need('name'), dataType, continuous: element.attr('optype') === 'continuous', values: element.all('Value').map((value) => value.need('value')),
      get: program.once((frame) => compiled === null ? null : cast(compiled(frame), dataType)),
    }
    scope.add(field)
    return () => {
      const expression = expressionOf(element)
      if (expression === null) throw malformed(program.file, `the derived field "${field.name}" has no expression`)
      compiled = compileExpression(expression, scope, program)
    }
  })
  for (const compile of pending) compile()
}

function addFunction(definition: XmlElement, scope: Scope, program: Program): void {
  const parameters = definition.all('ParameterField').map((parameter) => ({ name: parameter.need('name'), dataType: parameter.attr('dataType') }))
  const expression = expressionOf(definition)
  const name = definition.need('name')
  let depth = 0
  scope.functions.set(name, (args) => {
    if (expression === null || args.length !== parameters.length) throw malformed(program.file, `the function "${name}" is called with ${args.length} arguments`)
    if (++depth > 32) throw malformed(program.file, `the function "${name}" calls itself`)
    const inner = scopeWith(scope, parameters.map((parameter, i): Field => ({
      name: parameter.name, dataType: dataTypeOf(parameter.dataType), continuous: false, values: [],
      get: parameter.dataType === null ? args[i]! : (frame) => cast(args[i]!(frame), dataTypeOf(parameter.dataType)),
    })))
    const body = compileExpression(expression, inner, program)
    depth--
    const type = definition.attr('dataType')
    return type === null ? body : (frame) => cast(body(frame), dataTypeOf(type))
  })
}

function scopeWith(parent: Scope, fields: readonly Field[]): Scope {
  const scope = new (parent.constructor as new (parent: Scope) => Scope)(parent)
  for (const field of fields) scope.add(field)
  return scope
}

/** Compiles an expression; what is not known here is noted as unsupported and gives missing. */
export function compileExpression(element: XmlElement, scope: Scope, program: Program): Getter {
  program.spend()
  switch (element.name) {
    case 'Constant': {
      const type = element.attr('dataType')
      const number = numberOf(element.text)
      const value: Value = element.attr('missing') === 'true' ? null : type === null ? (number ?? element.text) : parseValue(element.text, dataTypeOf(type))
      return () => value
    }
    case 'FieldRef': {
      const field = scope.need(element.need('field'), program)
      const missing = element.attr('mapMissingTo')
      return missing === null ? field.get : (frame) => field.get(frame) ?? parseValue(missing, field.dataType)
    }
    case 'NormContinuous': return normContinuous(element, scope, program)
    case 'NormDiscrete': {
      const field = scope.need(element.need('field'), program)
      const value = parseValue(element.need('value'), field.dataType)
      const missing = element.attr('mapMissingTo') === null ? null : element.number('mapMissingTo', 0)
      return (frame) => {
        const x = field.get(frame)
        return x === null ? missing : sameValue(x, value) ? 1 : 0
      }
    }
    case 'Discretize': return discretize(element, scope, program)
    case 'MapValues': return mapValues(element, scope, program)
    case 'Apply': return apply(element, scope, program)
    default:
      program.unsupported.add(`The expression ${element.name} is not evaluated here.`)
      return () => null
  }
}

function normContinuous(element: XmlElement, scope: Scope, program: Program): Getter {
  const field = scope.need(element.need('field'), program)
  const points = element.all('LinearNorm').map((point) => [point.number('orig', 0), point.number('norm', 0)] as const)
  if (points.length < 2) throw malformed(program.file, 'a NormContinuous has fewer than two points')
  const missing = element.attr('mapMissingTo') === null ? null : element.number('mapMissingTo', 0)
  const outliers = element.attr('outliers') ?? 'asIs'
  const first = points[0]!
  const last = points.at(-1)!
  return (frame) => {
    const x = numberOf(field.get(frame))
    if (x === null) return missing
    if (x < first[0] || x > last[0]) {
      if (outliers === 'asMissingValues') return missing
      if (outliers === 'asExtremeValues') return x < first[0] ? first[1] : last[1]
    }
    let i = 1
    while (i < points.length - 1 && x > points[i]![0]) i++
    const [a, fa] = points[i - 1]!
    const [b, fb] = points[i]!
    return fa + ((x - a) / (b - a)) * (fb - fa)
  }
}

/** True when x lies in a PMML Interval. */
export function inInterval(interval: XmlElement): (x: number) => boolean {
  const low = interval.number('leftMargin', -Infinity)
  const high = interval.number('rightMargin', Infinity)
  const closure = interval.attr('closure') ?? 'closedClosed'
  const leftClosed = closure.startsWith('closed')
  const rightClosed = closure.endsWith('Closed')
  return (x) => (leftClosed ? x >= low : x > low) && (rightClosed ? x <= high : x < high)
}

function discretize(element: XmlElement, scope: Scope, program: Program): Getter {
  const field = scope.need(element.need('field'), program)
  const type = dataTypeOf(element.attr('dataType'))
  const bins = element.all('DiscretizeBin').map((bin) => {
    const interval = bin.child('Interval')
    return { inside: interval === null ? () => false : inInterval(interval), value: parseValue(bin.need('binValue'), type) }
  })
  const read = (name: string): Value => element.attr(name) === null ? null : parseValue(element.need(name), type)
  const missing = read('mapMissingTo')
  const other = read('defaultValue')
  return (frame) => {
    const x = numberOf(field.get(frame))
    if (x === null) return missing
    return bins.find((bin) => bin.inside(x))?.value ?? other
  }
}

/** Rows of an inline table as column → text. */
export function inlineRows(table: XmlElement | null): readonly ReadonlyMap<string, string>[] {
  return (table?.all('row') ?? []).map((row) => new Map(row.elements.map((cell) => [cell.name, cell.text])))
}

function mapValues(element: XmlElement, scope: Scope, program: Program): Getter {
  const type = dataTypeOf(element.attr('dataType'))
  const pairs = element.all('FieldColumnPair').map((pair) => ({ field: scope.need(pair.need('field'), program), column: local(pair.need('column')) }))
  const output = local(element.need('outputColumn'))
  if (element.child('TableLocator') !== null) program.unsupported.add('A MapValues refers to a table outside the file.')
  const rows = inlineRows(element.child('InlineTable')).map((row) => ({ keys: pairs.map((pair) => parseValue(row.get(pair.column) ?? '', pair.field.dataType)), value: parseValue(row.get(output) ?? '', type) }))
  const index = new Map(rows.map((row) => [row.keys.map(String).join('\u0000'), row.value]))
  const read = (name: string): Value => element.attr(name) === null ? null : parseValue(element.need(name), type)
  const missing = read('mapMissingTo')
  const other = read('defaultValue')
  return (frame) => {
    const keys = pairs.map((pair) => pair.field.get(frame))
    if (keys.some((key) => key === null)) return missing
    return index.get(keys.map(String).join('\u0000')) ?? other
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function apply(element: XmlElement, scope: Scope, program: Program): Getter {
  const name = element.need('function')
  const args = element.elements.filter((child) => expressionNames.has(child.name)).map((child) => compileExpression(child, scope, program))
  const missing = element.attr('mapMissingTo')
  const other = element.attr('defaultValue')
  const defined = scope.functions.get(name)
  const builtin = Object.hasOwn(builtins, name) ? builtins[name]! : null
  let call: Getter
  if (defined !== undefined) call = defined(args)
  else if (name === 'if') {
    // Only the branch taken is evaluated.
    const [condition, yes, no] = args
    call = (frame) => {
      const truth = condition?.(frame) ?? null
      return truth === null ? null : sameValue(truth, true) ? (yes?.(frame) ?? null) : (no?.(frame) ?? null)
    }
  } else if (builtin !== null) call = (frame) => builtin(args.map((arg) => arg(frame)))
  else {
    program.unsupported.add(`The function "${name.slice(0, 60)}" is not known here.`)
    return () => null
  }
  if (missing === null && other === null) return call
  const asGiven = (text: string): Value => numberOf(text) ?? text
  return (frame) => {
    if (missing !== null && args.some((arg) => arg(frame) === null)) return asGiven(missing)
    return call(frame) ?? (other === null ? null : asGiven(other))
  }
}
