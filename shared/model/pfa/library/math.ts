import { normalCdf } from '../../pmml/functions'
import type { LibraryFunction } from '../machine'
import { mapIn, numberIn, numbersIn, RowProblem } from '../values'
import { binary, elementwise, functionAt, numberAt, numbersAt, sumOf, unary, valueAt } from './arguments'

function roundHalfEven(x: number): number {
  const down = Math.floor(x)
  const rest = x - down
  return rest < 0.5 ? down : rest > 0.5 ? down + 1 : down % 2 === 0 ? down : down + 1
}

/** e^(x − m) over its sum, m the value of largest size, as the reference implementation has it. */
function softmax(x: readonly number[]): readonly number[] {
  if (x.length === 0) throw new RowProblem('softmax of nothing')
  const largest = x.reduce((a, b) => Math.abs(b) > Math.abs(a) ? b : a)
  const m = largest >= 0 ? Math.max(...x) : Math.min(...x)
  const powers = x.map((value) => Math.exp(value - m))
  const total = sumOf(powers)
  return powers.map((power) => power / total)
}

const dot = (x: readonly number[], y: readonly number[]): number => {
  if (x.length !== y.length) throw new RowProblem('vectors of different length')
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0)
}

/** m.*, m.link.*, m.kernel.* and the distributions that scoring uses. */
export const math: Readonly<Record<string, LibraryFunction>> = {
  'm.pi': () => Math.PI, 'm.e': () => Math.E, 'm.sqrt': unary(Math.sqrt), 'm.hypot': binary(Math.hypot),
  'm.sin': unary(Math.sin), 'm.cos': unary(Math.cos), 'm.tan': unary(Math.tan), 'm.asin': unary(Math.asin), 'm.acos': unary(Math.acos), 'm.atan': unary(Math.atan), 'm.atan2': binary(Math.atan2),
  'm.sinh': unary(Math.sinh), 'm.cosh': unary(Math.cosh), 'm.tanh': unary(Math.tanh), 'm.exp': unary(Math.exp), 'm.expm1': unary(Math.expm1),
  'm.ln': unary(Math.log), 'm.log10': unary(Math.log10), 'm.log': binary((x, base) => Math.log(x) / Math.log(base)), 'm.ln1p': unary(Math.log1p), 'm.abs': unary(Math.abs),
  'm.floor': unary(Math.floor), 'm.ceil': unary(Math.ceil), 'm.round': unary((x) => Math.floor(x + 0.5)), 'm.rint': unary(roundHalfEven), 'm.signum': unary(Math.sign),
  'm.copysign': binary((x, y) => Math.abs(x) * (y < 0 || Object.is(y, -0) ? -1 : 1)), 'm.special.erf': unary((x) => 2 * normalCdf(x * Math.SQRT2) - 1),
  'm.link.logit': elementwise((x) => 1 / (1 + Math.exp(-x))), 'm.link.probit': elementwise(normalCdf), 'm.link.cloglog': elementwise((x) => 1 - Math.exp(-Math.exp(x))),
  'm.link.loglog': elementwise((x) => Math.exp(-Math.exp(x))), 'm.link.cauchit': elementwise((x) => 0.5 + Math.atan(x) / Math.PI), 'm.link.softplus': elementwise((x) => Math.log(1 + Math.exp(x))),
  'm.link.relu': elementwise((x) => Math.max(0, x)), 'm.link.tanh': elementwise(Math.tanh), 'm.link.identity': elementwise((x) => x), 'm.link.exp': elementwise(Math.exp),
  'm.link.softmax': (args) => {
    const value = valueAt(args, 0)
    if (!(value instanceof Map)) return softmax(numbersIn(value))
    const keys = [...mapIn(value).keys()]
    const shares = softmax([...mapIn(value).values()].map(numberIn))
    return new Map(keys.map((key, i) => [key, shares[i]!]))
  },
  'm.kernel.linear': (args) => dot(numbersAt(args, 0), numbersAt(args, 1)),
  'm.kernel.rbf': (args) => {
    const [x, y] = [numbersAt(args, 0), numbersAt(args, 1)]
    if (x.length !== y.length) throw new RowProblem('vectors of different length')
    return Math.exp(-numberAt(args, 2) * x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0))
  },
  'm.kernel.poly': (args) => (numberAt(args, 2) * dot(numbersAt(args, 0), numbersAt(args, 1)) + numberAt(args, 3)) ** numberAt(args, 4),
  'm.kernel.sigmoid': (args) => Math.tanh(numberAt(args, 2) * dot(numbersAt(args, 0), numbersAt(args, 1)) + numberAt(args, 3)),
  'la.dot': (args) => {
    const [x, y] = [valueAt(args, 0), valueAt(args, 1)]
    const rows = matrixIn(x)
    if (Array.isArray(y) && typeof y[0] === 'number') return rows.map((row) => dot(row, numbersIn(y)))
    const columns = matrixIn(y)
    return rows.map((row) => (columns[0] ?? []).map((_, j) => dot(row, columns.map((column) => column[j] ?? NaN))))
  },
  'la.add': (args) => combine(valueAt(args, 0), valueAt(args, 1), (a, b) => a + b), 'la.sub': (args) => combine(valueAt(args, 0), valueAt(args, 1), (a, b) => a - b),
  'la.scale': (args) => combine(valueAt(args, 0), valueAt(args, 0), (a) => a * numberAt(args, 1)),
  'la.map': (args) => matrixIn(valueAt(args, 0)).map((row) => row.map((item) => functionAt(args, 1).call([item]))),
  'la.transpose': (args) => { const rows = matrixIn(valueAt(args, 0)); return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? NaN)) },
  'la.trace': (args) => matrixIn(valueAt(args, 0)).reduce((sum, row, i) => sum + (row[i] ?? 0), 0),
}

type Values = Parameters<typeof numbersIn>[0]

function matrixIn(value: Values): readonly (readonly number[])[] {
  if (!Array.isArray(value)) throw new RowProblem('a matrix was expected')
  return (value as readonly Values[]).map((row) => numbersIn(row))
}

function combine(x: Values, y: Values, f: (a: number, b: number) => number): readonly number[] | readonly (readonly number[])[] {
  const rows = (a: readonly number[], b: readonly number[]): readonly number[] => {
    if (a.length !== b.length) throw new RowProblem('vectors of different length')
    return a.map((value, i) => f(value, b[i]!))
  }
  if (Array.isArray(x) && Array.isArray(x[0])) {
    const [a, b] = [matrixIn(x), matrixIn(y)]
    return a.map((row, i) => rows(row, b[i] ?? []))
  }
  return rows(numbersIn(x), numbersIn(y))
}
