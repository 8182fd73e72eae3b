import type { Rng } from '../../../contract/analysis'
import type { Column, Table } from '../../../contract/table'
import { permutation } from '../../../stats/shuffle'
import { concatTables } from '../../../table/concat-tables'
import { selectColumn } from '../../../table/select-rows'
import type { Contributions, Space } from './types'

export interface SamplingSetup {
  readonly table: Table
  /** Rows that stand for "not known": one draw per row. */
  readonly background: Table
  readonly features: readonly string[]
  readonly score: (table: Table) => Promise<Float64Array>
  /** Binary scores are explained in log odds where all of them lie strictly between 0 and 1. */
  readonly logOdds: boolean
  readonly rng: Rng
  readonly checkpoint: () => void
  readonly progress: (done: number, total: number) => void
}

/** Groups of draws that are held at most, and the numbers that they may hold together (160 MB) as long as six are left. */
const mostGroups = 24
const fewestGroups = 6
const mostHeld = 2e7

/**
 * Shapley values by permutation sampling (Castro et al. 2009; Štrumbelj and Kononenko 2014) with
 * antithetic pairs: for each background row one random order of the features and its reverse; along
 * it the row's values replace the background's one by one, and each feature is credited with the
 * change. Every row meets the same background rows and orders, so the contributions of a row add up to
 * f(x) minus the mean of f over the background exactly when the score depends on these features alone.
 */
export async function samplingShapley(setup: SamplingSetup): Promise<Contributions> {
  const { table, background, features, score, rng } = setup
  const n = table.rows
  const names = features
  const both = concatTables([table, background])
  const raw = await score(both)
  const space: Space = setup.logOdds && raw.every((value) => value > 0 && value < 1) ? 'logit' : 'identity'
  const shown = (value: number): number => (space === 'logit' ? Math.log(value) - Math.log1p(-value) : value)
  const top = Float64Array.from(raw.subarray(0, n), shown)
  const base = raw.subarray(n).reduce((sum, value) => sum + shown(value), 0) / background.rows
  const draws = background.rows
  const size = Math.min(draws, Math.max(fewestGroups, Math.min(mostGroups, Math.floor(mostHeld / (n * Math.max(1, names.length))))))
  const groups = names.map(() => Array.from({ length: size }, (_, group) => ({ draws: Math.ceil((draws - group) / size), sums: new Float64Array(n) })))
  const squares = names.map(() => new Float64Array(n))
  const place = new Int32Array(names.length)
  for (let draw = 0; draw < draws; draw += 1) {
    setup.checkpoint()
    setup.progress(draw, draws)
    const order = permutation(names.length, rng.fork(`order ${String(draw)}`))
    const pair = names.map(() => new Float64Array(n))
    for (const reversed of [false, true]) {
      order.forEach((feature, step) => (place[feature] = reversed ? names.length - 1 - step : step))
      const outputs = (await score(mixtures(both, names, place, n, n + draw))).map(shown)
      names.forEach((_, feature) => {
        const step = place[feature]!
        for (let row = 0; row < n; row += 1) {
          const after = step === names.length - 1 ? top[row]! : outputs[(step + 1) * n + row]!
          pair[feature]![row]! += (after - outputs[step * n + row]!) / 2
        }
      })
    }
    pair.forEach((values, feature) => {
      const { sums } = groups[feature]![draw % size]!
      values.forEach((value, row) => {
        sums[row]! += value
        squares[feature]![row]! += value * value
      })
    })
  }
  return {
    method: 'sampling', space, base, output: top,
    columns: names.map((feature, index) => {
      const values = new Float64Array(n)
      for (const { sums } of groups[index]!) sums.forEach((sum, row) => { values[row]! += sum / draws })
      const errors = values.map((mean, row) => (draws < 2 ? 0 : Math.sqrt(Math.max(0, squares[index]![row]! / draws - mean * mean) / (draws - 1))))
      return { feature, values, errors, groups: groups[index]! }
    }),
  }
}

/**
 * Block s of rows holds, for every explained row, its own values in the features whose place is below
 * s and those of one background row in the others; columns that are no feature keep the row's values.
 */
function mixtures(both: Table, names: readonly string[], place: Int32Array, n: number, other: number): Table {
  const steps = names.length
  const own = Int32Array.from({ length: steps * n }, (_, at) => at % n)
  const columns = both.columns.map((column): Column => {
    const feature = names.indexOf(column.name)
    if (feature < 0) return selectColumn(column, own)
    const from = (place[feature]! + 1) * n
    return selectColumn(column, own.map((row, at) => (at < from ? other : row)))
  })
  return { rows: steps * n, columns }
}
