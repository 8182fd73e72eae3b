import type { LibraryFunction } from '../machine'
import { fieldOf, listIn, numberIn, RowProblem, truthIn, type Value } from '../values'
import { functionAt, listAt, numberAt, numbersAt, valueAt } from './arguments'

/** And, or, not where a missing value is neither true nor false (Kleene); numbers that are none; tables looked up. */
export const logic: Readonly<Record<string, LibraryFunction>> = {
  '&&&': (args) => kleene(valueAt(args, 0), valueAt(args, 1), false), '|||': (args) => kleene(valueAt(args, 0), valueAt(args, 1), true),
  '!!!': (args) => { const value = valueAt(args, 0); return value === null ? null : !truthIn(value) },
  'impute.errorOnNonNum': (args) => { const x = numberAt(args, 0); if (!Number.isFinite(x)) throw new RowProblem('a number that is not finite'); return x },
  'impute.defaultOnNonNum': (args) => { const x = numberAt(args, 0); return Number.isFinite(x) ? x : numberAt(args, 1) },
  'interp.nearest': (args) => {
    const [datum, table] = [valueAt(args, 0), listAt(args, 1)]
    const far = (item: Value): number => {
      const x = fieldOf(item, 'x')
      if (args.length > 2) return numberIn(functionAt(args, 2).call([datum, x]))
      if (typeof datum === 'number') return Math.abs(datum - numberIn(x))
      const other = listIn(x)
      const own = numbersAt(args, 0)
      if (other.length !== own.length) throw new RowProblem('vectors of different length')
      return own.reduce((sum, value, i) => sum + (value - numberIn(other[i])) ** 2, 0)
    }
    const distances = table.map(far)
    const best = distances.reduce((at, distance, i) => distance < distances[at]! ? i : at, 0)
    if (table.length === 0) throw new RowProblem('an empty table')
    return fieldOf(table[best], 'to')
  },
}

/** The value that decides alone wins; otherwise a missing one leaves it open. */
function kleene(x: Value, y: Value, decisive: boolean): Value {
  if (x === decisive || y === decisive) return decisive
  return x === null || y === null ? null : !decisive
}
