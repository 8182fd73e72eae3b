import type { Column, Table } from '../../../contract/table'
import { quantileSorted } from '../../../stats/sort'
import { compareText, findColumn } from '../../common/datasets'
import { formatNumber } from '../../common/format'
import { meanAbsolute } from './mean-absolute'
import type { Contributions, Global, Shape, Swarm } from './types'

/** Ranks of the values of a numeric column in 0..1 (ties share their mean), NaN where missing; null for others. */
function valueRanks(column: Column | undefined): Float64Array | null {
  if (column?.kind !== 'number') return null
  const { values } = column
  const places = Uint32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!)).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length).fill(Number.NaN)
  for (let from = 0; from < places.length;) {
    let to = from
    while (to < places.length && values[places[to]!] === values[places[from]!]) to += 1
    for (let place = from; place < to; place += 1) ranks[places[place]!] = places.length < 2 ? 0.5 : (from + to - 1) / 2 / (places.length - 1)
    from = to
  }
  return ranks
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  let n = 0
  let meanA = 0
  let meanB = 0
  a.forEach((value, row) => {
    if (Number.isNaN(value)) return
    n += 1
    meanA += value
    meanB += b[row]!
  })
  meanA /= n
  meanB /= n
  let aa = 0
  let bb = 0
  let ab = 0
  a.forEach((value, row) => {
    if (Number.isNaN(value)) return
    aa += (value - meanA) ** 2
    bb += (b[row]! - meanB) ** 2
    ab += (value - meanA) * (b[row]! - meanB)
  })
  return n > 2 && aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : null
}

/** Mean |φ| per feature with its interval, largest first. */
export function globalOf({ columns }: Contributions, table: Table): readonly Global[] {
  return columns.map((column): Global => {
    const { feature, values, errors } = column
    const { estimate, low, high } = meanAbsolute(column)
    const ranks = valueRanks(findColumn(table, feature))
    const own: Column = { name: feature, kind: 'number', type: 'decimal', values, missing: null }
    const direction = ranks === null ? null : correlation(ranks, valueRanks(own)!)
    return {
      feature, value: estimate, low: Number.isNaN(low) ? estimate : Math.max(0, low), high: Number.isNaN(high) ? estimate : high, direction, shuffleError: errors === null ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length,
      least: values.reduce((least, value) => Math.min(least, value), Infinity), most: values.reduce((most, value) => Math.max(most, value), -Infinity),
    }
  }).sort((a, b) => b.value - a.value || compareText(a.feature, b.feature))
}

const swarmBins = 60
const swarmFeatures = 20

/** The rows of the strongest features gathered in equal bins of the contribution: edges, then one swarm per feature. */
export function swarmsOf(contributions: Contributions, table: Table, global: readonly Global[]): { readonly edges: readonly number[]; readonly swarms: readonly Swarm[] } {
  const shown = global.slice(0, swarmFeatures).filter((one) => one.value > 0)
  const least = Math.min(...shown.map((one) => one.least))
  const most = Math.max(...shown.map((one) => one.most))
  if (shown.length === 0 || !(most > least)) return { edges: [], swarms: [] }
  const width = (most - least) / swarmBins
  const swarms = shown.map(({ feature }): Swarm => {
    const values = contributions.columns.find((column) => column.feature === feature)!.values
    const ranks = valueRanks(findColumn(table, feature))
    const counts = new Array<number>(swarmBins).fill(0)
    const known = new Float64Array(swarmBins)
    const sums = new Float64Array(swarmBins)
    values.forEach((value, row) => {
      const bin = Math.min(swarmBins - 1, Math.floor((value - least) / width))
      counts[bin]! += 1
      const rank = ranks === null ? 0.5 : ranks[row]!
      if (Number.isNaN(rank)) return
      known[bin]! += 1
      sums[bin]! += rank
    })
    return { feature, counts, ranks: counts.map((count, bin) => (count === 0 ? null : known[bin] === 0 ? 0.5 : sums[bin]! / known[bin]!)) }
  })
  return { edges: Array.from({ length: swarmBins + 1 }, (_, bin) => least + bin * width), swarms }
}

/** Contribution along the values of a feature: up to 20 quantile bins of a number, each level of a category. */
export function shapeOf(contributions: Contributions, table: Table, feature: string): Shape | null {
  const column = findColumn(table, feature)
  const values = contributions.columns.find((one) => one.feature === feature)?.values
  if (column === undefined || values === undefined || column.kind === 'text') return null
  const groups = column.kind === 'number' ? numberGroups(column.values) : levelGroups(column)
  const missing = Array.from(values.keys()).filter((row) => (column.kind === 'number' ? Number.isNaN(column.values[row]!) : column.codes[row]! < 0))
  const all = missing.length === 0 ? groups : [...groups, { label: 'Missing', x: null, rows: missing }]
  return {
    feature, numeric: column.kind === 'number',
    points: all.map(({ label, x, rows }) => {
      const own = Float64Array.from(rows, (row) => values[row]!).sort()
      return { label, x, n: own.length, mean: own.reduce((sum, value) => sum + value, 0) / own.length, low: quantileSorted(own, 0.05), high: quantileSorted(own, 0.95) }
    }),
  }
}

interface Group {
  readonly label: string
  readonly x: number | null
  readonly rows: readonly number[]
}

function numberGroups(values: Float64Array): readonly Group[] {
  const rows = Array.from(values.keys()).filter((row) => Number.isFinite(values[row]!)).sort((a, b) => values[a]! - values[b]!)
  const groups: Group[] = []
  const size = Math.max(1, Math.ceil(rows.length / 20))
  for (let from = 0; from < rows.length;) {
    let to = Math.min(rows.length, from + size)
    // Equal values stay together.
    while (to < rows.length && values[rows[to]!] === values[rows[to - 1]!]) to += 1
    const own = rows.slice(from, to)
    const x = values[own[Math.floor((own.length - 1) / 2)]!]!
    groups.push({ label: formatNumber(x), x, rows: own })
    from = to
  }
  return groups
}

function levelGroups(column: Extract<Column, { kind: 'category' }>): readonly Group[] {
  const rows = new Map<string, number[]>()
  column.codes.forEach((code, row) => {
    if (code < 0) return
    const level = column.levels[code]!
    const own = rows.get(level)
    if (own === undefined) rows.set(level, [row])
    else own.push(row)
  })
  const kept = [...rows].sort((a, b) => b[1].length - a[1].length || compareText(a[0], b[0])).slice(0, 20)
  return kept.map(([label, own]) => ({ label, x: null, rows: own })).sort((a, b) => compareText(a.label, b.label))
}
