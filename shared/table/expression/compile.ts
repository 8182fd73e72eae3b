import { assertNever } from '../../contract/errors'
import type { Table } from '../../contract/table'
import { asText, functions } from './functions'
import type { Definition } from './functions'
import { parseExpression } from './parse'
import { expressionError } from './syntax'
import type { BinaryOperator, Expression, Span } from './syntax'
import { columnValue, missingOf, missingTest, typeWords } from './values'
import type { NumberValue, TextValue, Value, ValueType } from './values'

type Typed = NumberValue | TextValue
const dayMs = 86_400_000

/**
 * An expression checked against a table's columns and made into one value per row. Types never change
 * by themselves: text beside a number is an error that says how to convert. A missing operand makes the
 * result missing, except in `is missing`, `coalesce`, and where `and` or `or` is decided without it
 * (false and missing = false, true or missing = true). Division by zero and other results that are no
 * number are missing.
 * @throws ExpectedError `expression.*` with the place of the mistake.
 */
export function compileExpression(source: string, table: Table): Typed {
  const expression = parseExpression(source)
  const value = compile(expression, table)
  if (value.type === 'missing') throw expressionError('type', 'The expression is always missing', expression, 'Use at least one column.')
  return value
}

function compile(expression: Expression, table: Table): Value {
  switch (expression.node) {
    case 'number': return constant('number', expression.value)
    case 'boolean': return constant('boolean', Number(expression.value))
    case 'text': return { type: 'text', at: () => expression.value }
    case 'missing': return { type: 'missing' }
    case 'column': return column(expression.name, expression, table)
    case 'negate': {
      const of = wanted('number', compile(expression.of, table), expression.of, 'A minus sign')
      return { type: 'number', at: (row) => -of.at(row) }
    }
    case 'not': {
      const of = wanted('boolean', compile(expression.of, table), expression.of, 'not')
      return { type: 'boolean', at: (row) => 1 - of.at(row) }
    }
    case 'is-missing': {
      const isMissing = missingTest(compile(expression.of, table))
      const { negated } = expression
      return { type: 'boolean', at: (row) => Number(isMissing(row) !== negated) }
    }
    case 'in': return membership(expression, table)
    case 'binary': return binary(expression.operator, expression.left, expression.right, table)
    case 'call': return call(expression, table)
    default: return assertNever(expression)
  }
}

function constant(type: 'number' | 'boolean', value: number): NumberValue {
  return { type, at: () => value }
}

function column(name: string, at: Span, table: Table): Typed {
  const found = table.columns.find((candidate) => candidate.name === name)
  if (found !== undefined) return columnValue(found)
  const near = table.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  const remedy = near === undefined ? `The columns are: ${table.columns.slice(0, 12).map((candidate) => candidate.name).join(', ')}${table.columns.length > 12 ? ', …' : ''}.` : `Did you mean ${near.name}?`
  throw expressionError('unknown-column', `There is no column "${name}"`, at, remedy)
}

function wanted<T extends ValueType>(type: T, value: Value, at: Span, what: string): T extends 'text' ? TextValue : NumberValue {
  const found = value.type === 'missing' ? missingOf(type) : value
  if (found.type !== type) throw expressionError('type', `${what} needs ${typeWords[type]} here and finds ${typeWords[found.type]}`, at, conversion(found.type, type))
  return found as T extends 'text' ? TextValue : NumberValue
}

function conversion(from: ValueType, to: ValueType): string {
  if (to === 'text') return 'Convert it by text(…).'
  if (from === 'text' && to === 'number') return 'Convert it by number(…), or compare with text in quotes.'
  if (from === 'text' && to === 'date') return "Convert it by date('2026-01-31')."
  if (to === 'boolean') return 'Make a comparison of it, for example x > 0.'
  return 'Use a column of that type.'
}

/** Brings two sides to one type; `missing` takes that of the other. */
function alike(left: Value, right: Value, at: Span): readonly [Typed, Typed] {
  if (left.type === 'missing' && right.type === 'missing') throw expressionError('type', 'Both sides are missing', at, 'Use at least one column.')
  const type = left.type === 'missing' ? right.type : left.type
  if (type === 'missing') throw expressionError('type', 'Both sides are missing', at, 'Use at least one column.')
  const one = left.type === 'missing' ? missingOf(type) : left
  const other = right.type === 'missing' ? missingOf(type) : right
  if (one.type !== other.type) throw expressionError('type', `${typeWords[one.type]} cannot be compared or joined with ${typeWords[other.type]}`.replace(/^./, (letter) => letter.toUpperCase()), at, one.type === 'text' ? conversion('text', other.type) : other.type === 'text' ? conversion('text', one.type) : 'Convert one of them.')
  return [one, other]
}

function binary(operator: BinaryOperator, leftNode: Expression, rightNode: Expression, table: Table): Value {
  const [left, right] = [compile(leftNode, table), compile(rightNode, table)]
  const at: Span = { from: leftNode.from, to: rightNode.to }
  switch (operator) {
    case 'and': case 'or': {
      const [a, b] = [wanted('boolean', left, leftNode, operator), wanted('boolean', right, rightNode, operator)]
      const decided = operator === 'and' ? 0 : 1
      return { type: 'boolean', at: (row) => {
        const x = a.at(row)
        if (x === decided) return decided
        const y = b.at(row)
        return y === decided ? decided : Number.isNaN(x) ? NaN : y
      } }
    }
    case '=': case '!=': case '<': case '<=': case '>': case '>=': return comparison(operator, ...alike(left, right, at))
    case '+': case '-': case '*': case '/': case '%': return arithmetic(operator, left, right, leftNode, rightNode)
    default: return assertNever(operator)
  }
}

const compared: Readonly<Record<'=' | '!=' | '<' | '<=' | '>' | '>=', (x: number | string, y: number | string) => boolean>> = {
  '=': (x, y) => x === y, '!=': (x, y) => x !== y, '<': (x, y) => x < y, '<=': (x, y) => x <= y, '>': (x, y) => x > y, '>=': (x, y) => x >= y,
}

function comparison(operator: keyof typeof compared, left: Typed, right: Typed): NumberValue {
  const holds = compared[operator]
  return { type: 'boolean', at: (row) => {
    const [x, y] = [left.at(row), right.at(row)]
    return x === null || y === null || x !== x || y !== y ? NaN : Number(holds(x, y))
  } }
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value, leftNode: Span, rightNode: Span): NumberValue {
  if (left.type === 'date' && right.type === 'date' && operator === '-') return { type: 'number', at: (row) => (left.at(row) - right.at(row)) / dayMs }
  if (left.type === 'date' && (operator === '+' || operator === '-')) {
    const days = wanted('number', right, rightNode, 'A date plus or minus days')
    const sign = operator === '+' ? dayMs : -dayMs
    return { type: 'date', at: (row) => left.at(row) + sign * days.at(row) }
  }
  if (operator === '+' && (left.type === 'text' || right.type === 'text')) throw expressionError('type', 'Text is not joined by +', leftNode, 'Use concat(a, b).')
  const [a, b] = [wanted('number', left, leftNode, operator), wanted('number', right, rightNode, operator)]
  const finite = (value: number): number => (Number.isFinite(value) ? value : NaN)
  switch (operator) {
    case '+': return { type: 'number', at: (row) => finite(a.at(row) + b.at(row)) }
    case '-': return { type: 'number', at: (row) => finite(a.at(row) - b.at(row)) }
    case '*': return { type: 'number', at: (row) => finite(a.at(row) * b.at(row)) }
    case '/': return { type: 'number', at: (row) => finite(a.at(row) / b.at(row)) }
    case '%': return { type: 'number', at: (row) => finite(modulo(a.at(row), b.at(row))) }
    default: return assertNever(operator)
  }
}

/** Remainder with the sign of the divisor, as calendars and spreadsheets want it. */
const modulo = (x: number, y: number): number => x - y * Math.floor(x / y)

/** Every operand is compiled once and evaluated once per row: nesting must not multiply the work. */
function membership({ of, negated, choices, ...at }: Extract<Expression, { node: 'in' }>, table: Table): NumberValue {
  if (choices.length === 0) throw expressionError('syntax', 'The list is empty', at, "Write it as in ('a', 'b').")
  const value = compile(of, table)
  const sides = choices.map((choice) => alike(value, compile(choice, table), choice))
  const type = sides[0]![0].type
  const wrong = sides.findIndex(([side]) => side.type !== type)
  if (wrong >= 0) throw expressionError('type', 'The list mixes types', choices[wrong]!, 'Give values of one type.')
  const [own] = sides[0]!
  return { type: 'boolean', at: (row) => {
    const x = own.at(row)
    if (x === null || x !== x) return NaN
    let unknown = false
    for (const [, side] of sides) {
      const y = side.at(row)
      if (y === x) return negated ? 0 : 1
      if (y === null || y !== y) unknown = true
    }
    return unknown ? NaN : negated ? 1 : 0
  } }
}

function call(expression: Extract<Expression, { node: 'call' }>, table: Table): Value {
  const { name, parts } = expression
  const values = parts.map((part) => compile(part, table))
  const count = (least: number, most: number): void => {
    if (values.length >= least && values.length <= most) return
    throw expressionError('type', `${name} takes ${least === most ? least : most === Infinity ? `at least ${least}` : `${least} to ${most}`} values and is given ${values.length}`, expression, functions[name]?.help ?? 'Give it what it takes.')
  }
  if (name === 'if') {
    count(3, 3)
    const condition = wanted('boolean', values[0]!, parts[0]!, 'if')
    const [yes, no] = alike(values[1]!, values[2]!, { from: parts[1]!.from, to: parts[2]!.to })
    if (yes.type === 'text' && no.type === 'text') return { type: 'text', at: (row) => picked(condition.at(row), row, yes, no) ?? null }
    return { type: yes.type as NumberValue['type'], at: (row) => picked(condition.at(row), row, yes as NumberValue, no as NumberValue) ?? NaN }
  }
  if (name === 'coalesce') {
    count(1, Infinity)
    const first = values.find((value) => value.type !== 'missing')
    if (first === undefined) throw expressionError('type', 'coalesce is given nothing but missing', expression, 'Use at least one column.')
    const all = values.map((value, index) => alike(first, value, parts[index]!)[1])
    if (first.type === 'text') return { type: 'text', at: (row) => (all as readonly TextValue[]).map((value) => value.at(row)).find((cell) => cell !== null) ?? null }
    return { type: first.type, at: (row) => (all as readonly NumberValue[]).map((value) => value.at(row)).find((cell) => !Number.isNaN(cell)) ?? NaN }
  }
  if (name === 'text') {
    count(1, 1)
    const value = values[0]!
    if (value.type === 'text') return value
    if (value.type === 'missing') return missingOf('text')
    return { type: 'text', at: (row) => (Number.isNaN(value.at(row)) ? null : asText(value.at(row), value.type)) }
  }
  const definition = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (definition === undefined) throw expressionError('unknown-function', `There is no function "${name}"`, { from: expression.from, to: expression.from + name.length }, `The functions are: if, coalesce, text, ${Object.keys(functions).join(', ')}.`)
  count(definition.parts.length - (definition.optional ?? 0), definition.repeats === true ? Infinity : definition.parts.length)
  return applied(name, definition, parts, values)
}

function picked<T>(condition: number, row: number, yes: { at(row: number): T }, no: { at(row: number): T }): T | undefined {
  return Number.isNaN(condition) ? undefined : condition === 1 ? yes.at(row) : no.at(row)
}

function applied(name: string, definition: Definition, parts: readonly Expression[], values: readonly Value[]): Typed {
  const { words } = definition
  if (words !== undefined) {
    const part = parts[words.part]!
    if (part.node !== 'text' || !words.of.includes(part.value)) throw expressionError('type', `${name} needs one of ${words.of.map((word) => `'${word}'`).join(', ')} here`, part, definition.help)
  }
  const typed = values.map((value, index) => wanted(definition.parts[index] ?? definition.parts.at(-1)!, value, parts[index]!, name)) as readonly Typed[]
  const row = definition.row as (...cells: readonly (number | string)[]) => number | string | null
  const compute = (at: number): number | string | null => {
    const cells: (number | string)[] = []
    for (const value of typed) {
      const cell = value.at(at)
      if (cell === null || cell !== cell) return null
      cells.push(cell)
    }
    return row(...cells)
  }
  if (definition.gives === 'text') return { type: 'text', at: (at) => compute(at) as string | null }
  return { type: definition.gives, at: (at) => {
    const result = compute(at) as number | null
    return result === null || !Number.isFinite(result) ? NaN : result
  } }
}
