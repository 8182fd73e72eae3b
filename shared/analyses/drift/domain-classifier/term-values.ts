import { block } from '../../../stats/products'
import type { Side } from './sides'
import { standardised } from './terms'
import type { CategorySource, NumericSource, Term, Terms } from './terms'

/** Where the cells of some rows come from, one source after the other. */
export interface Cells {
  readonly rows: number
  readonly numbers: (source: NumericSource, into: Float64Array) => void
  /** Indicators; −1 for the base level. */
  readonly indicators: (source: CategorySource, into: Int32Array) => void
}

/** Writes the values of all terms at some rows, at most a block of them, into columns, one per term, from `at` on. */
export type WriteTerms = (cells: Cells, into: readonly Float64Array[], at: number) => void

/** Source after source, so that each is read and written in one loop over the rows. */
export function termWriter({ sources, terms }: Terms): WriteTerms {
  const place = (find: (term: Term) => boolean): number => terms.findIndex(find)
  const numbers = new Float64Array(block)
  const indicators = new Int32Array(block)
  const z = sources.map(({ data }) => new Float64Array(data.kind === 'number' ? block : 0))
  const writers = sources.map(({ data }, source): WriteTerms => {
    if (data.kind === 'number') {
      const [own, square, missing] = (['z', 'square', 'missing'] as const).map((of) => place((term) => term.of === of && term.source === source)) as [number, number, number]
      return (cells, into, at) => {
        cells.numbers(data, numbers)
        standardise(numbers, cells.rows, data, z[source]!)
        if (own >= 0) into[own]!.set(z[source]!.subarray(0, cells.rows), at)
        if (square >= 0) writeProducts(z[source]!, z[source]!, cells.rows, into[square]!, at)
        if (missing >= 0) writeMissing(numbers, cells.rows, into[missing]!, at)
      }
    }
    const own = Array.from({ length: data.missing + 1 }, (_, indicator) => place((term) => term.of === 'level' && term.source === source && term.indicator === indicator))
    return (cells, into, at) => {
      cells.indicators(data, indicators)
      for (const term of own) if (term >= 0) into[term]!.fill(0, at, at + cells.rows)
      for (let row = 0; row < cells.rows; row += 1) {
        const term = indicators[row]! < 0 ? -1 : own[indicators[row]!]!
        if (term >= 0) into[term]![at + row] = 1
      }
    }
  })
  const products = terms.flatMap((term, index) => (term.of === 'product' ? [{ first: z[term.source]!, second: z[term.second]!, index }] : []))
  return (cells, into, at) => {
    for (const write of writers) write(cells, into, at)
    for (const { first, second, index } of products) writeProducts(first, second, cells.rows, into[index]!, at)
  }
}

// The loops over rows are functions of their own: the engine makes faster code of them than of closures.
function standardise(cells: Float64Array, rows: number, source: NumericSource, into: Float64Array): void {
  for (let row = 0; row < rows; row += 1) into[row] = standardised(cells[row]!, source)
}

function writeProducts(first: Float64Array, second: Float64Array, rows: number, into: Float64Array, at: number): void {
  for (let row = 0; row < rows; row += 1) into[at + row] = first[row]! * second[row]!
}

function writeMissing(cells: Float64Array, rows: number, into: Float64Array, at: number): void {
  for (let row = 0; row < rows; row += 1) into[at + row] = cells[row] === cells[row] ? 0 : 1
}

/** Cells of so many rows of a side's spread sample, from a place on in steps. */
export function sampledCells(side: number, from: number, step: number, rows: number): Cells {
  const pick = <T extends Float64Array | Int32Array>(sample: T, into: T): void => {
    for (let row = 0; row < rows; row += 1) into[row] = sample[from + step * row]!
  }
  return { rows, numbers: ({ sample }, into) => { pick(sample[side]!, into) }, indicators: ({ sample }, into) => { pick(sample[side]!, into) } }
}

/** The cells of rows that lie behind one another in a part. */
function cellsOfRows(side: number, part: number, from: number, rows: number): Cells {
  return {
    rows,
    numbers: ({ parts }, into) => { into.set(parts[side]![part]!.values.subarray(from, from + rows)) },
    indicators: ({ parts, indicator, missing }, into) => {
      const { codes } = parts[side]![part]!
      for (let row = 0; row < rows; row += 1) into[row] = codes[from + row]! < 0 ? missing : indicator[side]![part]![codes[from + row]!]!
    },
  }
}

/** The terms that vary as columns of numbers, the first side's rows first: for methods that need them whole, on samples. */
export function valuesOfTerms(terms: Terms, sides: readonly [Side, Side], checkpoint: () => void): readonly Float64Array[] {
  const columns = terms.terms.map(() => new Float64Array(sides[0].rows + sides[1].rows))
  const write = termWriter(terms)
  let at = 0
  sides.forEach((side, label) => {
    side.parts.forEach(({ table }, part) => {
      for (let from = 0; from < table.rows; from += block) {
        checkpoint()
        const rows = Math.min(block, table.rows - from)
        write(cellsOfRows(label, part, from, rows), columns, at)
        at += rows
      }
    })
  })
  return columns.filter((column) => column.some((value) => value !== column[0]))
}
