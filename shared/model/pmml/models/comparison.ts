import { numberOf, sameValue, type Value } from '../values'
import { arrayItems, type XmlElement } from '../xml'
import type { ModelContext } from './context'

/** How two records are compared: by a distance (smaller is closer) or a similarity (larger is closer). */
export interface Comparison {
  readonly similarity: boolean
  /** Compares a row with a record field by field; fields missing in either are left out and the rest scaled up. NaN when nothing is left. */
  readonly measure: (row: readonly Value[], record: readonly Value[]) => number
}

interface Part {
  readonly weight: number
  readonly difference: number
}

type Aggregate = (parts: readonly Part[], adjust: number) => number

/**
 * Compiles a ComparisonMeasure over fields (ClusteringField or KNNInput elements): metrics, compare
 * functions, field weights, missing value weights, and the similarities of binary fields.
 */
export function compileComparison(fields: readonly XmlElement[], context: ModelContext): Comparison {
  const { element, program } = context
  const measure = element.child('ComparisonMeasure')
  const metric = measure?.elements[0]
  const name = metric?.name ?? 'squaredEuclidean'
  const similarity = similarities[name]
  const weights = fields.map((field) => field.number('fieldWeight', 1))
  const missing = element.child('MissingValueWeights')?.child('Array') ?? null
  const missingWeights = missing === null ? fields.map(() => 1) : arrayItems(missing).map(Number)
  const whole = missingWeights.reduce((a, b) => a + b, 0)
  if (similarity !== undefined) {
    const parameters = Object.fromEntries(Object.keys(metric?.attributes ?? {}).map((key) => [key, metric!.number(key, 0)]))
    return { similarity: measure?.attr('kind') !== 'distance', measure: (row, record) => similarity(countsOf(row, record), parameters) }
  }
  const compare = fields.map((field) => comparer(field, field.attr('compareFunction') ?? measure?.attr('compareFunction') ?? 'absDiff', context))
  const aggregate = aggregateOf(name, metric?.number('p-parameter', 2) ?? 2)
  if (aggregate === null) program.unsupported.add(`The comparison measure "${name}" is not known here.`)
  return {
    similarity: measure?.attr('kind') === 'similarity',
    measure: (row, record) => {
      const parts: Part[] = []
      let present = 0
      for (let i = 0; i < compare.length; i++) {
        if (row[i] === null || record[i] === null) continue
        present += missingWeights[i] ?? 1
        parts.push({ weight: weights[i]!, difference: compare[i]!(row[i]!, record[i] ?? null) })
      }
      return parts.length === 0 || present === 0 || aggregate === null ? NaN : aggregate(parts, whole / present)
    },
  }
}

type Difference = (x: Value, y: Value) => number

function comparer(field: XmlElement, name: string, { program }: ModelContext): Difference {
  const scale = field.number('similarityScale', 1)
  const gap = (x: Value, y: Value): number => (numberOf(x) ?? NaN) - (numberOf(y) ?? NaN)
  switch (name) {
    case 'absDiff': return (x, y) => Math.abs(gap(x, y))
    case 'gaussSim': return (x, y) => Math.exp((-Math.LN2 * gap(x, y) ** 2) / scale ** 2)
    case 'delta': return (x, y) => sameValue(x, y) ? 0 : 1
    case 'equal': return (x, y) => sameValue(x, y) ? 1 : 0
    case 'table': {
      const matrix = field.child('Comparisons')?.child('Matrix')?.all('Array').map((row) => arrayItems(row).map(Number)) ?? []
      return (x, y) => matrix[(numberOf(x) ?? 0) - 1]?.[(numberOf(y) ?? 0) - 1] ?? NaN
    }
    default:
      program.unsupported.add(`The compare function "${name}" is not known here.`)
      return () => NaN
  }
}

function aggregateOf(metric: string, power: number): Aggregate | null {
  const sum = (parts: readonly Part[], exponent: number): number => parts.reduce((total, { weight, difference }) => total + weight * difference ** exponent, 0)
  switch (metric) {
    case 'euclidean': return (parts, adjust) => Math.sqrt(sum(parts, 2) * adjust)
    case 'squaredEuclidean': return (parts, adjust) => sum(parts, 2) * adjust
    case 'cityBlock': return (parts, adjust) => sum(parts, 1) * adjust
    case 'chebychev': return (parts, adjust) => Math.max(...parts.map(({ weight, difference }) => weight * difference)) * adjust
    case 'minkowski': return (parts, adjust) => (sum(parts, power) * adjust) ** (1 / power)
    default: return null
  }
}

/** How often both, only the row, only the record, and neither is 1. */
interface Agreement {
  readonly a11: number
  readonly a10: number
  readonly a01: number
  readonly a00: number
}

const similarities: Readonly<Record<string, (counts: Agreement, parameters: Readonly<Record<string, number>>) => number>> = {
  simpleMatching: ({ a11, a10, a01, a00 }) => (a11 + a00) / (a11 + a10 + a01 + a00),
  jaccard: ({ a11, a10, a01 }) => a11 / (a11 + a10 + a01),
  tanimoto: ({ a11, a10, a01, a00 }) => (a11 + a00) / (a11 + 2 * (a10 + a01) + a00),
  binarySimilarity: ({ a11, a10, a01, a00 }, p) => {
    const part = (letter: string): number => (p[`${letter}11-parameter`] ?? 0) * a11 + (p[`${letter}10-parameter`] ?? 0) * a10 + (p[`${letter}01-parameter`] ?? 0) * a01 + (p[`${letter}00-parameter`] ?? 0) * a00
    return part('c') / part('d')
  },
}

function countsOf(row: readonly Value[], record: readonly Value[]): Agreement {
  const counts = { a11: 0, a10: 0, a01: 0, a00: 0 }
  row.forEach((value, i) => {
    const [x, y] = [numberOf(value), numberOf(record[i] ?? null)]
    if (x !== null && y !== null) counts[x === 1 ? (y === 1 ? 'a11' : 'a10') : y === 1 ? 'a01' : 'a00']++
  })
  return counts
}
