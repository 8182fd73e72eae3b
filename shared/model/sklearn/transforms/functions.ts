import { numbersOf } from '../../features'
import { PyGlobal, PyObject, type PyValue } from '../../pickle/values'
import { entriesOf, listOfValue, NotScorable, numbersOfValue, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'
import { passthrough } from './scalers'

type Change = (x: number) => number

/** Half to even, as numpy rounds. */
function roundEven(x: number): number {
  const rounded = Math.round(x)
  return rounded - x === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded
}

const known: Readonly<Record<string, Change>> = {
  log1p: Math.log1p, log: Math.log, log10: Math.log10, log2: Math.log2, expm1: Math.expm1, exp: Math.exp, exp2: (x) => 2 ** x, sqrt: Math.sqrt, cbrt: Math.cbrt, square: (x) => x * x,
  abs: Math.abs, absolute: Math.abs, fabs: Math.abs, negative: (x) => -x, positive: (x) => x, reciprocal: (x) => 1 / x, sign: Math.sign, floor: Math.floor, ceil: Math.ceil, trunc: Math.trunc, rint: roundEven,
  sin: Math.sin, cos: Math.cos, tan: Math.tan, arcsin: Math.asin, arccos: Math.acos, arctan: Math.atan, sinh: Math.sinh, cosh: Math.cosh, tanh: Math.tanh, arcsinh: Math.asinh, arccosh: Math.acosh, arctanh: Math.atanh,
  deg2rad: (x) => x * (Math.PI / 180), rad2deg: (x) => x * (180 / Math.PI), isnan: (x) => Number.isNaN(x) ? 1 : 0, expit: (x) => 1 / (1 + Math.exp(-x)), logit: (x) => Math.log(x / (1 - x)),
}

/** The function of the library a pickle names; null for the identity. A function of the file's author is code and is not run. */
export function knownFunction(func: PyValue, named: ReadonlyMap<PyValue, PyValue>): Change | null {
  const partial = func instanceof PyObject && func.className === 'partial'
  // A partial function keeps what it was given in its state: (function, positional, named, ...).
  const state = partial ? listOfValue(func.state) : null
  const callee = partial ? (listOfValue(func.args)?.[0] ?? state?.[0] ?? null) : func
  const options = partial ? new Map([...entriesOf(state?.[2]), ...named]) : named
  if (callee === null) return null
  const path = callee instanceof PyGlobal ? callee.path : ''
  if (path.startsWith('sklearn.') && path.endsWith('.check_array')) return null
  const ufunc = callee instanceof PyObject && callee.className === '_ufunc_reconstruct' && typeof callee.args[1] === 'string' ? callee.args[1] : ''
  const name = ufunc !== '' ? ufunc : /^(numpy|scipy\.special)\./.test(path) ? path.slice(path.lastIndexOf('.') + 1) : ''
  const number = (key: string, fallback: number): number => numbersOfValue(options.get(key))?.[0] ?? fallback
  const allowed = (...keys: readonly string[]): boolean => Array.from(options.keys()).every((key) => typeof key === 'string' && keys.includes(key))
  if (['round', 'round_', 'around'].includes(name) && allowed('decimals')) {
    const power = 10 ** number('decimals', 0)
    return (x) => roundEven(x * power) / power
  }
  if (name === 'clip' && allowed('a_min', 'a_max', 'min', 'max')) {
    const low = number('a_min', number('min', -Infinity))
    const high = number('a_max', number('max', Infinity))
    return (x) => Math.min(high, Math.max(low, x))
  }
  if (name === 'nan_to_num' && allowed('nan', 'posinf', 'neginf', 'copy')) {
    const [missing, most, least] = [number('nan', 0), number('posinf', Number.MAX_VALUE), number('neginf', -Number.MAX_VALUE)]
    return (x) => Number.isNaN(x) ? missing : x === Infinity ? most : x === -Infinity ? least : x
  }
  const change = Object.hasOwn(known, name) && allowed() ? known[name] : undefined
  if (change === undefined) throw new NotScorable(`FunctionTransformer calls ${path === '' ? 'a function' : path}${options.size > 0 ? ' with arguments' : ''}, which is code and is not run here.`)
  return change
}

/** A function of numpy on each cell; any other is code of the file's author and is not run. */
export function functionTransformer(estimator: Estimator): Transform {
  const change = knownFunction(estimator.raw('func') ?? null, entriesOf(estimator.raw('kw_args')))
  if (change === null) return passthrough
  return {
    names: (inputs) => inputs,
    levels: () => null,
    apply: (columns, batch) => columns.map((column) => {
      batch.job.checkpoint()
      return numeric(column.name, Float64Array.from(numbersOf(column, column.name), change))
    }),
  }
}
