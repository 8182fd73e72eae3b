import type { CategoryColumn } from '../../../contract/table'
import { block } from '../../../stats/products'
import { gatherNumbers } from './sides'
import type { Side } from './sides'
import { standardised } from './terms'
import type { NumericSource, Term, Terms } from './terms'

/**
 * Writes the values of all terms for some rows of a side into columns, one per term.
 * @param part part of each row, and `row` its place there; at most a block of them
 * @param at where the first of them lands
 */
export type WriteTerms = (label: number, part: Uint16Array, row: Uint32Array, into: readonly Float64Array[], at: number) => void

/** Source after source, so that each is read and written in one loop over the rows. */
export function termWriter({ sources, terms }: Terms): WriteTerms {
  const place = (find: (term: Term) => boolean): number => terms.findIndex(find)
  const z = sources.map(({ data }) => new Float64Array(data.kind === 'number' ? block : 0))
  const writers = sources.map(({ data }, source): WriteTerms => {
    if (data.kind === 'number') {
      const [own, square, missing] = (['z', 'square', 'missing'] as const).map((of) => place((term) => term.of === of && term.source === source)) as [number, number, number]
      const cells = new Float64Array(block)
      return (label, part, row, into, at) => {
        gatherNumbers(data.parts[label]!, part, row, cells)
        standardise(cells, row.length, data, z[source]!)
        if (own >= 0) into[own]!.set(z[source]!.subarray(0, row.length), at)
        if (square >= 0) writeProducts(z[source]!, z[source]!, row.length, into[square]!, at)
        if (missing >= 0) writeMissing(cells, row.length, into[missing]!, at)
      }
    }
    const own = Array.from({ length: data.missing + 1 }, (_, indicator) => place((term) => term.of === 'level' && term.source === source && term.indicator === indicator))
    const codes = new Int32Array(block)
    return (label, part, row, into, at) => {
      gatherCodes(data.parts[label]!, data.indicator[label]!, data.missing, part, row, codes)
      for (const term of own) if (term >= 0) into[term]!.fill(0, at, at + row.length)
      for (let index = 0; index < row.length; index += 1) {
        const term = own[codes[index]!]
        if (term !== undefined && term >= 0) into[term]![at + index] = 1
      }
    }
  })
  const products = terms.flatMap((term, index) => (term.of === 'product' ? [{ first: z[term.source]!, second: z[term.second]!, index }] : []))
  return (label, part, row, into, at) => {
    for (const write of writers) write(label, part, row, into, at)
    for (const { first, second, index } of products) writeProducts(first, second, row.length, into[index]!, at)
  }
}

function gatherCodes(parts: readonly CategoryColumn[], indicator: readonly Int32Array[], missing: number, part: Uint16Array, row: Uint32Array, into: Int32Array): void {
  for (let index = 0; index < row.length; index += 1) {
    const code = parts[part[index]!]!.codes[row[index]!]!
    into[index] = code < 0 ? missing : indicator[part[index]!]![code]!
  }
}

// The loops over rows are functions of their own: the engine makes faster code of them than of closures.
function standardise(cells: Float64Array, rows: number, source: NumericSource, into: Float64Array): void {
  for (let index = 0; index < rows; index += 1) into[index] = standardised(cells[index]!, source)
}

function writeProducts(first: Float64Array, second: Float64Array, rows: number, into: Float64Array, at: number): void {
  for (let index = 0; index < rows; index += 1) into[at + index] = first[index]! * second[index]!
}

function writeMissing(cells: Float64Array, rows: number, into: Float64Array, at: number): void {
  for (let index = 0; index < rows; index += 1) into[at + index] = cells[index] === cells[index] ? 0 : 1
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
        const rows = Uint32Array.from({ length: Math.min(block, table.rows - from) }, (_, index) => from + index)
        write(label, new Uint16Array(rows.length).fill(part), rows, columns, at)
        at += rows.length
      }
    })
  })
  return columns.filter((column) => column.some((value) => value !== column[0]))
}
