import type { LibraryFunction } from '../machine'
import { compare, RowProblem, truthIn } from '../values'
import { binary, numberAt, valueAt } from './arguments'


/** Comparisons of numbers are those of IEEE 754: NaN is equal to nothing. */
const comparison = (numbers: (x: number, y: number) => boolean, others: (order: number) => boolean): LibraryFunction => (args) => {
  const [x, y] = [valueAt(args, 0), valueAt(args, 1)]
  return typeof x === 'number' && typeof y === 'number' ? numbers(x, y) : others(compare(x, y))
}

function wholeQuotient(x: number, y: number): number {
  if (y === 0) throw new RowProblem('integer division by zero')
  return Math.trunc(x / y)
}

/** Operators; `&&` and `||` are compiled, because they leave their second part unevaluated. */
export const core: Readonly<Record<string, LibraryFunction>> = {
  '+': binary((x, y) => x + y), '-': binary((x, y) => x - y), '*': binary((x, y) => x * y), '/': binary((x, y) => x / y), '//': binary(wholeQuotient),
  'u-': (args) => -numberAt(args, 0), '%': binary((x, y) => ((x % y) + y) % y), '%%': binary((x, y) => x % y), '**': binary((x, y) => x ** y),
  '==': comparison((x, y) => x === y, (o) => o === 0), '!=': comparison((x, y) => x !== y, (o) => o !== 0),
  '<': comparison((x, y) => x < y, (o) => o < 0), '<=': comparison((x, y) => x <= y, (o) => o <= 0),
  '>': comparison((x, y) => x > y, (o) => o > 0), '>=': comparison((x, y) => x >= y, (o) => o >= 0),
  cmp: (args) => Math.sign(compare(valueAt(args, 0), valueAt(args, 1))),
  max: (args) => compare(valueAt(args, 0), valueAt(args, 1)) >= 0 ? valueAt(args, 0) : valueAt(args, 1),
  min: (args) => compare(valueAt(args, 0), valueAt(args, 1)) <= 0 ? valueAt(args, 0) : valueAt(args, 1),
  '!': (args) => !truthIn(valueAt(args, 0)), '^^': (args) => truthIn(valueAt(args, 0)) !== truthIn(valueAt(args, 1)),
  '&': binary((x, y) => x & y), '|': binary((x, y) => x | y), '^': binary((x, y) => x ^ y), '~': (args) => ~numberAt(args, 0),
}
