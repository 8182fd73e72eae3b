import { numberOf } from '../../pickle/numpy'
import { numbersOf } from '../../features'
import { malformed } from '../../problems'
import { listOfValue, NotScorable, type Estimator } from '../estimator'
import { numeric, type Transform } from '../steps'

/** Products of powers of the columns. */
export function polynomial(estimator: Estimator): Transform {
  const width = estimator.width
  const degree = estimator.raw('degree')
  const [low, high] = typeof degree === 'number' ? [0, degree] : (listOfValue(degree) ?? [0, 2]).map(numberOf)
  const interaction = estimator.flag('interaction_only', false)
  if (!(high !== undefined && high <= 64)) throw new NotScorable('PolynomialFeatures has a degree that is not scored here.')
  const terms: (readonly number[])[] = estimator.flag('include_bias', true) ? [[]] : []
  for (let order = Math.max(1, low ?? 0); order <= high; order++) {
    const extend = (prefix: readonly number[]): void => {
      if (terms.length > 20_000) throw new NotScorable('PolynomialFeatures makes more than 20,000 columns.')
      if (prefix.length === order) { terms.push(prefix); return }
      for (let i = (prefix.at(-1) ?? 0) + (interaction && prefix.length > 0 ? 1 : 0); i < width; i++) extend([...prefix, i])
    }
    extend([])
  }
  const nameOf = (term: readonly number[], names: readonly string[]): string => term.length === 0 ? '1' : term.map((i) => names[i] ?? `x${i}`).join(' · ')
  return {
    names: (inputs) => terms.map((term) => nameOf(term, inputs)),
    levels: () => null,
    apply: (columns, batch) => {
      if (columns.length < width) throw malformed(estimator.file, `PolynomialFeatures takes ${width} columns and is given ${columns.length}`)
      const values = columns.map((column) => numbersOf(column, column.name))
      const names = columns.map((column) => column.name)
      return terms.map((term) => {
        batch.job.checkpoint()
        return numeric(nameOf(term, names), Float64Array.from({ length: batch.rows }, (_, row) => term.reduce((product, i) => product * values[i]![row]!, 1)))
      })
    },
  }
}
