import type { AnalysisContext, Decision } from '../../../contract/analysis'
import type { Column, NumericColumn, Table } from '../../../contract/table'
import { quantileSorted, sortedFinite } from '../../../stats/sort'
import { concatTables } from '../../../table/concat-tables'
import { selectColumn } from '../../../table/select-rows'
import { compareText, findColumn } from '../../common/datasets'

/** What may be put in place of a feature's value: values observed in the reference. */
export interface Choices {
  readonly feature: string
  readonly kind: 'number' | 'category'
  /** Row of the reference that holds each value, in rising order (numbers) or code-point order (levels). */
  readonly sources: Int32Array
  /** The numbers; empty for categories. */
  readonly numbers: Float64Array
  readonly texts: readonly string[]
  /** Unit of the cost of a number: interquartile range over 1.349, else the standard deviation's stand-in. */
  readonly unit: number
}

/** One change of one feature. */
export interface Change {
  readonly feature: number
  readonly choice: number
}

export interface Counterfactual {
  readonly changes: readonly Change[]
  readonly cost: number
  readonly score: number
}

/** Cost of another level, or of a value where none was. */
const levelCost = 1
/** Combinations kept per row from one depth to the next. */
const beam = 6

/** Values tried for one row one at a time, over all features; and features that may come as a second change. */
const mostSingle = 3000
const mostFurther = 30

/** Quantiles of a number that are tried: as asked, fewer with more than a hundred features. */
export function affordableGrid(grid: number, features: number): number {
  return Math.min(grid, Math.max(5, Math.floor(mostSingle / Math.max(1, features))))
}

/** What is not tried with many features, in words; nothing where all is. */
export function searchNotes(grid: number, choices: readonly Choices[], mostChanges: number): readonly string[] {
  const affordable = affordableGrid(grid, choices.length)
  return [
    ...(affordable < grid ? [`With ${String(choices.length)} features, ${String(affordable)} observed quantiles of a number were tried instead of ${String(grid)}.`] : []),
    ...(choices.length > mostFurther && mostChanges > 1 ? [`Further changes beside a first one: the ${String(mostFurther)} features that moved the scores most by themselves; others were not tried in combinations.`] : []),
  ]
}

/** Observed values of each feature that may change: up to `grid` quantiles of a number, all levels (the most frequent 50) of a category. */
export function choicesOf(reference: Table, features: readonly string[], asked: number, checkpoint: () => void = () => undefined): readonly Choices[] {
  const grid = affordableGrid(asked, features.length)
  return features.flatMap((feature): readonly Choices[] => {
    const column = findColumn(reference, feature)
    if (column === undefined || column.kind === 'text') return []
    return column.kind === 'number' ? numberChoices(feature, column, grid, checkpoint) : levelChoices(feature, column)
  })
}

function numberChoices(feature: string, column: NumericColumn, grid: number, checkpoint: () => void): readonly Choices[] {
  const sorted = sortedFinite(column.values, checkpoint)
  checkpoint()
  if (sorted.length === 0) return []
  const wanted = new Set<number>()
  // Nearest rank: every choice is a value that somebody has.
  for (let k = 0; k < grid; k += 1) wanted.add(sorted[Math.round((k / (grid - 1)) * (sorted.length - 1))]!)
  const numbers = Float64Array.from(wanted).sort()
  const place = new Map(Array.from(numbers, (value, index) => [value, index]))
  const sources = new Int32Array(numbers.length)
  for (let row = column.values.length - 1; row >= 0; row -= 1) {
    const index = place.get(column.values[row]! + 0)
    if (index !== undefined) sources[index] = row
  }
  const spread = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.349
  const whole = (sorted.at(-1)! - sorted[0]!) / 4
  return numbers.length < 2 ? [] : [{ feature, kind: 'number', sources, numbers, texts: [], unit: Math.min(Number.MAX_VALUE, spread > 0 ? spread : whole) }]
}

function levelChoices(feature: string, column: Extract<Column, { kind: 'category' }>): readonly Choices[] {
  const first = new Int32Array(column.levels.length).fill(-1)
  const counts = new Float64Array(column.levels.length)
  column.codes.forEach((code, row) => {
    if (code < 0) return
    counts[code]! += 1
    if (first[code]! < 0) first[code] = row
  })
  const levels = column.levels.map((text, code) => ({ text, code })).filter(({ code }) => counts[code]! > 0)
    .sort((a, b) => counts[b.code]! - counts[a.code]! || compareText(a.text, b.text)).slice(0, 50).sort((a, b) => compareText(a.text, b.text))
  return levels.length < 2 ? [] : [{ feature, kind: 'category', sources: Int32Array.from(levels, ({ code }) => first[code]!), numbers: new Float64Array(0), texts: levels.map(({ text }) => text), unit: 1 }]
}

export interface SearchSetup {
  /** Rows to be helped, all on the unfavourable side. */
  readonly table: Table
  readonly score: Float64Array
  readonly reference: Table
  readonly choices: readonly Choices[]
  readonly threshold: number
  readonly favourable: Decision['favourable']
  readonly mostChanges: number
  /** Changes dearer than this are not tried; absent: no bound. */
  readonly mostCost?: number
  readonly scoreRows: (table: Table) => Promise<Float64Array>
  readonly context: AnalysisContext
}

export interface SearchResult {
  /** Cheapest combination found per row; null where none was found. */
  readonly found: readonly (Counterfactual | null)[]
  /** Score with one feature changed: [row][feature][choice]. */
  readonly single: readonly (readonly Float64Array[])[]
  /** Combinations scored. */
  readonly tried: number
}

/** True when a score lies on the favourable side (a score equal to the threshold counts as above). */
export function isFavourable(score: number, threshold: number, favourable: Decision['favourable']): boolean {
  return favourable === 'above' ? score >= threshold : score < threshold
}

/** Cost of putting a choice in place of a row's value: distance in units of the spread; 1 for a level, and for a value that is missing or infinite. */
export function costOf(choices: Choices, choice: number, column: Column, row: number): number {
  if (choices.kind === 'category' || column.kind !== 'number') return levelCost
  const value = column.values[row]!
  if (!Number.isFinite(value)) return levelCost
  const distance = Math.abs(choices.numbers[choice]! - value)
  return Number.isFinite(distance) ? distance / choices.unit : Math.abs(choices.numbers[choice]! / choices.unit - value / choices.unit)
}

interface Candidate {
  readonly row: number
  readonly changes: readonly Change[]
  readonly cost: number
}

/**
 * Every single change of every row is scored; then the most promising (nearest the threshold per unit of
 * cost) are combined with every further change, up to `mostChanges`, as long as they stay cheaper than
 * what was found. Exhaustive for one change, a beam search beyond.
 */
export async function searchCounterfactuals(setup: SearchSetup): Promise<SearchResult> {
  const { table, choices, threshold, favourable, context } = setup
  const shared = (own: Table, other: Table): Table => ({ rows: own.rows, columns: own.columns.filter((column) => findColumn(other, column.name) !== undefined) })
  const both = concatTables([shared(table, setup.reference), shared(setup.reference, table)])
  const columns = choices.map(({ feature }) => findColumn(table, feature)!)
  const found = new Array<Counterfactual | null>(table.rows).fill(null)
  const single = Array.from({ length: table.rows }, () => choices.map((choice) => new Float64Array(choice.sources.length).fill(Number.NaN)))
  let tried = 0
  let start: readonly Candidate[] = Array.from({ length: table.rows }, (_, row) => ({ row, changes: [], cost: 0 }))
  let further: ReadonlySet<number> = new Set(choices.keys())
  for (let depth = 1; depth <= setup.mostChanges && start.length > 0; depth += 1) {
    const candidates: Candidate[] = []
    for (const from of start) {
      context.checkpoint()
      for (const each of extend(from, choices, columns, found[from.row] ?? null, setup.mostCost ?? Infinity, further)) candidates.push(each)
    }
    context.progress({ phase: 'Searching counterfactuals', done: depth - 1, total: setup.mostChanges, unit: 'changes' })
    const scores = await scoreCandidates(both, table.rows, candidates, setup)
    tried += candidates.length
    const open = new Map<number, { readonly candidate: Candidate; readonly promise: number }[]>()
    candidates.forEach((candidate, index) => {
      const score = scores[index]!
      if (depth === 1) single[candidate.row]![candidate.changes[0]!.feature]![candidate.changes[0]!.choice] = score
      if (Number.isNaN(score)) return
      const best = found[candidate.row] ?? null
      if (isFavourable(score, threshold, favourable)) {
        if (best === null || candidate.cost < best.cost) found[candidate.row] = { changes: candidate.changes, cost: candidate.cost, score }
        return
      }
      const gain = favourable === 'above' ? score - setup.score[candidate.row]! : setup.score[candidate.row]! - score
      if (!(gain > 0)) return
      const list = open.get(candidate.row)
      const entry = { candidate, promise: gain / (0.25 + candidate.cost) }
      if (list === undefined) open.set(candidate.row, [entry])
      else list.push(entry)
    })
    if (depth === 1) further = movers(single, setup.score, choices.length)
    start = [...open].sort((a, b) => a[0] - b[0]).flatMap(([row, list]) => list
      .filter(({ candidate }) => candidate.cost < (found[row]?.cost ?? Infinity))
      .sort((a, b) => b.promise - a.promise || a.candidate.cost - b.candidate.cost).slice(0, beam).map(({ candidate }) => candidate))
  }
  return { found, single, tried }
}

/** The features whose best single change moved the scores most, on average over the rows, either way. */
function movers(single: readonly (readonly Float64Array[])[], score: Float64Array, features: number): ReadonlySet<number> {
  const moved = Array.from({ length: features }, (_, feature) => single.reduce((total, of, row) => total + of[feature]!.reduce((most, after) => (Number.isNaN(after) ? most : Math.max(most, Math.abs(after - score[row]!))), 0), 0))
  return new Set([...moved.keys()].sort((a, b) => moved[b]! - moved[a]! || a - b).slice(0, mostFurther))
}

/** A combination with one more feature changed to every other value, none dearer than what is known. */
function extend(from: Candidate, choices: readonly Choices[], columns: readonly Column[], best: Counterfactual | null, mostCost: number, allowed: ReadonlySet<number>): readonly Candidate[] {
  return choices.flatMap((choice, feature): readonly Candidate[] => {
    if (!allowed.has(feature) || from.changes.some((change) => change.feature === feature)) return []
    return Array.from(choice.sources.keys()).flatMap((index): readonly Candidate[] => {
      const added = costOf(choice, index, columns[feature]!, from.row)
      const cost = from.cost + added
      if (added === 0 || cost > mostCost || isSame(choice, index, columns[feature]!, from.row) || (best !== null && cost >= best.cost)) return []
      return [{ row: from.row, changes: [...from.changes, { feature, choice: index }], cost }]
    })
  })
}

function isSame(choice: Choices, index: number, column: Column, row: number): boolean {
  return choice.kind === 'category' && column.kind === 'category' && column.levels[column.codes[row]!] === choice.texts[index]
}

/** Cells of changed rows made at a time: some tens of milliseconds to make and to score. */
const cells = 400_000

async function scoreCandidates(both: Table, rows: number, candidates: readonly Candidate[], setup: SearchSetup): Promise<Float64Array> {
  const scores = new Float64Array(candidates.length)
  const batch = Math.max(500, Math.min(20_000, Math.floor(cells / both.columns.length)))
  const named = new Map(setup.choices.map((choice, feature) => [choice.feature, feature]))
  for (let from = 0; from < candidates.length; from += batch) {
    setup.context.checkpoint()
    const part = candidates.slice(from, from + batch)
    const own = Int32Array.from(part, (candidate) => candidate.row)
    // Only the changed cells are looked up: most columns are the rows' own.
    const changed = new Map<number, { readonly at: number; readonly from: number }[]>()
    part.forEach((candidate, at) => {
      for (const { feature, choice } of candidate.changes) {
        const held = changed.get(feature)
        const cell = { at, from: rows + setup.choices[feature]!.sources[choice]! }
        if (held === undefined) changed.set(feature, [cell])
        else held.push(cell)
      }
    })
    const columns = both.columns.map((column): Column => {
      const cellsOf = changed.get(named.get(column.name) ?? -1)
      if (cellsOf === undefined) return selectColumn(column, own)
      const places = own.slice()
      for (const cell of cellsOf) places[cell.at] = cell.from
      return selectColumn(column, places)
    })
    scores.set(await setup.scoreRows({ rows: part.length, columns }), from)
  }
  return scores
}
