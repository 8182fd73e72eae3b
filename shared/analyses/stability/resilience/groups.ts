import type { Rng } from '../../../contract/analysis'
import type { Table } from '../../../contract/table'
import { kMeans, nearest } from '../../../stats/k-means'
import type { Centres } from '../../../stats/k-means'
import { sampleWithoutReplacement } from '../../../stats/shuffle'
import { selectRows } from '../../../table/select-rows'
import { compareText, findColumn } from '../../common/datasets'
import { fitDistance, normalScores } from '../../common/normal-distance'
import type { DistanceModel } from '../../common/normal-distance'

/** One coordinate of a row: the normal score of a number, or 1 where a level is held. */
export interface Coordinate {
  readonly column: string
  readonly level: string | null
}

export interface Clusters {
  readonly coordinates: readonly Coordinate[]
  /** Cluster of every row of the table. */
  readonly of: Uint8Array
  readonly count: number
  /** Mean of each coordinate by cluster, and over all rows. */
  readonly means: readonly Float64Array[]
  readonly overall: Float64Array
  /** Rows the centres were fitted on. */
  readonly fitted: number
}

/** Rows that centres of so many coordinates are fitted on at most; every row is then given its cluster. */
export const mostFitted = (coordinates: number): number => Math.max(4000, Math.min(20_000, Math.floor(240_000 / Math.max(1, coordinates))))
const block = 4096
/** Levels held by a smaller share are no coordinate: they would tell rows apart one by one. */
const leastShare = 0.05

interface Encoder {
  readonly coordinates: readonly Coordinate[]
  readonly numbers: DistanceModel
}

/**
 * Clusters of rows by their features, whatever their losses: numbers by the normal scores of their ranks, so
 * that units and long tails do not decide, levels as 0 and 1.
 * @param table rows in canonical order
 */
export function clustersOf(table: Table, features: readonly string[], count: number, rng: Rng, checkpoint: () => void): Clusters {
  const encoder = encoderOf(table, features, checkpoint)
  const most = mostFitted(encoder.coordinates.length)
  const fit = table.rows <= most ? table : selectRows(table, Int32Array.from(sampleWithoutReplacement(table.rows, most, rng.fork('rows'))))
  const centres: Centres = kMeans(encode(encoder, fit, 0, fit.rows), count, rng.fork('centres'), checkpoint)
  const of = new Uint8Array(table.rows)
  const means = centres.map(() => new Float64Array(encoder.coordinates.length))
  const overall = new Float64Array(encoder.coordinates.length)
  const sizes = new Uint32Array(centres.length)
  for (let from = 0; from < table.rows; from += block) {
    checkpoint()
    const to = Math.min(table.rows, from + block)
    const columns = encode(encoder, table, from, to)
    const groups = nearest(columns, centres)
    of.set(groups, from)
    for (const group of groups) sizes[group]! += 1
    columns.forEach((values, coordinate) => {
      for (let row = 0; row < values.length; row += 1) {
        means[groups[row]!]![coordinate]! += values[row]!
        overall[coordinate]! += values[row]!
      }
    })
  }
  return { coordinates: encoder.coordinates, of, count: centres.length, means: means.map((sums, group) => sums.map((sum) => sum / sizes[group]!)), overall: overall.map((sum) => sum / table.rows), fitted: fit.rows }
}

function encoderOf(table: Table, features: readonly string[], checkpoint: () => void): Encoder {
  const numbers = features.filter((feature) => findColumn(table, feature)?.kind === 'number')
  const coordinates: Coordinate[] = numbers.map((column) => ({ column, level: null }))
  for (const feature of features) {
    const column = findColumn(table, feature)
    if (column?.kind !== 'category') continue
    checkpoint()
    const counts = new Uint32Array(column.levels.length)
    for (const code of column.codes) if (code >= 0) counts[code]! += 1
    for (const level of column.levels.filter((_, code) => counts[code]! >= leastShare * table.rows).sort(compareText)) coordinates.push({ column: feature, level })
  }
  return { coordinates, numbers: fitDistance(table, numbers, checkpoint) }
}

function encode({ coordinates, numbers }: Encoder, table: Table, from: number, to: number): readonly Float64Array[] {
  const scores = normalScores(numbers, table, from, to)
  return coordinates.map(({ column: name, level }, index) => {
    if (level === null) return scores[index]!
    const column = findColumn(table, name)
    if (column?.kind !== 'category') return new Float64Array(to - from)
    const code = column.levels.indexOf(level)
    return Float64Array.from(column.codes.subarray(from, to), (each) => (each === code ? 1 : 0))
  })
}

const mostWords = 3
/** In standard deviations of the coordinate: less than this does not describe a cluster. */
const leastApart = 0.5

/** What tells a cluster from the other rows, most telling first. */
export function clusterWords({ coordinates, means, overall }: Clusters, cluster: number): string {
  const apart = coordinates.map(({ column, level }, index) => {
    const share = overall[index]!
    const difference = means[cluster]![index]! - share
    return { column, level, difference, size: level === null ? difference : difference / Math.sqrt(Math.max(share * (1 - share), Number.EPSILON)) }
  })
  const telling = apart.filter(({ size, level }) => Math.abs(size) >= leastApart && (level === null || size > 0))
    .sort((a, b) => Math.abs(b.size) - Math.abs(a.size) || compareText(a.column, b.column))
    .filter((each, index, all) => all.findIndex((other) => other.column === each.column) === index)
  if (telling.length === 0) return 'rows near the middle of every feature'
  return telling.slice(0, mostWords).map(({ column, level, difference }) => (level === null ? `${difference > 0 ? 'high' : 'low'} ${column}` : `${column} = ${level}`)).join(', ')
}
