import type { AnalysisDataset, AnalysisInput, DatasetRole, Rng } from '../../../shared/contract/analysis'
import type { CategoryColumn, Column, NumericColumn, Table } from '../../../shared/contract/table'
import { createRng } from '../../../shared/stats/rng'
import { selectRows } from '../../../shared/table/select-rows'

export function numberColumn(name: string, values: ArrayLike<number>, type: NumericColumn['type'] = 'decimal'): NumericColumn {
  const array = Float64Array.from(values)
  const missing = array.some((value) => Number.isNaN(value)) ? Uint8Array.from(array, (value) => (Number.isNaN(value) ? 1 : 0)) : null
  return { name, kind: 'number', type, values: array, missing }
}

/** Levels in order of first appearance; null is missing. */
export function categoryColumn(name: string, cells: readonly (string | null)[]): CategoryColumn {
  const levels: string[] = []
  const codes = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1
    if (!levels.includes(cell)) levels.push(cell)
    return levels.indexOf(cell)
  })
  return { name, kind: 'category', codes, levels, missing: cells.includes(null) ? Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)) : null }
}

export function makeTable(columns: readonly Column[]): Table {
  const first = columns[0]!
  return { rows: first.kind === 'number' ? first.values.length : first.kind === 'category' ? first.codes.length : first.offsets.length - 1, columns }
}

export function makeDataset(role: DatasetRole, table: Table, parts: Partial<AnalysisDataset> = {}): AnalysisDataset {
  const name = parts.name ?? `${role}${parts.period ?? ''}.csv`
  return { id: name, name, role, period: '', sha256: 'a'.repeat(64), table, score: null, recorded: null, outcome: null, predictedClass: null, classProbabilities: null, recordedClass: null, recordedProbabilities: null, weight: null, ...parts }
}

const column = (table: Table, name: string): Column => table.columns.find((each) => each.name === name)!
const numbers = (table: Table, name: string): Float64Array => (column(table, name) as NumericColumn).values

/** A logistic model over income, debt and purpose: the artifact of these tests. */
export function scoreTable(table: Table): Float64Array {
  const income = numbers(table, 'income')
  const debt = numbers(table, 'debt')
  const purpose = column(table, 'purpose') as CategoryColumn
  return Float64Array.from(income, (value, row) => {
    const level = purpose.levels[purpose.codes[row]!]
    const z = -1.2 - 0.8 * ((Number.isNaN(value) ? 3 : value / 1000) - 3) + 1.1 * (debt[row]! - 0.5) + (level === 'car' ? 0.4 : level === 'home' ? -0.4 : 0)
    return 1 / (1 + Math.exp(-z))
  })
}

export interface Planted {
  /** Factor on income. */
  readonly income?: number
  /** Rows of a purpose that development does not know. */
  readonly boats?: number
  /** Region in which the score says nothing. */
  readonly weakRegion?: string
  readonly missingIncome?: number
}

/** Rows of credit applications whose outcome follows the artifact's own probability. */
export function makeRows(rows: number, rng: Rng, planted: Planted = {}): { readonly table: Table; readonly score: Float64Array; readonly outcome: Float64Array } {
  const income = Float64Array.from({ length: rows }, () => Math.round(Math.exp(8 + 0.4 * rng.normal()) * (planted.income ?? 1)))
  const age = Float64Array.from({ length: rows }, () => 18 + rng.int(60))
  const debt = Float64Array.from({ length: rows }, () => rng.next())
  const dependents = Float64Array.from({ length: rows }, () => rng.int(5))
  const pick = (levels: readonly string[]): string => levels[rng.int(levels.length)]!
  const purpose = Array.from({ length: rows }, (_, row) => (row < (planted.boats ?? 0) ? 'boat' : pick(['car', 'home', 'other'])))
  const region = Array.from({ length: rows }, () => pick(['north', 'south', 'east']))
  const sex = Array.from({ length: rows }, () => (rng.next() < 0.02 ? null : pick(['f', 'm'])))
  const seen = income.map((value) => (rng.next() < (planted.missingIncome ?? 0.01) ? Number.NaN : value))
  const table = makeTable([
    numberColumn('income', seen), numberColumn('age', age, 'integer'), numberColumn('debt', debt), numberColumn('dependents', dependents, 'integer'),
    categoryColumn('purpose', purpose), categoryColumn('region', region), categoryColumn('sex', sex),
  ])
  const score = scoreTable(table)
  const outcome = score.map((p, row) => (rng.next() < (region[row] === planted.weakRegion ? 0.3 : p) ? 1 : 0))
  return { table, score, outcome }
}

export interface InputOptions {
  readonly rows?: number
  readonly windows?: number
  readonly seed?: number
  readonly planted?: Planted
  /** First window (0-based) in which what is planted shows; the weak region shows in test and development. */
  readonly from?: number
  /** Production windows have outcomes too. */
  readonly labelled?: boolean
}

export function makeInput({ rows = 1500, windows = 3, seed = 7, planted = {}, from = 1, labelled = false }: InputOptions = {}): AnalysisInput {
  const rng = createRng(seed, 'input')
  const make = (role: DatasetRole, period: string, changes: Planted, withOutcome: boolean): AnalysisDataset => {
    const { table, score, outcome } = makeRows(rows, rng.fork(role + period), changes)
    return makeDataset(role, table, { period, score, recorded: score.slice(), outcome: withOutcome ? outcome : null })
  }
  const weak: Planted = planted.weakRegion === undefined ? {} : { weakRegion: planted.weakRegion }
  return {
    task: 'binary',
    classes: ['0', '1'],
    decision: { threshold: 0.3, favourable: 'below' },
    roles: {
      income: ['feature'], age: ['feature', 'protected'], debt: ['feature'], dependents: ['feature'], purpose: ['feature', 'segment'],
      region: ['segment'], sex: ['protected'],
    },
    model: null,
    datasets: [
      make('development', '', weak, true),
      make('test', '', weak, true),
      ...Array.from({ length: windows }, (_, index) => make('production', `2026-${String(index + 1).padStart(2, '0')}`, index >= from ? planted : {}, labelled)),
    ],
  }
}

/** A regression review with the same inputs. */
export function makeRegressionInput(options: InputOptions = {}): AnalysisInput {
  const base = makeInput(options)
  const rng = createRng(options.seed ?? 7, 'regression')
  return {
    ...base,
    task: 'regression',
    decision: { threshold: null, favourable: 'above' },
    datasets: base.datasets.map((dataset) => ({ ...dataset, outcome: dataset.score!.map((value) => value + 0.2 * rng.normal()) })),
  }
}

/** A review of three classes with the same inputs; the artifact's class is that of its largest probability. */
export function makeMulticlassInput(options: InputOptions = {}): AnalysisInput {
  const base = makeInput(options)
  const rng = createRng(options.seed ?? 7, 'multiclass')
  return {
    ...base,
    task: 'multiclass',
    classes: ['low', 'middle', 'high'],
    decision: { threshold: null, favourable: 'above' },
    datasets: base.datasets.map((dataset) => {
      const low = dataset.score!.map((p) => (1 - p) ** 2)
      const middle = dataset.score!.map((p) => 2 * p * (1 - p))
      const probabilities = [low, middle, dataset.score!.map((p) => p ** 2)]
      const predicted = low.map((_, row) => { const held = probabilities.map((values) => values[row]!); return held.indexOf(Math.max(...held)) })
      const outcome = low.map((p, row) => { const u = rng.next(); return u < p ? 0 : u < p + middle[row]! ? 1 : 2 })
      return { ...dataset, recorded: null, outcome, predictedClass: predicted, classProbabilities: probabilities, recordedClass: predicted.slice(), recordedProbabilities: probabilities.map((values) => values.slice()) }
    }),
  }
}

/** The same datasets with their rows in another order, and levels in another order of appearance. */
export function shuffleRows(input: AnalysisInput, seed: number): AnalysisInput {
  return {
    ...input,
    datasets: input.datasets.map((dataset) => {
      const rng = createRng(seed, dataset.name)
      const order = Int32Array.from({ length: dataset.table.rows }, (_, row) => row)
      for (let row = order.length - 1; row > 0; row -= 1) {
        const other = rng.int(row + 1)
        const held = order[row]!
        order[row] = order[other]!
        order[other] = held
      }
      const pick = (values: Float64Array | null): Float64Array | null => (values === null ? null : Float64Array.from(order, (row) => values[row]!))
      const table = selectRows(dataset.table, order)
      const columns = table.columns.map((each) => (each.kind === 'category' ? categoryColumn(each.name, Array.from(each.codes, (code) => (code < 0 ? null : each.levels[code]!))) : each))
      return { ...dataset, table: { ...table, columns }, score: pick(dataset.score), recorded: pick(dataset.recorded), outcome: pick(dataset.outcome),
        predictedClass: pick(dataset.predictedClass), classProbabilities: dataset.classProbabilities?.map((values) => pick(values)!) ?? null,
        recordedClass: pick(dataset.recordedClass), recordedProbabilities: dataset.recordedProbabilities?.map((values) => pick(values)!) ?? null, weight: pick(dataset.weight) }
    }),
  }
}

/** The test dataset with two arms, dealt evenly; the treatment raises the chance of an event by `lift`. */
export function withArms(input: AnalysisInput, lift = 0): AnalysisInput {
  const rng = createRng(12, 'arms')
  return {
    ...input,
    roles: { ...input.roles, arm: ['segment'] },
    datasets: input.datasets.map((dataset) => {
      if (dataset.role !== 'test') return dataset
      const arm = Array.from({ length: dataset.table.rows }, () => (rng.next() < 0.5 ? 'A' : 'B'))
      const outcome = dataset.outcome!.map((value, row) => (arm[row] === 'B' && value === 0 && rng.next() < lift ? 1 : value))
      return { ...dataset, table: { ...dataset.table, columns: [...dataset.table.columns, categoryColumn('arm', arm)] }, outcome }
    }),
  }
}

/** The same review with a date per row, days one after the other, four rows a day, dataset after dataset. */
export function withDates(input: AnalysisInput): AnalysisInput {
  let day = 19_000
  return {
    ...input,
    roles: { ...input.roles, day: ['date'] },
    datasets: input.datasets.map((dataset) => {
      const first = day
      day += Math.ceil(dataset.table.rows / 4)
      const dates = numberColumn('day', Float64Array.from({ length: dataset.table.rows }, (_, row) => 86_400_000 * (first + Math.floor(row / 4))), 'date')
      return { ...dataset, table: { ...dataset.table, columns: [...dataset.table.columns, dates] } }
    }),
  }
}
