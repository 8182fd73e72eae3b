import { chiSquareCdf, chiSquareQuantile, studentTQuantile, studentTSf } from '../../../stats/distributions'
import { normalQuantile } from '../../../stats/normal-quantile'
import { logGamma, normalCdf } from '../../../stats/special'
import type { Argument, LibraryFunction } from '../machine'
import { fieldOf, numberIn, RowProblem, RecordValue } from '../values'
import { numberAt, valueAt } from './arguments'

/** A function of a finite number; parameters that are none of the distribution stop the row. */
const of = (valid: (...parameters: readonly number[]) => boolean, f: (x: number, ...parameters: readonly number[]) => number): LibraryFunction => (args) => {
  const [x, ...parameters] = args.map((_, i) => numberAt(args, i))
  if (x === undefined || !Number.isFinite(x) || parameters.some((parameter) => !Number.isFinite(parameter)) || !valid(...parameters)) throw new RowProblem('an invalid parameter of a distribution')
  return f(x, ...parameters)
}

/** The normal takes a standard deviation, or a record of mean and variance. */
const normal = (f: (z: number, sigma: number, mu: number) => number): LibraryFunction => (args) => {
  const [mu, sigma] = momentsAt(args)
  const x = numberAt(args, 0)
  if (!Number.isFinite(mu) || !(sigma > 0) || !Number.isFinite(sigma) || !Number.isFinite(x)) throw new RowProblem('an invalid parameter of a distribution')
  return f(x, mu, sigma)
}

function momentsAt(args: readonly Argument[]): readonly [number, number] {
  const second = valueAt(args, 1)
  return second instanceof RecordValue ? [numberIn(fieldOf(second, 'mean')), Math.sqrt(numberIn(fieldOf(second, 'variance')))] : [numberIn(second), numberAt(args, 2)]
}

/** Logarithm of n over k. */
const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
const positive = (...parameters: readonly number[]): boolean => parameters.every((parameter) => parameter > 0)
const share = (p: number, inner: (p: number) => number): number => { if (p < 0 || p > 1) throw new RowProblem('a share outside of 0 to 1'); return inner(p) }

/** Densities, distribution and quantile functions (prob.dist.*), and functions near them (m.special.*). */
export const distributions: Readonly<Record<string, LibraryFunction>> = {
  'prob.dist.gaussianLL': normal((x, mu, sigma) => -((x - mu) ** 2) / (2 * sigma ** 2) - Math.log(sigma * Math.sqrt(2 * Math.PI))),
  'prob.dist.gaussianCDF': normal((x, mu, sigma) => normalCdf((x - mu) / sigma)),
  'prob.dist.gaussianQF': normal((p, mu, sigma) => share(p, (q) => mu + sigma * normalQuantile(q))),
  'prob.dist.exponentialPDF': of(positive, (x, rate) => x < 0 ? 0 : rate * Math.exp(-rate * x)), 'prob.dist.exponentialCDF': of(positive, (x, rate) => x <= 0 ? 0 : -Math.expm1(-rate * x)),
  'prob.dist.exponentialQF': of(positive, (p, rate) => share(p, (q) => -Math.log1p(-q) / rate)),
  'prob.dist.chi2CDF': of(positive, (x, df) => x <= 0 ? 0 : chiSquareCdf(x, df)), 'prob.dist.chi2QF': of(positive, (p, df) => share(p, (q) => q === 0 ? 0 : q === 1 ? Infinity : chiSquareQuantile(q, df))),
  'prob.dist.chi2PDF': of(positive, (x, df) => x < 0 ? 0 : x === 0 ? (df < 2 ? Infinity : df === 2 ? 0.5 : 0) : Math.exp((df / 2 - 1) * Math.log(x) - x / 2 - (df / 2) * Math.LN2 - logGamma(df / 2))),
  'prob.dist.tCDF': of(positive, (x, df) => studentTSf(-x, df)), 'prob.dist.tQF': of(positive, (p, df) => share(p, (q) => q === 0 ? -Infinity : q === 1 ? Infinity : studentTQuantile(q, df))),
  'prob.dist.tPDF': of(positive, (x, df) => Math.exp(logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI) - ((df + 1) / 2) * Math.log1p((x * x) / df))),
  'prob.dist.poissonPDF': of(positive, (x, mean) => x < 0 ? 0 : Math.exp(x * Math.log(mean) - mean - logGamma(x + 1))),
  'prob.dist.poissonCDF': of(positive, (x, mean) => x < 0 ? 0 : 1 - chiSquareCdf(2 * mean, 2 * (Math.floor(x) + 1))),
  'prob.dist.binomialPDF': of((size, p) => size > 0 && p >= 0 && p <= 1, (x, size, p) => x < 0 || x > size ? 0 : p === 0 ? Number(x === 0) : p === 1 ? Number(x === size) : Math.exp(logChoose(size, x) + x * Math.log(p) + (size - x) * Math.log1p(-p))),
  'prob.dist.lognormalPDF': of((_, sigma) => sigma > 0, (x, mu, sigma) => x <= 0 ? 0 : Math.exp(-((Math.log(x) - mu) ** 2) / (2 * sigma ** 2)) / (x * sigma * Math.sqrt(2 * Math.PI))),
  'prob.dist.lognormalCDF': of((_, sigma) => sigma > 0, (x, mu, sigma) => x <= 0 ? 0 : normalCdf((Math.log(x) - mu) / sigma)),
  'prob.dist.uniformPDF': of((low, high) => high > low, (x, low, high) => x < low || x > high ? 0 : 1 / (high - low)), 'prob.dist.uniformCDF': of((low, high) => high > low, (x, low, high) => Math.min(1, Math.max(0, (x - low) / (high - low)))),
  'm.special.lnGamma': of(() => true, (x) => { if (x <= 0) throw new RowProblem('the logarithm of gamma of no positive number'); return logGamma(x) }),
  'm.special.nChooseK': of(() => true, (n, k) => { if (k < 0 || k > n || n < 1) throw new RowProblem('an invalid choice'); return Math.round(Math.exp(logChoose(n, k))) }),
}
