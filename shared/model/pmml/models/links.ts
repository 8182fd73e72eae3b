import { normalCdf } from '../functions'

/** Inverse link: from the linear predictor to a probability or mean; null for names that are not known. */
export function inverseLink(name: string, parameter: number): ((y: number) => number) | null {
  switch (name) {
    case 'none': case 'identity': return (y) => y
    case 'logit': return (y) => 1 / (1 + Math.exp(-y))
    case 'probit': return normalCdf
    case 'cloglog': return (y) => 1 - Math.exp(-Math.exp(y))
    case 'loglog': return (y) => Math.exp(-Math.exp(-y))
    case 'cauchit': return (y) => 0.5 + Math.atan(y) / Math.PI
    case 'exp': case 'log': return (y) => Math.exp(y)
    case 'logc': return (y) => 1 - Math.exp(y)
    case 'negbin': return (y) => 1 / (parameter * (Math.exp(-y) - 1))
    case 'oddspower': return (y) => parameter === 0 ? 1 / (1 + Math.exp(-y)) : 1 / (1 + (1 + parameter * y) ** (-1 / parameter))
    case 'power': return (y) => parameter === 0 ? Math.exp(y) : y ** (1 / parameter)
    default: return null
  }
}

/** Softmax or shares ("simplemax") of one row of linear predictors. */
export function normalised(method: 'softmax' | 'simplemax', values: readonly number[]): readonly number[] {
  const top = Math.max(...values)
  const raw = method === 'softmax' ? values.map((y) => Math.exp(y - top)) : values
  const sum = raw.reduce((a, b) => a + b, 0)
  return raw.map((y) => y / sum)
}
