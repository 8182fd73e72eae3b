import type { AnalysisDataset, Rng } from '../../../contract/analysis'
import type { Table } from '../../../contract/table'
import { permutation } from '../../../stats/shuffle'
import { selectRows } from '../../../table/select-rows'
import { findColumn } from '../../common/datasets'
import { groupScheme } from '../../common/groups'
import type { GroupScheme } from '../../common/groups'
import { distanceLimit, distancesOf, fitDistance } from '../../common/normal-distance'
import type { DistanceModel } from '../../common/normal-distance'
import { codesOf, markCells, pairCells } from './pairs'
import type { PairCells, PairCount } from './pairs'
import { aloneOf, featureDomain, outsideKinds, outsideOf } from './ranges'
import type { FeatureDomain } from './ranges'

/** Development as it limits where the model may be trusted. */
export interface Domain {
  readonly features: readonly FeatureDomain[]
  readonly schemes: readonly GroupScheme[]
  readonly cells: readonly PairCells[]
  readonly distance: { readonly model: DistanceModel; readonly limit: number } | null
  /** Share of development rows that would lie outside if they alone had been left out. */
  readonly benchmark: { readonly rows: number; readonly outside: number }
}

export interface FeatureOutside {
  readonly feature: string
  readonly below: number
  readonly above: number
  readonly unseen: number
  readonly missing: number
  /** Most extreme value beyond the range; null where none lies beyond. */
  readonly extreme: number | null
  readonly levels: readonly string[]
}

/** One dataset against the domain, in rows. */
export interface Outside {
  readonly rows: number
  readonly byFeature: number
  readonly byPair: number
  readonly byDistance: number
  readonly any: number
  readonly features: readonly FeatureOutside[]
  readonly pairs: readonly PairCount[]
  readonly farthest: number | null
}

export interface DomainSettings {
  readonly bands: number
  readonly tail: number
  /** Features put into pairs and distances: the first of the list given. */
  readonly joint: readonly string[]
}

/** Rows the distance is fitted on at most: sampling error is then below what it is used for. */
const fitRows = 50_000

/**
 * The domain of development. The distance is fitted on one random half and its limit taken from the
 * other, so that a new row exceeds it with probability at most `tail`; the benchmark counts the rows of that other half.
 * @param table development in canonical order
 */
export function domainOf(table: Table, features: readonly string[], settings: DomainSettings, rng: Rng, checkpoint: () => void): Domain {
  const domains = features.map((feature) => {
    checkpoint()
    return featureDomain(table, feature)
  }).filter((domain) => domain !== null)
  const schemes = settings.joint.map((feature) => {
    checkpoint()
    return groupScheme(feature, table, [table], { cuts: undefined, bands: settings.bands, maxGroups: 30 })
  }).filter((scheme) => scheme !== null && scheme.labels.length > 1) as GroupScheme[]
  const codes = codesOf(schemes, table, checkpoint)
  const cells = pairCells(schemes, codes, checkpoint)
  const order = permutation(table.rows, rng)
  const fit = Int32Array.from(order.subarray(0, Math.min(fitRows, Math.ceil(table.rows / 2)))).sort()
  const other = Int32Array.from(order.subarray(Math.ceil(table.rows / 2))).sort()
  const numeric = settings.joint.filter((feature) => findColumn(table, feature)?.kind === 'number')
  const alone = new Uint8Array(table.rows)
  for (const domain of domains) aloneOf(findColumn(table, domain.feature), domain)?.forEach((one, row) => (alone[row]! |= one))
  markCells(cells, schemes, codes, 1, alone, checkpoint)
  const distance = numeric.length < 2 ? null : withLimit(table, numeric, fit, other, settings.tail, alone, checkpoint)
  let outside = 0
  for (const row of other) outside += alone[row]!
  return { features: domains, schemes, cells, distance, benchmark: { rows: other.length, outside } }
}

function withLimit(table: Table, numeric: readonly string[], fit: Int32Array, other: Int32Array, tail: number, alone: Uint8Array, checkpoint: () => void): Domain['distance'] {
  const columns: Table = { rows: table.rows, columns: table.columns.filter((column) => numeric.includes(column.name)) }
  const model = fitDistance(selectRows(columns, fit), numeric, checkpoint)
  const distances = distancesOf(model, selectRows(columns, other), checkpoint)
  const limit = distanceLimit(distances, tail)
  if (limit === Infinity) return null
  other.forEach((row, place) => {
    if (distances[place]! > limit) alone[row] = 1
  })
  return { model, limit }
}

/** Which rows of a dataset lie outside, and why. */
export function outsideDomain(domain: Domain, { table }: AnalysisDataset, checkpoint: () => void): Outside {
  const byFeature = new Uint8Array(table.rows)
  const features = domain.features.map((feature): FeatureOutside => {
    checkpoint()
    return featureOutside(table, feature, byFeature)
  })
  const byPair = new Uint8Array(table.rows)
  const pairs = markCells(domain.cells, domain.schemes, codesOf(domain.schemes, table, checkpoint), 0, byPair, checkpoint)
  const distances = domain.distance === null ? null : distancesOf(domain.distance.model, table, checkpoint)
  const count = { byFeature: 0, byPair: 0, byDistance: 0, any: 0 }
  let farthest = 0
  for (let row = 0; row < table.rows; row += 1) {
    const far = distances !== null && distances[row]! > domain.distance!.limit ? 1 : 0
    count.byFeature += byFeature[row]!
    count.byPair += byPair[row]!
    count.byDistance += far
    count.any += byFeature[row]! | byPair[row]! | far
    if (distances !== null && distances[row]! > farthest) farthest = distances[row]!
  }
  return { rows: table.rows, ...count, features, pairs, farthest: distances === null ? null : Math.sqrt(farthest) }
}

function featureOutside(table: Table, domain: FeatureDomain, marked: Uint8Array): FeatureOutside {
  const column = findColumn(table, domain.feature)
  const outside = outsideOf(column, domain)
  const counts = outsideKinds.map(() => 0)
  let extreme = Number.NaN
  const levels = new Map<string, number>()
  outside?.forEach((kind, row) => {
    if (kind === 0) return
    counts[kind]! += 1
    marked[row] = 1
    if (column?.kind === 'number' && kind <= 2) {
      const value = column.values[row]!
      const beyond = (x: number): number => (x < domain.min ? domain.min - x : x - domain.max)
      if (Number.isNaN(extreme) || beyond(value) > beyond(extreme) || (beyond(value) === beyond(extreme) && value > extreme)) extreme = value
    }
    if (column?.kind === 'category' && kind === 3) {
      const level = column.levels[column.codes[row]!]!
      levels.set(level, (levels.get(level) ?? 0) + 1)
    }
  })
  const named = [...levels].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5).map(([level]) => level)
  return { feature: domain.feature, below: counts[1]!, above: counts[2]!, unseen: counts[3]!, missing: counts[4]!, extreme: Number.isFinite(extreme) ? extreme : null, levels: named }
}
