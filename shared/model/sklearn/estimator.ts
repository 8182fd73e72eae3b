import { limits } from '../limits'
import { malformed, tooLarge } from '../problems'
import { NdArray } from '../pickle/numpy'
import { PyDict, PyObject, type PyValue } from '../pickle/values'

/** A part that cannot be scored here; becomes one sentence of `card.unsupported`. */
export class NotScorable extends Error {}

/** What compiling one artifact may spend: references may form cycles or share parts many times over. */
export interface Budget {
  left: number
  /** Cells of sparse matrices that may be written out. */
  cells: number
}

/** A matrix in row-major order. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float64Array
}

/** Typed access to a fitted estimator as it lies in the pickle. */
export class Estimator {
  readonly object: PyObject
  readonly file: string
  readonly budget: Budget
  readonly depth: number

  constructor(value: PyValue | undefined, file: string, budget: Budget, depth: number) {
    if (!(value instanceof PyObject) || value.className === '') throw new NotScorable('A part of it is not an estimator.')
    if (depth > 24 || --budget.left < 0) throw malformed(file, 'its estimators are nested too deeply')
    this.object = value
    this.file = file
    this.budget = budget
    this.depth = depth
  }

  get name(): string {
    return this.object.className
  }

  raw(key: string): PyValue | undefined {
    return this.object.attribute(key)
  }

  has(key: string): boolean {
    const value = this.raw(key)
    return value !== undefined && value !== null
  }

  /** An estimator held by this one. */
  inner(value: PyValue | undefined): Estimator {
    return new Estimator(value, this.file, this.budget, this.depth + 1)
  }

  text(key: string, fallback: string): string {
    const value = this.raw(key)
    return typeof value === 'string' ? value : fallback
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.raw(key)
    return typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : fallback
  }

  number(key: string, fallback?: number): number {
    const value = this.raw(key)
    if (typeof value === 'number') return value
    if (value instanceof NdArray && value.length === 1) return value.numbers()?.[0] ?? NaN
    if (fallback !== undefined) return fallback
    throw malformed(this.file, `${this.name}.${key} is not a number`)
  }

  /** A vector of numbers of any shape, or one number. */
  numbers(key: string): Float64Array {
    const value = this.raw(key)
    const numbers = numbersOfValue(value)
    if (numbers === null) throw malformed(this.file, `${this.name}.${key} is not a list of numbers`)
    return numbers
  }

  /** A matrix; a vector counts as one row. */
  matrix(key: string): Matrix {
    const value = this.raw(key)
    const shaped = sparseShape(value)
    if (shaped !== null) {
      if ((this.budget.cells -= shaped.rows * shaped.columns) < 0) throw tooLarge(this.file, 'its sparse matrices have too many cells')
      const sparse = sparseMatrix(value)
      if (sparse !== null) return sparse
    }
    const data = this.numbers(key)
    const shape = value instanceof NdArray ? value.shape : [data.length]
    if (shape.length > 2) throw malformed(this.file, `${this.name}.${key} has ${shape.length} dimensions`)
    const columns = shape.at(-1) ?? 1
    return { rows: shape.length === 2 ? shape[0]! : 1, columns, data }
  }

  /** Elements of a list, tuple or array. */
  list(key: string): readonly PyValue[] {
    const value = this.raw(key)
    const items = listOfValue(value)
    if (items === null) throw malformed(this.file, `${this.name}.${key} is not a list`)
    return items
  }

  /** Names and classes as text. */
  texts(key: string): readonly string[] {
    return this.list(key).map(labelText)
  }

  /** Number of columns it takes. */
  get width(): number {
    const known = this.knownWidth
    if (known === null) throw new NotScorable(`${this.name} does not say how many columns it takes; it may not be fitted.`)
    return known
  }

  /** Number of columns it takes, by its own word or by what it learnt of each column; null when neither is there. */
  get knownWidth(): number | null {
    const bounded = (value: number): number => {
      if (value > limits.inputs) throw malformed(this.file, `it has ${value} inputs, the limit is ${limits.inputs}`)
      return value
    }
    // Selectors by elimination count the columns they keep under the name others count all by.
    for (const key of this.name.startsWith('RFE') ? ['n_features_in_'] : ['n_features_in_', 'n_features_', '_n_features', 'n_features', 'max_features_']) {
      const value = this.raw(key)
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && (key !== 'n_features' || value > 0)) return bounded(value)
    }
    const names = this.columnNames
    if (names !== null) return bounded(names.length)
    // Before 0.24 most estimators did not write the number down.
    for (const key of ['support_', 'scale_', 'mean_', 'center_', 'max_abs_', 'statistics_', 'categories_', 'bin_edges_', 'lambdas_', 'xbar_', 'variances_', 'scores_', '_fit_X', 'support_vectors_', 'components_', 'quantiles_', 'coef_', 'theta_', 'feature_log_prob_']) {
      const value = this.raw(key)
      const last = value instanceof NdArray ? value.shape.at(-1) : Array.isArray(value) ? value.length : sparseShape(value)?.columns
      if (last !== undefined && last > 0 && !(key === 'support_' && !this.name.startsWith('RFE'))) return bounded(last)
    }
    return null
  }

  /** Names of the columns it was fitted on; null where it was fitted on none or does not keep them. */
  get columnNames(): readonly string[] | null {
    for (const key of ['feature_names_in_', '_feature_names_in', '_df_columns']) {
      const value = this.raw(key)
      // Older column transformers keep the columns as pandas does: a class and its data.
      const list = value instanceof PyObject ? listOfValue(entriesOf(value.args[1]).get('data')) : listOfValue(value)
      if (list !== null && list.length > 0 && list.every((name) => typeof name === 'string')) return list
    }
    return null
  }

  /** Classes of a classifier of one target, in its own order. */
  get classes(): readonly string[] {
    const value = this.raw('classes_')
    if (value instanceof NdArray) return value.values().map(labelText)
    // Ridge classifiers before 1.3 keep the classes where they turned them into numbers.
    if (value === undefined && this.has('_label_binarizer')) return this.inner(this.raw('_label_binarizer')).classes
    if (Array.isArray(value)) throw new NotScorable(`${this.name} predicts several targets at once.`)
    throw new NotScorable(`${this.name} holds no classes; it may not be fitted.`)
  }
}

function sparseShape(value: PyValue | undefined): { readonly rows: number; readonly columns: number } | null {
  if (!(value instanceof PyObject) || !/^cs[rc]_(matrix|array)$/.test(value.className)) return null
  const [rows, columns] = Array.from(numbersOfValue(value.attribute('_shape')) ?? [])
  return rows !== undefined && columns !== undefined && rows >= 0 && columns >= 0 ? { rows, columns } : null
}

/** A sparse matrix of SciPy written out in rows (CSR or CSC); null for anything else. */
export function sparseMatrix(value: PyValue | undefined): Matrix | null {
  const shape = sparseShape(value)
  if (shape === null || !(value instanceof PyObject)) return null
  const { rows, columns } = shape
  const byRow = value.className.startsWith('csr')
  const cells = numbersOfValue(value.attribute('data'))
  const indices = numbersOfValue(value.attribute('indices'))
  const starts = numbersOfValue(value.attribute('indptr'))
  if (cells === null || indices?.length !== cells.length || starts?.length !== (byRow ? rows : columns) + 1 || !(rows * columns <= limits.nodes)) return null
  const data = new Float64Array(rows * columns)
  for (let major = 0; major < starts.length - 1; major++) {
    for (let at = starts[major]!; at < Math.min(starts[major + 1]!, cells.length); at++) {
      const minor = indices[at]!
      if (minor >= 0 && minor < (byRow ? columns : rows)) data[byRow ? major * columns + minor : minor * columns + major]! += cells[at]!
    }
  }
  return { rows, columns, data }
}

/** Elements of a list, tuple or array; null for anything else. */
export function listOfValue(value: PyValue | undefined): readonly PyValue[] | null {
  if (value instanceof NdArray) return value.values()
  return Array.isArray(value) ? value as readonly PyValue[] : null
}

/** Numbers of an array, list or single number; null for anything else. */
export function numbersOfValue(value: PyValue | undefined): Float64Array | null {
  if (value instanceof NdArray) return value.numbers()
  if (typeof value === 'number' || typeof value === 'bigint') return Float64Array.of(Number(value))
  if (!Array.isArray(value)) return null
  const items = value as readonly PyValue[]
  return items.every((item) => typeof item === 'number' || typeof item === 'bigint') ? Float64Array.from(items, Number) : null
}

/** A class, category or name as the data would spell it: 1.0 is "1", booleans are True and False. */
export function labelText(value: PyValue): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  return value === null ? 'None' : '?'
}

/** Values of a dictionary by text key; empty for anything else. */
export function entriesOf(value: PyValue | undefined): ReadonlyMap<PyValue, PyValue> {
  return value instanceof PyDict ? value.entries : new Map<PyValue, PyValue>()
}
