import { malformed } from '../../problems'
import { noResult, type Frame, type Getter } from '../frame'
import { compileExpression } from '../expressions'
import { numberOf, textOf } from '../values'
import type { XmlElement } from '../xml'
import { mostProbable, type Evaluate, type ModelContext } from './context'

/** Log-likelihood of the row's value per class, or null when the field is missing and takes no part. */
type Evidence = (frame: Frame) => ReadonlyMap<string, number> | null

/** Compiles a NaiveBayesModel: counts per class, Gaussian and Poisson inputs, a floor for zero counts. */
export function compileNaiveBayes(context: ModelContext): Evaluate {
  const { element, program } = context
  const floor = Math.log(element.number('threshold', 0))
  const priors = new Map((element.child('BayesOutput')?.child('TargetValueCounts')?.all('TargetValueCount') ?? []).map((count) => [count.need('value'), count.number('count', 0)]))
  if (priors.size === 0) throw malformed(program.file, 'a NaiveBayesModel has no BayesOutput')
  const evidences = (element.child('BayesInputs')?.all('BayesInput') ?? []).map((input) => evidenceOf(input, context, priors, floor))
  const total = Array.from(priors.values()).reduce((a, b) => a + b, 0)
  return (frame) => {
    const logs = new Map(Array.from(priors, ([label, count]) => [label, Math.log(count / total)]))
    for (const evidence of evidences) {
      const parts = evidence(frame)
      if (parts !== null) for (const label of priors.keys()) logs.set(label, logs.get(label)! + (parts.get(label) ?? floor))
    }
    const top = Math.max(...logs.values())
    if (top === -Infinity) return noResult
    const raw = Array.from(logs, ([label, log]) => [label, Math.exp(log - top)] as const)
    const sum = raw.reduce((a, [, value]) => a + value, 0)
    const probabilities = new Map(raw.map(([label, value]) => [label, value / sum]))
    return { value: mostProbable(probabilities), probabilities }
  }
}

function evidenceOf(input: XmlElement, { scope, program }: ModelContext, priors: ReadonlyMap<string, number>, floor: number): Evidence {
  const field = scope.need(input.need('fieldName'), program)
  const stats = input.child('TargetValueStats')
  if (stats !== null) {
    const densities = stats.all('TargetValueStat').map((stat) => ({ label: stat.need('value'), log: densityOf(stat, program.unsupported) }))
    return (frame) => {
      const x = numberOf(field.get(frame))
      return x === null ? null : new Map(densities.map(({ label, log }) => [label, Math.max(log(x), floor)]))
    }
  }
  const discretize = input.child('DerivedField')?.child('Discretize') ?? null
  const get: Getter = discretize === null ? field.get : compileExpression(discretize, scope, program)
  const tables = new Map(input.all('PairCounts').map((pair) => [pair.need('value'), new Map((pair.child('TargetValueCounts')?.all('TargetValueCount') ?? []).map((count) => [count.need('value'), count.number('count', 0)]))]))
  const totals = new Map(Array.from(priors.keys(), (label) => [label, Array.from(tables.values()).reduce((sum, counts) => sum + (counts.get(label) ?? 0), 0)]))
  return (frame) => {
    const value = get(frame)
    const counts = value === null ? undefined : tables.get(textOf(value))
    if (counts === undefined) return null
    return new Map(Array.from(priors.keys(), (label) => {
      const count = counts.get(label) ?? 0
      return [label, count === 0 ? floor : Math.log(count / totals.get(label)!)]
    }))
  }
}

function densityOf(stat: XmlElement, unsupported: Set<string>): (x: number) => number {
  const gaussian = stat.child('GaussianDistribution')
  const poisson = stat.child('PoissonDistribution')
  if (gaussian !== null) {
    const mean = gaussian.number('mean', 0)
    const variance = gaussian.number('variance', 1)
    return (x) => -0.5 * Math.log(2 * Math.PI * variance) - (x - mean) ** 2 / (2 * variance)
  }
  if (poisson !== null) {
    const mean = poisson.number('mean', 1)
    return (x) => {
      let log = x * Math.log(mean) - mean
      for (let k = 2; k <= Math.min(x, 1e6); k++) log -= Math.log(k)
      return log
    }
  }
  unsupported.add('A NaiveBayesModel uses a distribution other than Gaussian or Poisson.')
  return () => -Infinity
}
