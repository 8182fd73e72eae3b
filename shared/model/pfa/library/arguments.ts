import { isFunction, type Argument, type LibraryFunction } from '../machine'
import { listIn, mapIn, numberIn, numbersIn, RowProblem, textIn, type FunctionValue, type Value } from '../values'

/** The argument as a value. */
export function valueAt(args: readonly Argument[], index: number): Value {
  const argument = args[index]
  if (argument === undefined || isFunction(argument)) throw new RowProblem('a value was expected')
  return argument
}

/** The argument as a function. */
export function functionAt(args: readonly Argument[], index: number): FunctionValue {
  const argument = args[index]
  if (!isFunction(argument)) throw new RowProblem('a function was expected')
  return argument
}

export const numberAt = (args: readonly Argument[], index: number): number => numberIn(valueAt(args, index))
export const textAt = (args: readonly Argument[], index: number): string => textIn(valueAt(args, index))
export const listAt = (args: readonly Argument[], index: number): readonly Value[] => listIn(valueAt(args, index))
export const numbersAt = (args: readonly Argument[], index: number): readonly number[] => numbersIn(valueAt(args, index))
export const mapAt = (args: readonly Argument[], index: number): ReadonlyMap<string, Value> => mapIn(valueAt(args, index))

/** A function of one number. */
export const unary = (f: (x: number) => number): LibraryFunction => (args) => f(numberAt(args, 0))
/** A function of two numbers. */
export const binary = (f: (x: number, y: number) => number): LibraryFunction => (args) => f(numberAt(args, 0), numberAt(args, 1))

/** A function of a number applied to a number, to each item of an array, or to each value of a map. */
export const elementwise = (f: (x: number) => number): LibraryFunction => (args) => {
  const value = valueAt(args, 0)
  if (typeof value === 'number') return f(value)
  if (value instanceof Map) return new Map([...mapIn(value)].map(([key, item]) => [key, f(numberIn(item))]))
  return numbersIn(value).map(f)
}

export const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
