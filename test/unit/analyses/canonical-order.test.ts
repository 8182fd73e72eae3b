import { describe, expect, it } from 'vitest'
import { canonicalOrder } from '../../../shared/analyses/common/canonical-order'
import type { Table } from '../../../shared/contract/table'
import { selectRows } from '../../../shared/table/select-rows'

const rows = 5000
const quietNaN = Number.NaN
const otherNaN = new Float64Array(new Uint32Array([7, 0xfff80001]).buffer)[0]!

function table(nan: number, zero: number): Table {
  const levels = ['low', 'middle', 'high']
  return {
    rows,
    columns: [
      { name: 'x', kind: 'number', type: 'decimal', missing: null, values: Float64Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? nan : row % 5 === 0 ? zero : Math.sin(row))) },
      { name: 'y', kind: 'number', type: 'integer', missing: null, values: Float64Array.from({ length: rows }, (_, row) => (row % 11 === 0 ? -Infinity : row)) },
      { name: 'c', kind: 'category', missing: null, levels, codes: Int32Array.from({ length: rows }, (_, row) => (row % 4) - 1) },
    ],
  }
}

describe('canonicalOrder', () => {
  const names = ['x', 'y', 'c']
  const order = canonicalOrder(table(quietNaN, 0), names)

  it('puts the same rows in the same places however the file is sorted', () => {
    const given = table(quietNaN, 0)
    const turned = Int32Array.from({ length: rows }, (_, row) => rows - 1 - row)
    const again = canonicalOrder(selectRows(given, turned), names)
    const y = (row: number): number => (given.columns[1] as { readonly values: Float64Array }).values[row]!
    expect(Array.from(again, (row) => y(turned[row]!))).toEqual(Array.from(order, y))
  })

  it('takes every NaN for one value, and both zeros', () => {
    expect(canonicalOrder(table(otherNaN, -0), names)).toEqual(order)
    expect(canonicalOrder(table(0, 0), names)).not.toEqual(order)
  })

  it('does not depend on the order in which columns are named', () => {
    expect(canonicalOrder(table(quietNaN, 0), ['c', 'y', 'x'])).toEqual(order)
  })
})
