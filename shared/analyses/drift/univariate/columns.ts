import type { AnalysisDataset, AnalysisInput, Rng } from '../../../contract/analysis'
import type { JobContext } from '../../../contract/job'
import type { Column, NumericColumn } from '../../../contract/table'
import { columnsWithRole, datasetKey, findColumn, idPart, labelOf, scoreOf, scoreOrigin } from '../../common/datasets'
import { classOrigin, probabilitiesOf } from '../../common/classes'
import { omit } from '../../common/omit'
import { calendarColumns, calendarNote } from '../../common/windows'
import { weightOf } from '../../common/weights'
import { categorySample, compareCategory, weightedCategorySample } from './category'
import type { CategorySample } from './category'
import { compareNumeric, numericReference, numericSample } from './numeric'
import type { BinShare, Cell, Comparison } from './types'
import { compareWeightedNumeric, weightedEdges, weightedSample } from './weighted-numeric'

export interface ColumnSettings {
  readonly alpha: number
  readonly bins: number
  readonly ksDelta: number
  readonly vDelta: number
  readonly rng: Rng
}

export interface ComparedColumns {
  readonly compared: readonly Cell[]
  readonly columns: readonly string[]
  readonly notTested: readonly string[]
  readonly worst: readonly { readonly column: string; readonly window: string; readonly bins: readonly BinShare[] }[]
}

/** What the score is called among the columns. */
export const scoreName = 'model score'
/** A numeric column with at most this many distinct values is compared value by value. */
const distinctLimit = 10
/** Steps of the exact KS recursion for the whole analysis, about a quarter of a second. */
const exactBudget = 5e7

/** Compares column by column, so that only one column's sorted values are held at a time. */
export function compareColumns(input: AnalysisInput, reference: AnalysisDataset, windows: readonly AnalysisDataset[], settings: ColumnSettings, job: JobContext): ComparedColumns {
  const held = columnsWithRole(input, 'feature', 'segment', 'protected')
  job.checkpoint()
  const calendar = calendarColumns(windows, held)
  const names = held.filter((name) => !calendar.has(name))
  // A column of the file may bear the name; it is compared as such.
  const scores = new Map([...scoreColumns(input)].filter(([name]) => !names.includes(name)))
  const exactLimit = exactBudget / Math.max(1, (names.length + scores.size) * windows.length)
  const compared: Cell[] = []
  const columns: string[] = []
  const notTested: string[] = [...calendarNote(calendar), ...(scores.size > 0 ? [] : [`${scoreName}: a model of several classes without probabilities has no score; its classes are followed in drift of predictions.`])]
  const worst: { column: string; window: string; bins: readonly BinShare[] }[] = []
  for (const [index, name] of [...names, ...scores.keys()].entries()) {
    job.progress({ phase: 'Comparing columns', done: index, total: names.length + scores.size, unit: 'columns' })
    const take = scores.get(name) ?? ((dataset: AnalysisDataset): Column | undefined => findColumn(dataset.table, name))
    const outcome = compareColumn(name, reference, windows, take, { ...settings, exactLimit }, job)
    notTested.push(...outcome.notTested)
    if (outcome.cells.length === 0) continue
    columns.push(name)
    const cells = outcome.cells.map(({ window, comparison }): Cell => place(input, name, window, comparison, settings))
    compared.push(...cells)
    const largest = cells.reduce((most, cell) => ((cell.effect ?? 0) > (most.effect ?? 0) ? cell : most))
    worst.push({ column: name, window: largest.label, bins: outcome.cells[cells.indexOf(largest)]!.comparison.bins })
  }
  return { compared, columns, notTested, worst }
}

/** True for what `scoreColumns` adds to the columns of the file. */
export const isScore = (column: string): boolean => column === scoreName || column.startsWith(`${scoreName} of `)

type TakeColumn = (dataset: AnalysisDataset) => Column | undefined

/** The score as a column by its name, of several classes one for each probability; scores of the artifact and recorded predictions are not mixed. */
function scoreColumns(input: AnalysisInput): ReadonlyMap<string, TakeColumn> {
  const column = (values: Float64Array | null | undefined, origin: string): Column | undefined => (values === null || values === undefined ? undefined : { name: `${scoreName}, ${origin}`, kind: 'number', type: 'decimal', values, missing: null })
  if (input.task !== 'multiclass') return new Map([[scoreName, (dataset) => column(scoreOf(dataset), scoreOrigin(dataset))]])
  if (input.datasets.every((dataset) => probabilitiesOf(dataset) === null)) return new Map()
  return new Map(input.classes.map((label, index): [string, TakeColumn] => [`${scoreName} of ${label}`, (dataset) => column(probabilitiesOf(dataset)?.[index], classOrigin(dataset))]))
}

function place(input: AnalysisInput, column: string, window: AnalysisDataset, comparison: Comparison, settings: ColumnSettings): Cell {
  const key = datasetKey(input, window)
  return {
    ...omit(comparison, 'bins'), column, window: key, label: labelOf(window), key: `${idPart(column)}/${key}`,
    delta: comparison.measure === 'KS' ? settings.ksDelta : settings.vDelta,
    pAdjusted: null, pBh: null, missingPAdjusted: null, newLevelPAdjusted: null, verdict: 'described',
  }
}

interface ColumnOutcome {
  readonly cells: readonly { readonly window: AnalysisDataset; readonly comparison: Comparison }[]
  readonly notTested: readonly string[]
}

function compareColumn(name: string, reference: AnalysisDataset, windows: readonly AnalysisDataset[], take: (dataset: AnalysisDataset) => Column | undefined, settings: ColumnSettings & { readonly exactLimit: number }, job: JobContext): ColumnOutcome {
  const basis = take(reference)
  if (basis === undefined) return { cells: [], notTested: [`${name}: ${isScore(name) ? 'the reference has no scores' : 'the reference does not have the column'}.`] }
  if (basis.kind === 'text') return { cells: [], notTested: [`${name}: free text is not compared.`] }
  if (isIdentifier(basis)) return { cells: [], notTested: [`${name}: nearly every value is another one, as in an identifier; distributions of such values cannot be compared.`] }
  const notTested: string[] = []
  const usable = windows.flatMap((window) => {
    const column = asKind(take(window), basis)
    if (column === undefined) notTested.push(`${name}, ${labelOf(window)}: ${isScore(name) ? 'there are no scores' : 'the column is absent'}.`)
    else if (column.kind !== basis.kind) notTested.push(`${name}, ${labelOf(window)}: the column is ${column.kind} here and ${basis.kind} in the reference.`)
    else if (basis.name.startsWith(scoreName) && column.name !== basis.name) notTested.push(`${name}, ${labelOf(window)}: it has ${column.name.slice(scoreName.length + 2)}, the reference has ${basis.name.slice(scoreName.length + 2)}.`)
    else return [{ window, column }]
    return []
  })
  const numeric = basis.kind === 'number' && basis.type !== 'boolean' && manyValues([basis, ...usable.map(({ column }) => column)])
  job.checkpoint()
  const cells = numeric
    ? againstNumbers(basis, reference, usable, settings, job)
    : againstLevels(basis, reference, usable, settings, job)
  const empty = cells.filter(({ comparison }) => comparison.n === 0 || comparison.nReference === 0)
  notTested.push(...empty.map(({ window }) => `${name}, ${labelOf(window)}: no value is present on one side; only missing cells are compared.`))
  return { cells, notTested }
}

/** Levels that hardly ever come twice: two samples of them share nothing, whatever happened to the world. */
function isIdentifier(column: Column): boolean {
  return column.kind === 'category' && column.codes.length >= 100 && column.levels.length > 0.9 * column.codes.length
}

/** A column without a single value has no kind of its own: it takes that of the reference. */
function asKind(column: Column | undefined, basis: Column): Column | undefined {
  if (column === undefined || column.kind === basis.kind || column.missing?.every((kind) => kind !== 0) !== true) return column
  const { name, missing } = column
  if (basis.kind === 'number') return { name, missing, kind: 'number', type: basis.type, values: new Float64Array(missing.length).fill(Number.NaN) }
  return basis.kind === 'category' ? { name, missing, kind: 'category', levels: [], codes: new Int32Array(missing.length).fill(-1) } : column
}

type Usable = readonly { readonly window: AnalysisDataset; readonly column: Column }[]

function againstNumbers(basis: Column, dataset: AnalysisDataset, usable: Usable, settings: ColumnSettings & { readonly exactLimit: number }, job: JobContext): ColumnOutcome['cells'] {
  if (basis.kind !== 'number') return []
  const checkpoint = (): void => job.checkpoint()
  if ([dataset, ...usable.map(({ window }) => window)].some((each) => weightOf(each) !== null)) return againstWeighted(basis, dataset, usable, settings, checkpoint)
  const reference = numericReference(basis.values, settings.bins, checkpoint)
  return usable.map(({ window, column }) => {
    checkpoint()
    const current = numericSample(column.kind === 'number' ? column.values : new Float64Array(0), checkpoint)
    return { window, comparison: compareNumeric(reference, current, { ...settings, type: basis.type, rng: settings.rng.fork(`${basis.name}/${window.id}`) }, checkpoint) }
  })
}

function againstWeighted(basis: NumericColumn, dataset: AnalysisDataset, usable: Usable, settings: ColumnSettings & { readonly exactLimit: number }, checkpoint: () => void): ColumnOutcome['cells'] {
  const reference = weightedSample(basis.values, weightOf(dataset), checkpoint)
  const edges = weightedEdges(reference, settings.bins)
  return usable.map(({ window, column }) => {
    checkpoint()
    return { window, comparison: compareWeightedNumeric(reference, edges, weightedSample(column.kind === 'number' ? column.values : new Float64Array(0), weightOf(window), checkpoint), { alpha: settings.alpha, type: basis.type }, checkpoint) }
  })
}

function levelsOf(column: Column, dataset: AnalysisDataset, checkpoint: () => void): CategorySample {
  const weight = weightOf(dataset)
  return weight === null ? categorySample(column, dataset.table.rows) : weightedCategorySample(column, dataset.table.rows, weight, checkpoint)
}

function againstLevels(basis: Column, dataset: AnalysisDataset, usable: Usable, settings: ColumnSettings, job: JobContext): ColumnOutcome['cells'] {
  const checkpoint = (): void => job.checkpoint()
  const reference = levelsOf(basis, dataset, checkpoint)
  return usable.map(({ window, column }) => {
    checkpoint()
    return { window, comparison: compareCategory(reference, levelsOf(column, window, checkpoint), settings.alpha, settings.rng.fork(`${basis.name}/${window.id}`)) }
  })
}

/** Whether the columns together hold more than ten distinct values; stops looking as soon as they do. */
function manyValues(columns: readonly Column[]): boolean {
  const seen = new Set<number>()
  for (const column of columns) {
    if (column.kind !== 'number') continue
    for (const value of column.values) {
      if (Number.isNaN(value)) continue
      seen.add(value)
      if (seen.size > distinctLimit) return true
    }
  }
  return false
}
