import { ExpectedError } from '../../contract/errors'
import { numberOf, sameValue, textOf, type Value } from './values'

type Builtin = (args: readonly Value[]) => Value

/** A function of numbers that is missing when any argument is. */
const numeric = (f: (...args: number[]) => number): Builtin => (args) => {
  const numbers: number[] = []
  for (const arg of args) {
    const number = numberOf(arg)
    if (number === null) return null
    numbers.push(number)
  }
  // None takes more than two; a document may give as many as it likes.
  const value = f(...numbers.slice(0, 2))
  return Number.isNaN(value) ? null : value
}

/** An aggregate that skips missing arguments. */
const aggregate = (f: (numbers: readonly number[]) => number): Builtin => (args) => {
  const numbers = args.map(numberOf).filter((number) => number !== null)
  return numbers.length === 0 ? null : f(numbers)
}

const compare = (f: (order: number) => boolean): Builtin => ([a, b]) => {
  if (a === null || a === undefined || b === null || b === undefined) return null
  const x = numberOf(a)
  const y = numberOf(b)
  if (x !== null && y !== null) return f(x - y)
  const s = textOf(a)
  const t = textOf(b)
  return f(s < t ? -1 : s > t ? 1 : 0)
}

const text = (f: (...args: string[]) => Value): Builtin => (args) => args.some((arg) => arg === null) ? null : f(...args.slice(0, 3).map((arg) => textOf(arg!)))

const truth = (value: Value | undefined): boolean | null => typeof value === 'boolean' ? value : value === null || value === undefined ? null : sameValue(value, true) || textOf(value) === 'true'

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Characters a text may grow to: texts that are joined with themselves double at every step. */
const longestText = 1_000_000

const concat: Builtin = (args) => {
  const parts = args.map((arg) => arg === null ? '' : textOf(arg))
  if (parts.reduce((length, part) => length + part.length, 0) > longestText) throw new ExpectedError('model.too-large', `The document makes texts of more than ${longestText} characters and was stopped.`, { remedy: 'Review it through recorded predictions instead.' })
  return parts.join('')
}

/** PMML's built-in functions by name (4.4, and the older spellings). */
export const builtins: Readonly<Record<string, Builtin>> = {
  '+': numeric((a, b) => a + b), '-': numeric((a, b) => a - b), '*': numeric((a, b) => a * b), '/': numeric((a, b) => a / b),
  min: aggregate((x) => x.reduce((a, b) => Math.min(a, b))), max: aggregate((x) => x.reduce((a, b) => Math.max(a, b))), sum: aggregate(sum), avg: aggregate((x) => sum(x) / x.length),
  product: aggregate((x) => x.reduce((a, b) => a * b, 1)),
  median: aggregate((x) => {
    const sorted = [...x].sort((a, b) => a - b)
    const middle = sorted.length >> 1
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  }),
  log10: numeric(Math.log10), ln: numeric(Math.log), sqrt: numeric(Math.sqrt), abs: numeric(Math.abs), exp: numeric(Math.exp),
  pow: numeric((a, b) => a ** b), threshold: numeric((a, b) => a > b ? 1 : 0), floor: numeric(Math.floor), ceil: numeric(Math.ceil),
  round: numeric((a) => Math.floor(a + 0.5)), rint: numeric(roundHalfEven), modulo: numeric((a, b) => a - Math.floor(a / b) * b),
  sin: numeric(Math.sin), cos: numeric(Math.cos), tan: numeric(Math.tan), asin: numeric(Math.asin), acos: numeric(Math.acos), atan: numeric(Math.atan), atan2: numeric(Math.atan2),
  sinh: numeric(Math.sinh), cosh: numeric(Math.cosh), tanh: numeric(Math.tanh), expm1: numeric(Math.expm1), ln1p: numeric(Math.log1p), hypot: numeric(Math.hypot),
  stdNormalCDF: numeric((x) => normalCdf(x)), square: numeric((a) => a * a), cube: numeric((a) => a * a * a),
  isMissing: ([a]) => a === null || a === undefined, isNotMissing: ([a]) => a !== null && a !== undefined, isValid: ([a]) => a !== null && a !== undefined, isNotValid: ([a]) => a === null || a === undefined,
  equal: compare((order) => order === 0), notEqual: compare((order) => order !== 0), lessThan: compare((order) => order < 0), lessOrEqual: compare((order) => order <= 0),
  greaterThan: compare((order) => order > 0), greaterOrEqual: compare((order) => order >= 0),
  and: (args) => args.some((arg) => truth(arg) === false) ? false : args.some((arg) => truth(arg) === null) ? null : true,
  or: (args) => args.some((arg) => truth(arg) === true) ? true : args.some((arg) => truth(arg) === null) ? null : false,
  not: ([a]) => truth(a) === null ? null : !truth(a),
  isIn: ([a, ...rest]) => a === null || a === undefined ? null : rest.some((item) => sameValue(a, item)),
  isNotIn: ([a, ...rest]) => a === null || a === undefined ? null : !rest.some((item) => sameValue(a, item)),
  if: ([condition, yes, no]) => truth(condition) === null ? null : truth(condition) === true ? (yes ?? null) : (no ?? null),
  uppercase: text((a) => a.toUpperCase()), lowercase: text((a) => a.toLowerCase()), trimBlanks: text((a) => a.trim()), stringLength: text((a) => a.length),
  substring: text((a, from, length) => a.substring(Number(from) - 1, Number(from) - 1 + Number(length))),
  concat, 'x-concat': concat,
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x)
  const rest = x - down
  return rest < 0.5 ? down : rest > 0.5 ? down + 1 : down % 2 === 0 ? down : down + 1
}

/** Φ(x) by the complementary error function's continued fraction and series; absolute error below 1e-15. */
export function normalCdf(x: number): number {
  const z = Math.abs(x)
  if (z > 38) return x > 0 ? 1 : 0
  let tail: number
  if (z < 3) {
    // Φ(z) − ½ = φ(z) Σ z^(2k+1) / (1·3·5···(2k+1)).
    let term = z
    let total = z
    for (let k = 1; term > total * 1e-17 && k < 300; k++) {
      term *= (z * z) / (2 * k + 1)
      total += term
    }
    tail = 0.5 - (total * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI)
  } else {
    let fraction = 0
    for (let k = 120; k >= 1; k--) fraction = k / (z + fraction)
    tail = Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * (z + fraction))
  }
  return x > 0 ? 1 - tail : tail
}
