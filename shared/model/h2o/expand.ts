import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import type { MojoHead } from './folder'

/** How columns become the numbers of a network or of XGBoost: one-hot categories first, then numbers. */
export interface Expansion {
  readonly categories: number
  readonly numbers: number
  /** First place per category column, and the end of the last; the last place of a column is for missing values. */
  readonly offsets: Float64Array
  readonly allLevels: boolean
  readonly multiply: Float64Array
  readonly subtract: Float64Array
  /** Numbers in all. */
  readonly width: number
}

/** Reads and checks the layout. */
export function readExpansion({ ini, file, names }: MojoHead): Expansion {
  const categories = ini.count('cats', names.length)
  const numbers = ini.count('nums', names.length)
  const offsets = ini.integers('cat_offsets')
  const [multiply, subtract] = [ini.numbers('norm_mul'), ini.numbers('norm_sub')]
  if (categories + numbers !== names.length) throw malformed(file, `it has ${categories} category and ${numbers} number columns among ${names.length}`)
  if (offsets.length !== categories + 1 && !(categories === 0 && offsets.length === 0)) throw malformed(file, `its ${categories} categories have ${offsets.length} offsets`)
  if (offsets.some((offset, i) => i === 0 ? offset !== 0 : offset <= offsets[i - 1]!)) throw malformed(file, 'its category offsets do not grow')
  if (multiply.length > 0 && (multiply.length < numbers || subtract.length < numbers)) throw malformed(file, 'it standardises numbers by values it does not have')
  const width = (offsets[categories] ?? 0) + numbers
  if (width > limits.inputs) throw tooLarge(file, `${width} expanded columns`)
  return { categories, numbers, offsets, allLevels: ini.flag('use_all_factor_levels'), multiply, subtract, width }
}

/** The place of a category among the expanded columns: its level's, the column's last when missing or too large, −1 for a first level without a place. */
export function hotPlace({ offsets, allLevels }: Expansion, column: number, code: number): number {
  const last = offsets[column + 1]! - 1
  if (Number.isNaN(code)) return last
  const place = allLevels ? code : code === 0 ? -1 : code - 1
  return place < 0 ? -1 : Math.min(place + offsets[column]!, last)
}

/** One row expanded into `out`: a missing number is 0, which is the mean where numbers are standardised. */
export function expandRow(expansion: Expansion, columns: readonly Float64Array[], row: number, out: Float64Array): void {
  const { categories, numbers, offsets, multiply, subtract } = expansion
  out.fill(0)
  for (let i = 0; i < categories; i++) {
    const place = hotPlace(expansion, i, columns[i]![row]!)
    if (place >= 0) out[place] = 1
  }
  const from = offsets[categories] ?? 0
  for (let i = 0; i < numbers; i++) {
    const raw = columns[categories + i]![row]!
    const x = multiply.length > 0 ? (raw - subtract[i]!) * multiply[i]! : raw
    out[from + i] = Number.isNaN(x) ? 0 : x
  }
}
