import type { AnalysisDataset } from '../../../contract/analysis'
import type { JobContext } from '../../../contract/job'
import type { CategoryColumn, Column, ColumnProfile } from '../../../contract/table'
import { argsort } from '../../common/argsort'
import { beyondRangeP, newLevelsP } from './chance'
import { columnFlags, hasLeadingZeros, kindCode, looksLikeExcelDate, profileTable, textAt } from '../../../table'

/** What the reference says a column may hold. */
export interface Domain {
  readonly column: string
  /** Null for a column that is not ordered, or holds no number. */
  readonly range: { readonly min: number; readonly max: number; readonly low: number; readonly high: number } | null
  /** Rows of each level; null for numbers and free text. */
  readonly levels: ReadonlyMap<string, number> | null
  /** Present cells: finite numbers, or rows with a level. */
  readonly present: number
}

/** Counts of one column in one dataset. */
export interface ColumnQuality {
  readonly column: string
  readonly rows: number
  readonly missing: number
  readonly rejected: number
  /** Present cells beyond the smallest and largest of the reference, or levels it does not have. */
  readonly outside: number
  /** Probability of as many or more where nothing changed, an upper bound for levels; 1 without any. */
  readonly outsideP: number
  /** Present numbers beyond three interquartile ranges from the reference's quartiles. */
  readonly outliers: number
  /** Cells that look like numbers a spreadsheet turned into dates. */
  readonly excelDates: number
  /** Cells in a spreadsheet's short E-notation, as 1.23E+11. */
  readonly eNotation: number
  readonly leadingZeros: boolean
  readonly numeric: boolean
  readonly constant: boolean
  readonly nearConstant: boolean
  readonly personal: boolean
}

const shortExponent = /^\s*-?\d(?:[.,]\d{1,5})?E\+\d{2,3}\s*$/

/** Range, far fences (quartiles ∓ 3 interquartile ranges) and levels of each column of the reference. Missing cells and ±∞ are left out. */
export function domainsOf(reference: AnalysisDataset, names: readonly string[], job: JobContext): ReadonlyMap<string, Domain> {
  const domains = new Map<string, Domain>()
  for (const column of reference.table.columns) {
    if (!names.includes(column.name)) continue
    job.checkpoint()
    if (column.kind === 'number') {
      const { values } = column
      const rows = argsort(Uint32Array.from(values.keys()).filter((row) => Number.isFinite(values[row])), values, null, () => job.checkpoint())
      const sorted = Float64Array.from(rows, (row) => values[row]!)
      const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!
      const spread = sorted.length === 0 ? 0 : at(0.75) - at(0.25)
      domains.set(column.name, { column: column.name, levels: null, present: sorted.length, range: sorted.length === 0 ? null : { min: sorted[0]!, max: sorted.at(-1)!, low: at(0.25) - 3 * spread, high: at(0.75) + 3 * spread } })
    } else if (column.kind === 'category') {
      const used = countsOf(column)
      domains.set(column.name, { column: column.name, range: null, levels: used, present: [...used.values()].reduce((sum, count) => sum + count, 0) })
    } else domains.set(column.name, { column: column.name, range: null, levels: null, present: 0 })
  }
  return domains
}

/** Rows of each level that occurs. */
function countsOf({ codes, levels }: CategoryColumn): ReadonlyMap<string, number> {
  const counts = new Float64Array(levels.length)
  for (const code of codes) if (code >= 0) counts[code]!++
  return new Map([...counts].flatMap((count, code) => (count > 0 ? [[levels[code]!, count] as const] : [])))
}

/** The quality of every named column of a dataset, counted over all its rows. */
export function columnQualities(dataset: AnalysisDataset, names: readonly string[], domains: ReadonlyMap<string, Domain>, job: JobContext): readonly ColumnQuality[] {
  const { table } = dataset
  return table.columns.filter(({ name }) => names.includes(name)).map((column) => {
    job.checkpoint()
    const [profile] = profileTable({ rows: table.rows, columns: [column] }, job)
    job.checkpoint()
    return quality(column, profile!, domains.get(column.name), job)
  })
}

function quality(column: Column, profile: ColumnProfile, domain: Domain | undefined, job: JobContext): ColumnQuality {
  let [outside, outliers, excelDates, eNotation, rejected] = [0, 0, 0, 0, 0]
  let leadingZeros = false
  let outsideP = 1
  if (column.missing !== null) for (const kind of column.missing) if (kind === kindCode.rejected) rejected++
  const look = (text: string, times: number): void => {
    if (looksLikeExcelDate(text)) excelDates += times
    if (shortExponent.test(text)) eNotation += times
    leadingZeros ||= hasLeadingZeros(text) && /^\s*\d+\s*$/.test(text)
  }
  if (column.kind === 'number') {
    const range = domain?.range ?? null
    // A spread of nothing makes every other value an outlier, which says nothing.
    const fenced = range !== null && range.high > range.low
    let present = 0
    for (const value of column.values) {
      if (range === null || !Number.isFinite(value)) continue
      present++
      if (value < range.min || value > range.max) outside++
      if (fenced && (value < range.low || value > range.high)) outliers++
    }
    if (domain !== undefined) outsideP = beyondRangeP(outside, present, domain.present)
  } else if (column.kind === 'category') {
    const counts = countsOf(column)
    const known = domain?.levels ?? null
    let present = 0
    for (const [level, count] of counts) {
      look(level, count)
      present += count
      if (known !== null && !known.has(level)) outside += count
    }
    if (known !== null && outside > 0) outsideP = newLevelsP(outside, [...new Set([...counts.keys(), ...known.keys()])].map((level) => (counts.get(level) ?? 0) + (known.get(level) ?? 0)), present, domain!.present)
  } else for (let row = 0; row < profile.rows; row++) {
    if (row % 4096 === 0) job.checkpoint()
    if (column.missing === null || column.missing[row] === 0) look(textAt(column, row), 1)
  }
  const { flags } = profile
  return {
    column: column.name, rows: profile.rows, missing: profile.missingTotal, rejected, outside, outsideP, outliers, excelDates, eNotation, leadingZeros, numeric: column.kind === 'number',
    constant: flags.includes(columnFlags.constant), nearConstant: flags.includes(columnFlags.nearConstant), personal: flags.includes(columnFlags.personal),
  }
}
